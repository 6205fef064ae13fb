"""A trained model at work. Only jobs import it: torch is loaded with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.bert.domain import JanelaExplicada, Precisao
from core.bert.medidas import Floats, apply_softmax
from core.bert.recorte import slide
from core.bert.training.arquivos import hash_folder
from core.bert.training.maquina import choose_device, use_threads
from core.bert.training.modelo import Manifesto, open_modelo
from core.bert.training.rede import Rede, predict
from core.bert.training.textos import Leitor, Pecas
from core.errors import ModeloDanificadoError

_EXPLAINED_PIECES, _MOST_EXPLAINED = 64, 24


class Classificador:
    """Answers for texts; loaded once and asked many times."""

    def __init__(self, rede: Rede, leitor: Leitor, manifesto: Manifesto) -> None:
        self._rede = rede
        self._leitor = leitor
        self._manifesto = manifesto

    @property
    def rotulos(self) -> tuple[str, ...]:
        return self._manifesto.rotulos

    def classify(self, textos: Sequence[str]) -> list[dict[str, float]]:
        """The calibrated probability of each label, for each text in order."""
        lidos = self._leitor.read([_flatten(texto) for texto in textos])
        return self._answer([self._leitor.cut(one, self._manifesto.configuracao) for one in lidos])

    def explain(self, texto: str) -> tuple[JanelaExplicada, ...]:
        """Short windows over the whole text, and what each would be by itself: where the answer comes from."""
        encoding = self._leitor.tokenizer.encode(texto, add_special_tokens=False)
        [pecas] = self._leitor.read([texto])
        if not len(pecas):
            return ()
        spans = slide(len(pecas), min(self._leitor.room, _EXPLAINED_PIECES), _MOST_EXPLAINED)
        shares = self._answer([[self._leitor.mark(pecas, (span,))] for span in spans])
        places = [(encoding.offsets[start][0], encoding.offsets[end - 1][1]) for start, end in spans]
        return tuple(
            JanelaExplicada(start, end, texto[start:end], share)
            for (start, end), share in zip(places, shares, strict=True)
        )

    def _answer(self, textos: Sequence[Sequence[Pecas]]) -> list[dict[str, float]]:
        if not textos:
            return []
        logits, _ = predict(self._rede, textos, self._leitor.preenchimento, Precisao(self._manifesto.precisao))
        return _name(self.rotulos, apply_softmax(logits, self._manifesto.temperatura))


def load_classificador(pasta: Path, arquivos: Mapping[str, str] | None = None, *, threads: int = 0) -> Classificador:
    """The model of a folder as ``train`` left it. ``arquivos``: the SHA-256 that each of its files must have.

    ``threads`` of 0 are as many as the process may use; beside a busy server one is faster than two that wait for each
    other. Raises ModeloDanificadoError where a file is missing, added or another one.
    """
    if not pasta.is_dir():
        raise ModeloDanificadoError(f"no folder {pasta.name}")
    if arquivos is not None and hash_folder(pasta) != dict(arquivos):
        raise ModeloDanificadoError(f"files of {pasta.name} are others")
    use_threads(threads)
    rede, leitor, manifesto = open_modelo(pasta)
    return Classificador(rede.to(choose_device()), leitor, manifesto)


def _flatten(texto: str) -> str:
    """As the samples were read."""
    return " ".join(texto.split())


def _name(rotulos: Sequence[str], shares: Floats) -> list[dict[str, float]]:
    return [dict(zip(rotulos, map(float, row), strict=True)) for row in shares]
