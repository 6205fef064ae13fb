"""One calculation in as many parts as the memory allows, and how fast to learn at each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch

from core.errors import TreinoSemMemoriaError

Result = TypeVar("Result")

AQUECIMENTO = 0.1
"""Share of the steps in which the rate grows to its full height; then it falls to zero."""

_NO_MEMORY = "can't allocate memory"


def calculate_halving(
    juntos: int, calculate: Callable[[int], Result], notice: Callable[[int], None]
) -> tuple[Result, int]:
    """``calculate(juntos)``, with half as many texts together each time the memory is not enough.

    The generators are set back before another try, so that it draws what the first one drew. ``notice`` gets the
    halved number. Raises TreinoSemMemoriaError when not even one text fits.
    """
    while True:
        state = torch.get_rng_state()
        state_cuda = torch.cuda.get_rng_state() if torch.cuda.is_available() else None
        try:
            return calculate(juntos), juntos
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            if juntos == 1:
                raise TreinoSemMemoriaError("one text does not fit") from error
        juntos //= 2
        torch.set_rng_state(state)
        if state_cuda is not None:
            torch.cuda.set_rng_state(state_cuda)
            torch.cuda.empty_cache()
        notice(juntos)


def is_out_of_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or _NO_MEMORY in str(error)


def find_taxa(passo: int, total: int, taxa: float) -> float:
    """Of the step ``passo`` (from 0) of ``total``."""
    warm = max(1, round(total * AQUECIMENTO))
    if passo < warm:
        return taxa * (passo + 1) / warm
    return taxa * (total - passo) / max(1, total - warm)
