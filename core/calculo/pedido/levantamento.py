"""Agent 1, without AI: what kind of case it is, where it comes from, and which documents are read (domain.md 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from core.calculo.pedido.domain import Achado, CodigoDoAchado, Elo, PapelDoDocumento
from core.errors import (
    DeadlineError,
    OperationCancelledError,
    PortalError,
    ProcessoSigilosoError,
    TribunalCredentialsError,
)
from core.infra.folding import fold
from core.processos.citacao import sort_by_date
from core.processos.domain import Documento, Processo
from core.processos.numero_cnj import DIGITS, format_numero_cnj
from core.processos.tipos import find_nome_da_classe

ORIGEM = "OR"
"""Type of link of a case to its origin."""

MAX_NIVEIS = 5
CLASSES_DE_CUMPRIMENTO = frozenset({156, 157, 10980, 12078, 12246, 15160, 15161, 15215})
_DEPENDENCIA = 50002
SENTENCAS, COPIAS_DE_SENTENCA = frozenset({8, 9626, 54}), frozenset({9557})
_ACORDAOS, _COPIAS_DE_ACORDAO = frozenset({34, 35, 37, 202}), frozenset({9555})
_DECISOES = frozenset({15, 44, 45, 137, 517, 8506, 9653, 9654, 9817})
CERTIDOES = frozenset({9508, 13})
_TRANSITOS, _PETICOES = frozenset({9644}), frozenset({9500, 500, 9501})
CUMPRIMENTOS, PLANILHAS = frozenset({286}), frozenset({9553, 61, 9535})
_MAX_DECISOES = 3
_DIAS_DA_PLANILHA = timedelta(days=90)


@dataclass(frozen=True)
class Cadeia:
    """The case asked for, and those it comes from, nearest first; only the ones that were opened."""

    elos: tuple[Elo, ...]
    processos: tuple[Processo, ...]
    achados: tuple[Achado, ...] = ()

    @property
    def processo(self) -> Processo:
        return self.processos[0]

    @property
    def de_conhecimento(self) -> Processo:
        """Where the sentence was given; the case itself when it holds the sentence or nothing else was opened."""
        return next((um for um in self.processos if has_sentenca(um)), self.processos[-1])


@dataclass(frozen=True)
class Escolhido:
    """A document to be read, in the case that holds it."""

    numero_cnj: str
    documento: Documento
    papel: PapelDoDocumento


def has_sentenca(processo: Processo) -> bool:
    """Whether the original sentence is in the case; a copy is none."""
    return any(documento.tipo in SENTENCAS for documento in processo.documentos)


def describe_autonomia(processo: Processo) -> tuple[bool, str]:
    """Whether the case only enforces what another one decided, and by which sign."""
    if has_sentenca(processo):
        return False, "A sentença original está neste processo."
    if processo.classe in CLASSES_DE_CUMPRIMENTO:
        return True, f"A classe é {find_nome_da_classe(processo.classe) or processo.classe}."
    for movimento in processo.movimentos:
        texto = fold(" ".join((movimento.descricao, *movimento.complementos)))
        if movimento.codigo == _DEPENDENCIA and "cumprimento de sentenca" in texto:
            return True, "Há distribuição por dependência para cumprimento de sentença."
    if any(documento.tipo in COPIAS_DE_SENTENCA | _COPIAS_DE_ACORDAO for documento in processo.documentos):
        return True, "O processo traz cópias da sentença ou do acórdão, e não os originais."
    return False, "Nada indica que o processo cumpra decisão de outro."


def trace_cadeia(processo: Processo, fetch: Callable[[str], Processo], *, is_autonomo: bool) -> Cadeia:
    """Follow the links to the origin until the case that holds the sentence, at most five levels up.

    A chain that comes back to a case already seen, one that is too long and a case that does not open are findings.
    """
    elos = [Elo(processo.numero_cnj, 0, find_nome_da_classe(processo.classe))]
    processos, achados = [processo], []
    seen = {processo.numero_cnj}
    while is_autonomo and not has_sentenca(processos[-1]):
        links = [link.numero_cnj for link in processos[-1].vinculados if link.tipo == ORIGEM]
        proximo = next((numero for numero in links if numero not in seen), None)
        if proximo is None:
            if links:
                achados.append(_find_circulo(processos[-1].numero_cnj, links[0]))
            break
        nivel = len(elos)
        if nivel > MAX_NIVEIS:
            achados.append(_find_longa(processo.numero_cnj))
            break
        seen.add(proximo)
        aberto, problema = _open(proximo, fetch)
        elos.append(Elo(proximo, nivel, find_nome_da_classe(aberto.classe) if aberto else "", problema))
        if aberto is None:
            achados.append(Achado(CodigoDoAchado.ORIGEM_NAO_ABERTA, problema))
            break
        processos.append(aberto)
    return Cadeia(tuple(elos), tuple(processos), tuple(achados))


def choose_documentos(cadeia: Cadeia) -> tuple[Escolhido, ...]:
    """What is read, of the whole chain, in the order of the roles; spreadsheet and certificates are chosen apart."""
    origem, caso = cadeia.de_conhecimento, cadeia.processo
    chosen = [
        *_choose(cadeia.processos, SENTENCAS, PapelDoDocumento.SENTENCA)[-2:],
        *_choose(cadeia.processos, _ACORDAOS, PapelDoDocumento.ACORDAO),
    ]
    if not any(one.papel is PapelDoDocumento.SENTENCA for one in chosen):
        chosen += _choose([caso], COPIAS_DE_SENTENCA, PapelDoDocumento.SENTENCA)
    if not any(one.papel is PapelDoDocumento.ACORDAO for one in chosen):
        chosen += _choose([caso], _COPIAS_DE_ACORDAO, PapelDoDocumento.ACORDAO)
    chosen += _choose([caso], CUMPRIMENTOS, PapelDoDocumento.CUMPRIMENTO)[-1:]
    chosen += _choose(cadeia.processos, _TRANSITOS, PapelDoDocumento.TRANSITO)
    for processo in dict.fromkeys((origem.numero_cnj, caso.numero_cnj)):
        one = next(um for um in cadeia.processos if um.numero_cnj == processo)
        chosen += _choose([one], _DECISOES, PapelDoDocumento.DECISAO)[-_MAX_DECISOES:]
    chosen += _choose([origem], _PETICOES, PapelDoDocumento.PETICAO)[:1]
    return tuple(chosen)


def choose_planilha(processo: Processo) -> tuple[Documento | None, str]:
    """The creditor's spreadsheet, and by which rule: filed with the enforcement request, else nearest in 90 days."""
    planilhas = [documento for documento in sort_by_date(processo.documentos) if documento.tipo in PLANILHAS]
    pedidos = [documento for documento in processo.documentos if documento.tipo in CUMPRIMENTOS and documento.data_hora]
    if not planilhas:
        return None, "Nenhum documento dos tipos de planilha está no processo."
    for pedido in pedidos:
        for planilha in planilhas:
            if _is_same_minute(pedido, planilha):
                return planilha, "Foi juntada no mesmo minuto que o pedido de cumprimento."
    near = [
        (abs(planilha.data_hora - pedido.data_hora), planilha)
        for pedido in pedidos
        for planilha in planilhas
        if pedido.data_hora and planilha.data_hora and abs(planilha.data_hora - pedido.data_hora) <= _DIAS_DA_PLANILHA
    ]
    if near:
        distance, planilha = min(near, key=lambda pair: pair[0])
        return planilha, f"É a mais próxima do pedido de cumprimento ({distance.days} dias)."
    if not pedidos:
        return planilhas[-1], "É a mais recente; não há pedido de cumprimento para comparar a data."
    return None, "As planilhas do processo estão a mais de 90 dias do pedido de cumprimento."


