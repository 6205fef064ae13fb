"""The dossiê's use cases: close it when a peça becomes final, hand it to the owner, tell the heads that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from core.consumo.repository import ConsumoRepository
from core.errors import ForbiddenChangeError
from core.feedback.service import FeedbackService
from core.infra.queue import QueueName, Work, WorkQueue
from core.pecas.conferencia.service import ConferenciaService
from core.pecas.conversa.repository import ConversaRepository
from core.pecas.curadoria.repository import CuradoriaRepository
from core.pecas.domain import OrigemDaVersao, Peca, VersaoDaPeca
from core.pecas.dossie.cadeia import write_dossie
from core.pecas.dossie.domain import Dossie
from core.pecas.dossie.registro import Lugar, Material, build_entradas, list_operacoes
from core.pecas.dossie.repository import DossieRepository
from core.pecas.dossie.topicos import split_topicos
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.pecas.revisao.domain import AtoDaRevisao, TipoDeAto
from core.pecas.revisao.repository import RevisaoRepository
from core.pecas.service import PecaService
from core.processos.autos.domain import ParteDosAutos
from core.processos.autos.service import AutosService
from core.processos.chave import is_envio

_TIMEOUT_S = 120
_RECENT = timedelta(days=30)
_AT_ONCE = 50
_NAO_E_FINAL = (
    "O dossiê fecha quando a peça se torna final, e esta ainda não é. "
    "Conclua a conferência e a aprovação; o portal o fecha em seguida, sem você pedir."
)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Arquivos:
    """Where the parts of a dossiê are stored."""

    dossies: DossieRepository
    minutas: MinutaRepository
    geracoes: GeracaoRepository
    curadorias: CuradoriaRepository
    conversas: ConversaRepository
    revisoes: RevisaoRepository
    consumo: ConsumoRepository


@dataclass(frozen=True)
class Fontes:
    """The services that know the rest."""

    pecas: PecaService
    autos: AutosService
    conferencia: ConferenciaService
    feedback: FeedbackService


class DossieService:
    def __init__(self, arquivos: Arquivos, fontes: Fontes, queue: WorkQueue) -> None:
        self._arquivos = arquivos
        self._fontes = fontes
        self._queue = queue

    # For the owner

    def find(self, peca_id: UUID, usuario_id: int) -> Dossie | None:
        """The last one that was closed; None before. Raises RecordNotFoundError, for another person's too."""
        self._fontes.pecas.get_peca(peca_id, usuario_id)
        return self._arquivos.dossies.find_ultimo(peca_id)

    def is_final(self, peca_id: UUID) -> bool:
        """Whether the peça is final now."""
        return self._find_fechamento(peca_id) is not None

    def is_closing(self, peca_id: UUID, usuario_id: int) -> bool:
        """Whether the peça is final and its dossiê is still being made."""
        fechamento, found = self._find_fechamento(peca_id), self.find(peca_id, usuario_id)
        return fechamento is not None and (found is None or found.numero != fechamento.numero)

    def request(self, peca_id: UUID, usuario_id: int) -> None:
        """Have the dossiê of a final peça made, unless it was. Nobody needs to: the schedule asks for all.

        Raises RecordNotFoundError, ForbiddenChangeError for a peça that is not final, QueueUnavailableError.
        """
        if self.is_closing(peca_id, usuario_id):
            self._enqueue(peca_id, usuario_id)
        elif self._arquivos.dossies.find_ultimo(peca_id) is None:
            raise ForbiddenChangeError("not final", user_message=_NAO_E_FINAL)

    def read_conteudo(self, dossie: Dossie) -> bytes:
        """The bytes of the file, for whoever ``find`` gave it to."""
        return self._arquivos.dossies.read_conteudo(dossie)

    # For the command, the schedule and the worker

    def list_cabecas(self, peca_id: UUID) -> tuple[str, ...]:
        """The heads that were kept when the peça became final, the last one last."""
        return self._arquivos.dossies.list_cabecas(peca_id)

    def request_missing(self) -> int:
        """Queue the dossiê of each peça that became final in the last 30 days and has none. Answers how many."""
        missing = self._arquivos.dossies.list_missing(datetime.now(UTC) - _RECENT, _AT_ONCE)
        return sum(self._enqueue(peca_id, usuario_id) for peca_id, usuario_id in missing)

    def close(self, peca_id: UUID) -> None:
        """Build and keep the dossiê and the edit distance of a final peça. Safe to run twice.

        A peça that was reopened meanwhile is left alone.
        """
        fechamento = self._find_fechamento(peca_id)
        if fechamento is None:
            return
        material = self._collect(self._arquivos.minutas.get(peca_id), fechamento)
        arquivo = write_dossie(build_entradas(material))
        self._arquivos.dossies.add(peca_id, fechamento, _name(material.peca, fechamento), arquivo)
        _log.info("dossie_closed", peca_id=str(peca_id), size_bytes=len(arquivo.conteudo))

    def _find_fechamento(self, peca_id: UUID) -> AtoDaRevisao | None:
        """The act that made the peça final; None while it is not."""
        registro = self._arquivos.revisoes.get(peca_id)
        finals = [ato for ato in registro.atos if ato.tipo is TipoDeAto.FINALIZOU]
        return finals[-1] if finals and registro.versao_final is not None else None

    def _enqueue(self, peca_id: UUID, usuario_id: int) -> bool:
        key = f"dossie-{peca_id}"
        if self._queue.has_failed(key):  # an administrator sees it and puts it back
            return False
        work = Work("jobs.close_dossie.run", key, (str(peca_id),), _TIMEOUT_S, str(usuario_id))
        return self._queue.enqueue(QueueName.DOCX, work)

    def _collect(self, peca: Peca, fechamento: AtoDaRevisao) -> Material:
        arquivos, fontes, ident = self._arquivos, self._fontes, peca.geracao_id
        geracao = arquivos.geracoes.get(ident)
        documentos = arquivos.geracoes.list_documentos(ident)
        numeros = {documento.numero_cnj or peca.numero_cnj for documento in documentos}
        conversa = arquivos.conversas.list_mensagens(peca.id)
        versoes = tuple(reversed(arquivos.minutas.list_versoes(peca.id)))
        modulos = arquivos.geracoes.list_modulos(ident)
        minuta, final = _pick_textos(versoes, fechamento)
        return Material(
            peca=peca,
            geracao=geracao,
            documentos=documentos,
            partes={lugar: partes for numero in numeros for lugar, partes in self._list_partes(numero).items()},
            fatos=arquivos.geracoes.list_fatos(ident),
            contradicoes=arquivos.geracoes.list_contradicoes(ident),
            decisoes=arquivos.geracoes.list_decisoes(ident),
            modulos=modulos,
            curadoria=arquivos.curadorias.list_atos(ident),
            chamadas=arquivos.consumo.list_by_operacao(list_operacoes(peca, conversa)),
            conversa=conversa,
            versoes=versoes,
            conferencia=fechamento.conferencia or fontes.conferencia.check(peca.id, peca.usuario_id, final),
            atos=arquivos.revisoes.get(peca.id).atos[: fechamento.numero],
            fechamento=fechamento,
            distancia=fontes.feedback.note_final(
                peca.id,
                fechamento.numero,
                fechamento.feito_em,
                split_topicos(minuta, modulos),
                split_topicos(final, modulos),
            ),
        )

    def _list_partes(self, numero: str) -> dict[Lugar, tuple[ParteDosAutos, ...]]:
        """The contents of the documents of a case; none where the case is secret or was forgotten."""
        autos = self._fontes.autos.find(numero)
        found = () if autos is None else autos.documentos
        return {(numero, documento.id_documento): documento.partes for documento in found}


def _pick_textos(versoes: tuple[VersaoDaPeca, ...], fechamento: AtoDaRevisao) -> tuple[str, str]:
    """What the model had written, whole, and the final text."""
    generated = [versao.texto for versao in versoes if versao.origem is OrigemDaVersao.GERACAO]
    final = next(versao.texto for versao in versoes if versao.numero == fechamento.versao)
    return (generated or [""])[-1], final


def _name(peca: Peca, fechamento: AtoDaRevisao) -> str:
    lugar = "arquivos-enviados" if is_envio(peca.numero_cnj) else peca.numero_cnj
    return f"dossie-{peca.tipo_de_peca.value}-{lugar}-v{fechamento.versao}.json"
