"""Texts as word pieces: a vocabulary of their own, read once, kept as one array."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from core.bert.domain import Configuracao
from core.bert.recorte import Janela, cut, is_cut

Pecas = npt.NDArray[np.int32]

_CHUNK = 256
_UNKNOWN = "[UNK]"
_MARKS = ("[PAD]", _UNKNOWN, "[CLS]", "[SEP]", "[MASK]")
"""In the order of BERT's own vocabularies: padding is zero."""


@dataclass(frozen=True)
class Leitor:
    """How texts become pieces. ``max_pecas`` is the model's window, its own marks included."""

    tokenizer: Tokenizer
    preenchimento: int
    max_pecas: int

    @cached_property
    def marks(self) -> Pecas:
        """What the model wants around nothing: the first stands before a window, the others behind it."""
        return np.array(self.tokenizer.encode("").ids, dtype=np.int32)

    @property
    def room(self) -> int:
        return self.max_pecas - len(self.marks)

    def read(self, textos: Sequence[str], check: Callable[[], None] = lambda: None) -> list[Pecas]:
        """The pieces of each text, uncut and without marks. ``check`` is called every few hundred, and may raise."""
        found: list[Pecas] = []
        for start in range(0, len(textos), _CHUNK):
            check()
            encodings = self.tokenizer.encode_batch(list(textos[start : start + _CHUNK]), add_special_tokens=False)
            found += [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]
        return found

    def cut(self, pecas: Pecas, configuracao: Configuracao) -> list[Pecas]:
        """The windows of one text, with the marks."""
        janelas = cut(len(pecas), self.room, configuracao.modo_longo, configuracao.max_janelas)
        return [self.mark(pecas, janela) for janela in janelas]

    def mark(self, pecas: Pecas, janela: Janela) -> Pecas:
        parts = [pecas[start:end] for start, end in janela]
        return np.concatenate([self.marks[:1], *parts, self.marks[1:]])


def share_cut(lidos: Iterable[Pecas], leitor: Leitor, configuracao: Configuracao) -> float:
    """The share of texts of which the model does not see everything."""
    cuts = [is_cut(len(one), leitor.room, configuracao.modo_longo, configuracao.max_janelas) for one in lidos]
    return sum(cuts) / len(cuts) if cuts else 0.0


def train_tokenizer(textos: Sequence[str], vocabulario: int) -> Tokenizer:
    """A WordPiece vocabulary of lower case without accents; the same texts give the same one.

    The trainer numbers pieces inside a word in the order of a hash table, which differs from process to process and
    decides between equal counts. Named before, they have their numbers.
    """
    learning = _build_tokenizer(models.WordPiece(unk_token=_UNKNOWN))
    letters = sorted({letter for texto in textos for letter in learning.normalizer.normalize_str(texto)} - {" "})
    inner = [f"##{letter}" for letter in letters]
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulario, min_frequency=2, special_tokens=[*_MARKS, *letters, *inner], show_progress=False
    )
    learning.train_from_iterator(textos, trainer, length=len(textos))
    tokenizer = _build_tokenizer(models.WordPiece(learning.get_vocab(), unk_token=_UNKNOWN))
    tokenizer.add_special_tokens(list(_MARKS))
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", _MARKS.index("[SEP]")), ("[CLS]", _MARKS.index("[CLS]"))
    )
    return tokenizer


def _build_tokenizer(model: models.WordPiece) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer
