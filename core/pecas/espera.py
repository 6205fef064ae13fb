"""The words for every wait: what is waited for, whose side it is on, and what happens by itself."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import TurnWaited
from core.infra.slots import WaitReason


@dataclass(frozen=True)
class _Lado:
    """Who lets wait, as it stands in a sentence: alone, after "de", after "com"."""

    nome: str
    de: str
    com: str


_GERACAO = "geracao"
_LADOS = {
    "gemini": _Lado("O Gemini", "do Gemini", "com o Gemini"),
    "streams": _Lado("O Gemini", "do Gemini", "com o Gemini"),
    "tjms": _Lado("O TJMS", "do TJMS", "com o TJMS"),
    "ocr": _Lado("A leitura de páginas", "da leitura de páginas", "na leitura de páginas"),
}
_PORTAL = _Lado("O portal", "do portal", "no portal")


def describe_lugar(posicao: int, espera_s: float | None) -> str:
    """Place and expected start: "3ª da fila · começa em cerca de 2 min"."""
    lugar = f"{posicao}ª da fila"
    return lugar if espera_s is None else f"{lugar} · começa {_say_about(espera_s)}"


def describe_wait(event: TurnWaited) -> str:
    """One sentence; empty when the wait is over."""
    if event.position == 0:
        return ""
    lado = _LADOS.get(event.resource, _PORTAL)
    match event.reason:
        case WaitReason.QUOTA:
            return f"Limite por minuto {lado.de}: continua {_say_exactly(event.expected_s)}, sozinho."
        case WaitReason.PAUSE:
            return f"{lado.nome} está no limite de pedidos: continua {_say_exactly(event.expected_s)}, sozinho."
        case WaitReason.OUTAGE:
            when = _say_exactly(event.expected_s)
            return f"{lado.nome} não está respondendo; o portal tenta de novo {when}, sozinho."
        case WaitReason.SHARED:
            return "O mesmo pedido já está em andamento no portal; a resposta chega também aqui, sozinha."
    if event.resource == _GERACAO:
        return describe_lugar(event.position, event.expected_s)
    when = "" if event.expected_s is None else f" · continua {_say_about(event.expected_s)}"
    return f"Aguardando a vez {lado.com}: {event.position}ª da fila{when}"


def _say_about(seconds: float) -> str:
    """As a person would say it."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return "em menos de um minuto"
    if minutes >= 60:
        return "em mais de uma hora"
    return f"em cerca de {minutes if minutes < 10 else 5 * round(minutes / 5)} min"


def _say_exactly(seconds: float | None) -> str:
    if seconds is None:
        return "assim que puder"
    if seconds < 1:
        return "em instantes"
    return f"em {round(seconds)} s" if seconds <= 90 else _say_about(seconds)
