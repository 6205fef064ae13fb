"""What a person sees of a running geração, folded from its events. Live, resumed and finished runs fold the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.events import (
    Agente,
    AgenteFinished,
    AgenteStarted,
    DocumentoRead,
    DocumentosChosen,
    DocumentoSummarized,
    Estado,
    Event,
    FatosExtracted,
    ModulosChosen,
    OperationEnded,
    OperationStarted,
    ProcessoFetched,
    TextAppended,
    TurnWaited,
    WarningRaised,
)
from core.pecas.domain import Geracao


class EstadoDoAgente(StrEnum):
    PENDENTE = "pendente"
    TRABALHANDO = "trabalhando"
    FEITO = "feito"


NOMES = {
    Agente.COLETOR: "Leitura dos autos",
    Agente.DETECTOR: "Escolha dos módulos",
    Agente.REDATOR: "Redação da minuta",
}

_RECURSOS = {"gemini": "o Gemini", "tjms": "o TJMS"}


@dataclass(frozen=True)
class Passo:
    """One agent on the screen: name, state, and one line that says what it does or did."""

    agente: Agente
    estado: EstadoDoAgente = EstadoDoAgente.PENDENTE
    nota: str = ""

    @property
    def nome(self) -> str:
        return NOMES[self.agente]


@dataclass(frozen=True)
class Andamento:
    """The folded view. ``feitos`` and ``total`` count documents; ``espera`` says what is waited for, if anything."""

    passos: tuple[Passo, ...] = tuple(Passo(agente) for agente in Agente)
    assunto: str = ""
    feitos: int = 0
    total: int = 0
    espera: str = ""
    iniciada_em: str = ""
    avisos: tuple[str, ...] = ()
    texto: str = field(default="", repr=False)
    fim: OperationEnded | None = None


def fold_events(events: Iterable[Event], andamento: Andamento | None = None) -> Andamento:
    """The view after the events, from a former view or from nothing."""
    current = andamento or Andamento()
    for event in events:
        current = fold_event(current, event)
    return current


def fold_event(andamento: Andamento, event: Event) -> Andamento:
    match event:
        case OperationStarted():
            kept = andamento.iniciada_em if andamento.fim is None else ""  # after an end, the clock starts anew
            return replace(andamento, iniciada_em=kept or event.started_at, fim=None, espera="")
        case TextAppended():
            return replace(andamento, texto=join_text(andamento.texto, event), espera="")
        case TurnWaited():
            return replace(andamento, espera=_describe_wait(event))
        case WarningRaised():
            seen = event.text in andamento.avisos
            return andamento if seen else replace(andamento, avisos=(*andamento.avisos, event.text))
        case OperationEnded():
            return replace(andamento, fim=event, espera="")
    return _fold_step(andamento, event)


def join_text(texto: str, event: TextAppended) -> str:
    """The text with the piece at its place; what is already there is skipped, so a repeated piece changes nothing."""
    if event.offset > len(texto):
        return texto
    return texto + event.text[len(texto) - event.offset :]


def _fold_step(andamento: Andamento, event: Event) -> Andamento:
    match event:
        case AgenteStarted():
            return _set_step(andamento, Agente(event.agente), EstadoDoAgente.TRABALHANDO, _FIRST_NOTES[event.agente])
        case AgenteFinished():
            return _set_step(andamento, Agente(event.agente), EstadoDoAgente.FEITO, event.note)
        case ProcessoFetched():
            noted = _note(andamento, f"{event.total_documentos} documentos no processo")
            return replace(noted, assunto=event.assunto)
    return _fold_count(andamento, event)


def _fold_count(andamento: Andamento, event: Event) -> Andamento:
    match event:
        case DocumentosChosen():
            return replace(_note(andamento, f"Baixando {event.total} documentos do TJMS"), total=event.total)
        case DocumentoRead():
            noted = _note(andamento, f"Lendo as páginas: {event.done} de {event.total} documentos")
            return replace(noted, feitos=event.done, total=event.total)
        case DocumentoSummarized():
            return _note(andamento, f"Analisando: {event.done} de {event.total} documentos")
        case FatosExtracted():
            return _note(andamento, f"{event.total - event.desconhecidos} de {event.total} fatos encontrados")
        case ModulosChosen():
            return _note(
                andamento, f"{event.total} módulos: {event.por_regra} por regra, {event.pelo_modelo} indicados"
            )
    return andamento


_FIRST_NOTES = {
    Agente.COLETOR.value: "Consultando o TJMS",
    Agente.DETECTOR.value: "Aplicando as regras aos fatos",
    Agente.REDATOR.value: "Escrevendo",
}


def _set_step(andamento: Andamento, agente: Agente, estado: EstadoDoAgente, nota: str) -> Andamento:
    """Set one step; when an agent works, those before it are done and those after it have not begun."""
    order = list(Agente)
    passos = []
    for passo in andamento.passos:
        if passo.agente is agente:
            passos.append(replace(passo, estado=estado, nota=nota))
        elif order.index(passo.agente) < order.index(agente):
            passos.append(replace(passo, estado=EstadoDoAgente.FEITO))
        else:
            passos.append(replace(passo, estado=EstadoDoAgente.PENDENTE, nota=""))
    return replace(andamento, passos=tuple(passos), espera="")


def _note(andamento: Andamento, nota: str) -> Andamento:
    passos = tuple(
        replace(passo, nota=nota) if passo.estado is EstadoDoAgente.TRABALHANDO else passo for passo in andamento.passos
    )
    return replace(andamento, passos=passos)


def _describe_wait(event: TurnWaited) -> str:
    if event.position == 0:
        return ""
    return f"Aguardando a vez com {_RECURSOS.get(event.resource, event.resource)}: {event.position}º da fila"


def restore_andamento(andamento: Andamento, geracao: Geracao) -> Andamento:
    """Fill from the record what the stream lost (it lives a day); about the end only the record is right."""
    texto = max(andamento.texto, geracao.texto, key=len)
    avisos = andamento.avisos or geracao.avisos
    assunto = andamento.assunto or geracao.assunto
    current = replace(andamento, texto=texto, avisos=avisos, assunto=assunto, fim=None)
    if not geracao.estado.is_final:
        return current if andamento.fim is None else replace(current, iniciada_em="")  # it waits to be taken up again
    is_whole = geracao.estado in (Estado.PRONTO, Estado.PRONTO_COM_RESSALVAS)
    reached = len(Agente) if is_whole else list(Agente).index(geracao.agente)
    passos = tuple(
        replace(passo, estado=EstadoDoAgente.FEITO)
        if index < reached
        else replace(passo, estado=EstadoDoAgente.PENDENTE)
        for index, passo in enumerate(current.passos)
    )
    fim = OperationEnded(geracao.estado, geracao.erro_codigo, geracao.erro_mensagem)
    return replace(current, passos=passos, espera="", fim=fim)
