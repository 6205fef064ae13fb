"""The fields of a pedido de cálculo: what they are called, how they are written, which are needed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.calculo.indices.domain import Indice
from core.calculo.motor.domain import BaseDoAcrescimo, ContagemDoTempo, Imputacao

PELA_TABELA = "conforme a tabela de regimes"
"""The title says nothing of its own: what the table of regimes says for this kind of debt counts."""

SEM_JUROS = "sem juros"
DESDE_CITACAO, DESDE_VENCIMENTO = "citação", "vencimento de cada parcela"
CORRECOES = MappingProxyType(
    {
        "IPCA-E": Indice.IPCA_E,
        "IPCA": Indice.IPCA,
        "INPC": Indice.INPC,
        "IGP-M": Indice.IGP_M,
        "IGP-DI": Indice.IGP_DI,
        "TR": Indice.TR,
        "SELIC": Indice.SELIC,
    }
)
"""Indices that a title may name."""

CONTAGENS = MappingProxyType(
    {"meses inteiros": ContagemDoTempo.POR_MES, "dias (pro rata)": ContagemDoTempo.POR_DIA},
)
IMPUTACOES = MappingProxyType(
    {
        "juros primeiro (Código Civil, art. 354)": Imputacao.JUROS_PRIMEIRO,
        "capital primeiro (ajuste das partes)": Imputacao.CAPITAL_PRIMEIRO,
        "proporcional (Súmula 464/STJ)": Imputacao.PROPORCIONAL,
    }
)
BASES = MappingProxyType(
    {"principal corrigido e juros": BaseDoAcrescimo.TOTAL, "principal corrigido": BaseDoAcrescimo.PRINCIPAL},
)
"""How time is counted, what a payment settles and what fees are a share of; the first counts where none is chosen."""


class NomeDoCampo(StrEnum):
    OBJETO = "objeto"
    NATUREZA = "natureza"
    DATA_DO_AJUIZAMENTO = "data_do_ajuizamento"
    DATA_DA_CITACAO = "data_da_citacao"
    DATA_DA_SENTENCA = "data_da_sentenca"
    DATA_DO_TRANSITO = "data_do_transito"
    DATA_DA_INTIMACAO = "data_da_intimacao"
    PERIODO_INICIO = "periodo_inicio"
    PERIODO_FIM = "periodo_fim"
    CORRECAO = "correcao"
    JUROS = "juros"
    JUROS_DESDE = "juros_desde"
    PARCELAS = "parcelas"
    PAGAMENTOS = "pagamentos"
    HONORARIOS = "honorarios"
    HONORARIOS_BASE = "honorarios_base"
    MULTA = "multa"
    CUSTAS = "custas"
    CONTAGEM = "contagem"
    IMPUTACAO = "imputacao"
    DATA_DO_CALCULO = "data_do_calculo"
    VALOR_PEDIDO = "valor_pedido"
    CREDOR_DATA = "credor_data"
    CREDOR_CORRECAO = "credor_correcao"
    CREDOR_JUROS = "credor_juros"
    CREDOR_JUROS_DESDE = "credor_juros_desde"
    CREDOR_PARCELAS = "credor_parcelas"


class TipoDeCampo(StrEnum):
    TEXTO = "texto"
    DATA = "data"
    MOEDA = "moeda"
    PERCENTUAL = "percentual"
    ESCOLHA = "escolha"
    JUROS = "juros"
    """An option, or a fixed rate as ``0,5% ao mês``."""
    PARCELAS = "parcelas"
    """One a line: ``31/12/2025; 1.234,56; description``."""


class GrupoDeCampos(StrEnum):
    """The value is the heading that people read."""

    TITULO = "O que foi decidido"
    DATAS = "Datas"
    DIVIDA = "A dívida"
    CREDOR = "O cálculo do credor"


@dataclass(frozen=True)
class DefinicaoDoCampo:
    nome: NomeDoCampo
    rotulo: str
    tipo: TipoDeCampo
    grupo: GrupoDeCampos
    ajuda: str = ""
    opcoes: tuple[str, ...] = ()
    is_obrigatorio: bool = False
    """Without it nothing is computed."""
    sem_valor: str = ""
    """What counts while the field is empty, as people read it; empty where nothing does."""


JUROS_DA_POUPANCA, SELIC = "juros da poupança", "SELIC"
_INDICES = (PELA_TABELA, *CORRECOES)
_JUROS = (PELA_TABELA, JUROS_DA_POUPANCA, SELIC, SEM_JUROS)
_DESDE = (DESDE_CITACAO, DESDE_VENCIMENTO)
_LINHAS = "Uma por linha: data; valor; descrição. Exemplo: 31/01/2020; 1.234,56; janeiro"
_N, _T, _G = NomeDoCampo, TipoDeCampo, GrupoDeCampos
_LISTA = (
    DefinicaoDoCampo(_N.OBJETO, "Objeto da condenação", _T.TEXTO, _G.TITULO),
    DefinicaoDoCampo(
        _N.NATUREZA,
        "Natureza da dívida",
        _T.ESCOLHA,
        _G.TITULO,
        "Escolhe a tabela de regimes",
        is_obrigatorio=True,
    ),
    DefinicaoDoCampo(
        _N.CORRECAO, "Índice de correção do título", _T.ESCOLHA, _G.TITULO, opcoes=_INDICES, is_obrigatorio=True
    ),
    DefinicaoDoCampo(
        _N.JUROS,
        "Juros do título",
        _T.JUROS,
        _G.TITULO,
        "Uma das opções ou a taxa, como 0,5% ao mês",
        _JUROS,
        is_obrigatorio=True,
    ),
    DefinicaoDoCampo(_N.JUROS_DESDE, "Juros contados desde", _T.ESCOLHA, _G.TITULO, "", _DESDE, is_obrigatorio=True),
    DefinicaoDoCampo(
        _N.HONORARIOS, "Honorários de sucumbência (%)", _T.PERCENTUAL, _G.TITULO, "Vazio quando não há honorários"
    ),
    DefinicaoDoCampo(
        _N.HONORARIOS_BASE,
        "Honorários calculados sobre",
        _T.ESCOLHA,
        _G.TITULO,
        "Vazio: principal corrigido e juros",
        tuple(BASES),
        sem_valor=next(iter(BASES)),
    ),
    DefinicaoDoCampo(_N.MULTA, "Multa (%)", _T.PERCENTUAL, _G.TITULO, "Vazio quando não há multa"),
    DefinicaoDoCampo(
        _N.CUSTAS,
        "Custas a reembolsar",
        _T.MOEDA,
        _G.TITULO,
        "Já atualizadas até a data do cálculo; vazio quando não há",
    ),
    DefinicaoDoCampo(_N.DATA_DO_AJUIZAMENTO, "Ajuizamento da ação", _T.DATA, _G.DATAS),
    DefinicaoDoCampo(_N.DATA_DA_CITACAO, "Citação do Estado", _T.DATA, _G.DATAS),
    DefinicaoDoCampo(_N.DATA_DA_SENTENCA, "Sentença", _T.DATA, _G.DATAS),
    DefinicaoDoCampo(_N.DATA_DO_TRANSITO, "Trânsito em julgado", _T.DATA, _G.DATAS),
    DefinicaoDoCampo(
        _N.DATA_DA_INTIMACAO,
        "Intimação do cumprimento",
        _T.DATA,
        _G.DATAS,
        "De onde corre o prazo para impugnar (CPC, art. 535)",
    ),
    DefinicaoDoCampo(_N.PERIODO_INICIO, "Início do período devido", _T.DATA, _G.DIVIDA),
    DefinicaoDoCampo(_N.PERIODO_FIM, "Fim do período devido", _T.DATA, _G.DIVIDA),
    DefinicaoDoCampo(_N.PARCELAS, "Parcelas devidas", _T.PARCELAS, _G.DIVIDA, _LINHAS, is_obrigatorio=True),
    DefinicaoDoCampo(_N.PAGAMENTOS, "Pagamentos já feitos", _T.PARCELAS, _G.DIVIDA, _LINHAS),
    DefinicaoDoCampo(
        _N.IMPUTACAO,
        "Os pagamentos abatem",
        _T.ESCOLHA,
        _G.DIVIDA,
        "Vazio: os juros primeiro (Código Civil, art. 354)",
        tuple(IMPUTACOES),
        sem_valor=next(iter(IMPUTACOES)),
    ),
    DefinicaoDoCampo(
        _N.CONTAGEM,
        "Contagem do tempo",
        _T.ESCOLHA,
        _G.DIVIDA,
        "Vazio: meses inteiros, como nas tabelas dos tribunais. Por dias, o mês incompleto conta em proporção",
        tuple(CONTAGENS),
        sem_valor=next(iter(CONTAGENS)),
    ),
    DefinicaoDoCampo(
        _N.DATA_DO_CALCULO,
        "Data do nosso cálculo",
        _T.DATA,
        _G.DIVIDA,
        "A data até a qual a dívida cresce",
        is_obrigatorio=True,
    ),
    DefinicaoDoCampo(_N.VALOR_PEDIDO, "Valor pedido pelo credor", _T.MOEDA, _G.CREDOR),
    DefinicaoDoCampo(_N.CREDOR_DATA, "Data do cálculo do credor", _T.DATA, _G.CREDOR),
    DefinicaoDoCampo(_N.CREDOR_CORRECAO, "Índice usado pelo credor", _T.ESCOLHA, _G.CREDOR, opcoes=_INDICES),
    DefinicaoDoCampo(
        _N.CREDOR_JUROS, "Juros usados pelo credor", _T.JUROS, _G.CREDOR, "Uma das opções ou a taxa", _JUROS
    ),
    DefinicaoDoCampo(_N.CREDOR_JUROS_DESDE, "Credor conta juros desde", _T.ESCOLHA, _G.CREDOR, opcoes=_DESDE),
    DefinicaoDoCampo(_N.CREDOR_PARCELAS, "Parcelas do credor", _T.PARCELAS, _G.CREDOR, _LINHAS),
)
DEFINICOES = MappingProxyType({definicao.nome: definicao for definicao in _LISTA})
"""Every field, in the order of the screen."""
