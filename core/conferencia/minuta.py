"""The whole check of a draft by program: every finding with its reason, its evidence and who may decide on it.

Nothing here asks a model: the same draft and sources always give the same findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.conferencia.afirmadas import Afirmadas
from core.conferencia.ancoras import Ancora, find_ancoras
from core.conferencia.aspas import check_aspas, find_aspas
from core.conferencia.autoridades import ExameDaAutoridade
from core.conferencia.caso import Caso
from core.conferencia.cobertura import check_cobertura
from core.conferencia.dados import Dado, find_dados
from core.conferencia.domain import Conferencia, Cor, Evidencia, Exame, ItemDaConferencia, TipoDeItem, build_chave
from core.conferencia.frases import Frase, list_frases
from core.conferencia.literal import AUSENTE
from core.conferencia.pedidos import check_pedidos
from core.conferencia.texto_normal import TextoNormal
from core.conferencia.vazamento import find_vazamentos
from core.prompts.autoridades.citacoes import find_citacoes

DADO_NA_FONTE = "{tipo}: está em {fonte}."
DADO_AUSENTE = "{tipo}: nenhuma fonte tem este número."
DADO_PARECIDO = "{tipo}: nenhuma fonte tem este número; a mais próxima diz “{trecho}”."
SEM_LEI = "O parágrafo não diz de que lei é este artigo, e nenhuma fonte o tem com a lei citada antes."
POR_PREENCHER = "Falta preencher."
DA_INSTRUCAO = "Repete a instrução que o portal dá ao modelo; não é texto da peça. Um documento pode ter pedido isso."
BASE = "Base aprovada: {nome}"
MODULO = "Módulo “{titulo}”"

_FECHO = re.compile(
    r"^[ \t*_]*Campo Grande(?:\s*[-–/,(]\s*(?:MS|Mato Grosso do Sul)\b\)?)?,\s*"
    r"(?:\d{1,2}[º°]?\s+de\s+\w+\s+de\s+\d{4}|\d{1,2}/\d{1,2}/\d{4})[ \t*_]*\.?[ \t*_]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""Place and date of the signature and nothing else: a date that no source has."""

_LACUNA = re.compile(
    r"\[\s*(?:(?:(?:a\s+)?(?:verificar|completar|preencher|conferir|confirmar|definir|inserir|informar|indicar)\b[^\]\n]*"
    r"|[.\s]*[●•_][●•_.\s]*|x{2,})"
    r"|(?P<nome>(?:nome|número|data|valor|qualificação|endereço|cargo|OAB)\b[^\]\n]*))\](?!\()",
    re.IGNORECASE,
)
"""Where the writer left a place for a person to fill in: "[A VERIFICAR]", "[●]", and "[data da assinatura]" (``nome``),
which the system that files the peça may fill.
"""


def check_minuta(texto: str, caso: Caso) -> Conferencia:
    """All findings on a draft in Markdown, in its order; those on what it lacks come first.

    Red blocks the final text (domain: conferência). Who may decide otherwise (``admite_aceite``): a person, with a
    written reason, on everything amber but a gap that only the text can fill, and on the two red kinds whose source a
    person may have while the case has not (a document that is handed in with the peça): an amount, date or dose that
    no source has, and a quotation that stands in no source and names no place of this case. All other red must be put
    right in the text, or where the office keeps what may be cited: an authority is put into the approved base, an
    argument into the library.
    """
    frases = tuple(list_frases(texto))
    citacoes = tuple(caso.fontes.autoridades.check(texto))
    ancoras = tuple(find_ancoras(texto))
    citados = tuple(_check_citacoes(texto, ancoras, caso))
    itens = [
        *_check_autoridades(texto, citacoes, caso),
        *citados,
        *_check_dados(texto, frases, citacoes, caso),
        *_check_numeros(texto, caso),
        *_check_modulos(texto, caso),
        *_check_pedidos(frases, caso),
        *_check_lacunas(texto, citados),
        *_check_instrucao(texto, caso),
    ]
    afirmadas = Afirmadas(texto, frases, ancoras, caso)
    itens += afirmadas.check()
    itens.sort(key=lambda item: (item.inicio, item.fim))
    return Conferencia(tuple(itens), afirmadas.total, afirmadas.com_fonte, caso.avisos)


