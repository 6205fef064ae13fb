"""What each act of a review asks for. Pure: every refusal says what is missing and where to do it."""

from __future__ import annotations

from core.conferencia.domain import Cor, ItemDaConferencia
from core.errors import ForbiddenChangeError, InvalidInputError
from core.pecas.revisao.domain import MIN_MOTIVO, EstadoDaPeca, Revisao

MAX_MOTIVO = 2000
"""Characters; a reason is a sentence or a few."""

OUTRA_ABA = (
    "Esta peça mudou em outra aba depois que você abriu a conferência. O portal já mostra como ela está; o que você "
    "acabou de fazer não foi guardado: repita, se ainda for o caso."
)
_SEM_ITEM = "Este apontamento não está mais no texto. Nada precisa ser aceito; veja a lista atualizada."
_SO_NO_TEXTO = (
    "Este apontamento não pode ser aceito. Corrija o texto; se for autoridade, ela também pode entrar na base aprovada."
)
_CONFERE = "Este apontamento já confere com a fonte. Não há o que aceitar."
_JA_FINAL = "Esta peça já é final. Reabra a peça para mudar o que foi decidido."
_NAO_ACEITO = "Este apontamento não está aceito. Nada foi mudado."
_CURTO = f"Escreva o motivo com ao menos {MIN_MOTIVO} letras: ele fica guardado com a peça."
_LONGO = f"O motivo passou de {MAX_MOTIVO} letras. Encurte-o e envie de novo."
_SEM_DECLARACAO = "Falta a declaração de revisão integral. Marque-a depois de ler a peça inteira e aprove de novo."
_FALTA_CONFERIR = "A conferência deste texto ainda não foi concluída. Use “Concluir conferência” antes de aprovar."
_FALTA_APROVAR = "Este texto ainda não foi aprovado. Conclua a conferência e aprove antes de tornar final."
_JA_CONFERIDA = "A conferência deste texto já foi concluída. O próximo passo é aprovar."
_JA_APROVADA = "Este texto já foi aprovado. O próximo passo é tornar final."
_NADA_A_DEVOLVER = "Só se devolve o que já foi conferido ou aprovado. A peça já está em rascunho."
_NADA_A_REABRIR = "Só se reabre uma peça final. Esta ainda pode ser editada."


def require_motivo(motivo: str) -> str:
    """The reason without spaces around it. Raises InvalidInputError for one that says nothing."""
    clean = " ".join(motivo.split())
    if sum(char.isalnum() for char in clean) < MIN_MOTIVO:
        raise InvalidInputError("reason too short", user_message=_CURTO)
    if len(clean) > MAX_MOTIVO:
        raise InvalidInputError("reason too long", user_message=_LONGO)
    return clean


def require_accept(revisao: Revisao, chave: str) -> ItemDaConferencia:
    """The finding that is to be accepted."""
    item = next((one for one in revisao.conferencia.itens if one.chave == chave), None)
    if item is None:
        raise ForbiddenChangeError("no such finding", user_message=_SEM_ITEM)
    _require_open(revisao)
    if item.cor is Cor.VERDE:
        raise ForbiddenChangeError("finding is green", user_message=_CONFERE)
    if not item.admite_aceite:
        raise ForbiddenChangeError("finding must be put right", user_message=_SO_NO_TEXTO)
    return item


def require_withdraw(revisao: Revisao, chave: str) -> None:
    _require_open(revisao)
    if chave not in revisao.aceites:
        raise ForbiddenChangeError("finding is not accepted", user_message=_NAO_ACEITO)


def require_finish(revisao: Revisao) -> None:
    _require_open(revisao)
    if revisao.pendentes:
        raise ForbiddenChangeError("findings undecided", user_message=describe_pendentes(revisao.pendentes))
    if revisao.estado is not EstadoDaPeca.RASCUNHO:
        raise ForbiddenChangeError("already checked", user_message=_JA_CONFERIDA)


def require_approve(revisao: Revisao, *, declaracao: bool) -> None:
    """``declaracao``: the person says to have read all of it (OAB, Recomendação 001/2024: full human review)."""
    _require_open(revisao)
    if revisao.pendentes:
        raise ForbiddenChangeError("findings undecided", user_message=describe_pendentes(revisao.pendentes))
    if revisao.estado is EstadoDaPeca.APROVADA:
        raise ForbiddenChangeError("already approved", user_message=_JA_APROVADA)
    if revisao.estado is not EstadoDaPeca.CONFERIDA:
        raise ForbiddenChangeError("not checked", user_message=_FALTA_CONFERIR)
    if not declaracao:
        raise InvalidInputError("no declaration", user_message=_SEM_DECLARACAO)


def require_finalize(revisao: Revisao) -> None:
    _require_open(revisao)
    if revisao.pendentes:
        raise ForbiddenChangeError("findings undecided", user_message=describe_pendentes(revisao.pendentes))
    if revisao.estado is not EstadoDaPeca.APROVADA:
        raise ForbiddenChangeError("not approved", user_message=_FALTA_APROVAR)


def require_give_back(revisao: Revisao) -> None:
    _require_open(revisao)
    if revisao.estado not in (EstadoDaPeca.CONFERIDA, EstadoDaPeca.APROVADA):
        raise ForbiddenChangeError("nothing to give back", user_message=_NADA_A_DEVOLVER)


def require_reopen(revisao: Revisao) -> None:
    if revisao.versao_final is None:
        raise ForbiddenChangeError("not final", user_message=_NADA_A_REABRIR)


def describe_pendentes(pendentes: tuple[ItemDaConferencia, ...]) -> str:
    """What is still to be decided, by colour, and what must be put right in the text."""
    counts = [(Cor.VERMELHO, "não confere", "não conferem"), (Cor.AMARELO, "a conferir", "a conferir")]
    parts = [
        f"{total} {one if total == 1 else many}"
        for cor, one, many in counts
        if (total := sum(item.cor is cor for item in pendentes))
    ]
    first = "Falta decidir 1 apontamento" if len(pendentes) == 1 else f"Falta decidir {len(pendentes)} apontamentos"
    so_no_texto = sum(not item.admite_aceite for item in pendentes)
    rest = {0: "", 1: " 1 só se resolve no texto."}.get(so_no_texto, f" {so_no_texto} só se resolvem no texto.")
    others = (
        " Aceite os outros com um motivo ou corrija-os."
        if so_no_texto
        else " Aceite com um motivo ou corrija no texto."
    )
    return f"{first}: {' e '.join(parts)}.{rest}{others if so_no_texto < len(pendentes) else ''}"


def _require_open(revisao: Revisao) -> None:
    if revisao.versao_final is not None:
        raise ForbiddenChangeError("final", user_message=_JA_FINAL)
