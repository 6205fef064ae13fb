"""The sentences of a draft that state facts, and the places of the case that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.conferencia.ancoras import Ancora, ExameDaAncora, LugaresDosAutos
from core.conferencia.aspas import check_aspas, find_aspas
from core.conferencia.caso import Caso
from core.conferencia.dados import find_dados
from core.conferencia.domain import Cor, Evidencia, ItemDaConferencia, TipoDeItem, build_chave
from core.conferencia.frases import Frase, is_de_fato
from core.conferencia.texto_normal import TextoNormal
from core.prompts.comparacao import normalize

SEM_FONTE = "Sem fonte: a frase afirma um fato e não diz em que documento ele está."
OUTRO_LUGAR = "O trecho entre aspas está em {onde}, e não neste lugar."

_MARK = re.compile(r"\n[ \t]*>[ \t]?")
"""What begins the lines of a quotation set apart."""


class Afirmadas:
    """The sentences that state facts, with the places that they name."""

    def __init__(self, texto: str, frases: Sequence[Frase], ancoras: Sequence[Ancora], caso: Caso) -> None:
        self._texto, self._frases, self._ancoras, self._caso = texto, frases, ancoras, caso
        self._lugares = LugaresDosAutos(caso.documentos)
        self._cabecalho = {(dado.tipo, dado.valor) for dado in find_dados(caso.cabecalho)}
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
        exames = [self._lugares.check(ancora) for ancora in own]
        if len(own) == 1 and (onde := self._find_other_place(frase, exames[0])):
            exames = [replace(exames[0], cor=Cor.AMARELO, motivo=OUTRO_LUGAR.format(onde=onde))]
        return list(zip(own, exames, strict=True))

    def _find_other_place(self, frase: Frase, exame: ExameDaAncora) -> str:
        """Where a quotation of the sentence stands when that is not the page it names, nor goes on from there."""
        if exame.documento is None or exame.pagina is None:
            return ""
        fontes = self._caso.fontes
        page = TextoNormal(fontes.read_from(exame.documento.id_documento, exame.pagina)).texto
        for aspas in find_aspas(_MARK.sub(" ", frase.texto)):
            found = check_aspas(aspas, fontes.normais)
            if found.cor is not Cor.VERDE or found.lugar is None:
                continue
            onde = fontes.show(found.lugar)
            is_here = all(TextoNormal(parte).texto.strip(' ".,;:') in page for parte in aspas.partes)
            if onde.id_documento and not is_here:
                return onde.rotulo
        return ""

    def _says_what_follows(self, frase: Frase, ancora: Ancora) -> bool:
        """Whether the sentence names the source of the rest of its paragraph: "do laudo (fl. 8) extrai-se: ..."."""
        return ":" in self._texto[ancora.fim : frase.fim]

    def _has_other_source(self, number: int) -> bool:
        return self._leads_on(number) or self._is_do_cabecalho(self._frases[number])

    def _show(self, frase: Frase, ancora: Ancora, exame: ExameDaAncora) -> ItemDaConferencia:
        chave = build_chave(TipoDeItem.FONTE, exame.cor, exame.motivo, ancora.texto, frase.texto)
        trecho = self._texto[ancora.inicio : ancora.fim]
        place = (ancora.inicio, ancora.fim)
        evidencia = None
        if exame.documento is not None:
            documento = exame.documento
            known = self._find_trecho(frase, documento.id_documento, exame.pagina)
            evidencia = Evidencia(
                *(ancora.texto, known, documento.numero_cnj, documento.id_documento, exame.pagina),
            )
        return ItemDaConferencia(
            *(chave, TipoDeItem.FONTE, exame.cor, trecho, exame.motivo, *place, evidencia),
            admite_aceite=exame.cor is not Cor.VERMELHO,
        )

    def _show_bare(self, frase: Frase) -> ItemDaConferencia:
        chave = build_chave(TipoDeItem.FONTE, Cor.AMARELO, SEM_FONTE, frase.texto)
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
        return bool(dados) and all((dado.tipo, dado.valor) in self._cabecalho for dado in dados)

    def _leads_on(self, number: int) -> bool:
        """A sentence that ends in a colon has the source of the one that follows, where that resolves."""
        if not self._frases[number].texto.rstrip("*_ ").endswith(":") or number + 1 == len(self._frases):
            return False
        return any(exame.documento is not None for _, exame in self._check_ancoras(self._frases[number + 1]))
