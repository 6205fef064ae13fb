"""What a classifier is worth on samples whose label is known. Pure; needs numpy only.

``verdade`` and ``previsto`` are places of labels, ``logits`` and ``probabilidades`` have one row for each sample.
Sources: Efron and Tibshirani (1993) for the percentile bootstrap; Guo et al. (2017), "On Calibration of Modern Neural
Networks", for temperature and expected calibration error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_REPEATS = 1_000
_BINS = 15
_STEPS = 60


@dataclass(frozen=True)
class Intervalo:
    """A figure with its 95 % interval."""

    valor: float
    minimo: float
    maximo: float


@dataclass(frozen=True)
class MedidaDoRotulo:
    """Of one label: ``apoio`` samples are of it."""

    rotulo: str
    apoio: int
    precisao: float
    cobertura: float
    f1: float


@dataclass(frozen=True)
class FaixaDaCalibracao:
    """Answers whose probability lies in one of fifteen equal bands: what they promised and what they kept."""

    total: int
    confianca: float
    acuracia: float


@dataclass(frozen=True)
class Medidas:
    """``confusao[i][j]``: samples of label i that were said to be of label j. ``ece``: expected calibration error."""

    acuracia: Intervalo
    f1_macro: Intervalo
    por_rotulo: tuple[MedidaDoRotulo, ...]
    confusao: tuple[tuple[int, ...], ...]
    ece: float
    faixas: tuple[FaixaDaCalibracao, ...]


@dataclass(frozen=True)
class PontoDaCurva:
    """What answering only from a probability of ``limiar`` on brings: the share answered, and the share of it right."""

    limiar: float
    cobertura: float
    precisao: float


def measure(rotulos: Sequence[str], verdade: Places, probabilidades: Floats, *, seed: int = 42) -> Medidas:
    """Every figure of one model on one set of samples. Raises ValueError for no samples."""
    if not len(verdade):
        raise ValueError("no samples to measure on")
    previsto = probabilidades.argmax(axis=1)
    confusao = count_confusao(verdade, previsto, len(rotulos))
    draws = np.random.default_rng(seed).integers(0, len(verdade), size=(_REPEATS, len(verdade)))
    tables = [count_confusao(verdade[draw], previsto[draw], len(rotulos)) for draw in draws]
    ece, faixas = measure_calibracao(verdade, probabilidades)
    return Medidas(
        acuracia=_interval(_accuracy(confusao), [_accuracy(table) for table in tables]),
        f1_macro=_interval(measure_f1_macro(confusao), [measure_f1_macro(table) for table in tables]),
        por_rotulo=_measure_rotulos(rotulos, confusao),
        confusao=tuple(tuple(int(cell) for cell in row) for row in confusao),
        ece=ece,
        faixas=faixas,
    )


def count_confusao(verdade: Places, previsto: Places, rotulos: int) -> Places:
    """Rows are what is true, columns what was said."""
    return np.bincount(verdade * rotulos + previsto, minlength=rotulos * rotulos).reshape(rotulos, rotulos)


def measure_f1_macro(confusao: Places) -> float:
    """The mean over the labels that occur or were said; a label that is neither does not count."""
    both = confusao.sum(axis=0) + confusao.sum(axis=1)
    there = both > 0
    return float((2 * confusao.diagonal()[there] / both[there]).mean())


def measure_calibracao(verdade: Places, probabilidades: Floats) -> tuple[float, tuple[FaixaDaCalibracao, ...]]:
    """The expected calibration error and its fifteen bands, without the empty ones."""
    sure = probabilidades.max(axis=1)
    right = probabilidades.argmax(axis=1) == verdade
    bands = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    faixas = tuple(
        FaixaDaCalibracao(
            int((bands == band).sum()), float(sure[bands == band].mean()), float(right[bands == band].mean())
        )
        for band in range(_BINS)
        if (bands == band).any()
    )
    return sum(f.total * abs(f.confianca - f.acuracia) for f in faixas) / len(verdade), faixas


def apply_softmax(logits: Floats, temperatura: float = 1.0) -> Floats:
    """Probabilities of each row."""
    scaled = logits / temperatura
    grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def find_temperatura(logits: Floats, verdade: Places) -> float:
    """Between 0.05 and 20, the one by which the true labels are least surprising; golden section on its logarithm."""
    low, high = np.log(0.05), np.log(20.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(_STEPS):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _surprise(logits, verdade, float(np.exp(left))) <= _surprise(logits, verdade, float(np.exp(right))):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def list_curva(verdade: Places, probabilidades: Floats, *, pontos: int = 100) -> tuple[PontoDaCurva, ...]:
    """From answering everything to answering only the surest; at most ``pontos``, equal probabilities together."""
    sure = probabilidades.max(axis=1)
    order = np.argsort(-sure, kind="stable")
    right = np.cumsum(probabilidades.argmax(axis=1)[order] == verdade[order])
    ends = np.flatnonzero(np.append(np.diff(sure[order]) != 0, np.True_))
    chosen = np.unique(ends[np.linspace(0, len(ends) - 1, min(pontos, len(ends))).round().astype(np.int64)])[::-1]
    total = len(verdade)
    return tuple(
        PontoDaCurva(float(sure[order][end]), float((end + 1) / total), float(right[end] / (end + 1))) for end in chosen
    )


def choose_automacao(curva: Sequence[PontoDaCurva], precisao: float) -> PontoDaCurva | None:
    """The point that answers most with at least this precision; None when none does."""
    enough = [ponto for ponto in curva if ponto.precisao >= precisao]
    return max(enough, key=lambda ponto: ponto.cobertura, default=None)


def _measure_rotulos(rotulos: Sequence[str], confusao: Places) -> tuple[MedidaDoRotulo, ...]:
    return tuple(
        MedidaDoRotulo(
            rotulo,
            int(confusao[place].sum()),
            _share(confusao[place, place], confusao[:, place].sum()),
            _share(confusao[place, place], confusao[place].sum()),
            _share(2 * confusao[place, place], confusao[:, place].sum() + confusao[place].sum()),
        )
        for place, rotulo in enumerate(rotulos)
    )


def _surprise(logits: Floats, verdade: Places, temperatura: float) -> float:
    scaled = logits / temperatura
    peak = scaled.max(axis=1)
    total = peak + np.log(np.exp(scaled - peak[:, None]).sum(axis=1))
    return float((total - scaled[np.arange(len(verdade)), verdade]).mean())


def _accuracy(confusao: Places) -> float:
    return float(confusao.trace() / confusao.sum())


def _interval(valor: float, drawn: Sequence[float]) -> Intervalo:
    minimo, maximo = np.percentile(drawn, (2.5, 97.5))
    return Intervalo(valor, float(minimo), float(maximo))


def _share(part: np.int64, whole: np.int64) -> float:
    return float(part / whole) if whole else 0.0
