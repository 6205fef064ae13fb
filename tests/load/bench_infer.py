"""``portal bench infer``: documents a second through a loaded model, all at once and one by one, and its memory.

The weights are drawn: how long an answer takes does not depend on what the model has learned.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core.bert.domain import PASTA_DO_MODELO, Configuracao, PlanoDeTreino
from core.bert.inference import Classificador, load_classificador
from core.bert.training.arquivos import writing_folder
from core.bert.training.maquina import choose_device, choose_precisao, name_device
from core.bert.training.modelo import Manifesto, save_modelo
from core.bert.training.treino import build_preparo
from tests.load.decisions import list_amostras
from tests.load.report import Options, parse_options, percentile, print_report

_ONE_BY_ONE = 40


def main() -> None:
    options = parse_options("infer")
    amostras, origin = list_amostras(300 if options.is_quick else 2_000, options.seed)
    textos = [amostra.texto for amostra in amostras]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / PASTA_DO_MODELO
        save_drawn_model(folder, options)
        before_mb = read_rss_mb()
        start = time.perf_counter()
        classificador = load_classificador(folder)
        load_s = time.perf_counter() - start
    docs_per_s = len(textos) / measure_s(lambda: classificador.classify(textos))
    single_ms = measure_single_ms(classificador, textos[:_ONE_BY_ONE])
    explain_ms = measure_s(lambda: classificador.explain(textos[0])) * 1000
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    keys = {
        "data": origin,
        "device": name_device(choose_device()),
        "docs_per_s": round(docs_per_s, 1),
        "single_p50_ms": round(percentile(single_ms, 0.5), 1),
        "single_p95_ms": round(percentile(single_ms, 0.95), 1),
        "explain_ms": round(explain_ms, 1),
        "load_s": round(load_s, 2),
        "before_mb": round(before_mb),
        "peak_mb": round(peak_mb),
    }
    rows = [
        (f"{len(textos)} texts, {origin}, documents/s", f"{docs_per_s:.1f}", str(keys["device"])),
        ("one by one, p50 / p95 ms", f"{keys['single_p50_ms']} / {keys['single_p95_ms']}", ""),
        ("which windows decided, ms", keys["explain_ms"], "one text"),
        ("the model loaded, s", keys["load_s"], ""),
        ("memory before the model / at its highest, MB", f"{keys['before_mb']} / {keys['peak_mb']}", "with torch"),
    ]
    print_report("infer", options, rows, keys)


def save_drawn_model(folder: Path, options: Options) -> None:
    """The built-in base as the presets have it, its words from some of the texts."""
    configuracao = Configuracao(seed=options.seed)
    amostras, _ = list_amostras(300, options.seed)
    preparo = build_preparo(PlanoDeTreino(amostras, configuracao))
    rede = preparo.base.build(len(preparo.dados.rotulos))
    manifesto = Manifesto(
        rotulos=preparo.dados.rotulos,
        temperatura=1.0,
        configuracao=configuracao,
        max_pecas=preparo.base.leitor.max_pecas,
        precisao=choose_precisao(configuracao.precisao, choose_device(), preparo.base.config.hidden_size).value,
        preenchimento=preparo.base.leitor.preenchimento,
    )
    with writing_folder(folder) as partial:
        save_modelo(partial, rede, preparo.base, manifesto)


def measure_s(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_single_ms(classificador: Classificador, textos: Sequence[str]) -> list[float]:
    return [measure_s(lambda texto=texto: classificador.classify([texto])) * 1000 for texto in textos]


def read_rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
