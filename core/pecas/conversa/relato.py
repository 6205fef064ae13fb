"""Why there is no proposal, in words that fit a conversation. Pure."""

from __future__ import annotations

from core.errors import (
    DeadlineError,
    GeminiBlockedError,
    GeminiEmptyError,
    GeminiTruncatedError,
    GeminiUnavailableError,
    PortalError,
)

PARADA = "O pedido foi parado por você. A minuta não mudou; peça de novo quando quiser."
_FALHAS: dict[type[PortalError], str] = {
    DeadlineError: "O pedido passou do tempo máximo do portal e foi encerrado. A minuta não mudou; peça de novo.",
    GeminiBlockedError: (
        "O Gemini bloqueou a resposta pela política de conteúdo dele. "
        "A minuta não mudou; escreva o pedido de outro modo."
    ),
    GeminiEmptyError: "O Gemini terminou sem escrever nada. A minuta não mudou; peça de novo.",
    GeminiTruncatedError: (
        "O Gemini parou no tamanho máximo da resposta, antes do fim. "
        "A minuta não mudou; peça um ajuste menor ou divida a seção."
    ),
    GeminiUnavailableError: (
        "O Gemini não respondeu ou interrompeu a resposta. A minuta não mudou; peça de novo em alguns minutos."
    ),
}


def describe_falha(error: PortalError) -> str:
    """Three parts: what happened, whose side it is on, what to do."""
    return _FALHAS.get(type(error), error.user_message)
