"""Letterheads: handed in by an administrator, looked through and shown by a worker, chosen for a unit or for all."""

from __future__ import annotations

from contextlib import suppress

from core.errors import (
    ArquivoRecusadoError,
    ConversaoError,
    ConversorUnavailableError,
    ForbiddenChangeError,
    InvalidInputError,
)
from core.exportacao.docx import render_docx
from core.exportacao.domain import Arquivo, Formato
from core.exportacao.papel.amostra import build_amostra, draw_first_page
from core.exportacao.papel.checagem import check_modelo, clean_imagem, look_at
from core.exportacao.papel.repository import TimbreRepository
from core.exportacao.pdf import convert_to_pdf
from core.exportacao.repository import ArquivoRepository
from core.exportacao.timbre.domain import (
    MAX_LINHA_CHARS,
    MAX_LINHAS,
    PADRAO,
    ConteudoDoTimbre,
    EstadoDoTimbre,
    Timbre,
    UsoDoTimbre,
)
from core.infra.queue import QueueName, Work, WorkQueue
from core.processos.envios.domain import clean_nome
from core.settings import ExportacaoSettings
from core.usuarios.domain import Usuario

_TIMEOUT_S = 120
_PICTURE = "image/png"


class TimbreService:
    def __init__(
        self,
        repository: TimbreRepository,
        arquivos: ArquivoRepository,
        queue: WorkQueue,
        settings: ExportacaoSettings,
    ) -> None:
        self._repository = repository
        self._arquivos = arquivos
        self._queue = queue
        self._settings = settings

    def request(self, unidade: str, conteudo: ConteudoDoTimbre, nome: str, usuario: Usuario) -> Timbre:
        """Keep a new version and have it looked through; nobody gets it before it is ready and chosen.

        Raises ArquivoRecusadoError for what its size or first bytes already tell, InvalidInputError for the lines.
        """
        nome = clean_nome(nome) if nome else ""
        if conteudo.modelo:
            look_at(conteudo.modelo, nome, self._settings, is_picture=False)
        else:
            _require_linhas(conteudo)
        if conteudo.imagem:
            look_at(conteudo.imagem, nome, self._settings, is_picture=True)
        timbre = self._repository.add(unidade, conteudo, nome=nome, autor=usuario.nome)
        self._enqueue(timbre.id)
        return timbre

    def examine(self, timbre_id: int) -> None:
        """Look a version through and make its sample. In a worker only: here the file is opened. Safe to run twice."""
        timbre = self._repository.get(timbre_id)
        if timbre.estado is not EstadoDoTimbre.EM_EXAME:
            return
        conteudo = self._repository.get_conteudo(timbre_id)
        try:
            imagem = clean_imagem(conteudo.imagem, timbre.nome) if conteudo.imagem else b""
            if conteudo.modelo:
                check_modelo(conteudo.modelo, timbre.nome, self._settings)
            pronto = ConteudoDoTimbre(conteudo.linhas, imagem, conteudo.modelo, conteudo.usa_estilos)
            self._save_amostra(timbre_id, pronto, timbre.nome)
        except ArquivoRecusadoError as error:
            self._repository.end_exame(timbre_id, imagem=b"", motivo=error.user_message)
        else:
            self._repository.end_exame(timbre_id, imagem=imagem)

    def requeue_lost(self) -> int:
        """Queue the exam of every version that still needs one and that the queue does not know. Answers how many."""
        lost = (one for one in self._repository.list_em_exame() if not self._queue.has_failed(_key(one)))
        return sum(map(self._enqueue, lost))

    def use(self, unidade: str, timbre_id: int | None, usuario: Usuario) -> None:
        """From now on pieces of the unit get this version; None goes back to that of all units, or the portal's.

        Raises ForbiddenChangeError for a version that is not ready, or is another unit's.
        """
        if timbre_id is not None:
            timbre = self._repository.get(timbre_id)
            if timbre.estado is not EstadoDoTimbre.PRONTO or timbre.unidade != unidade:
                raise ForbiddenChangeError(f"timbre {timbre_id} is {timbre.estado}")
        self._repository.add_uso(unidade, timbre_id, usuario.nome)

    def list_versoes(self, unidade: str) -> tuple[Timbre, ...]:
        """Newest first."""
        return self._repository.list_versoes(unidade)

    def find_uso(self, unidade: str) -> UsoDoTimbre | None:
        """What was chosen last for the unit itself, by whom and when."""
        return self._repository.find_uso(unidade)

    def find_em_uso(self, unidade: str) -> int:
        """The version that pieces of a unit get now."""
        return self._repository.find_em_uso(unidade)

    def get_conteudo(self, timbre_id: int) -> ConteudoDoTimbre:
        """Raises RecordNotFoundError."""
        return ConteudoDoTimbre() if timbre_id == PADRAO else self._repository.get_conteudo(timbre_id)

    def find_amostra(self, timbre_id: int) -> Arquivo | None:
        """The sample piece in Word."""
        return self._arquivos.find(f"timbre/{timbre_id}/docx")

    def find_figura(self, timbre_id: int) -> bytes | None:
        """A picture of the sample's first page, where LibreOffice could make one."""
        arquivo = self._arquivos.find(f"timbre/{timbre_id}/png")
        return None if arquivo is None else arquivo.conteudo

    def _enqueue(self, timbre_id: int) -> bool:
        work = Work("jobs.examine_timbre.run", _key(timbre_id), (timbre_id,), _TIMEOUT_S)
        return self._queue.enqueue(QueueName.DOCX, work)

    def _save_amostra(self, timbre_id: int, conteudo: ConteudoDoTimbre, nome: str) -> None:
        """Raises ArquivoRecusadoError for a template that python-docx cannot take in."""
        try:
            docx = render_docx(build_amostra(), conteudo)
        except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
            text = f"O arquivo “{nome}” não pôde ser usado como modelo. O portal não o usará. "
            way_out = "Deixe nele só o cabeçalho e o rodapé, salve-o de novo no Word e envie de novo."
            raise ArquivoRecusadoError("template failed", user_message=text + way_out) from error
        mimetype = Formato.DOCX.mimetype
        self._arquivos.save(Arquivo(f"timbre/{timbre_id}/docx", f"amostra-timbre-{timbre_id}.docx", mimetype, docx))
        with suppress(ConversorUnavailableError, ConversaoError):
            figura = draw_first_page(convert_to_pdf(docx, self._settings))
            self._arquivos.save(Arquivo(f"timbre/{timbre_id}/png", f"timbre-{timbre_id}.png", _PICTURE, figura))


def _key(timbre_id: int) -> str:
    """The name of the work in the queue."""
    return f"timbre-{timbre_id}"


def _require_linhas(conteudo: ConteudoDoTimbre) -> None:
    has_room = len(conteudo.linhas) <= MAX_LINHAS and all(len(linha) <= MAX_LINHA_CHARS for linha in conteudo.linhas)
    if not has_room:
        text = f"O timbre tem até {MAX_LINHAS} linhas de {MAX_LINHA_CHARS} letras. Nada foi guardado; encurte o texto."
        raise InvalidInputError("too many lines", user_message=text)
    if not conteudo.linhas and not conteudo.imagem:
        text = "Falta o arquivo, o texto ou a imagem do timbre. Nada foi guardado; preencha um deles e guarde de novo."
        raise InvalidInputError("empty letterhead", user_message=text)
