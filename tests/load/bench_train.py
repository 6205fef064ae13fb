"""``portal bench train``: our loop beside the Trainer of transformers, BERT beside a linear model, and a killed run.

Both loops train the same network from the same weights on the same texts, eight at a time. A GPU is used where there is
one; the share of its peak is against a large product of matrices measured on the spot.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file

from core.bert.dados.divisao import Parte
from core.bert.domain import PASTA_DO_MODELO, PRESETS, Arquitetura, Configuracao, PlanoDeTreino, Precisao, Preset
from core.bert.training.laco import Conjunto, Sinais
from core.bert.training.maquina import choose_device, name_device
from core.bert.training.treino import Preparo, build_laco, build_preparo, train
from tests.load.decisions import list_amostras
from tests.load.hf_trainer import train_by_trainer
from tests.load.report import Options, parse_options, print_report

LOTE = 8
_WARM, _TURNS = 3, 2
GRANDE = Arquitetura(camadas=12, largura=768, cabecas=12, vocabulario=30_000)
"""The shape of BERT base, which a GPU is for."""

_RESUMED = Configuracao(epocas=4, paciencia=4, max_pecas=64, arquitetura=Arquitetura(2, 64, 2, 1_000))


@dataclass(frozen=True)
class Ritmo:
    """``pecas`` are real word pieces; ``cost_s`` is of one of them: of processors, or of the clock on a GPU.

    ``peak_share`` is of what the machine does in one product of matrices.
    """

    amostras_por_s: float
    pecas_por_s: float
    cost_s: float
    peak_share: float = 0.0


def main() -> None:
    options = parse_options("train")
    difference = measure_resume(options)  # forks, so it comes before torch has threads
    ours, theirs, preparo = measure_speed(options)
    plano = build_quality_plan(options)
    with tempfile.TemporaryDirectory() as folder:
        resultado = train(plano, Path(folder), lambda _evento: None, lambda: False)
    bert, linear = resultado.medidas.f1_macro, resultado.linear.f1_macro
    ratio = theirs.cost_s / ours.cost_s
    _, origin = list_amostras(1, options.seed)
    keys = {
        "data": origin,
        "device": name_device(choose_device()),
        "samples_per_s": round(ours.amostras_por_s, 2),
        "samples_per_s_trainer": round(theirs.amostras_por_s, 2),
        "pieces_per_s": round(ours.pecas_por_s),
        "pieces_per_s_trainer": round(theirs.pecas_por_s),
        "ratio": round(ratio, 2),
        "peak_share_pct": round(ours.peak_share * 100, 1),
        "precision": resultado.ambiente.precisao,
        "macro_f1": round(bert.valor, 3),
        "macro_f1_interval": [round(bert.minimo, 3), round(bert.maximo, 3)],
        "macro_f1_svm": round(linear.valor, 3),
        "macro_f1_svm_interval": [round(linear.minimo, 3), round(linear.maximo, 3)],
        "epochs": len(resultado.epocas),
        "train_s": round(resultado.duracao_s, 1),
        "resume_max_diff": difference,
    }
    shape = preparo.base.config
    rows = [
        (f"BERT {shape.num_hidden_layers}x{shape.hidden_size}, {origin}", keys["device"], ""),
        ("our loop, samples/s", f"{ours.amostras_por_s:.1f}", f"{ours.pecas_por_s:,.0f} real pieces/s"),
        ("Trainer with its defaults, samples/s", f"{theirs.amostras_por_s:.1f}", f"{theirs.pecas_por_s:,.0f}"),
        ("what a real piece costs them over us", f"{ratio:.2f}", "target >= 4 on the CPU"),
        ("our share of the peak", f"{keys['peak_share_pct']} %", "of one large product of matrices"),
        ("macro-F1, BERT from nothing", f"{bert.valor:.3f}", f"[{bert.minimo:.3f}, {bert.maximo:.3f}]"),
        ("macro-F1, TF-IDF + linear SVM", f"{linear.valor:.3f}", f"[{linear.minimo:.3f}, {linear.maximo:.3f}]"),
        ("weights after kill -9 less weights without", difference, "target 0"),
    ]
    print_report("train", options, rows, keys)


def measure_speed(options: Options) -> tuple[Ritmo, Ritmo, Preparo]:
    """One epoch each in turn over the same texts, after a short one that warms the machine; of each the cheapest."""
    on_gpu = choose_device().type == "cuda"
    amostras, _ = list_amostras(2_000 if on_gpu else 100 if options.is_quick else 600, options.seed)
    configuracao = Configuracao(epocas=1, lote=LOTE, seed=options.seed, arquitetura=GRANDE if on_gpu else Arquitetura())
    plano = PlanoDeTreino(amostras, configuracao, checkpoint_s=3_600.0)
    preparo = build_preparo(plano)
    whole = preparo.conjuntos[Parte.TREINO]
    first = Conjunto(whole.textos[: _WARM * LOTE], whole.verdade[: _WARM * LOTE])
    time_ours(plano, preparo, first)
    time_theirs(preparo, first, options.seed)
    turns = [(time_ours(plano, preparo, whole), time_theirs(preparo, whole, options.seed)) for _ in range(_TURNS)]
    ours, theirs = (min(side, key=lambda ritmo: ritmo.cost_s) for side in zip(*turns, strict=True))
    return ours, theirs, preparo


def read_clock() -> float:
    """Seconds of processors, which other work on the machine does not change; on a GPU those of the wall."""
    return time.perf_counter() if choose_device().type == "cuda" else time.process_time()


def time_ours(plano: PlanoDeTreino, preparo: Preparo, treino: Conjunto) -> Ritmo:
    """Without checkpoint and validation: by default the Trainer has neither within these steps."""
    preparo = replace(preparo, conjuntos={**preparo.conjuntos, Parte.TREINO: treino})
    with tempfile.TemporaryDirectory() as folder:
        laco = build_laco(plano, preparo, Path(folder), Sinais(lambda _evento: None, lambda: False))
        start = read_clock()
        laco.train_epoca()
        cost_s = read_clock() - start
    here = laco.andamento
    share = count_flops(preparo) / here.duracao_s / measure_peak(here.precisao_usada)
    return Ritmo(here.amostras / here.duracao_s, here.pecas / here.duracao_s, cost_s / here.pecas, share)


def time_theirs(preparo: Preparo, treino: Conjunto, seed: int) -> Ritmo:
    torch.manual_seed(seed)
    rede = preparo.base.build(len(preparo.dados.rotulos))
    textos = [janelas[0] for janelas in treino.textos]
    start = read_clock()
    seconds = train_by_trainer(rede, textos, treino.verdade.tolist(), seed)
    cost_s = read_clock() - start
    pecas = sum(treino.tamanhos)
    return Ritmo(len(textos) / seconds, pecas / seconds, cost_s / pecas)


def count_flops(preparo: Preparo) -> float:
    """Of one epoch forwards and backwards, padding left out: products of weights, and attention by the square."""
    config = preparo.base.config
    sizes = preparo.conjuntos[Parte.TREINO].tamanhos
    weights = 12 * config.num_hidden_layers * config.hidden_size**2
    attention = 12 * config.num_hidden_layers * config.hidden_size
    return 6.0 * weights * sum(sizes) + 1.0 * attention * sum(size**2 for size in sizes)


def measure_peak(precisao: Precisao) -> float:
    """Operations a second in one large product of matrices."""
    device = choose_device()
    side = 8192 if device.type == "cuda" else 2048
    dtype = torch.bfloat16 if precisao is Precisao.BF16 else torch.float32
    left, right = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        product = left @ right
        float(product[0, 0])  # waits for the device
        seconds.append(time.perf_counter() - start)
    return 2 * side**3 / min(seconds)


def build_quality_plan(options: Options) -> PlanoDeTreino:
    """Every text with the preset that people get first; in a hurry a small network on some of them."""
    if not options.is_quick:
        amostras, _ = list_amostras(None, options.seed)
        return PlanoDeTreino(amostras, replace(PRESETS[Preset.EQUILIBRADO], seed=options.seed))
    amostras, _ = list_amostras(300, options.seed)
    small = Arquitetura(camadas=2, largura=128, cabecas=2, vocabulario=4_000)
    return PlanoDeTreino(amostras, replace(PRESETS[Preset.RAPIDO], arquitetura=small, max_pecas=256, seed=options.seed))


def measure_resume(options: Options) -> float:
    """The largest difference between weights of a run killed in the middle and of one left alone."""
    amostras, _ = list_amostras(160, options.seed)
    plano = PlanoDeTreino(amostras, replace(_RESUMED, seed=options.seed), checkpoint_s=0.0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kill_in_the_middle(plano, folder / "killed")
        for run in ("killed", "alone"):
            train(plano, folder / run, lambda _evento: None, lambda: False)
        killed, alone = (load_file(folder / run / PASTA_DO_MODELO / "model.safetensors") for run in ("killed", "alone"))
    return max(float((killed[name] - alone[name]).abs().max()) for name in alone)


def kill_in_the_middle(plano: PlanoDeTreino, pasta: Path) -> None:
    """A child that trains, killed when its first checkpoints are there. Must be called before torch did any work."""
    child = os.fork()
    if not child:
        train(plano, pasta, lambda _evento: None, lambda: False)
        os._exit(0)
    while len(list((pasta / "checkpoints").glob("0001-*"))) < 2 and not os.waitpid(child, os.WNOHANG)[0]:
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    if os.waitpid(child, 0)[1] != signal.SIGKILL:
        raise RuntimeError("the run ended before it could be killed")


if __name__ == "__main__":
    main()
