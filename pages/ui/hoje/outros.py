"""Lots, calculations and trainings of the person, as lines of Hoje in the one vocabulary of states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from core.assistencia.domain import Pergunta
from core.bert.treinamentos.domain import Treinamento
from core.calculo.pedido.domain import ItemDoHistorico
from core.classificador.domain import EstadoDoLote, Lote
from core.events import Estado
from core.pecas.espera import describe_lugar
from core.processos.chave import describe_autos
from core.usuarios.domain import Usuario
from pages.ui.classificador.enderecos import link_to_lote
from pages.ui.classificador.rotulos import describe_andamento, describe_restante, format_number
from pages.ui.dates import format_duration
from pages.ui.hoje.mesa import Linha, Mesa, is_recente
from pages.ui.runtime import services
from pages.ui.treinamento.enderecos import link_to
from pages.ui.urls import link_to_autos

_MOST = 5
"""Lines of one kind; the page of the kind has the others."""

_LOOKED_AT = 30
_LOTES = {
    EstadoDoLote.NA_FILA: Estado.NA_FILA,
    EstadoDoLote.EM_ANDAMENTO: Estado.EM_ANDAMENTO,
    EstadoDoLote.PAUSADO: Estado.AGUARDANDO_VOCE,
    EstadoDoLote.CONCLUIDO: Estado.PRONTO,
    EstadoDoLote.COM_RESSALVAS: Estado.PRONTO_COM_RESSALVAS,
    EstadoDoLote.COM_ERRO: Estado.COM_ERRO,
    EstadoDoLote.CANCELADO: Estado.CANCELADO,
}


def collect_lotes(usuario: Usuario) -> Mesa:
    """The person's own: what has to be reviewed or resumed, what runs, what failed lately."""
    mine = services().lotes.list_proprios(usuario)
    failed = [lote for lote in mine if _has_failed(lote)]
    return Mesa(
        esperando=tuple(_build_lote(lote, Estado.AGUARDANDO_VOCE, _ask(lote)) for lote in mine if _ask(lote))[:_MOST],
        andamento=tuple(_build_lote(lote, _LOTES[lote.estado], _run(lote)) for lote in mine if lote.estado.is_at_work),
        falhas=tuple(
            _build_lote(lote, _LOTES[lote.estado], acao="Abrir e tentar de novo", assunto=_tell_falha(lote))
            for lote in failed[:_MOST]
        ),
    )


def collect_calculos(usuario: Usuario) -> Mesa:
    """Fields to confirm, readings of cases that run, and those that failed and were not made again."""
    latest = services().pedidos_de_calculo.list_historico(usuario.id, limit=_LOOKED_AT)
    newest = {item.numero_cnj: item for item in reversed(latest)}
    waiting = [item for item in newest.values() if _waits_for_fields(item) and is_recente(item.criado_em)]
    failed = [item for item in newest.values() if item.estado is Estado.COM_ERRO and is_recente(item.criado_em)]
    confirm = "Confirmar os campos e calcular"
    return Mesa(
        esperando=tuple(_build_calculo(item, Estado.AGUARDANDO_VOCE, rotulo=confirm) for item in waiting[-_MOST:]),
        andamento=tuple(_build_calculo(item, item.estado) for item in latest if item.estado.is_at_work),
        falhas=tuple(_build_calculo(item, item.estado, acao="Abrir e tentar de novo") for item in failed[-_MOST:]),
    )


def collect_perguntas(usuario: Usuario) -> Mesa:
    """Questions that run, and those that failed while nothing else was asked of the case since."""
    latest = services().assistencia.list_recentes(usuario.id, limit=_LOOKED_AT)
    newest = {one.numero_cnj: one for one in reversed(latest)}
    failed = [one for one in newest.values() if one.estado is Estado.COM_ERRO and is_recente(one.feita_em)]
    return Mesa(
        andamento=tuple(_build_pergunta(one) for one in latest if one.estado.is_at_work),
        falhas=tuple(
            _build_pergunta(one, acao="Abrir e perguntar de novo", assunto=one.erro_mensagem) for one in failed[-_MOST:]
        ),
    )


def collect_mudancas(usuario: Usuario) -> Mesa:
    """Cases with news that the person has not seen, as far as the court was asked since."""
    found = services().autos.list_mudados(usuario.id)
    return Mesa(mudancas=tuple(_build_mudanca(numero, when) for numero, when in found))


