"""The invented cases the simulated court knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from simulators.tribunal.casos.construcao import Spec, build_caso, change_caso
from simulators.tribunal.casos.domain import EPROC, SAJ, CasoSimulado, DocumentoSimulado, Formato

__all__ = ["EPROC", "SAJ", "CasoSimulado", "DocumentoSimulado", "Formato", "change_caso", "find_caso", "list_casos"]

_FILES = (
    "saude_medicamentos",
    "saude_alto_custo",
    "saude_procedimentos",
    "saude_cuidados",
    "variados",
    "eproc",
    "calculo",
)


@cache
def list_casos(seed: int = 1, sistema: str = SAJ) -> tuple[CasoSimulado, ...]:
    """Every case of a system, in the order of the files; people are invented from the seed, numbers do not change."""
    specs = {spec["numero"]: spec for spec in _load_specs()}
    return tuple(build_caso(spec, specs, seed) for spec in specs.values() if spec.get("sistema", SAJ) == sistema)


def find_caso(numero_cnj: str, seed: int = 1, sistema: str = SAJ) -> CasoSimulado | None:
    """The case of these 20 bare digits, where this system has it."""
    return next((caso for caso in list_casos(seed, sistema) if caso.numero_cnj == numero_cnj), None)


def _load_specs() -> list[Spec]:
    files = [Path(__file__).parent / f"{name}.yaml" for name in _FILES]
    return [spec for file in files for spec in yaml.safe_load(file.read_text(encoding="utf-8"))]
