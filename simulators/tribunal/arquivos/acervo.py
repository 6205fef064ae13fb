"""The collection of files: made once, when first asked for, then kept in memory and, if named, in a folder."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

from simulators.tribunal.arquivos import simples
from simulators.tribunal.arquivos.blocos import parse_blocos, slice_blocos
from simulators.tribunal.arquivos.digitalizacao import render_scan
from simulators.tribunal.arquivos.pdf import Tarja, render_pdf
from simulators.tribunal.casos.domain import SAJ, CasoSimulado, DocumentoSimulado, Formato
from simulators.tribunal.casos.texto import format_numero, render_texto


class Acervo:
    """Contents by document. ``folder`` keeps them between runs; its names depend on text, format and seed."""

    def __init__(self, *, seed: int = 1, folder: Path | None = None) -> None:
        self.seed = seed
        self.folder = folder
        self._lock = threading.Lock()
        self._contents: dict[str, bytes] = {}
        self._folhas: dict[str, dict[str, int]] = {}

    def fetch(self, caso: CasoSimulado, documento: DocumentoSimulado) -> bytes:
        """The bytes of one document. One at a time: the page renderer is not made for threads."""
        ready = self._contents.get(documento.id_documento)
        if ready is not None:
            return ready
        with self._lock:
            if documento.id_documento not in self._contents:
                self._contents[documento.id_documento] = self._load_or_make(caso, documento)
            return self._contents[documento.id_documento]

    def count_folhas(self, caso: CasoSimulado) -> dict[str, int]:
        """First leaf of each document in the record of its case, by id."""
        key = "|".join([caso.numero_cnj, *(documento.id_documento for documento in caso.documentos)])
        if key not in self._folhas:
            folhas, folha = {}, 1
            for documento in caso.documentos:
                folhas[documento.id_documento] = folha
                folha += _count_pages(caso, documento)
            self._folhas[key] = folhas
        return self._folhas[key]

    def _load_or_make(self, caso: CasoSimulado, documento: DocumentoSimulado) -> bytes:
        if self.folder is None:
            return self._make(caso, documento)
        digest = hashlib.sha256(f"{self.seed}|{documento}|{render_texto(caso, documento)}".encode()).hexdigest()
        path = self.folder / f"{documento.id_documento}-{digest[:16]}"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(self._make(caso, documento))
            unfinished.replace(path)
        return path.read_bytes()

    def _make(self, caso: CasoSimulado, documento: DocumentoSimulado) -> bytes:
        blocos = slice_blocos(parse_blocos(render_texto(caso, documento)), documento.parte)
        formato = documento.formato
        if formato is Formato.VAZIO:
            return b""
        if formato is Formato.RTF:
            return simples.render_rtf(blocos)
        if formato is Formato.HTML:
            return simples.render_html(blocos, titulo=documento.descricao)
        if formato is Formato.TXT:
            return simples.render_txt(blocos)
        has_folhas = caso.sistema == SAJ
        tarja = Tarja(self.count_folhas(caso)[documento.id_documento], _linhas(caso, documento)) if has_folhas else None
        if not formato.is_imagem:
            return render_pdf(blocos, titulo=documento.descricao, tarja=tarja)[0]
        return render_scan(
            render_pdf(blocos, titulo=documento.descricao, tarja=None)[0],
            key=f"{self.seed}:{documento.id_documento}",
            is_legivel=formato is not Formato.ILEGIVEL,
            tarja=tarja if formato is Formato.TARJADO else None,
        )


def _count_pages(caso: CasoSimulado, documento: DocumentoSimulado) -> int:
    if documento.formato in (Formato.VAZIO, Formato.RTF, Formato.HTML, Formato.TXT):
        return 1
    blocos = slice_blocos(parse_blocos(render_texto(caso, documento)), documento.parte)
    return render_pdf(blocos, titulo="", tarja=None)[1]


def _linhas(caso: CasoSimulado, documento: DocumentoSimulado) -> tuple[str, str]:
    quando = documento.data_hora
    numero = format_numero(caso.numero_cnj)
    codigo = hashlib.sha256(documento.id_documento.encode()).hexdigest()[:7].upper()
    assinado = f"Este documento é cópia do original, assinado digitalmente por {documento.signatario.upper()}"
    onde = f"acesse a pasta digital do Tribunal, informe o processo {numero} e o código {codigo}."
    return (
        f"{assinado}, liberado nos autos em {quando:%d/%m/%Y} às {quando:%H:%M}.",
        f"Para conferir o original, {onde}",
    )
