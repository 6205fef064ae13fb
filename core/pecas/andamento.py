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
    TipoDetected,
    TurnWaited,
    WarningRaised,
)
from core.pecas.domain import Geracao
from core.pecas.espera import describe_wait
from core.processos.chave import is_envio


class EstadoDoAgente(StrEnum):
    PENDENTE = "pendente"
    TRABALHANDO = "trabalhando"
    FEITO = "feito"


NOMES = {
    Agente.COLETOR: "Leitura dos autos",
    Agente.DETECTOR: "Escolha dos módulos",
    Agente.REDATOR: "Redação da minuta",
}

RETOMADA = "Retomando de onde parou"


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
    """The folded view. ``feitos`` and ``total`` count documents; ``espera`` says what is waited for, if anything.

    ``atividade`` is a sentence for when nothing new comes for a while: who is slow, and at what.
    """

    passos: tuple[Passo, ...] = tuple(Passo(agente) for agente in Agente)
    assunto: str = ""
    feitos: int = 0
    total: int = 0
    espera: str = ""
    atividade: str = ""
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
            has_waited = andamento.fim is not None and andamento.fim.estado == Estado.AGUARDANDO_VOCE
            espera = RETOMADA if event.attempt > 1 and not has_waited else ""
            return replace(andamento, iniciada_em=kept or event.started_at, fim=None, espera=espera)
        case TextAppended():
            texto = join_text(andamento.texto, event)
            return replace(andamento, texto=texto, espera="", atividade="O Gemini fez uma pausa na redação")
        case TurnWaited():
            return replace(andamento, espera=describe_wait(event))
        case WarningRaised():
            seen = event.text in andamento.avisos
            return andamento if seen else replace(andamento, avisos=(*andamento.avisos, event.text))
        case OperationEnded():
            return replace(andamento, fim=event, espera="", atividade="")
    return _fold_step(andamento, event)


def join_text(texto: str, event: TextAppended) -> str:
    """The text with the piece at its place; what is already there is skipped, so a repeated piece changes nothing."""
    if event.offset > len(texto):
        return texto
    return texto + event.text[len(texto) - event.offset :]


def _fold_step(andamento: Andamento, event: Event) -> Andamento:
    match event:
        case AgenteStarted():
            started = _set_step(andamento, Agente(event.agente), EstadoDoAgente.TRABALHANDO, _FIRST_NOTES[event.agente])
            kept = RETOMADA if andamento.espera == RETOMADA else ""
            return replace(started, espera=kept, atividade=_FIRST_ATIVIDADES[event.agente])
        case AgenteFinished():
            return replace(_set_step(andamento, Agente(event.agente), EstadoDoAgente.FEITO, event.note), atividade="")
        case ProcessoFetched():
            is_da_pessoa = is_envio(event.numero_cnj)
            total = event.total_documentos
            noted = _note(andamento, _count_arquivos(total) if is_da_pessoa else f"{total} documentos no processo")
            return replace(noted, assunto=event.assunto, espera="")
    return _fold_count(andamento, event)


def _fold_count(andamento: Andamento, event: Event) -> Andamento:
    match event:
        case DocumentosChosen():
            nota, atividade = f"Baixando {event.total} documentos do TJMS", "Recebendo e lendo os documentos do TJMS"
            if event.is_envio:
                nota, atividade = f"Lendo {_count_arquivos(event.total)}", "Lendo os arquivos enviados"
            return replace(_note(andamento, nota, atividade), total=event.total)
        case DocumentoRead():
            nota = f"Lendo as páginas: {event.done} de {event.total} documentos"
            atividade = "Lendo um documento longo" if event.done < event.total else _ANALISE
            return replace(_note(andamento, nota, atividade), feitos=event.done, total=event.total)
        case DocumentoSummarized():
            return _note(andamento, f"Analisando: {event.done} de {event.total} documentos", _ANALISE)
        case FatosExtracted():
            return _note(andamento, f"{event.total - event.desconhecidos} de {event.total} fatos encontrados")
        case TipoDetected():
            return _note(andamento, f"Tipo de peça: {event.label}")
        case ModulosChosen():
            return _note(
                andamento, f"{event.total} módulos: {event.por_regra} por regra, {event.pelo_modelo} indicados"
            )
    return andamento


def _count_arquivos(total: int) -> str:
    return "1 arquivo enviado" if total == 1 else f"{total} arquivos enviados"


_ANALISE = "O Gemini está analisando os documentos"
_FIRST_NOTES = {
    Agente.COLETOR.value: "Consultando o TJMS",
    Agente.DETECTOR.value: "Aplicando as regras aos fatos",
    Agente.REDATOR.value: "Escrevendo",
}
_FIRST_ATIVIDADES = {
    Agente.COLETOR.value: "O TJMS está respondendo devagar",
    Agente.DETECTOR.value: "O Gemini está indicando os módulos",
    Agente.REDATOR.value: "O Gemini está preparando a redação",
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


def _note(andamento: Andamento, nota: str, atividade: str = "") -> Andamento:
    """Progress of the step at work. A wait goes on: other calls of the same step may still stand in a queue."""
    passos = tuple(
        replace(passo, nota=nota) if passo.estado is EstadoDoAgente.TRABALHANDO else passo for passo in andamento.passos
    )
    espera = "" if andamento.espera == RETOMADA else andamento.espera
    return replace(andamento, passos=passos, espera=espera, atividade=atividade)


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
    return replace(current, passos=passos, espera="", atividade="", fim=fim)
