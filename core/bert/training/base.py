"""What a training starts from: the built-in base, a folder of this office, or the hub where it is allowed.

Of a foreign base only its configuration, its vocabulary and safetensors weights are read: no code, no pickle.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoTokenizer, PreTrainedConfig, PreTrainedModel
from transformers.utils.logging import disable_progress_bar

from core.bert.domain import EMBUTIDA, Configuracao, PlanoDeTreino
from core.bert.training.arquivos import hash_file, noticing_full_disk
from core.bert.training.atencao import ATENCAO
from core.bert.training.hub import download, download_watched
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
    """``pasta`` holds weights; None for the built-in base, whose weights are drawn. ``revisao``: on the hub."""

    config: PreTrainedConfig
    leitor: Leitor
    pasta: Path | None
    sha256: str
    taxa: float
    revisao: str = ""

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


def open_base(plano: PlanoDeTreino, textos: Sequence[str], check: Callable[[], None]) -> Base:
    """``textos`` are those of the training side; the built-in base learns its words from them and from no other.

    ``check`` is called again and again while a base comes from the hub, and may raise.
    """
    configuracao = plano.configuracao
    if configuracao.base == EMBUTIDA:
        return _build_embutida(configuracao, textos)
    local = _find_local(plano)
    if local is not None:
        return _open_folder(local, configuracao)
    pasta = _find_in_hub(plano, check)
    return replace(_open_folder(pasta, configuracao), revisao=pasta.name)


def _build_embutida(configuracao: Configuracao, textos: Sequence[str]) -> Base:
    tokenizer = train_tokenizer(textos, configuracao.arquitetura.vocabulario)
    config = build_config(configuracao.arquitetura, tokenizer.get_vocab_size(), configuracao.max_pecas)
    sha256 = hashlib.sha256(tokenizer.to_str().encode()).hexdigest()
    leitor = Leitor(tokenizer, 0, configuracao.max_pecas)
    return Base(config, leitor, None, sha256, configuracao.taxa or _RATE_FROM_NOTHING)


def _find_local(plano: PlanoDeTreino) -> Path | None:
    name = plano.configuracao.base
    if not _NAME.fullmatch(name) or ".." in name:
        raise BaseRecusadaError(f"name {name!r}")
    local = plano.bases / name if plano.bases and "/" not in name else None
    return local if local is not None and local.is_dir() else None


def _find_in_hub(plano: PlanoDeTreino, check: Callable[[], None]) -> Path:
    name, files = plano.configuracao.base, [*_FILES, _WEIGHTS]
    if plano.hub is None or "/" not in name:
        raise BaseIndisponivelError(f"no base {name!r} here")
    try:
        with noticing_full_disk():
            load = partial(download, name, files, kept=plano.hub, revisao=plano.revisao)
            return download_watched(load, check)
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
