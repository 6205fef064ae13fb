"""What is wrong with the fields as they stand: nothing is computed over it in silence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from core.calculo.entrada import parse_data
from core.calculo.indices.domain import number_mes
from core.calculo.motor.domain import Parcela
from core.calculo.pedido.campos import GrupoDeCampos, NomeDoCampo, TipoDeCampo
from core.calculo.pedido.domain import Achado, Campo, CodigoDoAchado, EstadoDoCampo
from core.calculo.pedido.escrita import normalize_valor, parse_parcela, parse_parcelas
from core.errors import InvalidCalculoError

_MARCOS = (
    NomeDoCampo.DATA_DO_AJUIZAMENTO,
    NomeDoCampo.DATA_DA_CITACAO,
    NomeDoCampo.DATA_DA_SENTENCA,
    NomeDoCampo.DATA_DO_TRANSITO,
    NomeDoCampo.DATA_DO_CALCULO,
)
"""In the order in which they happen."""

_ANTES_DA_INTIMACAO = _MARCOS[:3]
"""The notice of the enforcement follows them; a provisional one may come before the judgment is final."""

_ESCOLHAS = (TipoDeCampo.ESCOLHA, TipoDeCampo.JUROS)
_N, _C = NomeDoCampo, CodigoDoAchado


def list_achados(campos: Sequence[Campo], naturezas: Sequence[str] = ()) -> tuple[Achado, ...]:
    """Values that cannot be, dates and periods out of order, amounts below zero, and places that were not found.

    ``naturezas`` are the kinds of debt that the tables know; without them that field is not asked.
    """
    por_nome = {campo.nome: campo for campo in campos}
    return (
        *(achado for campo in campos for achado in _check_valor(campo, naturezas)),
        *_check_marcos(por_nome),
        *_check_periodo(por_nome),
        *(achado for campo in campos for achado in _check_ancora(campo)),
    )


def _check_valor(campo: Campo, naturezas: Sequence[str]) -> Iterator[Achado]:
    """A value that was read as it stands and is none of its kind."""
    tipo = campo.definicao.tipo
    opcoes = campo.definicao.opcoes or tuple(naturezas)
    if not campo.valor or tipo is TipoDeCampo.TEXTO or (tipo is TipoDeCampo.ESCOLHA and not opcoes):
        return
    try:
        normalize_valor(campo.definicao, campo.valor, opcoes)
    except InvalidCalculoError as error:
        if tipo in _ESCOLHAS:
            yield _tell_fora_das_opcoes(campo)
            return
        lines = enumerate(campo.valor.splitlines(), start=1) if tipo is TipoDeCampo.PARCELAS else ()
        wrong = [achado for number, line in lines for achado in _check_linha(campo, line, number)]
        yield from wrong or [Achado(_classify(campo, error), error.user_message, campo.nome)]


def _tell_fora_das_opcoes(campo: Campo) -> Achado:
    """Words of the title that are none of the options: what the creditor did never stops our own calculation."""
    if campo.definicao.grupo is GrupoDeCampos.CREDOR:
        texto = (
            f"O valor lido para “{campo.rotulo}” não é uma das opções: “{campo.valor}”. "
            "Enquanto ele não for trocado, não há diferença por causa; escolha o que mais se aproxima ou deixe vazio."
        )
        return Achado(_C.CRITERIO_DO_CREDOR, texto, campo.nome)
    texto = (
        f"O valor lido para “{campo.rotulo}” não é uma das opções: “{campo.valor}”. "
        "Nada é calculado nem presumido no lugar dele; confira nos autos e escolha."
    )
    return Achado(_C.VALOR_ILEGIVEL, texto, campo.nome)


def _check_linha(campo: Campo, line: str, number: int) -> Iterator[Achado]:
    """Each wrong line of a list by its number."""
    try:
        parse_parcela(line, f"{campo.rotulo}, linha {number}")
    except InvalidCalculoError as error:
        yield Achado(_classify(campo, error), error.user_message, campo.nome)


def _classify(campo: Campo, error: InvalidCalculoError) -> CodigoDoAchado:
    if "negativo" in error.user_message:
        return _C.VALOR_NEGATIVO
    if campo.definicao.tipo is TipoDeCampo.DATA or "calendário" in error.user_message:
        return _C.DATA_IMPOSSIVEL
    return _C.VALOR_ILEGIVEL


def _check_marcos(campos: dict[NomeDoCampo, Campo]) -> Iterator[Achado]:
    """Each milestone against the one before it that is known."""
    known = [(campos[nome], dia) for nome in _MARCOS if nome in campos and (dia := _find_data(campos[nome]))]
    intimacao = _find_data(campos.get(_N.DATA_DA_INTIMACAO))
    anteriores = [par for par in known if par[0].nome in _ANTES_DA_INTIMACAO]
    pares = list(pairwise(known))
    if intimacao and anteriores:
        pares.append((max(anteriores, key=lambda par: par[1]), (campos[_N.DATA_DA_INTIMACAO], intimacao)))
    for (antes, primeiro), (depois, segundo) in pares:
        if segundo >= primeiro:
            continue
        is_citacao = (antes.nome, depois.nome) == (_N.DATA_DO_AJUIZAMENTO, _N.DATA_DA_CITACAO)
        codigo = _C.CITACAO_ANTES_DO_AJUIZAMENTO if is_citacao else _C.DATAS_FORA_DE_ORDEM
        texto = (
            f"“{depois.rotulo}” ({segundo:%d/%m/%Y}) é anterior a “{antes.rotulo}” ({primeiro:%d/%m/%Y}). "
            "Nada é calculado com datas fora de ordem; confira as duas nos autos e corrija a que estiver errada."
        )
        yield Achado(codigo, texto, depois.nome)


def _check_periodo(campos: dict[NomeDoCampo, Campo]) -> Iterator[Achado]:
    inicio, fim = _find_data(campos.get(_N.PERIODO_INICIO)), _find_data(campos.get(_N.PERIODO_FIM))
    if inicio and fim and fim < inicio:
        texto = (
            f"O período devido termina em {fim:%d/%m/%Y} e começa em {inicio:%d/%m/%Y}. "
            "Nada é calculado com o período invertido; confira as duas datas no título e corrija."
        )
        yield Achado(_C.PERIODO_FORA_DE_ORDEM, texto, _N.PERIODO_FIM)
        return
    for parcela in _find_parcelas(campos.get(_N.PARCELAS)):
        is_antes = inicio is not None and parcela.vencimento < inicio.replace(day=1)
        is_depois = fim is not None and number_mes(parcela.vencimento) > number_mes(fim) + 1
        if is_antes or is_depois:
            texto = (
                f"A parcela de {parcela.vencimento:%d/%m/%Y} está fora do período devido. "
                "Confira se o título a alcança; ela entra no cálculo enquanto estiver na lista."
            )
            yield Achado(_C.PARCELA_FORA_DO_PERIODO, texto, _N.PARCELAS)
            return


def _check_ancora(campo: Campo) -> Iterator[Achado]:
    ancora = campo.ancora
    if campo.estado is EstadoDoCampo.EXTRAIDO and ancora is not None and ancora.trecho and not ancora.is_encontrada:
        texto = (
            f"O trecho indicado para “{campo.rotulo}” não foi encontrado em {ancora.rotulo}. "
            "O valor pode estar errado; confira nos autos antes de confirmar."
        )
        yield Achado(_C.TRECHO_NAO_ENCONTRADO, texto, campo.nome)


def _find_data(campo: Campo | None) -> date | None:
    """The date, where it is one."""
    if campo is None or not campo.valor:
        return None
    try:
        return parse_data(campo.valor, campo.rotulo)
    except InvalidCalculoError:
        return None


def _find_parcelas(campo: Campo | None) -> tuple[Parcela, ...]:
    if campo is None or not campo.valor:
        return ()
    try:
        return parse_parcelas(campo.valor, campo.rotulo)
    except InvalidCalculoError:
        return ()
