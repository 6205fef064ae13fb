"""One document of a lot asked of a model trained here: nothing of it leaves the portal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from core.classificador.domain import Consumido, Lote
from core.classificador.local import ModeloDisponivel, add_up, build_resposta, price_segundos
from core.classificador.trabalho.classificador import Resultado
from core.classificador.trabalho.leitura import Leitura
from core.prompts.domain import Prompt


class ModeloCarregado(Protocol):
    """A trained model at work."""

    def classify(self, textos: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """The calibrated probability of each label, for each text in order."""
        ...


class ClassificadorLocal:
    """``load`` opens the model when the first document comes; its errors are those of that document."""

    def __init__(self, modelo: ModeloDisponivel, load: Callable[[], ModeloCarregado]) -> None:
        self._modelo = modelo
        self._load = load
        self._lock = threading.Lock()

    def classify(self, lote: Lote, prompt: Prompt, leitura: Leitura) -> Resultado:
        """The surest category, with the seconds it took and what those cost. Raises ModeloDanificadoError."""
        with self._lock:  # one text uses all the processors there are
            carregado = self._load()
            began = time.monotonic()
            [rotulos] = carregado.classify([leitura.texto])
            segundos = time.monotonic() - began
        custo = price_segundos(segundos, self._modelo.hora_brl)
        shares = add_up(rotulos, prompt)
        categoria = max(sorted(shares), key=lambda slug: shares[slug])
        resposta = build_resposta(self._modelo, categoria, shares[categoria])
        return Resultado(resposta, Consumido(0, 0, custo, segundos), certeza=shares[categoria])
