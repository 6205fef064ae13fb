"""The fields as the person finds them: what the court says, what the model read, and what the law presumes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.calculo.pedido.campos import DEFINICOES, DESDE_CITACAO, PELA_TABELA, NomeDoCampo
from core.calculo.pedido.candidatos import MINIMO
from core.calculo.pedido.domain import Ancora, Campo, CandidatoDeCitacao, EstadoDoCampo, PapelDoDocumento
from core.calculo.pedido.escrita import write_data
from core.calculo.pedido.extrator import Extracao
from core.calculo.pedido.leitura import PecaLida
from core.calculo.pedido.levantamento import Cadeia

_TRANSITO = 848
_TITULOS = (PapelDoDocumento.SENTENCA, PapelDoDocumento.ACORDAO)
_PRESUMIDO = "Presumido: o título lido nada diz a respeito"
_N = NomeDoCampo


def fill_campos(
    cadeia: Cadeia, extracao: Extracao, candidatos: Sequence[CandidatoDeCitacao], lidas: Sequence[PecaLida]
) -> tuple[Campo, ...]:
    """Every field once, in the order of the screen; what nobody says is unknown."""
    tribunal = _read_tribunal(cadeia, candidatos)
    lidos = {nome: um for nome, um in extracao.campos.items() if nome not in tribunal or _is_achado(um)}
    found = {**_presume(extracao.campos, lidas), **tribunal, **lidos}
    for nome, de in ((_N.CREDOR_PARCELAS, _N.PARCELAS), (_N.DATA_DO_CALCULO, _N.CREDOR_DATA)):
        if de in found:
            found[nome] = replace(found[de], nome=nome)
    return tuple(found.get(nome) or Campo(nome, "", EstadoDoCampo.DESCONHECIDO) for nome in DEFINICOES)


def _is_achado(campo: Campo) -> bool:
    """Its words stand in a document: only then is it better than what the court's own data say."""
    return campo.ancora is not None and campo.ancora.is_encontrada


def _read_tribunal(cadeia: Cadeia, candidatos: Sequence[CandidatoDeCitacao]) -> dict[NomeDoCampo, Campo]:
    """What the court's own data say; agent 2 does not ask for it, or reads it better in a document."""
    found = {}
    origem = cadeia.de_conhecimento
    if origem.ajuizado_em:
        ancora = Ancora(origem.numero_cnj, "", "Dados do processo no TJMS", is_encontrada=True)
        found[_N.DATA_DO_AJUIZAMENTO] = _extract(_N.DATA_DO_AJUIZAMENTO, write_data(origem.ajuizado_em), ancora)
    for processo in cadeia.processos:
        for movimento in processo.movimentos:
            if movimento.codigo == _TRANSITO and movimento.data_hora:
                rotulo = f"Movimento de {movimento.data_hora:%d/%m/%Y}"
                ancora = Ancora(processo.numero_cnj, movimento.id_documento, rotulo, is_encontrada=True)
                found[_N.DATA_DO_TRANSITO] = _extract(
                    _N.DATA_DO_TRANSITO, write_data(movimento.data_hora.date()), ancora
                )
    for nome in (_N.DATA_DA_CITACAO, _N.DATA_DA_INTIMACAO):
        best = _find_best([one for one in candidatos if one.campo is nome])
        if best is not None:
            found[nome] = _extract(nome, write_data(best.data), best.ancora)
    return found


def _find_best(candidatos: Sequence[CandidatoDeCitacao]) -> CandidatoDeCitacao | None:
    """The best one that is good enough; without any, one that cannot be, so that it is told and blocks."""
    good = (one for one in candidatos if one.score >= MINIMO)
    return next(good, None) or next((one for one in candidatos if one.is_impossivel), None)


def _presume(campos: Mapping[NomeDoCampo, Campo], lidas: Sequence[PecaLida]) -> dict[NomeDoCampo, Campo]:
    """Where a title that was read says nothing: the table of regimes, and interest from the service (CPC, art. 240).

    The place says that it is presumed, and of which case the title is.
    """
    titulos = [one for one in lidas if one.papel in _TITULOS and one.peca.lido and one.peca.lido.texto.strip()]
    if not titulos:
        return {}
    ancora = Ancora(titulos[0].peca.numero_cnj, "", _PRESUMIDO, is_encontrada=True)
    presumed = {_N.CORRECAO: PELA_TABELA, _N.JUROS: PELA_TABELA, _N.JUROS_DESDE: DESDE_CITACAO}
    return {nome: _extract(nome, valor, ancora) for nome, valor in presumed.items() if nome not in campos}


def _extract(nome: NomeDoCampo, valor: str, ancora: Ancora | None) -> Campo:
    return Campo(nome, valor, EstadoDoCampo.EXTRAIDO, ancora, valor)
