"""The search of modules on real PostgreSQL, with the simulator of the model over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
import redis
from pydantic import SecretStr
from sqlalchemy import text

from core.clients.gemini import GeminiClient
from core.infra.cache import Cache
from core.infra.db import SessionScope
from core.infra.queue import QueueName, WorkQueue
from core.prompts.busca.domain import Correspondencia
from core.prompts.busca.repository import BuscaRepository, Filtro
from core.prompts.busca.service import BuscaDeModulosService, clean_consulta, split_consulta
from core.prompts.domain import ModoDeAtivacao, Modulo, Seeds, TipoDeModulo
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.repository import PromptRepository
from core.settings import GeminiSettings
from tests.integration.infra.guarded import build_guarded
from tests.integration.simulators_gemini.conftest import Simulator, simulator

__all__ = ["simulator"]

PALAVRA, SENTIDO = Correspondencia.PALAVRA, Correspondencia.SENTIDO


def build_modulo(slug: str, titulo: str, texto: str, **changes: object) -> Modulo:
    modulo = Modulo(
        slug, 1, TipoDeModulo.CONTEUDO, "Mérito", "ps", "", titulo, texto, ModoDeAtivacao.DETERMINISTICO, ordem=1
    )
    return replace(modulo, **changes)  # type: ignore[arg-type]  # values of a test


MODULOS = (
    build_modulo("internacao", "Internação compulsória", "As internações dependem de laudo do assistente."),
    build_modulo("remedio", "Medicamento fora da lista", "O fármaco não foi incorporado ao SUS. Tema 1.234 do STF."),
    build_modulo("laudo", "Laudo particular", "Basta a prescrição? Não.", palavras_chave=("médico assistente",)),
    build_modulo("bafometro", "Recusa ao etilômetro", "Art. 165-A do CTB.", grupo="detran"),
    build_modulo("rateio", "Rateio dos honorários", "Verba sucumbencial.", grupo="geral", tipos_de_peca=("apelacao",)),
    build_modulo("estilo", "Estilo da peça com laudo", "Escreva com clareza.", tipo=TipoDeModulo.BASE),
)


def publish(library: PromptRepository, modulo: Modulo) -> Modulo:
    """A person's edit."""
    modulos = ModuloRepository(library._scope, {})
    return modulos.save(modulo, autor="a", motivo="m", check=lambda _modulo, _vocabulario: None)


@pytest.fixture
def library(session_scope: SessionScope) -> PromptRepository:
    repository = PromptRepository(session_scope)
    repository.save_seeds(Seeds(modulos=MODULOS, categorias=(), prompts=()))
    return repository


@pytest.fixture
def build(
    library: PromptRepository, session_scope: SessionScope, redis_url: str, simulator: Simulator
) -> Iterator[Callable[[], BuscaDeModulosService]]:
    with ExitStack() as stack:

        def build_service() -> BuscaDeModulosService:
            """As one more process would have it."""
            settings = GeminiSettings(api_key=SecretStr("demo-key"), base_url=simulator.url)
            client = stack.enter_context(redis.Redis.from_url(redis_url, decode_responses=True))
            guard = build_guarded(redis_url, client=client, attempts=1).guard
            gemini = stack.enter_context(closing(GeminiClient(settings, guard, lambda _: None)))
            queue = WorkQueue(stack.enter_context(redis.Redis.from_url(redis_url)))
            cache = Cache(client, "consultas", max_entries=9)
            return BuscaDeModulosService(BuscaRepository(session_scope), gemini, cache, queue, settings)

        yield build_service


@pytest.fixture
def service(build: Callable[[], BuscaDeModulosService]) -> BuscaDeModulosService:
    built = build()
    list(built.embed_missing())
    return built


def find(service: BuscaDeModulosService, consulta: str, grupo: str = "", **options: object) -> list[str]:
    """Slugs of what was found by words, best first."""
    achados = service.search(consulta, grupo, **options).achados  # type: ignore[arg-type]  # values of a test
    return [achado.modulo.slug for achado in achados if PALAVRA in achado.correspondencias]


@pytest.mark.parametrize(
    ("consulta", "slugs"),
    [
        pytest.param("internações", ["internacao"], id="plural with accents"),
        pytest.param("INTERNACAO", ["internacao"], id="no accents, capitals"),
        pytest.param("intern", ["internacao"], id="still being typed"),
        pytest.param("internaca", ["internacao"], id="typed beyond the stem"),
        pytest.param("laudo", ["estilo", "laudo", "internacao"], id="title before text"),
        pytest.param("assistente", ["laudo", "internacao"], id="keywords before text"),
        pytest.param("tema 1234", ["remedio"], id="number with and without its dot"),
        pytest.param("assistente do laudo", ["laudo", "internacao"], id="all the words"),
        pytest.param("etilômetro sus", ["bafometro", "remedio"], id="any word when no module has all"),
        pytest.param("' & | ! :* ( <->", [], id="signs of the database"),
        pytest.param("%_\\\0", [], id="signs of other languages"),
    ],
)
def test_words_are_found_in_every_form(
    library: PromptRepository, session_scope: SessionScope, consulta: str, slugs: list[str]
) -> None:
    repository, pergunta = BuscaRepository(session_scope), split_consulta(clean_consulta(consulta))
    found = repository.search_words(pergunta, Filtro(), 9)
    found = found or repository.search_words(pergunta, Filtro(), 9, any_word=True)
    vivos = repository.find_vivos(found)
    assert [vivos[ident].slug for ident in found] == slugs


