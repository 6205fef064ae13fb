"""``portal bench conferencia``: how many quotations of each kind come out green, beside similarity and substring."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

from rapidfuzz import fuzz

from core.conferencia.domain import Cor
from core.conferencia.literal import check_citacao
from core.conferencia.texto_normal import TextoNormal
from core.prompts.seeds import load_seeds
from tests.load.quotations import CHANGED, GENUINE, MISREAD, Citada, build_corpus
from tests.load.report import Options, parse_options, percentile, print_report

_EACH = 150
_ALIKE = 95
_TARGETS = {"literal": "target >= 98 green", "layout noise": "target >= 98 green", MISREAD: "amber is right"}


def main() -> None:
    options = parse_options("conferencia")
    textos = [modulo.texto for modulo in load_seeds().modulos]
    corpus = build_corpus(textos, random.Random(options.seed), 40 if options.is_quick else _EACH)
    rows, keys = _measure(corpus, options)
    print_report("conferencia", options, rows, keys)


def _measure(corpus: list[Citada], _options: Options) -> tuple[list[tuple[str, object, str]], dict[str, object]]:
    spent: list[float] = []

    def ours(citada: Citada) -> Cor:
        fontes = {"fonte": TextoNormal(citada.fonte)}
        started = time.perf_counter()
        cor = check_citacao(citada.texto, fontes).cor
        spent.append((time.perf_counter() - started) * 1000)
        return cor

    found = {name: _count(corpus, check) for name, check in (("ours", ours), ("95%", _alike), ("substring", _literal))}
    rows: list[tuple[str, object, str]] = []
    keys: dict[str, object] = {"quotations": len(corpus)}
    for kind in (*GENUINE, MISREAD, *CHANGED):
        shares = {name: _share(counts, kind, Cor.VERDE) for name, counts in found.items()}
        amber = _share(found["ours"], kind, Cor.AMARELO)
        remark = f"amber {amber:.1f}; green by 95%: {shares['95%']:.1f}, by substring: {shares['substring']:.1f}"
        rows.append(
            (f"{kind}, % green", f"{shares['ours']:.1f}", f"{remark}; {_TARGETS.get(kind, 'target <= 1 green')}")
        )
        keys[kind.replace(" ", "_")] = {"green": shares["ours"], "amber": amber, "alike_green": shares["95%"]}
    rows.append(("ms a quotation, p50", f"{percentile(spent, 0.5):.2f}", f"p95 {percentile(spent, 0.95):.2f}"))
    return rows, keys | {"ms_p50": round(percentile(spent, 0.5), 3)}


def _count(corpus: list[Citada], check: Callable[[Citada], Cor]) -> Counter[tuple[str, Cor]]:
    return Counter((citada.kind, check(citada)) for citada in corpus)


def _share(counts: Counter[tuple[str, Cor]], kind: str, cor: Cor) -> float:
    total = sum(counts[kind, each] for each in Cor)
    return round(100 * counts[kind, cor] / total, 2)


def _alike(citada: Citada) -> Cor:
    return Cor.VERDE if fuzz.partial_ratio(citada.texto, citada.fonte) >= _ALIKE else Cor.VERMELHO


def _literal(citada: Citada) -> Cor:
    return Cor.VERDE if citada.texto in citada.fonte else Cor.VERMELHO


if __name__ == "__main__":
    main()
