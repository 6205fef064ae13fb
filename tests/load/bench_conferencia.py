"""``portal bench conferencia``: how many quotations of each kind come out green, beside similarity and substring;
planted authorities and amounts that must be caught, drafts without fault that must pass, and how long a draft takes.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

from rapidfuzz import fuzz

from core.conferencia.aspas import check_aspas, find_aspas
from core.conferencia.autoridades import AutoridadesConhecidas
from core.conferencia.dados import DadosDasFontes, find_dados
from core.conferencia.domain import Cor
from core.conferencia.literal import check_citacao
from core.conferencia.texto_normal import TextoNormal
from core.prompts.autoridades.citacoes import find_citacoes
from core.prompts.autoridades.formato import load_autoridades
from core.prompts.seeds import load_seeds
from tests.load.quotations import CHANGED, GENUINE, MISREAD, Citada, build_corpus
from tests.load.report import parse_options, percentile, print_report

Row = tuple[str, object, str]

_EACH = 150
_TWENTY_PAGES = 50_000
"""Characters: 25 lines of a hundred on a page of the office's layout."""

_ALIKE = 95
_TARGETS = {"literal": "target >= 98 green", "layout noise": "target >= 98 green", MISREAD: "amber is right"}


def main() -> None:
    options = parse_options("conferencia")
    random_ = random.Random(options.seed)
    textos = [modulo.texto for modulo in load_seeds().modulos]
    corpus = build_corpus(textos, random_, 40 if options.is_quick else _EACH)
    parts = (_measure(corpus), _measure_drafts(textos, random_, 20 if options.is_quick else 100))
    rows = [row for part_rows, _ in parts for row in part_rows]
    print_report("conferencia", options, rows, parts[0][1] | parts[1][1])


def _measure_drafts(textos: list[str], random_: random.Random, count: int) -> tuple[list[Row], dict[str, object]]:
    """Drafts of twenty pages made of modules, whole and with one planted fault each."""
    fontes = {f"modulo {number}": texto for number, texto in enumerate(textos)}
    authorities, dados = AutoridadesConhecidas(load_autoridades(), {}), DadosDasFontes(fontes)
    alarms, passages, caught, changed_amounts, spent = 0, 0, 0, 0, []
    for _ in range(count):
        draft = _write_draft(textos, random_)
        normal = {nome: TextoNormal(texto) for nome, texto in fontes.items()}
        for fonte in normal.values():
            _ = fonte.positions
        started = time.perf_counter()
        red = [exame for exame in authorities.check(draft) if exame.cor is Cor.VERMELHO]
        found = find_dados(draft)
        missing = [dado for dado in found if dados.find(dado) is None]
        quoted = find_aspas(draft)
        bad = [aspas for aspas in quoted if check_aspas(aspas, normal).cor is Cor.VERMELHO]
        spent.append((time.perf_counter() - started) * 1000)
        alarms += len(red) + len(missing) + len(bad)
        passages += len(find_citacoes(draft)) + len(found) + len(quoted)
        planted = f"{draft}\nNesse sentido, o {_plant_authority(random_)}."
        caught += any(exame.cor is Cor.VERMELHO for exame in authorities.check(planted))
        amount = f"R$ {random_.randint(10, 99)}.{random_.randint(100, 999)},{random_.randint(10, 99)}"
        changed_amounts += any(dados.find(dado) is None for dado in find_dados(f"{draft}\nO valor é de {amount}."))
    alarm_pct, caught_pct = 100 * alarms / passages, 100 * caught / count
    rows: list[Row] = [
        ("planted false authority caught, %", f"{caught_pct:.1f}", f"target 100, {count} drafts"),
        ("planted amount caught, %", f"{100 * changed_amounts / count:.1f}", "target 100"),
        ("false alarms of clean drafts, %", f"{alarm_pct:.2f}", f"target <= 1 of {passages} mentions and quotations"),
        (
            "ms a draft of 20 pages, p50",
            f"{percentile(spent, 0.5):.0f}",
            f"p95 {percentile(spent, 0.95):.0f}; target <= 1000",
        ),
    ]
    keys = {"false_authority_caught_pct": caught_pct, "clean_false_alarm_pct": round(alarm_pct, 3)}
    return rows, keys | {"ms_20_pages": round(percentile(spent, 0.5), 1)}


def _write_draft(textos: list[str], random_: random.Random) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < _TWENTY_PAGES:
        parts.append(random_.choice(textos))
    quoted = random_.choice([sentence for sentence in parts[0].split("\n") if len(sentence.split()) > 8])
    return "\n\n".join([*parts, f"Ali se lê: “{quoted.replace('“', '').replace('”', '')}”"])


def _plant_authority(random_: random.Random) -> str:
    number = random_.randint(1_700_000, 1_999_999)
    return random_.choice(
        [
            f"Tema {number % 900 + 3000} do STF",
            f"REsp {number:,}".replace(",", "."),
            f"Súmula {number % 300 + 700} do STJ",
        ]
    )


def _measure(corpus: list[Citada]) -> tuple[list[Row], dict[str, object]]:
    spent: list[float] = []

    def ours(citada: Citada) -> Cor:
        fontes = {"fonte": TextoNormal(citada.fonte)}
        started = time.perf_counter()
        cor = check_citacao(citada.texto, fontes).cor
        spent.append((time.perf_counter() - started) * 1000)
        return cor

    found = {name: _count(corpus, check) for name, check in (("ours", ours), ("95%", _alike), ("substring", _literal))}
    rows: list[Row] = []
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
    inverted = [kind for kind in CHANGED if kind != "fabricated"]
    keys["inversion_green_pct"] = max(_share(found["ours"], kind, Cor.VERDE) for kind in inverted)
    keys["genuine_layout_green_pct"] = _share(found["ours"], "layout noise", Cor.VERDE)
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