def _check_autoridades(texto: str, exames: Sequence[ExameDaAutoridade], caso: Caso) -> Iterator[ItemDaConferencia]:
    """One for each mention: of several articles in one the worst."""
    worst: dict[tuple[int, int], ExameDaAutoridade] = {}
    chaves: dict[tuple[int, int], list[str]] = {}
    for found in exames:
        is_guess = found.cor is Cor.VERMELHO and _is_law_guessed(texto, found, caso)
        exame = replace(found, cor=Cor.AMARELO, motivo=SEM_LEI) if is_guess else found
        place = (exame.citacao.inicio, exame.citacao.fim)
        chaves.setdefault(place, []).append(exame.citacao.chave)
        if place not in worst or exame.cor > worst[place].cor:
            worst[place] = exame
    for place, exame in worst.items():
        chave = build_chave(TipoDeItem.AUTORIDADE, exame.cor, exame.motivo, *chaves[place])
        evidencia = caso.fontes.show(exame.lugar) if exame.lugar else None
        if exame.autoridade is not None:
            evidencia = Evidencia(BASE.format(nome=exame.autoridade.nome), exame.autoridade.resumo)
        motivo, trecho = exame.motivo, exame.citacao.trecho
        yield ItemDaConferencia(
            *(chave, TipoDeItem.AUTORIDADE, exame.cor, trecho, motivo, *place, evidencia),
            admite_aceite=exame.cor is not Cor.VERMELHO,
        )


def _is_law_guessed(texto: str, exame: ExameDaAutoridade, caso: Caso) -> bool:
    """Whether the paragraph of an article names no law: the known one it was taken for stands in another paragraph."""
    inicio = texto.rfind("\n\n", 0, exame.citacao.inicio) + 1
    alone = find_citacoes(texto[inicio : exame.citacao.fim])
    return bool(alone) and alone[-1].chave.startswith("art:") and caso.fontes.autoridades.knows_law(exame.citacao.chave)


def _check_citacoes(texto: str, ancoras: Sequence[Ancora], caso: Caso) -> Iterator[ItemDaConferencia]:
    for aspas in find_aspas(texto):
        exame = check_aspas(aspas, caso.fontes.normais)
        may_accept = exame.cor is not Cor.VERMELHO or _is_of_elsewhere(exame, texto, aspas.fim, ancoras)
        said = (TextoNormal(aspas.texto).texto, str(may_accept))
        chave = build_chave(TipoDeItem.CITACAO, exame.cor, exame.motivo, *said)
        evidencia = caso.fontes.show(exame.lugar) if exame.lugar else None
        yield ItemDaConferencia(
            *(chave, TipoDeItem.CITACAO, exame.cor, aspas.texto, exame.motivo, aspas.inicio, aspas.fim, evidencia),
            admite_aceite=may_accept,
        )


def _is_of_elsewhere(exame: Exame, texto: str, fim: int, ancoras: Sequence[Ancora]) -> bool:
    """Whether a quotation that no source has may come from a text that the portal does not know."""
    names_the_case = any(fim - 1 <= a.inicio and not texto[fim : a.inicio].strip(' ."”»>*_\n') for a in ancoras)
    inside = any(a.fim <= fim < a.fim + 3 for a in ancoras)
    return exame.motivo == AUSENTE and not names_the_case and not inside


def _check_dados(
    texto: str, frases: Sequence[Frase], citacoes: Sequence[ExameDaAutoridade], caso: Caso
) -> Iterator[ItemDaConferencia]:
    """Values outside the names of laws and the place and date of the signature.

    One that no source has is told apart by its sentence: the same amount stands there for something else.
    """
    taken = [(exame.citacao.inicio, exame.citacao.fim) for exame in citacoes]
    taken += [match.span() for match in _FECHO.finditer(texto)]
    for dado in find_dados(texto):
        if any(inicio < dado.fim and dado.inicio < fim for inicio, fim in taken):
            continue
        lugar, tipo = caso.fontes.dados.find(dado), dado.tipo.label
        cor = Cor.VERMELHO if lugar is None else Cor.VERDE
        evidencia = caso.fontes.show(lugar) if lugar else None
        motivo = DADO_NA_FONTE.format(tipo=tipo, fonte=evidencia.rotulo) if evidencia else ""
        if lugar is None:
            motivo, evidencia = _describe_missing(dado, caso)
        around = _find_frase(texto, dado.inicio, frases) if lugar is None else ""
        chave = build_chave(TipoDeItem.DADO, cor, motivo, dado.tipo.value, dado.valor, around)
        yield ItemDaConferencia(chave, TipoDeItem.DADO, cor, dado.trecho, motivo, dado.inicio, dado.fim, evidencia)


