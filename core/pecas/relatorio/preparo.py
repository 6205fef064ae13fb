"""What the report of a case is written from: its documents as they were read, and facts found by program."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from core.assistencia.pedido import format_reais
from core.assistencia.quadro import Quadro, find_quadro, is_documento_do_juizo
from core.errors import ProcessoSigilosoError
from core.events import (
    Agente,
    AgenteFinished,
    AgenteStarted,
    DocumentosChosen,
    Event,
    FatosExtracted,
    ProcessoFetched,
    WarningRaised,
)
from core.pecas.domain import Coleta, DocumentoDaGeracao, EstadoDoFato, Fato, Geracao
from core.pecas.relatorio.anexo import render_anexo
from core.processos.autos.domain import Autos, DocumentoDosAutos, Situacao
from core.processos.autos.service import AutosService
from core.processos.domain import EstadoDoDocumento
from core.processos.numero_cnj import DIGITS, format_numero_cnj
from core.processos.ordem import sort_movimentos
from core.processos.partes import join_hashes
from core.processos.tipos import find_nome_da_classe

_DO_JUIZO, _DOS_DEMAIS, _AO_TODO = 4_000, 1_500, 200_000
"""Characters of the beginning of a decision, of another document, and of all together, that the model is sent."""

_MOVIMENTOS = 60
"""The newest movements, each a fact."""

_POLOS = {"AT": "polo ativo", "PA": "polo passivo"}
_ESTADOS = {
    Situacao.LIDO: EstadoDoDocumento.LIDO,
    Situacao.LIDO_POR_OCR: EstadoDoDocumento.LIDO,
    Situacao.LIDO_EM_PARTE: EstadoDoDocumento.LIDO_EM_PARTE,
    Situacao.ILEGIVEL: EstadoDoDocumento.ILEGIVEL,
    Situacao.VAZIO: EstadoDoDocumento.VAZIO,
    Situacao.SIGILOSO: EstadoDoDocumento.SIGILOSO,
}
_POR_LER = "O portal ainda não leu este documento, e o relatório não o considera."
_FALTAM = "{quantos} documentos ainda não foram lidos, e o relatório não os considera. Leia-os e gere de novo."
_FALTA = "1 documento ainda não foi lido, e o relatório não o considera. Leia-o e gere de novo."
_SIGILOSOS = "Há documentos sigilosos, que o relatório não considera: {quantos}."


class PreparoDoRelatorio:
    def __init__(self, autos: AutosService) -> None:
        self._autos = autos

    def collect(self, geracao: Geracao) -> Generator[Event, None, Coleta]:
        """Raises RecordNotFoundError for a case that was never asked for, ProcessoSigilosoError."""
        yield AgenteStarted(Agente.COLETOR)
        autos = self._autos.get(geracao.pedido.numero_cnj)
        if autos.is_sigiloso:
            raise ProcessoSigilosoError("secret case")
        processo = autos.processo
        yield ProcessoFetched(processo.numero_cnj, processo.orgao_julgador, len(autos.documentos))
        yield DocumentosChosen(len(autos.documentos))
        quadro = find_quadro(self._autos, autos)
        documentos = tuple(self._list_documentos(autos))
        fatos = (*list_dados(autos), *_list_partes(autos, quadro), *_list_honorarios(autos, quadro))
        yield FatosExtracted(len(fatos), 0)
        avisos = tuple(_list_avisos(autos))
        yield from (WarningRaised(aviso) for aviso in avisos)
        lidos = sum(documento.is_lido for documento in autos.abertos)
        yield AgenteFinished(Agente.COLETOR, f"{lidos} de {len(autos.documentos)} documentos lidos")
        return Coleta(documentos, fatos, avisos, anexo=render_anexo(quadro))

    def _list_documentos(self, autos: Autos) -> Iterator[DocumentoDaGeracao]:
        room = _AO_TODO
        for documento in autos.documentos:
            resumo = self._read_inicio(documento)[: max(room, 0)]
            room -= len(resumo)
            yield DocumentoDaGeracao(
                ordem=documento.ordem,
                id_documento=documento.id_documento,
                rotulo=documento.citacao,
                descricao=documento.titulo,
                tipo=documento.documento.tipo,
                estado=_ESTADOS.get(documento.situacao, EstadoDoDocumento.NAO_ENTREGUE),
                motivo="" if documento.situacao in _ESTADOS else _POR_LER,
                sha256=_find_chave(documento),
                paginas=len(documento.estados),
                resumo=resumo,
                numero_cnj=autos.processo.numero_cnj,
            )

    def _read_inicio(self, documento: DocumentoDosAutos) -> str:
        """The beginning of what was read: no model summed it up."""
        if documento.is_sigiloso or not documento.is_lido:
            return ""
        limit = _DO_JUIZO if is_documento_do_juizo(documento) else _DOS_DEMAIS
        texts = (" ".join(texto.split()) for parte in documento.partes for texto in self._autos.list_textos(parte))
        return " ".join(texts)[:limit]


def _find_chave(documento: DocumentoDosAutos) -> str:
    """The key of its reading, by which the check finds it again; empty for what was not read."""
    hashes = [parte.sha256 for parte in documento.partes]
    if not documento.is_lido:
        return ""
    return hashes[0] if len(hashes) == 1 else join_hashes(hashes)


def list_dados(autos: Autos) -> Iterator[Fato]:
    """What the court says of the case."""
    processo = autos.processo
    classe = find_nome_da_classe(processo.classe)
    dados = {
        "processo_classe": classe or ("" if processo.classe is None else f"código {processo.classe} do CNJ"),
        "processo_orgao": processo.orgao_julgador,
        "processo_ajuizamento": f"{processo.ajuizado_em:%d/%m/%Y}" if processo.ajuizado_em else "",
    }
    if processo.valor_causa_centavos is not None:
        dados["processo_valor"] = format_reais(processo.valor_causa_centavos)
    for place, vinculado in enumerate(processo.vinculados, start=1):
        is_cnj = len(vinculado.numero_cnj) == DIGITS
        numero = format_numero_cnj(vinculado.numero_cnj) if is_cnj else vinculado.numero_cnj
        dados[f"vinculado_{place:02}"] = numero + (" (processo de origem)" if vinculado.tipo == "OR" else "")
    for nome, valor in dados.items():
        if valor:
            yield Fato(nome, EstadoDoFato.VALORADO, valor)
    for place, movimento in enumerate(sort_movimentos(processo.movimentos)[-_MOVIMENTOS:], start=1):
        day = f"{movimento.data_hora:%d/%m/%Y}" if movimento.data_hora else "sem data"
        documento = autos.find(movimento.id_documento) if movimento.id_documento else None
        rotulo, ident = (documento.citacao, documento.id_documento) if documento else ("", "")
        valor = f"{day}: {movimento.descricao or 'movimentação sem descrição'}"
        yield Fato(f"movimento_{place:02}", EstadoDoFato.VALORADO, valor, documento_rotulo=rotulo, id_documento=ident)


def _list_partes(autos: Autos, quadro: Quadro) -> Iterator[Fato]:
    """Each party with its free justice, at the last decision about it."""
    for place, one in enumerate(quadro.gratuidade.partes, start=1):
        polo = _POLOS.get(one.parte.polo, "terceiro")
        valor = f"{one.parte.nome} ({polo}); justiça gratuita: {one.situacao.label.lower()}"
        valor += f". {one.divergencia}" if one.divergencia else ""
        if not one.decisoes:
            yield Fato(f"parte_{place:02}", EstadoDoFato.VALORADO, valor)
            continue
        lugar = one.decisoes[-1].lugar
        yield _anchor(autos, f"parte_{place:02}", valor, lugar.id_documento, lugar.pagina, lugar.trecho)


def _list_honorarios(autos: Autos, quadro: Quadro) -> Iterator[Fato]:
    for place, one in enumerate(quadro.honorarios, start=1):
        valor = f"{format_reais(int(one.valor * 100))}: {one.faixa.label.lower()}, item {one.item.codigo}"
        lugar = one.lugar
        yield _anchor(autos, f"honorario_{place:02}", valor, lugar.id_documento, lugar.pagina, lugar.trecho)


def _anchor(autos: Autos, nome: str, valor: str, id_documento: str, pagina: int, trecho: str) -> Fato:
    documento = autos.find(id_documento)
    rotulo = documento.citacao if documento else ""
    return Fato(nome, EstadoDoFato.VALORADO, valor, rotulo, id_documento, pagina, trecho)


def _list_avisos(autos: Autos) -> Iterator[str]:
    por_ler = sum(not documento.is_lido for documento in autos.abertos)
    if por_ler:
        yield _FALTA if por_ler == 1 else _FALTAM.format(quantos=por_ler)
    sigilosos = len(autos.documentos) - len(autos.abertos)
    if sigilosos:
        yield _SIGILOSOS.format(quantos=sigilosos)
