"""Files of a peça over a real database: what their keys say, which are final, whose limit they count against."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from docx import Document
from sqlalchemy import Engine, event, update

from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.errors import ForbiddenChangeError, RateLimitError, RecordNotFoundError
from core.events import Estado
from core.exportacao.domain import Formato
from core.exportacao.papel.repository import TimbreRepository
from core.exportacao.papel.service import TimbreService
from core.exportacao.repository import ArquivoRepository
from core.exportacao.timbre.domain import TODAS, ConteudoDoTimbre
from core.infra.db import SessionScope
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.pecas.domain import OrigemDaVersao, PedidoDeGeracao, TipoDePeca
from core.pecas.downloads import DownloadService, Encomenda, SituacaoDoArquivo, Textos, parse_chave
from core.pecas.edicao.repository import EdicaoRepository
from core.pecas.edicao.service import EdicaoService
from core.pecas.leitura import LeituraDePecasService, Partilha
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.pecas.revisao.repository import RevisaoRepository
from core.pecas.tables import PecaRow, VersaoDaPecaRow
from core.settings import ExportacaoSettings
from core.usuarios.compartilhamento.repository import CompartilhamentoRepository
from core.usuarios.compartilhamento.service import CompartilhamentoService
from core.usuarios.compartilhamento.tables import CompartilhamentoRow
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from tests.builders import build_numero_cnj

NO_OFFICE = ExportacaoSettings.model_construct().model_copy(update={"soffice": "no-such-program"})
WARNING = "MINUTA - NÃO PROTOCOLAR"


@dataclass
class Queue:
    """Keeps what was queued."""

    works: list[Work] = field(default_factory=list)

    def enqueue(self, name: QueueName, work: Work) -> bool:
        assert name is QueueName.DOCX
        self.works.append(work)
        return True

    def is_alive(self, key: str) -> bool:
        return any(work.key == key for work in self.works)

    def has_failed(self, key: str) -> bool:
        return key.startswith("pdfa-")


@dataclass
class Rates:
    left: int = 100

    def require(self, action: Action, key: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise RateLimitError(f"{action} {key}")


@dataclass
class World:
    rita: Usuario
    peca_id: UUID
    scope: SessionScope
    edicao: EdicaoService
    timbres: TimbreService
    downloads: DownloadService
    queue: Queue
    rates: Rates

    def make(self, formato: Formato = Formato.DOCX) -> Any:
        """Ask, let the worker work, and answer the file."""
        chave = self.downloads.request(self.peca_id, self.rita, formato)
        for work in self.queue.works:
            self.downloads.export(str(work.args[0]))
        self.queue.works.clear()
        return self.downloads.find_arquivo(chave)

    def edit(self, texto: str) -> None:
        secao = self.edicao.get(self.peca_id, self.rita.id).secoes[0]
        self.edicao.save_secao(self.peca_id, self.rita, secao=secao.chave, base=secao.base, texto=texto)

    def finalize(self, versao: int | None) -> None:
        """As the last step of a review leaves the peça."""
        with self.scope() as session:
            session.execute(update(PecaRow).where(PecaRow.id == self.peca_id).values(versao_final=versao))


@pytest.fixture
def world(session_scope: SessionScope, repository: GeracaoRepository, minutas: MinutaRepository) -> World:
    rita = Usuario(0, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")
    added = UsuarioRepository(session_scope).add(rita, senha_hash="nenhuma", autor="teste")
    assert added is not None
    pedido = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps")
    running = repository.begin_attempt(repository.add(pedido, added.id).id)
    assert running is not None
    peca_id = minutas.save_minuta(running, "# Dos fatos\n\nUm.\n", "Portal", estado=Estado.PRONTO)
    queue, rates, edicao = Queue(), Rates(), EdicaoService(EdicaoRepository(session_scope))
    as_queue: Any = queue
    as_rates: Any = rates
    arquivos = ArquivoRepository(session_scope)
    timbres = TimbreService(TimbreRepository(session_scope), arquivos, as_queue, NO_OFFICE)
    textos = Textos(minutas, edicao, RevisaoRepository(session_scope), build_leituras(session_scope))
    downloads = DownloadService(textos, arquivos, timbres, (as_queue, as_rates), NO_OFFICE)
    return World(added, peca_id, session_scope, edicao, timbres, downloads, queue, rates)


def build_leituras(session_scope: SessionScope) -> LeituraDePecasService:
    nowhere: Any = None  # no head of the record is kept here
    usuarios = UsuarioRepository(session_scope)
    compartilhamentos = CompartilhamentoService(CompartilhamentoRepository(session_scope), usuarios)
    partilha = Partilha(compartilhamentos, usuarios, AuditoriaService(AuditoriaRepository(session_scope), nowhere))
    return LeituraDePecasService(GeracaoRepository(session_scope), MinutaRepository(session_scope), partilha)


def read_header(arquivo: Any) -> list[str]:
    return [line.text for line in Document(BytesIO(arquivo.conteudo)).sections[0].header.paragraphs]


def test_text_being_edited_is_kept_as_a_version_and_leaves_with_the_warning(world: World) -> None:
    first = world.make()
    world.edit("# Dos fatos\n\nDois.\n")
    second = world.make()
    assert [arquivo.nome.rsplit("-", 2)[1:] for arquivo in (first, second)] == [
        ["v1", "minuta.docx"],
        ["v2", "minuta.docx"],
    ]
    assert "Dois." in [line.text for line in Document(BytesIO(second.conteudo)).paragraphs]
    assert WARNING in read_header(first)
    assert WARNING in read_header(second)


def test_final_version_leaves_without_the_warning_and_reopening_brings_it_back(world: World) -> None:
    world.finalize(1)
    final = world.make()
    assert WARNING not in read_header(final)
    assert final.nome.endswith("-v1-final.docx")
    world.finalize(None)
    assert WARNING in read_header(world.make())


@pytest.mark.parametrize("final", [None, 2], ids=["draft", "another-version"])
def test_no_key_makes_a_version_final_that_is_not(world: World, final: int | None) -> None:
    world.finalize(final)
    forged = Encomenda(Formato.DOCX, world.peca_id, 1, is_final=True, timbre_id=0).chave
    world.downloads.export(forged)
    refused = world.downloads.find_arquivo(forged)
    assert refused is not None
    assert (refused.erro_codigo, refused.conteudo) == (ForbiddenChangeError.code, b"")


def test_file_of_another_person_is_not_found(world: World) -> None:
    other = Usuario(world.rita.id + 1, "ze", "Zé Inventado", Papel.PROCURADOR, "Fiscal")
    for ask in (world.downloads.list_preparos, lambda *who: world.downloads.request(*who, Formato.PDF)):
        with pytest.raises(RecordNotFoundError):
            ask(world.peca_id, other)
    with pytest.raises(RecordNotFoundError):
        world.downloads.request(uuid4(), world.rita, Formato.DOCX)


def test_file_has_the_letterhead_of_the_owners_unit_whoever_takes_it(
    world: World, session_scope: SessionScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    bia = Usuario(0, "bia", "Bia Inventada", Papel.PROCURADOR, "Fiscal")
    reader = UsuarioRepository(session_scope).add(bia, senha_hash="nenhuma", autor="teste")
    assert reader is not None
    with session_scope() as session:
        session.add(
            CompartilhamentoRow(especie="peca", registro_id=world.peca_id, usuario_id=reader.id, autor_id=world.rita.id)
        )
    monkeypatch.setattr(world.timbres, "find_em_uso", {"Saúde": 3, "Fiscal": 4}.__getitem__)
    assert parse_chave(world.downloads.request(world.peca_id, reader, Formato.DOCX)).timbre_id == 3


def test_only_a_file_that_has_to_be_made_counts_against_the_limit(world: World) -> None:
    world.make()
    world.rates.left = 0
    assert world.downloads.request(world.peca_id, world.rita, Formato.DOCX)
    world.edit("# Dos fatos\n\nOutro.\n")
    with pytest.raises(RateLimitError):
        world.downloads.request(world.peca_id, world.rita, Formato.DOCX)
    assert world.queue.works == []


def test_failure_is_told_and_asking_again_tries_again(world: World) -> None:
    assert world.make(Formato.PDF).erro_codigo == "E510"
    preparo = world.downloads.list_preparos(world.peca_id, world.rita)[1]
    assert preparo.situacao is SituacaoDoArquivo.COM_ERRO
    assert "LibreOffice" in preparo.mensagem
    world.downloads.request(world.peca_id, world.rita, Formato.PDF)
    assert len(world.queue.works) == 1


def test_state_of_each_file_is_told_without_making_any(world: World) -> None:
    def read() -> list[str]:
        return [preparo.situacao.value for preparo in world.downloads.list_preparos(world.peca_id, world.rita)]

    assert read() == ["nenhum", "nenhum", "com_erro"]  # the last died in its worker
    world.downloads.request(world.peca_id, world.rita, Formato.DOCX)
    assert read()[0] == "preparando"
    world.make()
    assert read()[0] == "pronto"
    world.edit("# Dos fatos\n\nDois.\n")
    assert read() == ["nenhum", "nenhum", "nenhum"]
    assert len(world.edicao.list_versoes(world.peca_id, world.rita.id)) == 1


def test_looking_at_the_states_reads_no_text(world: World, engine: Engine) -> None:
    """A page that stands open asks every three seconds, of a peça of up to a million characters."""
    world.edit("# Dos fatos\n\nDois.\n")
    asked: list[str] = []
    note: Any = lambda *args: asked.append(args[2])  # noqa: E731 - to be taken off again
    event.listen(engine, "before_cursor_execute", note)
    world.downloads.list_preparos(world.peca_id, world.rita)
    event.remove(engine, "before_cursor_execute", note)
    assert asked
    assert [statement for statement in asked if ".texto" in statement] == []


@pytest.mark.parametrize(("texto", "is_own"), [("# Dos fatos\n\nUm.\n", False), ("# Dos fatos\n\nDois.\n", True)])
def test_states_are_of_the_text_that_is_worked_on_after_a_redacao_went_on(
    world: World, *, texto: str, is_own: bool
) -> None:
    world.edit("# Dos fatos\n\nQuase.\n")
    world.edit(texto)
    world.edicao.fix_versao(world.peca_id, world.rita)
    with world.scope() as session:
        values = {"numero": 9, "origem": OrigemDaVersao.GERACAO.value, "autor": "Portal"}
        session.add(VersaoDaPecaRow(peca_id=world.peca_id, texto="# Dos fatos\n\nTrês.\n", **values))
    atual = MinutaRepository(world.scope).find_atual(world.peca_id)
    assert (atual.versao, atual.has_changes) == (9, is_own)
    assert world.edicao.get(world.peca_id, world.rita.id).has_changes is is_own


def test_making_it_is_the_turn_of_its_owner(world: World) -> None:
    world.downloads.request(world.peca_id, world.rita, Formato.DOCX)
    assert [work.person for work in world.queue.works] == [str(world.rita.id)]


def test_letterhead_of_the_unit_counts_before_that_of_all_and_each_makes_its_own_file(world: World) -> None:
    for unidade, linha in ((TODAS, "DE TODAS"), ("Saúde", "DA SAÚDE")):
        timbre = world.timbres.request(unidade, ConteudoDoTimbre((linha,)), "", world.rita)
        with pytest.raises(ForbiddenChangeError):
            world.timbres.use(unidade, timbre.id, world.rita)
        world.timbres.examine(timbre.id)
        world.queue.works.clear()
        before = read_header(world.make())
        world.timbres.use(unidade, timbre.id, world.rita)
        assert read_header(world.make()) == [linha, WARNING] != before
    world.timbres.use("Saúde", None, world.rita)
    assert read_header(world.make())[0] == "DE TODAS"


def test_making_a_file_twice_changes_nothing(world: World) -> None:
    first = world.make()
    world.downloads.export(first.chave)
    assert world.downloads.find_arquivo(first.chave) == first
