"""What the court means when it refuses: its short messages mapped to our errors.

The court answers refusals with HTTP 200 and ``sucesso=false``, or with a SOAP fault, and only in words.
"""

from __future__ import annotations

import re
import unicodedata

from core.errors import (
    DocumentoNotFoundError,
    PortalError,
    ProcessoNotFoundError,
    ProcessoSigilosoError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)

_MEANINGS: tuple[tuple[re.Pattern[str], type[PortalError]], ...] = (
    (re.compile(r"sigil|segredo de justica"), ProcessoSigilosoError),
    (
        re.compile(
            r"senha|credencia|autentica|login|consultante|nao autorizad|acesso negado"
            r"|usuario.{0,30}(invalid|incorret|inexistente|bloquead|inativ|expirad|nao)"
        ),
        TribunalCredentialsError,
    ),
    (
        re.compile(r"documentos?\b.{0,60}(nao (foi |foram )?(encontrad|localizad)|nao exist|inexistente)"),
        DocumentoNotFoundError,
    ),
    (re.compile(r"nao (foi )?(encontrad|localizad|cadastrad)|nao exist|inexistente"), ProcessoNotFoundError),
    (
        re.compile(r"indisponivel|manutencao|tempo (limite|esgotado)|time ?out|tente novamente|sobrecarga"),
        TribunalUnavailableError,
    ),
)
_KNOWN = (
    "a acesso acessar ao aos as autenticacao autorizado cadastrado com consulta consultante credenciais da das de "
    "disponivel do documento documentos dos e em encontrado encontrados erro esgotado esta existe expirado fora "
    "foi foram horario incorreta incorreto indisponivel inexistente interno invalida invalido invalidos justica "
    "limite localizado localizados login manutencao mais na nao nenhum no novamente numero o operacao os ou para "
    "parametro permissao possivel possui processar processo processual segredo sem senha servico sigilo sigiloso "
    "sistema temporariamente tempo tente tribunal um uma usuario"
)
"""Words that may be repeated in a log: a court's message may also quote names, numbers and even the password."""

_MAX_DETAIL = 120


def build_refusal(message: str, *, is_server_fault: bool = False) -> PortalError:
    """The error that the court's words mean. A server fault without known words is worth another try."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", message.casefold()) if not unicodedata.combining(c))
    known = frozenset(_KNOWN.split())
    words = re.findall(r"\w+", plain)
    detail = " ".join(word if word in known else "…" for word in words)[:_MAX_DETAIL]
    for pattern, error in _MEANINGS:
        if pattern.search(plain):
            return error(detail)
    return TribunalUnavailableError(detail) if is_server_fault else TribunalResponseError(detail)
