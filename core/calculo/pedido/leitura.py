"""Downloads and reads the chosen documents of the whole chain."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.calculo.pedido.domain import DocumentoDoPedido, PapelDoDocumento
from core.calculo.pedido.levantamento import Cadeia, Escolhido
from core.events import DocumentoRead, DocumentosChosen, Event
from core.processos.citacao import cite_documento, find_folhas, number_documentos
from core.processos.domain import DocumentoLido, EstadoDoDocumento, PecaDosAutos
from core.processos.partes import join_lidos
from core.processos.service import ProcessoService

_MOTIVOS = {
    EstadoDoDocumento.SIGILOSO: "Documento sigiloso no TJMS: não foi baixado nem enviado ao modelo.",
    EstadoDoDocumento.NAO_ENTREGUE: "O TJMS não entregou este documento.",
    EstadoDoDocumento.ILEGIVEL: "O portal não conseguiu ler este documento.",
    EstadoDoDocumento.VAZIO: "O TJMS entregou este documento sem conteúdo.",
    EstadoDoDocumento.LIDO_EM_PARTE: "Parte das páginas não pôde ser lida.",
}


@dataclass(frozen=True)
class PecaLida:
    """A chosen document as it was read, or why it was not."""

    papel: PapelDoDocumento
    peca: PecaDosAutos

    @property
    def documento(self) -> DocumentoDoPedido:
        peca = self.peca
        return DocumentoDoPedido(
            numero_cnj=peca.numero_cnj,
            id_documento=peca.documento.id_documento,
            papel=self.papel,
            rotulo=peca.rotulo,
            descricao=peca.documento.descricao,
            data_hora=peca.documento.data_hora,
            estado=peca.estado,
            motivo=peca.motivo,
            sha256=peca.lido.sha256 if peca.lido else "",
            paginas=len(peca.lido.paginas) if peca.lido else 0,
        )


class Leitor:
    def __init__(self, processos: ProcessoService, *, max_nivel_sigilo: int) -> None:
        self._processos = processos
        self._max_nivel_sigilo = max_nivel_sigilo

    def read(self, cadeia: Cadeia, escolhidos: Sequence[Escolhido]) -> Generator[Event, None, tuple[PecaLida, ...]]:
        """Every chosen document, in the order of the choice; secret ones and those that did not come say so."""
        ordens = {um.numero_cnj: number_documentos(um.documentos) for um in cadeia.processos}
        caso = cadeia.processo.numero_cnj
        pecas = [
            _start(number, one, ordens[one.numero_cnj][one.documento.id_documento], caso)
            for number, one in enumerate(escolhidos, start=1)
        ]
        is_open = {
            peca.peca.documento.id_documento: peca.peca.documento.nivel_sigilo <= self._max_nivel_sigilo
            for peca in pecas
        }
        yield DocumentosChosen(len(pecas))
        partes = self._download([peca.peca for peca in pecas if is_open[peca.peca.documento.id_documento]])
        lidos: dict[str, DocumentoLido] = {}
        total = len({sha256 for parts in partes.values() for sha256 in parts if sha256})
        hashes = tuple({sha256 for parts in partes.values() for sha256 in parts if sha256})
        for lido in self._processos.read(hashes):
            lidos[lido.sha256] = lido
            yield DocumentoRead(len(lidos), total, "", lido.estado)
        return tuple(
            self._finish(peca, partes.get(peca.peca.documento.id_documento), lidos, ordens, caso) for peca in pecas
        )

    def _download(self, pecas: Sequence[PecaDosAutos]) -> dict[str, tuple[str, ...]]:
        """Hashes of the parts by document; empty for a part that did not come."""
        found: dict[str, tuple[str, ...]] = {}
        for numero in dict.fromkeys(peca.numero_cnj for peca in pecas):
            documentos = tuple(peca.documento for peca in pecas if peca.numero_cnj == numero)
            known = self._processos.download(numero, documentos)
            found |= {d.id_documento: tuple(known.get(ident, "") for ident in d.ids_das_partes) for d in documentos}
        return found

    def _finish(
        self,
        peca: PecaLida,
        partes: tuple[str, ...] | None,
        lidos: Mapping[str, DocumentoLido],
        ordens: Mapping[str, Mapping[str, int]],
        caso: str,
    ) -> PecaLida:
        dos_autos, documento = peca.peca, peca.peca.documento
        if partes is None:
            return _describe(peca, EstadoDoDocumento.SIGILOSO)
        if not any(partes):
            return _describe(peca, EstadoDoDocumento.NAO_ENTREGUE)
        lido = join_lidos([lidos.get(parte) for parte in partes])
        ordem = ordens[dos_autos.numero_cnj][documento.id_documento]
        is_da_origem = dos_autos.numero_cnj != caso
        rotulo = cite_documento(documento, ordem, find_folhas(lido.paginas), is_da_origem=is_da_origem)
        read = replace(dos_autos, lido=lido, rotulo=rotulo, motivo=lido.motivo)
        return _describe(replace(peca, peca=read), lido.estado)


def _start(number: int, escolhido: Escolhido, ordem: int, caso: str) -> PecaLida:
    rotulo = cite_documento(escolhido.documento, ordem, is_da_origem=escolhido.numero_cnj != caso)
    estado = EstadoDoDocumento.NAO_ENTREGUE
    return PecaLida(escolhido.papel, PecaDosAutos(escolhido.numero_cnj, escolhido.documento, number, rotulo, estado))


def _describe(peca: PecaLida, estado: EstadoDoDocumento) -> PecaLida:
    motivo = peca.peca.motivo or _MOTIVOS.get(estado, "")
    return replace(peca, peca=replace(peca.peca, estado=estado, motivo=motivo))
