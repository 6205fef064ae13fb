"""How much more a sample of a rare label counts. Pure."""

from __future__ import annotations

import numpy as np

from core.bert.domain import PesoDasClasses
from core.bert.medidas import Floats, Places


def weigh_rotulos(verdade: Places, rotulos: int, pesos: PesoDasClasses) -> Floats:
    """What a sample of each label counts; a label without samples counts one."""
    counts = np.bincount(verdade, minlength=rotulos)
    balanced = np.where(counts > 0, len(verdade) / (max(1, (counts > 0).sum()) * np.maximum(counts, 1)), 1.0)
    if pesos is PesoDasClasses.NENHUM:
        return np.ones(rotulos)
    return np.sqrt(balanced) if pesos is PesoDasClasses.RAIZ else balanced
