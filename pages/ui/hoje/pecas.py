"""Peças of the person: those that wait, run, failed and are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from core.events import Estado
from core.pecas.domain import ItemDoHistorico, TipoDePeca
from core.pecas.espera import describe_lugar
from core.pecas.revisao.domain import EstadoDaPeca
from core.processos.chave import describe_autos
from core.usuarios.domain import Usuario
from pages.ui.hoje.mesa import Linha, Mesa, is_recente
from pages.ui.runtime import services

_MOST_MINUTAS, _MOST_FALHAS, _MOST_PRONTAS, _MOST_RECEBIDAS = 5, 3, 8, 5
_LOOKED_AT = 30
"""Peças whose next step is looked for; older ones are in the history of the generator."""

_READY = (Estado.PRONTO, Estado.PRONTO_COM_RESSALVAS)
_PROXIMO = {
    EstadoDaPeca.RASCUNHO: "Conferir a minuta",
    EstadoDaPeca.CONFERIDA: "Aprovar a minuta",
    EstadoDaPeca.APROVADA: "Tornar a peça final",
}


def collect_em_andamento(running: Iterable[ItemDoHistorico]) -> Mesa:
    """What has not ended: a choice of the person's, or work with its place in the queue."""
    items = list(running)
    waiting = [item for item in items if item.estado is Estado.AGUARDANDO_VOCE]
    return Mesa(
        esperando=tuple(_build(item, rotulo="Escolher os argumentos") for item in waiting),
        andamento=tuple(_build(item, rotulo=_find_lugar(item)) for item in items if item.estado.is_at_work),
    )


def collect_terminadas(usuario: Usuario) -> Mesa:
    """What ended: minutas with a next step, failures nobody took up again, and the others that were done last."""
    latest = [item for item in services().pecas.list_historico(usuario.id, limit=_LOOKED_AT) if item.estado.is_final]
    ready = [item for item in latest if item.estado in _READY]
    estados = services().revisao.list_estados([item.geracao_id for item in ready])
    minutas = [(item, _PROXIMO[estado]) for item, estado in _list_abertas(ready, estados.get)]
    failed = _list_falhas(latest)[:_MOST_FALHAS]
    shown = {item.geracao_id for item, _ in minutas} | {item.geracao_id for item in failed}
    done = [item for item in latest if item.geracao_id not in shown][:_MOST_PRONTAS]
    return Mesa(
        esperando=_build_minutas(minutas),
        falhas=tuple(_build_falha(item, usuario) for item in failed),
        prontas=tuple(_build(item, acao=_name_estado(estados.get(item.geracao_id))) for item in done),
    )


def collect_recebidas(usuario: Usuario) -> Mesa:
    """What others shared with the person lately."""
    found = services().leituras_de_pecas.list_recebidas(usuario)
    recent = [one for one in found if is_recente(one.recebida_em)][:_MOST_RECEBIDAS]
    return Mesa(
        recebidas=tuple(
            Linha(
                tipo="Peça",
                nome=one.titulo,
                link=f"/gerador_de_pecas?geracao={one.geracao_id}",
                estado=Estado.PRONTO,
                rotulo="Compartilhada com você",
                assunto=f"de {one.dono}",
                quando=one.recebida_em,
            )
            for one in recent
        )
    )


def _list_abertas(
    ready: Iterable[ItemDoHistorico], find: Callable[[UUID], EstadoDaPeca | None]
) -> list[tuple[ItemDoHistorico, EstadoDaPeca]]:
    """Recent texts that are not final yet."""
    found = [(item, find(item.geracao_id)) for item in ready if is_recente(item.criada_em)]
    return [(item, estado) for item, estado in found if estado is not None and estado in _PROXIMO]


def _build_minutas(minutas: Sequence[tuple[ItemDoHistorico, str]]) -> tuple[Linha, ...]:
    """The newest ones, and one line that stands for the rest."""
    lines = tuple(
        _build(item, estado=Estado.AGUARDANDO_VOCE, rotulo=proximo) for item, proximo in minutas[:_MOST_MINUTAS]
    )
    rest = len(minutas) - len(lines)
    if not rest:
        return lines
    nome = "Mais 1 minuta" if rest == 1 else f"Mais {rest} minutas"
    return (*lines, Linha("Gerador de Peças", nome, "/gerador_de_pecas", Estado.AGUARDANDO_VOCE, rotulo="Ver todas"))


def _list_falhas(latest: Iterable[ItemDoHistorico]) -> list[ItemDoHistorico]:
    """Those that failed lately and were not asked for again."""
    newest: dict[tuple[str, TipoDePeca], ItemDoHistorico] = {}
    for item in latest:
        newest.setdefault((item.numero_cnj, item.tipo_de_peca), item)
    return [item for item in newest.values() if item.estado is Estado.COM_ERRO and is_recente(item.criada_em)]


def _build_falha(item: ItemDoHistorico, usuario: Usuario) -> Linha:
    geracao = services().pecas.get_geracao(item.geracao_id, usuario.id)
    return _build(item, acao="Abrir e ver o que fazer", assunto=geracao.erro_mensagem)


def _find_lugar(item: ItemDoHistorico) -> str:
    lugar = services().fila.find(item.geracao_id) if item.estado is Estado.NA_FILA else None
    return "" if lugar is None else describe_lugar(lugar.posicao, lugar.espera_s)


def _name_estado(estado: EstadoDaPeca | None) -> str:
    return "" if estado is None else estado.label


def _build(
    item: ItemDoHistorico, *, estado: Estado | None = None, rotulo: str = "", acao: str = "", assunto: str = ""
) -> Linha:
    return Linha(
        tipo=item.tipo_de_peca.label,
        nome=describe_autos(item.numero_cnj),
        link=f"/gerador_de_pecas?geracao={item.geracao_id}",
        estado=estado or item.estado,
        rotulo=rotulo,
        acao=acao,
        assunto=assunto or item.assunto,
        quando=item.criada_em,
    )
