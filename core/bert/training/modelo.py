"""A trained model as files: weights in safetensors, the rest in JSON. Nothing in it can run code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoConfig

from core.bert.domain import Configuracao
from core.bert.training.arquivos import read_json, write_json, write_tensors
from core.bert.training.base import Base
from core.bert.training.rede import Rede, build_rede
from core.bert.training.textos import Leitor
from core.errors import ModeloDanificadoError

_PESOS, _LETRAS, _MANIFESTO = "model.safetensors", "tokenizer.json", "modelo.json"


@dataclass(frozen=True)
class Manifesto:
    """What the weights need beside them to answer; ``max_pecas`` is the window that the base really had."""

    rotulos: tuple[str, ...]
    temperatura: float
    configuracao: Configuracao
    max_pecas: int
    precisao: str
    preenchimento: int


_MANIFESTOS = TypeAdapter(Manifesto)
_CONFIGURACOES = TypeAdapter(Configuracao)


def encode_configuracao(configuracao: Configuracao) -> dict[str, Any]:
    encoded: dict[str, Any] = _CONFIGURACOES.dump_python(configuracao, mode="json")
    return encoded


def save_modelo(pasta: Path, rede: Rede, base: Base, manifesto: Manifesto) -> None:
    write_tensors(pasta / _PESOS, rede.state_dict())
    base.config.save_pretrained(pasta)
    base.leitor.tokenizer.save(str(pasta / _LETRAS))
    write_json(pasta / _MANIFESTO, _MANIFESTOS.dump_python(manifesto, mode="json"))


def open_modelo(pasta: Path) -> tuple[Rede, Leitor, Manifesto]:
    """Raises ModeloDanificadoError for a folder that is not such a model."""
    try:
        manifesto = _MANIFESTOS.validate_python(read_json(pasta / _MANIFESTO))
        config = AutoConfig.from_pretrained(pasta, local_files_only=True, trust_remote_code=False)
        rede = build_rede(config, len(manifesto.rotulos))
        rede.load_state_dict(load_file(pasta / _PESOS))
        leitor = Leitor(Tokenizer.from_file(str(pasta / _LETRAS)), manifesto.preenchimento, manifesto.max_pecas)
    except (OSError, ValueError, RuntimeError, SafetensorError, ValidationError) as error:
        raise ModeloDanificadoError(pasta.name) from error
    rede.eval()
    return rede, leitor, manifesto