def _find_frase(texto: str, place: int, frases: Sequence[Frase]) -> str:
    """The sentence around a place; in a heading its line."""
    inicio = texto.rfind("\n", 0, place) + 1
    line = texto[inicio:].partition("\n")[0]
    return next((frase.texto for frase in frases if frase.inicio <= place < frase.fim), line)


def _describe_missing(dado: Dado, caso: Caso) -> tuple[str, Evidencia | None]:
    near = next(caso.fontes.dados.list_near(dado), None)
    if near is None:
        return DADO_AUSENTE.format(tipo=dado.tipo.label), None
    evidencia = caso.fontes.show(near)
    return DADO_PARECIDO.format(tipo=dado.tipo.label, trecho=evidencia.trecho), evidencia


def _check_numeros(texto: str, caso: Caso) -> Iterator[ItemDaConferencia]:
    for exame in caso.fontes.numeros.check(texto):
        evidencia = caso.fontes.show(exame.lugar) if exame.lugar else None
        chave = build_chave(TipoDeItem.NUMERO, exame.cor, exame.motivo, re.sub(r"\D", "", exame.trecho))
        place = (exame.inicio, exame.fim)
        yield ItemDaConferencia(
            *(chave, TipoDeItem.NUMERO, exame.cor, exame.trecho, exame.motivo, *place, evidencia),
            admite_aceite=exame.cor is not Cor.VERMELHO,
        )


def _check_modulos(texto: str, caso: Caso) -> Iterator[ItemDaConferencia]:
    for exame in check_cobertura(texto, caso.modulos, caso.nivel_dos_topicos):
        topico = exame.topico
        trecho = topico.titulo if topico else exame.modulo
        place = (topico.inicio, topico.fim) if topico else (0, 0)
        evidencia = Evidencia(MODULO.format(titulo=exame.modulo)) if exame.modulo else None
        chave = build_chave(TipoDeItem.MODULO, exame.cor, exame.motivo, exame.modulo, trecho)
        yield ItemDaConferencia(
            *(chave, TipoDeItem.MODULO, exame.cor, trecho, exame.motivo, *place, evidencia),
            admite_aceite=exame.cor is not Cor.VERMELHO,
        )


def _check_pedidos(frases: Sequence[Frase], caso: Caso) -> Iterator[ItemDaConferencia]:
    for exame in check_pedidos(frases, caso.pedidos):
        frase, pedido = exame.frase, exame.pedido
        place = (frase.titulo_inicio, frase.titulo_fim) if frase else (0, 0)
        chave = build_chave(TipoDeItem.PEDIDO, exame.cor, exame.motivo, pedido.texto)
        yield ItemDaConferencia(
            chave, TipoDeItem.PEDIDO, exame.cor, pedido.texto, exame.motivo, *place, pedido.evidencia
        )


def _check_lacunas(texto: str, citados: Sequence[ItemDaConferencia]) -> Iterator[ItemDaConferencia]:
    """Gaps that must be filled; one that a source has too, inside a true quotation, is none."""
    for match in _LACUNA.finditer(texto):
        if any(c.cor is Cor.VERDE and c.inicio <= match.start() and match.end() <= c.fim for c in citados):
            continue
        around = texto[max(0, match.start() - 60) : match.end()]
        chave = build_chave(TipoDeItem.FONTE, Cor.AMARELO, POR_PREENCHER, around)
        yield ItemDaConferencia(
            *(chave, TipoDeItem.FONTE, Cor.AMARELO, match[0], POR_PREENCHER, match.start(), match.end()),
            admite_aceite=match["nome"] is not None,
        )


def _check_instrucao(texto: str, caso: Caso) -> Iterator[ItemDaConferencia]:
    for found in find_vazamentos(texto, caso.instrucao):
        trecho = texto[found.inicio : found.fim]
        chave = build_chave(TipoDeItem.FONTE, Cor.VERMELHO, DA_INSTRUCAO, trecho)
        place = (found.inicio, found.fim)
        yield ItemDaConferencia(
            *(chave, TipoDeItem.FONTE, Cor.VERMELHO, trecho, DA_INSTRUCAO, *place), admite_aceite=False
        )
