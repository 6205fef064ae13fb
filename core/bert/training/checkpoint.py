"""Where a run stands, so that it goes on after a kill with the same bits it would have had.

A checkpoint is one folder: ``estado.safetensors`` has weights, optimizer and generators, ``estado.json`` the position
and the SHA-256 of the other. A damaged one is passed over; the one before it counts. Best weights lie beside, one
file for each epoch that was the best.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from core.bert.domain import CodigoDoAviso, EpocaMedida, Precisao
from core.bert.training.arquivos import (
    hash_file,
    noticing_full_disk,
    read_json,
    write_json,
    write_tensors,
    writing_folder,
)
from core.bert.training.rede import Rede

_ESTADO, _TENSORES = "estado.json", "estado.safetensors"
_KEPT = 2
_STATE_OF_ADAM = ("step", "exp_avg", "exp_avg_sq")


@dataclass
class Andamento:
    """``epoca`` (from 0) is being trained and ``passo`` of its steps are done. ``juntos``: texts in one calculation.

    ``precisao`` and ``threads`` are those of the first attempt: with others the bits would differ. ``duracao_s`` is of
    all steps, ``epoca_s`` of those of this epoch.
    """

    juntos: int
    precisao: str
    threads: int
    epoca: int = 0
    passo: int = 0
    soma: float = 0.0
    duracao_s: float = 0.0
    epoca_s: float = 0.0
    amostras: int = 0
    pecas: int = 0
    epocas: list[EpocaMedida] = field(default_factory=list)
    melhor: str = ""
    melhor_sha256: str = ""

    @property
    def precisao_usada(self) -> Precisao:
        return Precisao(self.precisao)


@dataclass(frozen=True)
class Retomada:
    andamento: Andamento
    tensores: Mapping[str, Tensor]


class _ForeignError(Exception):
    """Made by other code, on another machine or of other samples."""


class Checkpoints:
    """Of one run. ``impressao`` names what the run is made of: a checkpoint of anything else is no checkpoint."""

    def __init__(self, pasta: Path, impressao: str) -> None:
        self._pasta = pasta / "checkpoints"
        self._melhores = pasta / "melhores"
        self._impressao = impressao

    def save(self, rede: Rede, optimizer: torch.optim.Optimizer, andamento: Andamento) -> None:
        """Raises DiscoCheioError; what was there before still counts then."""
        place = self._pasta / f"{andamento.epoca:04}-{andamento.passo:07}"
        with writing_folder(place) as partial:
            write_tensors(partial / _TENSORES, _collect(rede, optimizer))
            write_json(
                partial / _ESTADO,
                {
                    "impressao": self._impressao,
                    "sha256": hash_file(partial / _TENSORES),
                    "andamento": asdict(andamento),
                },
            )
        for old in self._list()[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    def save_melhor(self, rede: Rede, andamento: Andamento) -> None:
        """Weights as they are now; those of the best epoch before stay until the run ends."""
        name = f"{andamento.epoca:04}.safetensors"
        with noticing_full_disk():
            self._melhores.mkdir(parents=True, exist_ok=True)
            partial = self._melhores / f"{name}.parcial"
            write_tensors(partial, rede.state_dict())
            partial.rename(self._melhores / name)
            for old in self._melhores.glob("*.safetensors"):
                if old.name not in (name, andamento.melhor):
                    old.unlink()
        andamento.melhor, andamento.melhor_sha256 = name, hash_file(self._melhores / name)

    def load_melhor(self, rede: Rede, andamento: Andamento) -> None:
        rede.load_state_dict(load_file(self._melhores / andamento.melhor))

    def find(self, notice: Callable[[CodigoDoAviso], None]) -> Retomada | None:
        """The newest whole one. ``notice`` is called for each damaged one that is passed over, and once for others'."""
        is_foreign = False
        for place in reversed(self._list()):
            try:
                found = self._read(place)
            except _ForeignError:
                is_foreign = True
            except (OSError, ValueError, KeyError, TypeError, SafetensorError):
                notice(CodigoDoAviso.CHECKPOINT_DANIFICADO)
            else:
                return found
            shutil.rmtree(place, ignore_errors=True)
        if is_foreign:
            notice(CodigoDoAviso.PORTAL_MUDOU)
        return None

    def _read(self, place: Path) -> Retomada:
        """Raises _ForeignError, and OSError, ValueError, KeyError, TypeError or SafetensorError for a damaged one."""
        estado = read_json(place / _ESTADO)
        if estado["impressao"] != self._impressao:
            raise _ForeignError
        if estado["sha256"] != hash_file(place / _TENSORES):
            raise ValueError("other tensors")
        fields: dict[str, Any] = estado["andamento"]
        andamento = Andamento(**{**fields, "epocas": [EpocaMedida(**one) for one in fields["epocas"]]})
        if andamento.melhor and hash_file(self._melhores / andamento.melhor) != andamento.melhor_sha256:
            raise ValueError("other best weights")
        return Retomada(andamento, load_file(place / _TENSORES))

    def _list(self) -> list[Path]:
        """Oldest first; half-written ones are none."""
        if not self._pasta.is_dir():
            return []
        return sorted(place for place in self._pasta.iterdir() if place.is_dir() and "." not in place.name)


def restore(retomada: Retomada, rede: Rede, optimizer: torch.optim.Optimizer) -> None:
    """Weights, optimizer and generators as they were."""
    tensores = retomada.tensores
    rede.load_state_dict({name.removeprefix("rede."): one for name, one in tensores.items() if name[:5] == "rede."})
    for number, parameter in _number(optimizer):
        state = {name: tensores.get(f"adam.{number}.{name}") for name in _STATE_OF_ADAM}
        if state["step"] is not None:
            optimizer.state[parameter] = {
                name: one.to(parameter.device) for name, one in state.items() if one is not None
            }
    torch.set_rng_state(tensores["rng"])
    if "rng_cuda" in tensores and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensores["rng_cuda"])


def _collect(rede: Rede, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    found = {f"rede.{name}": tensor for name, tensor in rede.state_dict().items()}
    for number, parameter in _number(optimizer):
        state = optimizer.state.get(parameter, {})
        found |= {f"adam.{number}.{name}": state[name] for name in _STATE_OF_ADAM if name in state}
    found["rng"] = torch.get_rng_state()
    if torch.cuda.is_available():
        found["rng_cuda"] = torch.cuda.get_rng_state()
    return found


def _number(optimizer: torch.optim.Optimizer) -> list[tuple[int, Tensor]]:
    return list(enumerate(one for group in optimizer.param_groups for one in group["params"]))
