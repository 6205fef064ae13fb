"""What the sheet of a pedido de cálculo is written from: fields that a person stands for, and what was computed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from decimal import Decimal

from core.calculo.calendario.prazos import Prazo
from core.calculo.motor.domain import Memoria
from core.calculo.pedido.campos import DEFINICOES, TipoDeCampo
from core.calculo.pedido.domain import Achado, Campo, DocumentoDoPedido, PedidoDeCalculo, ResultadoDoCalculo
from core.calculo.pedido.escrita import parse_parcelas, write_data, write_valor
from core.calculo.pedido.service import PedidoDeCalculoService
from core.errors import ForbiddenChangeError
from core.events import Agente, AgenteFinished, AgenteStarted, DocumentosChosen, Event, FatosExtracted, WarningRaised
from core.pecas.calculo.memoria import (
    TITULO,
    describe_acrescimo,
    describe_excesso,
    format_reais,
    name_passo,
    render_memoria,
)
from core.pecas.calculo.prazo import describe_prazo
from core.pecas.domain import Coleta, DocumentoDaGeracao, EstadoDoFato, Fato, Geracao

SEM_CALCULO = (
    "A folha sai do cálculo feito com os campos como estão agora. Confirme os campos, use Calcular e peça de novo."
)
_PRAZO = "prazo_para_impugnar"
_MAX_PARCELAS = 24
"""Instalments up to which each is told; of more, their number, first and last day and sum."""


class PreparoDoCalculo:
    def __init__(self, pedidos: PedidoDeCalculoService) -> None:
        self._pedidos = pedidos

    def collect(self, geracao: Geracao) -> Generator[Event, None, Coleta]:
        """Raises ForbiddenChangeError when the person's newest pedido of the case has no calculation of its fields."""
        yield AgenteStarted(Agente.COLETOR)
        pedido, resultado = self.require_calculado(geracao.pedido.numero_cnj, geracao.usuario_id)
        levantamento = pedido.levantamento
        documentos = levantamento.documentos if levantamento else ()
        yield DocumentosChosen(len(documentos), is_envio=False)
        prazo = self._pedidos.count_impugnacao(pedido)
        fatos = (*_list_campos(pedido), _tell_prazo(prazo), *_list_dados(pedido), *_list_resultados(resultado))
        yield FatosExtracted(len(fatos), sum(fato.estado is EstadoDoFato.DESCONHECIDO for fato in fatos))
        avisos = tuple(_list_avisos(self._pedidos.list_achados(pedido), prazo, resultado))
        yield from (WarningRaised(aviso) for aviso in avisos)
        yield AgenteFinished(Agente.COLETOR, f"Campos conferidos por você e cálculo n. {resultado.numero}")
        return Coleta(
            tuple(_to_documento(place, documento) for place, documento in enumerate(documentos, start=1)),
            fatos,
            avisos,
            anexo=render_memoria(resultado),
        )

    def require_calculado(self, numero_cnj: str, usuario_id: int) -> tuple[PedidoDeCalculo, ResultadoDoCalculo]:
        """The person's newest pedido of the case, with its calculation. Raises ForbiddenChangeError."""
        pedido = self._pedidos.find_anterior(numero_cnj, usuario_id)
        if pedido is None or pedido.resultado is None or not pedido.is_resultado_atual:
            raise ForbiddenChangeError("no present calculation", user_message=SEM_CALCULO)
        return pedido, pedido.resultado


def describe_campo(campo: Campo) -> str:
    """The value as a sentence may tell it; many instalments as number, days and sum."""
    match campo.definicao.tipo:
        case TipoDeCampo.MOEDA:
            return f"R$ {campo.valor}"
        case TipoDeCampo.PERCENTUAL:
            return f"{campo.valor.removesuffix(',00')}%"
        case TipoDeCampo.PARCELAS:
            return _describe_parcelas(campo)
        case _:
            return campo.valor


def _describe_parcelas(campo: Campo) -> str:
    parcelas = parse_parcelas(campo.valor, campo.rotulo)
    soma = f"soma de R$ {write_valor(sum((um.valor for um in parcelas), Decimal(0)))}"
    if len(parcelas) > _MAX_PARCELAS:
        first, last = (min(um.vencimento for um in parcelas), max(um.vencimento for um in parcelas))
        return f"{len(parcelas)} lançamentos de {write_data(first)} a {write_data(last)}, {soma}"
    told = "; ".join(
        f"{write_data(um.vencimento)}: R$ {write_valor(um.valor)}{f' ({um.descricao})' if um.descricao else ''}"
        for um in parcelas
    )
    return f"{told}; {soma}" if len(parcelas) > 1 else told


