"""Files of peças: made by the workers of the ``docx`` queue, kept, and handed out to those who may open the peça.

A file says in its key what it is of: version, whether it is final, letterhead. Without the review's end there is no key
of a final one, and the worker looks again before it leaves the warning of a minuta out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from core.errors import (
    ConversaoError,
    ConversorUnavailableError,
    ForbiddenChangeError,
    PortalError,
    RecordNotFoundError,
)
from core.exportacao.docx import render_docx
from core.exportacao.domain import Arquivo, Formato, PecaParaExportar
from core.exportacao.papel.service import TimbreService
from core.exportacao.pdf import convert_to_pdf
from core.exportacao.repository import ArquivoRepository
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.pecas.domain import Peca, VersaoDaPeca
from core.pecas.edicao.service import EdicaoService
from core.pecas.leitura import LeituraDePecasService
from core.pecas.minutas.domain import TextoAtual
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.revisao.repository import RevisaoRepository
from core.processos.chave import is_envio
from core.processos.numero_cnj import format_numero_cnj
from core.settings import ExportacaoSettings
from core.usuarios.acesso import require_dono
from core.usuarios.domain import Usuario

_TIMEOUT_S = 240
_AUTOR = "Procuradoria-Geral do Estado de Mato Grosso do Sul"
_CHAVE = re.compile(r"(docx|pdf|pdfa)/([0-9a-f-]{36})/v(\d+)/(minuta|final)/t(\d+)")
_TOLD: tuple[type[PortalError], ...] = (ConversorUnavailableError, ConversaoError, ForbiddenChangeError)
"""What a person is told instead of getting a file."""


class SituacaoDoArquivo(StrEnum):
    """``label`` is what people read."""

    NENHUM = "nenhum"
    PREPARANDO = "preparando"
    PRONTO = "pronto"
    COM_ERRO = "com_erro"

    @property
    def label(self) -> str:
        return _SITUACAO_LABELS[self]


_SITUACAO_LABELS = {
    SituacaoDoArquivo.NENHUM: "Ainda não preparado",
    SituacaoDoArquivo.PREPARANDO: "Em andamento",
    SituacaoDoArquivo.PRONTO: "Pronto",
    SituacaoDoArquivo.COM_ERRO: "Com erro",
}


@dataclass(frozen=True)
class Encomenda:
    """What a file is made from; ``timbre_id`` is the version of the letterhead."""

    formato: Formato
    peca_id: UUID
    versao: int
    is_final: bool
    timbre_id: int

    @property
    def chave(self) -> str:
        estado = "final" if self.is_final else "minuta"
        return f"{self.formato}/{self.peca_id}/v{self.versao}/{estado}/t{self.timbre_id}"


@dataclass(frozen=True)
class Preparo:
    """How far a file is. ``mensagem`` says why there is none."""

    formato: Formato
    situacao: SituacaoDoArquivo
    mensagem: str = ""


@dataclass(frozen=True)
class Textos:
    """Where the text of a peça lies: its versions, the one being edited, the acts that made one final."""

    minutas: MinutaRepository
    edicao: EdicaoService
    revisoes: RevisaoRepository
    leituras: LeituraDePecasService


class DownloadService:
    def __init__(
        self,
        textos: Textos,
        arquivos: ArquivoRepository,
        timbres: TimbreService,
        transporte: tuple[WorkQueue, RateLimits],
        settings: ExportacaoSettings,
    ) -> None:
        self._textos = textos
        self._arquivos = arquivos
        self._timbres = timbres
        self._queue, self._rates = transporte
        self._settings = settings

    def request(self, peca_id: UUID, usuario: Usuario, formato: Formato) -> str:
        """The key of the file; its making is queued when it does not exist yet.

        Of a final peça that is the final version. Of any other the text as it stands, kept as a version first, with the
        warning of a minuta; who only reads it gets the newest version that its owner kept. Only a file that has to be
        made counts against the person's limit: raises RateLimitError, QueueUnavailableError; RecordNotFoundError for a
        peça that the person may not open.
        """
        versao, final, dono_id = self._choose_versao(peca_id, usuario)
        unidade = usuario.unidade if usuario.id == dono_id else self._textos.leituras.get_unidade(dono_id)
        timbre_id = self._timbres.find_em_uso(unidade)
        encomenda = Encomenda(formato, peca_id, versao, final is not None, timbre_id)
        erros = self._arquivos.find_erros([encomenda.chave])
        if erros.get(encomenda.chave, "?"):
            self._rates.require(Action.EXPORT, str(usuario.id))
            self._arquivos.delete_failed(encomenda.chave)
            self._queue.enqueue(QueueName.DOCX, _build_work(encomenda, usuario))
        return encomenda.chave

    def find_arquivo(self, chave: str) -> Arquivo | None:
        """The file, or with ``erro_codigo`` why there is none; None while it is being made."""
        return self._arquivos.find(chave)

    def list_preparos(self, peca_id: UUID, usuario: Usuario) -> tuple[Preparo, ...]:
        """How far the files of the text of now are; nothing is begun. Raises RecordNotFoundError."""
        atual = self._require_own(peca_id, usuario)
        final = atual.versao_final
        if final is None and atual.has_changes:
            return tuple(Preparo(formato, SituacaoDoArquivo.NENHUM) for formato in Formato)
        versao = atual.versao if final is None else final
        timbre_id = self._timbres.find_em_uso(usuario.unidade)
        pedidos = [Encomenda(formato, peca_id, versao, final is not None, timbre_id) for formato in Formato]
        erros = self._arquivos.find_erros([pedido.chave for pedido in pedidos])
        return tuple(self._find_preparo(pedido, erros.get(pedido.chave)) for pedido in pedidos)

    def export(self, chave: str) -> None:
        """Make and keep a file, now and here, or keep the reason why there is none. Safe to run twice."""
        encomenda = parse_chave(chave)
        try:
            arquivo = self._make(encomenda)
        except _TOLD as error:
            arquivo = Arquivo(chave, "", encomenda.formato.mimetype, b"", error.code)
        self._arquivos.save(arquivo)

    def _make(self, encomenda: Encomenda) -> Arquivo:
        peca = self._textos.minutas.get(encomenda.peca_id)
        if encomenda.is_final and self._textos.revisoes.get(encomenda.peca_id).versao_final != encomenda.versao:
            raise ForbiddenChangeError("the version is not final")
        versao = self._get_versao(encomenda)
        docx = self._render(peca, versao, encomenda)
        if encomenda.formato is Formato.DOCX:
            conteudo = docx
        else:
            conteudo = convert_to_pdf(docx, self._settings, is_pdfa=encomenda.formato is Formato.PDFA)
        return Arquivo(encomenda.chave, _build_nome(peca, encomenda), encomenda.formato.mimetype, conteudo)

    def _render(self, peca: Peca, versao: VersaoDaPeca, encomenda: Encomenda) -> bytes:
        documento = PecaParaExportar(
            titulo=peca.tipo_de_peca.label,
            autor=_AUTOR,
            texto=versao.texto,
            numero_cnj="" if is_envio(peca.numero_cnj) else format_numero_cnj(peca.numero_cnj),
            is_minuta=not encomenda.is_final,
            criada_em=versao.criada_em,
        )
        return render_docx(documento, self._timbres.get_conteudo(encomenda.timbre_id))

    def _get_versao(self, encomenda: Encomenda) -> VersaoDaPeca:
        versoes = self._textos.minutas.list_versoes(encomenda.peca_id)
        found = next((versao for versao in versoes if versao.numero == encomenda.versao), None)
        if found is None:
            raise RecordNotFoundError("version")
        return found

    def _find_preparo(self, encomenda: Encomenda, erro: str | None) -> Preparo:
        if erro == "":
            return Preparo(encomenda.formato, SituacaoDoArquivo.PRONTO)
        if erro is not None:
            return Preparo(encomenda.formato, SituacaoDoArquivo.COM_ERRO, describe_erro(erro))
        key = _build_key(encomenda)
        if self._queue.is_alive(key):
            return Preparo(encomenda.formato, SituacaoDoArquivo.PREPARANDO)
        has_failed = self._queue.has_failed(key)
        situacao = SituacaoDoArquivo.COM_ERRO if has_failed else SituacaoDoArquivo.NENHUM
        return Preparo(encomenda.formato, situacao, PortalError.text if has_failed else "")

    def _choose_versao(self, peca_id: UUID, usuario: Usuario) -> tuple[int, int | None, int]:
        """Which version is taken away, the final one where there is one, and whose the peça is."""
        atual = self._textos.minutas.find_atual(peca_id)
        relacao = self._textos.leituras.require_open(peca_id, atual.usuario_id, usuario)
        if atual.versao_final is not None:
            return atual.versao_final, atual.versao_final, atual.usuario_id
        if not relacao.can_change:
            return atual.versao, None, atual.usuario_id
        return self._textos.edicao.fix_versao(peca_id, usuario).numero, None, atual.usuario_id

    def _require_own(self, peca_id: UUID, usuario: Usuario) -> TextoAtual:
        atual = self._textos.minutas.find_atual(peca_id)
        require_dono(atual.usuario_id, usuario.id, "peca", peca_id)
        return atual


def parse_chave(chave: str) -> Encomenda:
    """Raises RecordNotFoundError for a key of no file."""
    match = _CHAVE.fullmatch(chave)
    if match is None:
        raise RecordNotFoundError("no key of a file")
    formato, peca_id, versao, estado, timbre_id = match.groups()
    return Encomenda(Formato(formato), UUID(peca_id), int(versao), estado == "final", int(timbre_id))


def describe_erro(codigo: str) -> str:
    """The words of a failure, by its code."""
    return next((error.text for error in _TOLD if error.code == codigo), PortalError.text)


def _build_work(encomenda: Encomenda, usuario: Usuario) -> Work:
    args = (encomenda.chave,)
    return Work("jobs.export_peca.run", _build_key(encomenda), args, _TIMEOUT_S, str(usuario.id))


def _build_key(encomenda: Encomenda) -> str:
    return encomenda.chave.replace("/", "-")


def _build_nome(peca: Peca, encomenda: Encomenda) -> str:
    lugar = "arquivos-enviados" if is_envio(peca.numero_cnj) else format_numero_cnj(peca.numero_cnj)
    estado = "final" if encomenda.is_final else "minuta"
    archive = "-pdfa" if encomenda.formato is Formato.PDFA else ""
    name = f"{peca.tipo_de_peca.value}-{lugar}-v{encomenda.versao}-{estado}{archive}"
    return f"{name}.{encomenda.formato.extension}"
