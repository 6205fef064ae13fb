"""A curadoria over a real database and queue: what is kept, what is refused, what agent 3 gets."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.bootstrap import Services, build_services
from core.errors import ForbiddenChangeError, InvalidInputError, RecordNotFoundError
from core.events import Agente, Estado
from core.infra.queue import QueueName
from core.pecas.curadoria.domain import Comando, Curadoria, Situacao, TipoDeAto
from core.pecas.detector import Deteccao
from core.pecas.domain import (
    Coleta,
    Contradicao,
    EstadoDoFato,
    Fato,
    Geracao,
    ModoDeGeracao,
    OrigemDoModulo,
    PedidoDeGeracao,
    TipoDePeca,
    Versoes,
)
from core.pecas.repository import GeracaoRepository
from core.prompts.comparacao import Decisao, Operador, SemValor
from core.prompts.constantes.domain import SALARIO_MINIMO
from core.prompts.domain import TipoDeVariavel
from core.prompts.politicas.domain import (
    Alvo,
    Celula,
    Efeito,
    LinhaDaPolitica,
    ModoDaPolitica,
    Politica,
    TipoDeAlvo,
)
from core.prompts.politicas.repository import PoliticaRepository
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.domain import Papel, Usuario
from tests.builders import build_numero_cnj

ASKED = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps", modo=ModoDeGeracao.CURADORIA)
INICIAL = Fato("pedido_medicamento", EstadoDoFato.VALORADO, True, "fls. 1-4 – Inicial", "1", 2, "pede o remédio")
LAUDO = Fato("pedido_medicamento", EstadoDoFato.FALSO, False, "fls. 5-6 – Laudo", "2", 1, "sem remédio")


@pytest.fixture
def current(database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    built.prompts.seed_library()
    yield built
    built.close()


@pytest.fixture
def rita(usuario_id: int) -> Usuario:
    return Usuario(usuario_id, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")


@pytest.fixture
def geracao(current: Services, rita: Usuario) -> Geracao:
    """A geração that waits for Rita: the real library decided over the facts of one petition, without the model."""
    asked = current.pecas.request_geracao(ASKED, rita.id)
    repository = GeracaoRepository(current._scope)
    running = current.pecas.begin_attempt(asked.id)
    assert running is not None
    unknown = [Fato(slug, EstadoDoFato.DESCONHECIDO, None) for slug in current.prompts.list_variaveis()]
    fatos = (INICIAL, *(fato for fato in unknown if fato.variavel != INICIAL.variavel))
    coleta = Coleta((), fatos, ("um aviso",), (Contradicao("pedido_medicamento", (INICIAL, LAUDO)),))
    repository.save_coleta(running, coleta)
    repository.save_decisoes(running, _detect(current, running, coleta).decididos)
    repository.save_espera(running)
    current.machinery.queue.forget(f"geracao-{running.id}")
    return repository.get(running.id)


def _detect(current: Services, geracao: Geracao, coleta: Coleta) -> Deteccao:
    detector = current.pecas._agentes.detector
    detector._ask_model = lambda *_: {}  # type: ignore[method-assign]  # the model is another test's
    steps = detector.detect(geracao, coleta)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        found: Deteccao = end.value
        return found


def apply(current: Services, curadoria: Curadoria, rita: Usuario, *comandos: Comando) -> Curadoria:
    return current.curadoria.apply(curadoria.geracao.id, rita, curadoria.versao, comandos)


def _forbid(current: Services, slug: str, celulas: Mapping[str, Celula]) -> None:
    """A new policy, live at once."""
    linha = LinhaDaPolitica(celulas, Efeito.VEDADO, (Alvo(TipoDeAlvo.MODULO, slug),), "Um motivo inventado.")
    politica = Politica(
        "inventada", 0, "Política inventada", "d", "f", ModoDaPolitica.TODAS, tuple(celulas), (linha,), ()
    )
    PoliticaRepository(current._scope).save_politica(politica, autor="Ana Inventada", motivo="m")


def test_it_waits_for_its_person_and_for_nobody_else(current: Services, geracao: Geracao, rita: Usuario) -> None:
    service = current.pecas
    assert geracao.estado is Estado.AGUARDANDO_VOCE
    assert (service.requeue_lost(), service.end_overdue()) == (0, 0)
    assert service.begin_attempt(geracao.id) is None
    assert service.request_geracao(ASKED, rita.id).id == geracao.id
    assert [item.geracao_id for item in service.list_em_andamento(rita.id)] == [geracao.id]
    assert current.machinery.queue.list_waiting(QueueName.PECAS) == ()
    with pytest.raises(RecordNotFoundError):
        current.curadoria.get(geracao.id, rita.id + 1000)


def test_what_a_person_did_is_what_agent_3_gets(current: Services, geracao: Geracao, rita: Usuario) -> None:
    service = current.curadoria
    curadoria = service.get(geracao.id, rita.id)
    first = curadoria.dentro[0].decidido.slug
    fora = next(slug for slug, item in curadoria.itens.items() if item.situacao is Situacao.FORA)
    curadoria = apply(current, curadoria, rita, Comando(TipoDeAto.RETIROU, first), Comando(TipoDeAto.ACRESCENTOU, fora))
    pergunta = curadoria.perguntas[0].variavel
    assert first not in [item.decidido.slug for item in curadoria.dentro]
    geracao = service.finish(geracao.id, rita, curadoria.versao)
    assert (geracao.estado, geracao.agente) == (Estado.NA_FILA, Agente.REDATOR)
    modulos = current.pecas.list_modulos(geracao.id)
    assert [modulo.slug for modulo in modulos] == [item.decidido.slug for item in curadoria.dentro]
    assert {modulo.slug: modulo.origem for modulo in modulos}[fora] is OrigemDoModulo.PESSOA
    assert geracao.avisos[0] == "um aviso"
    assert any(pergunta.pergunta in aviso for aviso in geracao.avisos)
    assert len(current.machinery.queue.list_waiting(QueueName.PECAS)) == 1
    with pytest.raises(ForbiddenChangeError, match="estado"):
        service.finish(geracao.id, rita, curadoria.versao + 1)


def test_an_answer_decides_at_once_and_undoing_opens_it_again(
    current: Services, geracao: Geracao, rita: Usuario
) -> None:
    service = current.curadoria
    before = service.get(geracao.id, rita.id)
    slug = before.perguntas[0].variavel.slug
    after = service.answer(geracao.id, rita, before.versao, slug, applies=False)
    assert slug not in [one.variavel.slug for one in after.perguntas]
    assert (after.fatos[slug].estado, after.fatos[slug].informado_por) == (EstadoDoFato.NAO_SE_APLICA, rita.nome)
    undone = service.undo(geracao.id, rita, after.versao)
    assert undone.perguntas == before.perguntas
    assert service.get(geracao.id, rita.id).secoes == before.secoes
    with pytest.raises(InvalidInputError):
        service.answer(geracao.id, rita, undone.versao, "pedido_medicamento", valor="talvez")


def test_what_an_answer_decided_is_what_the_result_explains(current: Services, geracao: Geracao, rita: Usuario) -> None:
    """A module that was confirmed and that a later answer lets a policy forbid: in, by the person, with a warning."""
    service = current.curadoria
    before = service.get(geracao.id, rita.id)
    confirmed = before.dentro[0].decidido
    pergunta = before.perguntas[0]
    _forbid(current, confirmed.slug, {pergunta.variavel.slug: Celula(Operador.NOT_EXISTS)})
    seen = apply(current, before, rita, Comando(TipoDeAto.CONFIRMOU, confirmed.slug))
    seen = service.answer(geracao.id, rita, seen.versao, pergunta.variavel.slug, applies=False)
    assert seen.itens[confirmed.slug].situacao is Situacao.ACRESCENTADO
    finished = service.finish(geracao.id, rita, seen.versao)
    assert any(confirmed.titulo in aviso and "Política inventada" in aviso for aviso in finished.avisos)
    stored = current.pecas.list_decisoes(geracao.id)
    assert stored == seen.decididos
    assert {one.slug: one.decisao for one in stored}[confirmed.slug] is Decisao.NAO
    assert all(pergunta.variavel.slug not in one.perguntas for one in stored)


def test_a_policy_that_comes_while_it_waits_is_for_the_next_one(
    current: Services, geracao: Geracao, rita: Usuario
) -> None:
    """Noted when a geração begins, for detector and curadoria; an old record, without the note, follows the live."""

    def list_detected(versoes: Versoes) -> list[str]:
        begun = replace(geracao, versoes=versoes)
        return [modulo.slug for modulo in _detect(current, begun, Coleta((), (INICIAL,))).modulos]

    repository, service = GeracaoRepository(current._scope), current.curadoria
    note = current.pecas._agentes.note_versoes
    noted = note("ps")
    repository.save_versoes(geracao, noted)
    before = service.get(geracao.id, rita.id)
    slug = before.dentro[0].decidido.slug
    _forbid(current, slug, {})
    pergunta = before.perguntas[0].variavel.slug
    after = service.answer(geracao.id, rita, before.versao, pergunta, applies=False)
    assert after.itens[slug].situacao is Situacao.SUGERIDO
    for versoes in (note("ps"), Versoes()):
        repository.save_versoes(geracao, versoes)
        assert service.get(geracao.id, rita.id).itens[slug].situacao is Situacao.FORA
        assert slug not in list_detected(versoes)
    assert slug in list_detected(noted)


def test_a_legal_constant_is_read_as_it_was_noted(current: Services) -> None:
    current.constantes.seed_constantes()
    noted = current.pecas._agentes.note_versoes("ps").constantes
    live = next(one for one in current.constantes.list_constantes() if one.slug == SALARIO_MINIMO)
    *older, newest = live.valores
    dearer = replace(live, valores=(*older, replace(newest, valor=newest.valor * 2)))
    current.constantes.save_constante(dearer, autor="Ana Inventada", motivo="m")
    found = [current.constantes.load(versoes).find_numero(SALARIO_MINIMO, newest.desde) for versoes in (noted, None)]
    assert found == [newest.valor, newest.valor * 2]


def test_a_contradiction_is_settled_by_one_of_its_answers(current: Services, geracao: Geracao, rita: Usuario) -> None:
    curadoria = current.curadoria.get(geracao.id, rita.id)
    assert [one.variavel for one in curadoria.contradicoes] == ["pedido_medicamento"]
    curadoria = current.curadoria.choose(geracao.id, rita, curadoria.versao, "pedido_medicamento", 1)
    assert curadoria.contradicoes == ()
    assert replace(curadoria.fatos["pedido_medicamento"], informado_por="", informado_em=None) == LAUDO


def test_a_scenario_of_the_case_has_what_the_person_answered(
    current: Services, geracao: Geracao, rita: Usuario
) -> None:
    """While the curadoria waits and after it; what was undone is out again."""
    service, casos = current.curadoria, current.casos
    open_now = service.get(geracao.id, rita.id).perguntas
    first, second, *_ = [one.variavel.slug for one in open_now if one.variavel.tipo is TipoDeVariavel.BOOLEANO]
    assert {first, second}.isdisjoint(casos.build_cenario(geracao.id, rita.id).valores)
    service.answer(geracao.id, rita, 0, first, valor=True)
    service.answer(geracao.id, rita, 1, second, applies=False)
    valores = casos.build_cenario(geracao.id, rita.id).valores
    assert (valores[first], valores[second]) == (True, SemValor.NAO_SE_APLICA)
    service.undo(geracao.id, rita, 2)
    assert second not in casos.build_cenario(geracao.id, rita.id).valores
    service.finish(geracao.id, rita, 3)
    assert casos.build_cenario(geracao.id, rita.id).valores[first] is True


def test_of_two_tabs_the_second_changes_nothing(current: Services, geracao: Geracao, rita: Usuario) -> None:
    seen = current.curadoria.get(geracao.id, rita.id)
    first = seen.dentro[0].decidido.slug
    apply(current, seen, rita, Comando(TipoDeAto.RETIROU, first))
    with pytest.raises(ForbiddenChangeError, match="asked on 0"):
        apply(current, seen, rita, Comando(TipoDeAto.CONFIRMOU, first))
    assert [ato.alvo for ato in current.curadoria.list_atos(geracao.id, rita.id)] == [first]


def test_what_was_done_cannot_be_rewritten(current: Services, geracao: Geracao, rita: Usuario) -> None:
    seen = current.curadoria.get(geracao.id, rita.id)
    apply(current, seen, rita, Comando(TipoDeAto.RETIROU, seen.dentro[0].decidido.slug))
    for statement in ("UPDATE ato_da_curadoria SET autor = 'x'", "DELETE FROM ato_da_curadoria"):
        with pytest.raises(DBAPIError), current.machinery.engine.begin() as connection:
            connection.execute(text(statement))


def test_stopping_ends_it_and_going_on_waits_again_with_all_that_was_done(
    current: Services, geracao: Geracao, rita: Usuario
) -> None:
    seen = current.curadoria.get(geracao.id, rita.id)
    first = seen.dentro[0].decidido.slug
    apply(current, seen, rita, Comando(TipoDeAto.RETIROU, first))
    current.pecas.cancel_geracao(geracao.id, rita.id)
    assert current.pecas.get_geracao(geracao.id, rita.id).estado is Estado.CANCELADO
    current.pecas.resume_geracao(geracao.id, rita.id)
    running = current.pecas.begin_attempt(geracao.id)
    assert running is not None
    list(current.pecas.generate_peca(running))
    again = current.curadoria.get(geracao.id, rita.id)
    assert again.geracao.estado is Estado.AGUARDANDO_VOCE
    assert again.itens[first].situacao is Situacao.RETIRADO


def test_no_sequence_of_acts_brings_in_what_the_library_does_not_have(
    current: Services, geracao: Geracao, rita: Usuario
) -> None:
    """Random acts over real, base, foreign and invented modules; the seed is printed."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - tells how to repeat a failure
    rng = random.Random(seed)
    versoes = current.prompts.list_versoes("ps")[2]
    slugs = [*versoes, "base-estilo", "peca-contestacao", "detran-merito-recusa-ao-bafometro", "inventado", "", "'; --"]
    curadoria = current.curadoria.get(geracao.id, rita.id)
    for _ in range(60):
        tipo = rng.choice(list(TipoDeAto))
        comando = Comando(tipo, rng.choice([*slugs, "Mérito", "pedido_medicamento"]), rng.choice((-1, 1)))
        try:
            curadoria = apply(current, curadoria, rita, comando)
        except (InvalidInputError, RecordNotFoundError):
            continue
    content = {m.slug for m in current.prompts.list_modulos_by_versao("ps", versoes) if m.tipo == "conteudo"}
    assert {item.decidido.slug for item in curadoria.dentro} <= content
    current.curadoria.finish(geracao.id, rita, curadoria.versao)
    assert {modulo.slug for modulo in current.pecas.list_modulos(geracao.id)} <= content
