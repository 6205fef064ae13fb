"""The case file for a person who reads it: what there is, one page at a time, and where words stand.

Nothing here asks the court. Everything that leaves here was checked against the secrecy of case and document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.errors import InvalidInputError, ProcessoSigilosoError, RecordNotFoundError
from core.infra.rate import Action, RateLimits
from core.processos.autos.domain import (
    Achado,
    Autos,
    DocumentoDosAutos,
    Leituras,
    PaginaDosAutos,
    ParteDosAutos,
    build_documentos,
)
from core.processos.autos.repository import AutosRepository
from core.processos.autos.texto import MAX_TERMO, MIN_TERMO, cut_around, find_all, fold_for_index
from core.processos.chave import is_envio
from core.processos.domain import EstadoDaPagina, FormatoDeArquivo, Pagina, Processo, ProcessoGuardado
from core.processos.leitura.formatos import sniff
from core.processos.leitura.motivos import describe_losses
from core.processos.leitura.service import LeituraService
from core.processos.repository import ProcessoRepository
from core.settings import LeituraSettings

MAX_ACHADOS = 200
"""Pages shown for one search."""

_SEM_PARTE = "O TJMS não entregou esta parte do documento."
_DECLARADO = (
    "Você declarou este arquivo sigiloso. O portal não o lê, não o mostra e não o envia ao modelo; "
    "desfaça a declaração na lista de arquivos para abri-lo."
)
_SIGILOSO = (
    "Este documento é sigiloso no TJMS (nível {nivel}). "
    "O portal não o baixou nem mostra; consulte-o nos próprios autos."
)


class AutosService:
    def __init__(
        self,
        repository: AutosRepository,
        processos: ProcessoRepository,
        leituras: LeituraService,
        rates: RateLimits,
        settings: LeituraSettings,
    ) -> None:
        self._repository = repository
        self._processos = processos
        self._leituras = leituras
        self._rates = rates
        self._settings = settings

    def find(self, numero_cnj: str) -> Autos | None:
        """The case as last seen, with what is known of its documents; None for one never asked for."""
        guardado = self._processos.find_guardado(numero_cnj)
        return None if guardado is None else self._build(guardado)

    def get(self, numero_cnj: str) -> Autos:
        """The same. Raises RecordNotFoundError."""
        autos = self.find(numero_cnj)
        if autos is None:
            raise RecordNotFoundError("the case was never asked for")
        return autos

    def require_documento(self, numero_cnj: str, id_documento: str) -> DocumentoDosAutos:
        """A document that a person may open. Raises RecordNotFoundError, ProcessoSigilosoError."""
        guardado = self._processos.find_guardado(numero_cnj)
        if guardado is None:
            raise RecordNotFoundError("the case was never asked for")
        return pick_documento(self._build(guardado, only=id_documento), id_documento)

    def get_pagina(self, documento: DocumentoDosAutos, numero: int) -> PaginaDosAutos:
        """One page of a document that may be opened, even while others are being read. Raises RecordNotFoundError."""
        parte, local = documento.locate(numero)
        citacao = documento.cite(numero)
        known = parte.ficha or parte.parcial
        if known is None:
            formato, estado = FormatoDeArquivo.DESCONHECIDO, EstadoDaPagina.ILEGIVEL
            return PaginaDosAutos(numero, estado, "", "", citacao, formato, _SEM_PARTE)
        pagina, motivo = self._find_pagina(parte, local)
        is_lost = pagina.estado in (EstadoDaPagina.ILEGIVEL, EstadoDaPagina.CORTADA)
        motivo, formato = motivo if is_lost else "", known.formato
        return PaginaDosAutos(numero, pagina.estado, pagina.texto, pagina.suspeita, citacao, formato, motivo)

    def search(self, autos: Autos, termo: str, usuario_id: int) -> tuple[Achado, ...]:
        """The pages of the case where the words stand, in the order of the case file; over MAX_ACHADOS: there are more.

        Raises InvalidInputError for words too short or too long, RateLimitError.
        """
        wanted = fold_for_index(termo)
        if not MIN_TERMO <= len(wanted) <= MAX_TERMO:
            text = (
                f"A busca precisa de {MIN_TERMO} a {MAX_TERMO} letras ou números. Corrija as palavras e tente de novo."
            )
            raise InvalidInputError("words of a search", user_message=text)
        self._rates.require(Action.SEARCH, str(usuario_id))
        hashes = [*dict.fromkeys(p.sha256 for d in autos.abertos for p in d.partes if p.ficha is not None)]
        for sha256 in self._repository.list_sem_indice(hashes):
            paginas = self._repository.list_paginas(sha256)
            self._repository.save_indice(sha256, [(p.numero, fold_for_index(p.texto)) for p in paginas])
        forms = {wanted, wanted.replace("-", "") or wanted}  # a hyphen at the end of a line may be none
        found: dict[str, list[int]] = {}
        for sha256, numero in self._repository.search(hashes, forms, MAX_ACHADOS + 1):
            found.setdefault(sha256, []).append(numero)
        return tuple(achado for d in autos.abertos for achado in self._list_achados(d, found, termo))

    def note_visita(self, usuario_id: int, numero_cnj: str) -> None:
        self._repository.save_visita(usuario_id, numero_cnj)

    def note_leitura(self, usuario_id: int, numero_cnj: str) -> None:
        """The person reads a page or a document; on record as a visit unless one is there from the last hours."""
        if not self._repository.is_recorded(usuario_id, numero_cnj):
            self._repository.save_visita(usuario_id, numero_cnj)

    def note_vista(self, usuario_id: int, autos: Autos) -> datetime:
        """The person sees this answer of the court; when the court gave the newest one seen before this visit."""
        return self._repository.save_vista(usuario_id, autos.processo.numero_cnj, autos.consultado_em)

    def list_mudados(self, usuario_id: int, *, limit: int = 5) -> tuple[tuple[str, datetime], ...]:
        """Case numbers with news that the person has not seen, and when the court told the last of them, newest first.

        The court is not asked.
        """
        return self._repository.list_mudados(usuario_id, limit)

    def list_visitas(self, usuario_id: int, *, limit: int = 20) -> tuple[tuple[Processo, datetime], ...]:
        """The cases that the person opened last, newest first."""
        return self._repository.list_visitas(usuario_id, limit)

    def write_parte(self, documento: DocumentoDosAutos, parte: int, path: Path) -> FormatoDeArquivo:
        """Put the original of one part (from 1) into a new file. Raises RecordNotFoundError when it is not here."""
        if not 1 <= parte <= len(documento.partes) or not documento.partes[parte - 1].sha256:
            raise RecordNotFoundError("the part is not here")
        found = documento.partes[parte - 1]
        self._processos.write_conteudo(found.sha256, path)
        return found.ficha.formato if found.ficha else sniff(path)

    def list_textos(self, parte: ParteDosAutos) -> tuple[str, ...]:
        """The text of every page that was read of a content."""
        return tuple(pagina.texto for pagina in self._repository.list_paginas(parte.sha256))

    def measure(self, autos: Autos) -> int:
        """Bytes of all that was downloaded of the case and may be opened."""
        return self._repository.measure({p.sha256 for d in autos.abertos for p in d.partes if p.sha256})

    def delete_old(self) -> None:
        """Forget what comes back by itself when it is asked for."""
        before = datetime.now(UTC) - timedelta(days=self._settings.retencao_dias)
        self._repository.delete_old(before)

    def _find_pagina(self, parte: ParteDosAutos, local: int) -> tuple[Pagina, str]:
        """A page with what was not read. A reading may end between two looks: then it is kept as a whole."""
        lida = None if parte.ficha else self._leituras.find_pagina(parte.sha256, local)
        if lida is not None:
            return lida.pagina, describe_losses((lida,))
        pagina = self._repository.find_pagina(parte.sha256, local)
        if pagina is None:
            raise RecordNotFoundError("the page is gone")
        return pagina, parte.ficha.motivo if parte.ficha else ""

    def _build(self, guardado: ProcessoGuardado, only: str = "") -> Autos:
        """The case with the readings of all its documents, or of one."""
        processo, limit = guardado.processo, self._settings.max_nivel_sigilo
        if processo.nivel_sigilo > limit:
            return Autos(processo, guardado.consultado_em, is_sigiloso=True)
        hashes = self._repository.find_hashes(processo.numero_cnj)
        parts = {ident for d in processo.documentos if only in ("", d.id_documento) for ident in d.ids_das_partes}
        leituras = self._find_leituras({hashes[ident] for ident in parts.intersection(hashes)}, has_parciais=only != "")
        documentos = build_documentos(processo, hashes, leituras, limit)
        return Autos(processo, guardado.consultado_em, is_sigiloso=False, documentos=documentos)

    def _find_leituras(self, hashes: set[str], *, has_parciais: bool) -> Leituras:
        fichas = self._repository.find_fichas(hashes)
        unread = hashes.difference(fichas)
        if not unread:
            return Leituras(fichas)
        parciais = self._repository.find_parciais(unread) if has_parciais else {}
        return Leituras(fichas, self._leituras.find_andamentos(unread), parciais)

    def _list_achados(self, documento: DocumentoDosAutos, found: Mapping[str, list[int]], termo: str) -> list[Achado]:
        achados: list[Achado] = []
        before = 0
        for parte in documento.partes:
            for local in found.get(parte.sha256, ()):
                pagina = self._repository.find_pagina(parte.sha256, local)
                places = find_all(pagina.texto, termo) if pagina else ()
                if pagina is not None and places:
                    achados.append(Achado(documento, before + local, len(places), cut_around(pagina.texto, places[0])))
            before += len(parte.estados)
        return achados


def pick_documento(autos: Autos, id_documento: str) -> DocumentoDosAutos:
    """A document of the case that a person may open. Raises RecordNotFoundError, ProcessoSigilosoError."""
    if autos.is_sigiloso:
        raise ProcessoSigilosoError("secret case")
    documento = autos.find(id_documento)
    if documento is None:
        raise RecordNotFoundError("a document that the case does not have")
    if documento.is_sigiloso:
        if is_envio(autos.processo.numero_cnj):
            raise ProcessoSigilosoError("file declared secret", user_message=_DECLARADO)
        nivel = documento.documento.nivel_sigilo
        raise ProcessoSigilosoError(f"document of level {nivel}", user_message=_SIGILOSO.format(nivel=nivel))
    return documento
