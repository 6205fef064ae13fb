"""The whole check of a draft by program: every finding with its reason, its evidence and who may decide on it.

Nothing here asks a model: the same draft and sources always give the same findings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.conferencia.ancoras import Ancora, DocumentoCitavel, ExameDaAncora, LugaresDosAutos, find_ancoras
from core.conferencia.aspas import check_aspas, find_aspas
from core.conferencia.autoridades import ExameDaAutoridade
from core.conferencia.cobertura import check_cobertura
from core.conferencia.dados import Dado, find_dados
from core.conferencia.domain import Conferencia, Cor, Evidencia, Exame, ItemDaConferencia, TipoDeItem
from core.conferencia.fontes import Fontes
from core.conferencia.frases import Frase, is_de_fato, list_frases
from core.conferencia.literal import AUSENTE
from core.conferencia.pedidos import Pedido, check_pedidos
from core.conferencia.texto_normal import TextoNormal
from core.prompts.autoridades.citacoes import find_citacoes
from core.prompts.comparacao import normalize

DADO_NA_FONTE = "{tipo}: está em {fonte}."
DADO_AUSENTE = "{tipo}: nenhuma fonte tem este número."
DADO_PARECIDO = "{tipo}: nenhuma fonte tem este número; a mais próxima diz “{trecho}”."
SEM_FONTE = "Sem fonte: a frase afirma um fato e não diz em que documento ele está."
SEM_LEI = "O parágrafo não diz de que lei é este artigo, e nenhuma fonte o tem com a lei citada antes."
POR_PREENCHER = "Falta preencher."
BASE = "Base aprovada: {nome}"
MODULO = "Módulo “{titulo}”"

_FECHO = re.compile(r"^[ \t*_]*Campo Grande\b[^\n]{0,80}$", re.MULTILINE)
"""Place and date of the signature: a date that no source has."""

_LACUNA = re.compile(r"\[\s*(?:A VERIFICAR|a completar|A COMPLETAR|preencher)[^\]\n]*\]")


@dataclass(frozen=True)
class Trecho:
    """A passage of the case known to say something: what to light where a draft only names its page."""

    id_documento: str
    pagina: int | None
    texto: str


@dataclass(frozen=True)
class Caso:
    """What a draft is checked against. ``modulos`` are the titles of the active modules, in the order of the peça."""

    fontes: Fontes
    modulos: tuple[str, ...] = ()
    pedidos: tuple[Pedido, ...] = ()
    documentos: tuple[DocumentoCitavel, ...] = ()
    trechos: tuple[Trecho, ...] = ()
    cabecalho: str = ""
    avisos: tuple[str, ...] = field(default=())


def check_minuta(texto: str, caso: Caso) -> Conferencia:
    """All findings on a draft in Markdown, in its order; those on what it lacks come first.

    Who may decide (``admite_aceite``). A person may accept with a written reason what a program cannot know to be
    false: everything amber, authorities outside the base, amounts and dates that no source has, numbers of other cases
    with right check digits (a precedent), places of the case that do not resolve, topics and modules that do not
    match, and a quotation that stands in no source unless it names a place of this case. What is false by itself must
    be put right in the text: a quotation that differs from its source, a case number with wrong check digits, a CPF
    that the case does not have.
    """
    frases = tuple(list_frases(texto))
    citacoes = tuple(caso.fontes.autoridades.check(texto))
    ancoras = tuple(find_ancoras(texto))
    itens = [
        *_check_autoridades(texto, citacoes, caso),
        *_check_citacoes(texto, ancoras, caso),
        *_check_dados(texto, citacoes, caso),
        *_check_numeros(texto, caso),
        *_check_modulos(texto, caso),
        *_check_pedidos(frases, caso),
        *_check_lacunas(texto),
    ]
    afirmadas = _Afirmadas(texto, frases, ancoras, caso)
    itens += afirmadas.check()
    itens.sort(key=lambda item: (item.inicio, item.fim))
    return Conferencia(tuple(itens), afirmadas.total, afirmadas.com_fonte, caso.avisos)


def _build_chave(tipo: TipoDeItem, cor: Cor, *parts: str) -> str:
    """The same for the same finding wherever it stands; of another colour it is another finding."""
    words = "|".join((tipo.value, cor.name, *(normalize(part) for part in parts)))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


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
        chave = _build_chave(TipoDeItem.AUTORIDADE, exame.cor, *chaves[place])
        evidencia = caso.fontes.show(exame.lugar) if exame.lugar else None
        if exame.autoridade is not None:
            evidencia = Evidencia(BASE.format(nome=exame.autoridade.nome), exame.autoridade.resumo)
        motivo, trecho = exame.motivo, exame.citacao.trecho
        yield ItemDaConferencia(chave, TipoDeItem.AUTORIDADE, exame.cor, trecho, motivo, *place, evidencia)


def _is_law_guessed(texto: str, exame: ExameDaAutoridade, caso: Caso) -> bool:
    """Whether the paragraph of an article names no law: the known one it was taken for stands in another paragraph."""
    inicio = texto.rfind("\n\n", 0, exame.citacao.inicio) + 1
    alone = find_citacoes(texto[inicio : exame.citacao.fim])
    return bool(alone) and alone[-1].chave.startswith("art:") and caso.fontes.autoridades.knows_law(exame.citacao.chave)


def _check_citacoes(texto: str, ancoras: Sequence[Ancora], caso: Caso) -> Iterator[ItemDaConferencia]:
    for aspas in find_aspas(texto):
        exame = check_aspas(aspas, caso.fontes.normais)
        may_accept = exame.cor is not Cor.VERMELHO or _is_of_elsewhere(exame, texto, aspas.fim, ancoras)
        chave = _build_chave(TipoDeItem.CITACAO, exame.cor, TextoNormal(aspas.texto).texto, str(may_accept))
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


def _check_dados(texto: str, citacoes: Sequence[ExameDaAutoridade], caso: Caso) -> Iterator[ItemDaConferencia]:
    """Values outside the names of laws and the place and date of the signature."""
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
        chave = _build_chave(TipoDeItem.DADO, cor, dado.tipo.value, dado.valor)
        yield ItemDaConferencia(chave, TipoDeItem.DADO, cor, dado.trecho, motivo, dado.inicio, dado.fim, evidencia)


def _describe_missing(dado: Dado, caso: Caso) -> tuple[str, Evidencia | None]:
    near = next(caso.fontes.dados.list_near(dado), None)
    if near is None:
        return DADO_AUSENTE.format(tipo=dado.tipo.label), None
    evidencia = caso.fontes.show(near)
    return DADO_PARECIDO.format(tipo=dado.tipo.label, trecho=evidencia.trecho), evidencia


def _check_numeros(texto: str, caso: Caso) -> Iterator[ItemDaConferencia]:
    for exame in caso.fontes.numeros.check(texto):
        evidencia = caso.fontes.show(exame.lugar) if exame.lugar else None
        chave = _build_chave(TipoDeItem.NUMERO, exame.cor, re.sub(r"\D", "", exame.trecho))
        place = (exame.inicio, exame.fim)
        yield ItemDaConferencia(
            *(chave, TipoDeItem.NUMERO, exame.cor, exame.trecho, exame.motivo, *place, evidencia),
            admite_aceite=exame.is_possivel,
        )


def _check_modulos(texto: str, caso: Caso) -> Iterator[ItemDaConferencia]:
    for exame in check_cobertura(texto, caso.modulos):
        topico = exame.topico
        trecho = topico.titulo if topico else exame.modulo
        place = (topico.inicio, topico.fim) if topico else (0, 0)
        evidencia = Evidencia(MODULO.format(titulo=exame.modulo)) if exame.modulo else None
        chave = _build_chave(TipoDeItem.MODULO, exame.cor, exame.modulo, trecho, exame.motivo)
        yield ItemDaConferencia(chave, TipoDeItem.MODULO, exame.cor, trecho, exame.motivo, *place, evidencia)


def _check_pedidos(frases: Sequence[Frase], caso: Caso) -> Iterator[ItemDaConferencia]:
    for exame in check_pedidos(frases, caso.pedidos):
        frase, pedido = exame.frase, exame.pedido
        place = (frase.titulo_inicio, frase.titulo_fim) if frase else (0, 0)
        chave = _build_chave(TipoDeItem.PEDIDO, exame.cor, pedido.texto)
        yield ItemDaConferencia(
            chave, TipoDeItem.PEDIDO, exame.cor, pedido.texto, exame.motivo, *place, pedido.evidencia
        )


def _check_lacunas(texto: str) -> Iterator[ItemDaConferencia]:
    for match in _LACUNA.finditer(texto):
        around = texto[max(0, match.start() - 60) : match.end()]
        chave = _build_chave(TipoDeItem.FONTE, Cor.AMARELO, around)
        yield ItemDaConferencia(
            chave, TipoDeItem.FONTE, Cor.AMARELO, match[0], POR_PREENCHER, match.start(), match.end()
        )


class _Afirmadas:
    """The sentences that state facts, with the places that they name."""

    def __init__(self, texto: str, frases: Sequence[Frase], ancoras: Sequence[Ancora], caso: Caso) -> None:
        self._texto, self._frases, self._ancoras, self._caso = texto, frases, ancoras, caso
        self._lugares = LugaresDosAutos(caso.documentos)
        self._cabecalho = TextoNormal(caso.cabecalho)
        self.total = 0
        self.com_fonte = 0

    def check(self) -> list[ItemDaConferencia]:
        itens: list[ItemDaConferencia] = []
        led: int | None = None
        for number, frase in enumerate(self._frases):
            exames = self._check_ancoras(frase)
            itens += [self._show(frase, ancora, exame) for ancora, exame in exames]
            has_source = any(exame.documento is not None for _, exame in exames)
            if has_source and self._says_what_follows(frase, exames[-1][0]):
                led = frase.bloco
            if not is_de_fato(frase, has_ancora=bool(exames)) or (not exames and self._is_do_modulo(frase)):
                continue
            self.total += 1
            if has_source or (not exames and (led == frase.bloco or self._has_other_source(number))):
                self.com_fonte += 1
            elif not exames:
                itens.append(self._show_bare(frase))
        return itens

    def _check_ancoras(self, frase: Frase) -> list[tuple[Ancora, ExameDaAncora]]:
        own = [ancora for ancora in self._ancoras if frase.inicio <= ancora.inicio < frase.fim]
        return [(ancora, self._lugares.check(ancora)) for ancora in own]

    def _says_what_follows(self, frase: Frase, ancora: Ancora) -> bool:
        """Whether the sentence names the source of the rest of its paragraph: "do laudo (fl. 8) extrai-se: ..."."""
        return ":" in self._texto[ancora.fim : frase.fim]

    def _has_other_source(self, number: int) -> bool:
        return self._leads_on(number) or self._is_do_cabecalho(self._frases[number])

    def _show(self, frase: Frase, ancora: Ancora, exame: ExameDaAncora) -> ItemDaConferencia:
        chave = _build_chave(TipoDeItem.FONTE, exame.cor, ancora.texto, frase.texto)
        trecho = self._texto[ancora.inicio : ancora.fim]
        place = (ancora.inicio, ancora.fim)
        evidencia = None
        if exame.documento is not None:
            documento = exame.documento
            known = self._find_trecho(frase, documento.id_documento, exame.pagina)
            evidencia = Evidencia(
                *(ancora.texto, known, documento.numero_cnj, documento.id_documento, exame.pagina),
            )
        return ItemDaConferencia(chave, TipoDeItem.FONTE, exame.cor, trecho, exame.motivo, *place, evidencia)

    def _show_bare(self, frase: Frase) -> ItemDaConferencia:
        chave = _build_chave(TipoDeItem.FONTE, Cor.AMARELO, frase.texto)
        place = (frase.inicio, frase.fim)
        return ItemDaConferencia(chave, TipoDeItem.FONTE, Cor.AMARELO, frase.texto, SEM_FONTE, *place)

    def _find_trecho(self, frase: Frase, id_documento: str, pagina: int | None) -> str:
        """Of what is known of that page, the passage that shares most words with the sentence."""
        words = set(normalize(frase.texto).split())
        found = [t.texto for t in self._caso.trechos if (t.id_documento, t.pagina) == (id_documento, pagina)]
        return max(found, key=lambda texto: len(words.intersection(normalize(texto).split())), default="")

    def _is_do_modulo(self, frase: Frase) -> bool:
        """A sentence that a module has word for word is law, not fact."""
        words = TextoNormal(frase.texto).texto.strip(' ".,;:')
        return any(words in normal.texto for normal in self._caso.fontes.do_escritorio)

    def _is_do_cabecalho(self, frase: Frase) -> bool:
        """Every value that the sentence tells, and there is one, is in the court's data."""
        dados = find_dados(frase.texto)
        known = {(dado.tipo, dado.valor) for dado in find_dados(self._caso.cabecalho)}
        return bool(dados) and all((dado.tipo, dado.valor) in known for dado in dados)

    def _leads_on(self, number: int) -> bool:
        """A sentence that ends in a colon has the source of the one that follows, where that resolves."""
        if not self._frases[number].texto.rstrip("*_ ").endswith(":") or number + 1 == len(self._frases):
            return False
        return any(exame.documento is not None for _, exame in self._check_ancoras(self._frases[number + 1]))
