"""What a training starts from: the built-in base, a folder of this office, or the hub where it is allowed.

Of a foreign base only its configuration, its vocabulary and safetensors weights are read: no code, no pickle.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoTokenizer, PreTrainedConfig, PreTrainedModel
from transformers.utils.logging import disable_progress_bar

from core.bert.domain import EMBUTIDA, Configuracao, PlanoDeTreino
from core.bert.training.arquivos import hash_file
from core.bert.training.atencao import ATENCAO
from core.bert.training.hub import download
from core.bert.training.rede import Rede, build_config, build_rede
from core.bert.training.textos import Leitor, train_tokenizer
from core.errors import BaseIndisponivelError, BaseRecusadaError

_KINDS = frozenset({"bert", "roberta", "xlm-roberta", "distilbert"})
_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", "sentencepiece.bpe.model")
_WEIGHTS = "*.safetensors"
_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
_RATE_FROM_NOTHING, _RATE = 5e-4, 3e-5
"""Suits weights drawn by chance, and weights that already know Portuguese."""

disable_progress_bar()  # type: ignore[no-untyped-call] # a job has nobody to show it to


@dataclass(frozen=True)
class Base:
    """``pasta`` holds weights; None for the built-in base, whose weights are drawn."""

    config: PreTrainedConfig
    leitor: Leitor
    pasta: Path | None
    sha256: str
    taxa: float

    def build(self, rotulos: int) -> Rede:
        """Drawn weights come from torch's generator as it stands."""
        if self.pasta is None:
            return build_rede(self.config, rotulos)
        try:
            encoder: PreTrainedModel = AutoModel.from_pretrained(
                self.pasta,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                attn_implementation=ATENCAO,
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise BaseRecusadaError(f"weights of {self.pasta.name}") from error
        return Rede(encoder, rotulos)


def open_base(plano: PlanoDeTreino, textos: Sequence[str]) -> Base:
    """``textos`` are those of the training side; the built-in base learns its words from them and from no other."""
    configuracao = plano.configuracao
    if configuracao.base == EMBUTIDA:
        return _build_embutida(configuracao, textos)
    pasta = _find_folder(plano)
    return _open_folder(pasta, configuracao)


def list_bases(bases: Path) -> tuple[str, ...]:
    """Folders that look like a base; whether one really is, ``open_base`` says."""
    if not bases.is_dir():
        return ()
    return tuple(sorted(one.name for one in bases.iterdir() if (one / "config.json").is_file()))


def _build_embutida(configuracao: Configuracao, textos: Sequence[str]) -> Base:
    tokenizer = train_tokenizer(textos, configuracao.arquitetura.vocabulario)
    config = build_config(configuracao.arquitetura, tokenizer.get_vocab_size(), configuracao.max_pecas)
    sha256 = hashlib.sha256(tokenizer.to_str().encode()).hexdigest()
    leitor = Leitor(tokenizer, 0, configuracao.max_pecas)
    return Base(config, leitor, None, sha256, configuracao.taxa or _RATE_FROM_NOTHING)


def _find_folder(plano: PlanoDeTreino) -> Path:
    name = plano.configuracao.base
    if not _NAME.fullmatch(name) or ".." in name:
        raise BaseRecusadaError(f"name {name!r}")
    local = plano.bases / name if plano.bases and "/" not in name else None
    if local is not None and local.is_dir():
        return local
    if plano.hub is None or "/" not in name:
        raise BaseIndisponivelError(f"no base {name!r} here")
    try:
        return download(name, [*_FILES, _WEIGHTS], kept=plano.hub)
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise BaseIndisponivelError(f"hub has no {name!r}") from error


def _open_folder(pasta: Path, configuracao: Configuracao) -> Base:
    weights = sorted(pasta.glob(_WEIGHTS))
    if not weights:
        raise BaseRecusadaError(f"{pasta.name} has no safetensors")
    try:
        kind = json.loads((pasta / "config.json").read_text(encoding="utf-8")).get("model_type")
        if kind not in _KINDS:
            raise BaseRecusadaError(f"{pasta.name} is of kind {kind!r}")
        config = AutoConfig.from_pretrained(pasta, local_files_only=True, trust_remote_code=False)
        tokenizer = _open_tokenizer(pasta)
    except (OSError, ValueError, AttributeError) as error:
        raise BaseRecusadaError(f"{pasta.name} cannot be read") from error
    digest = hashlib.sha256()
    for path in [*(pasta / name for name in _FILES if (pasta / name).is_file()), *weights]:
        digest.update(f"{path.name} {hash_file(path)}\n".encode())
    positions = int(config.max_position_embeddings) - (2 if "roberta" in kind else 0)
    leitor = Leitor(tokenizer, int(config.pad_token_id or 0), min(configuracao.max_pecas, positions))
    return Base(config, leitor, pasta, digest.hexdigest(), configuracao.taxa or _RATE)


def _open_tokenizer(pasta: Path) -> Tokenizer:
    """Without padding and cutting of its own, whatever the file asks for."""
    fast = AutoTokenizer.from_pretrained(pasta, local_files_only=True, trust_remote_code=False)
    tokenizer: Tokenizer = fast.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