def _list_campos(pedido: PedidoDeCalculo) -> Iterator[Fato]:
    """Each field in the order of the screen; one that is empty is unknown, and the sheet says so."""
    por_nome = {campo.nome: campo for campo in pedido.campos}
    for nome in DEFINICOES:
        campo = por_nome.get(nome)
        if campo is None or not campo.valor:
            yield _tell_vazio(nome.value, campo)
            continue
        ancora = campo.ancora
        yield Fato(
            nome.value,
            EstadoDoFato.VALORADO,
            describe_campo(campo),
            documento_rotulo=ancora.rotulo if ancora else "",
            id_documento=ancora.id_documento if ancora else "",
            pagina=ancora.pagina if ancora else None,
            trecho=ancora.trecho if ancora and ancora.is_encontrada else "",
            informado_por=campo.informado_por,
            informado_em=campo.informado_em,
        )


def _tell_vazio(nome: str, campo: Campo | None) -> Fato:
    """A person may stand for there being none; otherwise what counts without a value, or nobody knows."""
    if campo is None or not campo.estado.is_de_pessoa:
        sem_valor = campo.definicao.sem_valor if campo else ""
        estado = EstadoDoFato.VALORADO if sem_valor else EstadoDoFato.DESCONHECIDO
        return Fato(nome, estado, sem_valor or None)
    told = (campo.informado_por, campo.informado_em)
    return Fato(
        nome, EstadoDoFato.VALORADO, campo.definicao.sem_valor or "não há", informado_por=told[0], informado_em=told[1]
    )


def _tell_prazo(prazo: Prazo | None) -> Fato:
    """Unknown until a person stands for the day of the notice."""
    if prazo is None:
        return Fato(_PRAZO, EstadoDoFato.DESCONHECIDO, None)
    return Fato(_PRAZO, EstadoDoFato.VALORADO, describe_prazo(prazo))


def _list_dados(pedido: PedidoDeCalculo) -> Iterator[Fato]:
    """What the court's data say of the case, which no field holds."""
    levantamento = pedido.levantamento
    if levantamento is None:
        return
    dados = {
        "processo_classe": levantamento.classe,
        "processo_comarca": levantamento.comarca,
        "processo_orgao": levantamento.orgao,
        "cumprimento_autonomo": levantamento.motivo_do_tipo,
        "planilha_do_credor": levantamento.planilha.motivo,
    }
    for nome, valor in dados.items():
        if valor:
            yield Fato(nome, EstadoDoFato.VALORADO, valor)


def _list_resultados(resultado: ResultadoDoCalculo) -> Iterator[Fato]:
    """What was computed; its place is the annex of the sheet itself."""
    memoria, comparacao = resultado.memoria, resultado.comparacao
    dados = {
        "calculo_principal_corrigido": format_reais(memoria.principal),
        "calculo_juros": format_reais(memoria.juros),
        "calculo_total": format_reais(memoria.total),
        "calculo_data": write_data(memoria.conta.criterios.ate),
        "calculo_criterios": _describe_criterios(memoria),
    }
    for item in memoria.acrescimos:
        dados[f"calculo_{item.acrescimo.tipo.name.lower()}"] = f"{describe_acrescimo(item)}: {format_reais(item.valor)}"
    if comparacao is not None:
        dados["credor_excesso"] = f"{describe_excesso(comparacao)}: {format_reais(abs(comparacao.excesso))}"
        dados["credor_causas"] = "; ".join(
            f"{diferenca.causa}: {format_reais(diferenca.valor)}" for diferenca in comparacao.diferencas
        )
    elif resultado.sem_comparacao:
        dados["credor_sem_comparacao"] = resultado.sem_comparacao
    for nome, valor in dados.items():
        yield Fato(nome, EstadoDoFato.VALORADO, valor, documento_rotulo=TITULO)


def _describe_criterios(memoria: Memoria) -> str:
    """The laws or titles behind the steps, in the order in which they were first used."""
    fontes = dict.fromkeys(
        name_passo(passo) for passo in memoria.passos if passo.indice and passo.percentual is not None
    )
    return "; ".join(fontes) or "sem correção nem juros no período"


def _list_avisos(achados: tuple[Achado, ...], prazo: Prazo | None, resultado: ResultadoDoCalculo) -> Iterator[str]:
    do_prazo = prazo.avisos if prazo else ()
    yield from dict.fromkeys((*(achado.texto for achado in achados), *do_prazo, *resultado.memoria.avisos))


def _to_documento(place: int, documento: DocumentoDoPedido) -> DocumentoDaGeracao:
    return DocumentoDaGeracao(
        ordem=place,
        id_documento=documento.id_documento,
        rotulo=documento.rotulo,
        descricao=documento.descricao or documento.papel.value,
        tipo=None,
        estado=documento.estado,
        motivo=documento.motivo,
        sha256=documento.sha256,
        paginas=documento.paginas,
        numero_cnj=documento.numero_cnj,
    )