def _choose(processos: Iterable[Processo], codigos: frozenset[int], papel: PapelDoDocumento) -> list[Escolhido]:
    """Oldest first within each case."""
    return [
        Escolhido(processo.numero_cnj, documento, papel)
        for processo in processos
        for documento in sort_by_date(processo.documentos)
        if documento.tipo in codigos
    ]


def _is_same_minute(um: Documento, outro: Documento) -> bool:
    if um.data_hora is None or outro.data_hora is None:
        return False
    return um.data_hora.replace(second=0, microsecond=0) == outro.data_hora.replace(second=0, microsecond=0)


def _open(numero: str, fetch: Callable[[str], Processo]) -> tuple[Processo | None, str]:
    """The case, or why it was not opened. Raises what ends the whole work."""
    escrito = format_numero_cnj(numero) if len(numero) == DIGITS else numero
    if len(numero) != DIGITS:
        return None, f"O processo de origem tem o número {escrito}, que não é do TJMS. Informe os dados dele à mão."
    try:
        return fetch(numero), ""
    except ProcessoSigilosoError:
        motivo = "é sigiloso no TJMS e não foi aberto"
    except (OperationCancelledError, DeadlineError, TribunalCredentialsError):
        raise
    except PortalError:
        motivo = "não foi aberto pelo TJMS"
    return None, (
        f"O processo de origem {escrito} {motivo}. O que está só nele não foi lido; "
        "confira nos autos e preencha os campos, ou refaça o pedido mais tarde."
    )


def _find_circulo(de: str, para: str) -> Achado:
    texto = (
        f"A cadeia de origem dá uma volta: {format_numero_cnj(de)} indica como origem {format_numero_cnj(para)}, "
        "que já está na cadeia. O TJMS tem o vínculo errado; o que não foi encontrado precisa ser preenchido por você."
    )
    return Achado(CodigoDoAchado.ORIGEM_CIRCULAR, texto)


def _find_longa(numero: str) -> Achado:
    texto = (
        f"A origem de {format_numero_cnj(numero)} passa de {MAX_NIVEIS} níveis, e o portal parou no quinto. "
        "Confira nos autos em que processo está a sentença e preencha os campos."
    )
    return Achado(CodigoDoAchado.ORIGEM_LONGA, texto)