def test_only_modules_that_could_enter_the_peca_are_found(service: BuscaDeModulosService) -> None:
    assert find(service, "recusa", "ps") == []
    assert find(service, "recusa", "detran") == ["bafometro"]
    assert find(service, "rateio", "ps", tipo_de_peca="apelacao") == ["rateio"]
    assert find(service, "rateio", "ps", tipo_de_peca="contestacao") == []
    assert "estilo" not in find(service, "laudo", "ps", tipo_de_peca="contestacao")


def test_another_word_for_the_same_is_found_by_meaning(service: BuscaDeModulosService) -> None:
    best = service.search("comprimidos de alto custo", "ps").achados[0]
    assert (best.modulo.slug, best.correspondencias) == ("remedio", {SENTIDO})


def test_found_twice_goes_first(service: BuscaDeModulosService) -> None:
    best = service.search("medicamento", "ps").achados[0]
    assert (best.modulo.slug, best.correspondencias) == ("remedio", {PALAVRA, SENTIDO})
    assert best.trecho.texto.startswith("O fármaco não foi incorporado")


def test_an_edit_is_found_at_once_in_every_process(
    service: BuscaDeModulosService, build: Callable[[], BuscaDeModulosService], library: PromptRepository
) -> None:
    other = build()
    assert find(other, "compulsória") == find(service, "compulsória") == ["internacao"]
    modulo = library.get_modulo("internacao")
    publish(library, replace(modulo, titulo="Custódia hospitalar"))
    for process in (service, other):
        assert (find(process, "compulsória"), find(process, "custódia")) == ([], ["internacao"])
        resultado = process.search("custódia")
        assert (resultado.sem_sentido, len(resultado.avisos)) == (1, 1)
    list(other.embed_missing())
    assert service.search("custódia").sem_sentido == 0
    publish(library, replace(library.get_modulo("internacao"), is_active=False))
    assert "internacao" not in {a.modulo.slug for a in service.search("custódia hospitalar").achados}


def test_a_text_that_comes_back_is_not_paid_for_again(
    service: BuscaDeModulosService, library: PromptRepository, simulator: Simulator
) -> None:
    before = library.get_modulo("remedio")
    publish(library, replace(before, titulo="Outro"))
    list(service.embed_missing())
    publish(library, replace(before, versao=2))
    paid = simulator.control.ledger.calls
    assert list(service.embed_missing()) == []
    assert simulator.control.ledger.calls == paid


def test_without_the_model_words_are_searched_and_a_notice_says_so(
    service: BuscaDeModulosService, simulator: Simulator
) -> None:
    simulator.fail(storm={"status": 503, "count": -1})
    resultado = service.search("laudo particular")
    assert [achado.modulo.slug for achado in resultado.achados] == ["laudo"]
    assert "fora do ar" in resultado.avisos[0]
    simulator.fail(storm={"count": 0})


def test_a_question_asked_before_is_not_paid_for_again(
    service: BuscaDeModulosService, build: Callable[[], BuscaDeModulosService], simulator: Simulator
) -> None:
    service.search("Laudo particular")
    paid = simulator.control.ledger.calls
    assert build().search("laudo  particular").avisos == ()
    assert simulator.control.ledger.calls == paid


def test_missing_vectors_are_asked_for_once(
    build: Callable[[], BuscaDeModulosService], session_scope: SessionScope, redis_url: str
) -> None:
    service = build()
    assert [service.request_embeddings(), service.request_embeddings()] == [len(MODULOS), 0]
    with redis.Redis.from_url(redis_url) as client:
        assert WorkQueue(client).list_waiting(QueueName.AUTOS) == ("embeddings",)
    assert list(service.embed_missing()) == [len(MODULOS)]
    assert service.request_embeddings() == 0
    with session_scope() as session:
        assert session.scalar(text("SELECT count(*) FROM embedding_de_modulo")) == len(MODULOS)


def test_two_that_compute_at_once_leave_one_vector_each(
    build: Callable[[], BuscaDeModulosService], session_scope: SessionScope
) -> None:
    first, second = build().embed_missing(), build()
    repository = BuscaRepository(session_scope)
    model = "gemini-embedding-001:768"
    (md5, *_), stale = repository.list_missing(model, 50), repository.list_missing(model, 50)
    next(first)
    repository.save_vetores(model, dict.fromkeys(stale, b"\0" * 4 * 768))
    assert repository.list_vetores(model, [md5])[md5] != b"\0" * 4 * 768
    assert list(second.embed_missing()) == []


def test_new_versions_wait_on_no_list_that_every_search_would_read(
    library: PromptRepository, session_scope: SessionScope
) -> None:
    publish(library, replace(library.get_modulo("remedio"), titulo="Outro"))
    with session_scope() as session:
        assert session.scalar(text("SELECT gin_clean_pending_list('ix_modulo_busca')")) == 0