def collect_treinos(usuario: Usuario) -> Mesa:
    """Every training that runs, for they share one machine; of those that failed, the person's own."""
    treinos = services().treinamentos.list()
    failed = [
        one
        for one in treinos
        if one.usuario_id == usuario.id and one.estado is Estado.COM_ERRO and is_recente(one.criado_em)
    ]
    return Mesa(
        andamento=tuple(_build_treino(one, rotulo=_follow(one)) for one in treinos if one.estado.is_at_work),
        falhas=tuple(_build_treino(one, acao="Abrir e continuar", assunto=one.erro_mensagem) for one in failed[:_MOST]),
    )


def _has_failed(lote: Lote) -> bool:
    is_stopped = lote.estado in (EstadoDoLote.COM_ERRO, EstadoDoLote.COM_RESSALVAS)
    return is_stopped and lote.is_a_retomar and is_recente(lote.terminado_em or lote.criado_em)


def _ask(lote: Lote) -> str:
    """What a lot needs of the person; empty when nothing."""
    if lote.estado is EstadoDoLote.PAUSADO:
        return "Retomar o lote pausado"
    review = lote.contagem.a_revisar
    return f"Revisar {format_number(review)} de baixa confiança" if review and lote.estado.is_final else ""


def _run(lote: Lote) -> str:
    """``Em andamento · 180 de 200 · cerca de 2 min``."""
    seconds = (datetime.now(UTC) - lote.iniciado_em).total_seconds() if lote.iniciado_em else 0.0
    words = (_LOTES[lote.estado].label, describe_andamento(lote), describe_restante(lote, seconds))
    return " · ".join(filter(None, words))


def _tell_falha(lote: Lote) -> str:
    errors = lote.contagem.erros
    counted = f"{format_number(errors)} {'documento' if errors == 1 else 'documentos'} com erro" if errors else ""
    return lote.erro_mensagem or counted


def _build_lote(lote: Lote, estado: Estado, rotulo: str = "", acao: str = "", assunto: str = "") -> Linha:
    link, quando = link_to_lote(lote.id), lote.criado_em
    return Linha("Lote", lote.pedido.nome, link, estado, rotulo, acao, assunto, quando)


def _waits_for_fields(item: ItemDoHistorico) -> bool:
    return item.total is None and item.estado in (
        Estado.AGUARDANDO_VOCE,
        Estado.PRONTO,
        Estado.PRONTO_COM_RESSALVAS,
    )


def _build_calculo(item: ItemDoHistorico, estado: Estado, *, rotulo: str = "", acao: str = "") -> Linha:
    link, nome = f"/pedido_de_calculo?pedido={item.id}", describe_autos(item.numero_cnj)
    return Linha("Pedido de cálculo", nome, link, estado, rotulo, acao, quando=item.criado_em)


def _build_pergunta(one: Pergunta, *, acao: str = "", assunto: str = "") -> Linha:
    link = "/assistencia?" + urlencode({"processo": one.numero_cnj, "aba": "perguntas"})
    nome = describe_autos(one.numero_cnj)
    return Linha("Pergunta", nome, link, one.estado, acao=acao, assunto=assunto, quando=one.feita_em)


def _build_mudanca(numero: str, when: datetime) -> Linha:
    link = link_to_autos(numero)
    return Linha(
        "Processo", describe_autos(numero), link, Estado.AGUARDANDO_VOCE, rotulo="Ver o que mudou", quando=when
    )


def _follow(treino: Treinamento) -> str:
    """``1ª da fila · começa em cerca de 5 min``; ``Em andamento · 120 de 400 · faltam 2 min 5 s``."""
    if treino.estado is Estado.NA_FILA:
        lugar = services().treinamentos.find_lugar(treino)
        return "" if lugar is None else describe_lugar(lugar.posicao, lugar.espera_s)
    andamento = treino.andamento
    steps = f"passo {andamento.passo} de {andamento.total}" if andamento.total else ""
    left = "" if andamento.restante_s is None else f"faltam {format_duration(timedelta(seconds=andamento.restante_s))}"
    return " · ".join(filter(None, (treino.estado.label, steps, left)))


def _build_treino(treino: Treinamento, *, rotulo: str = "", acao: str = "", assunto: str = "") -> Linha:
    link = link_to("treinos", treino=treino.id)
    return Linha("Treinamento", treino.nome, link, treino.estado, rotulo, acao, assunto, treino.criado_em)
