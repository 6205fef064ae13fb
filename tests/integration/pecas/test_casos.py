"""What a case gives to those who keep the library: values by permission, and a scenario that names nobody."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.errors import ProcessoSigilosoError, RecordNotFoundError
from core.pecas.casos import CasoService, keep_anonymous
from core.pecas.domain import Coleta, EstadoDoFato, Fato, PedidoDeGeracao, TipoDePeca
from core.pecas.repository import GeracaoRepository
from core.processos.domain import Parte
from core.prompts.constantes.domain import Constantes
from core.prompts.domain import TipoDeVariavel, Variavel
from core.prompts.regras import SemValor
from tests.builders import build_numero_cnj, build_processo

NUMERO, NUNCA_VISTO, SIGILOSO, SEM_GERACAO = (build_numero_cnj(n) for n in range(4))
VARIAVEIS = {
    v.slug: v
    for v in (
        Variavel("pede", TipoDeVariavel.BOOLEANO, "Pede?"),
        Variavel("opcao", TipoDeVariavel.ESCOLHA, "Qual?", ("a", "b")),
        Variavel("lista", TipoDeVariavel.LISTA, "Quais?", ("a", "b")),
        Variavel("nome", TipoDeVariavel.TEXTO, "Quem?"),
        Variavel("valor", TipoDeVariavel.MOEDA, "Quanto?"),
        Variavel("dia", TipoDeVariavel.DATA, "Quando?"),
    )
}
FATOS = (
    Fato("pede", EstadoDoFato.VALORADO, valor=True),
    Fato("opcao", EstadoDoFato.VALORADO, "a"),
    Fato("lista", EstadoDoFato.VALORADO, ["a", "Maria"]),
    Fato("nome", EstadoDoFato.VALORADO, "Maria"),
    Fato("valor", EstadoDoFato.VALORADO, 1234.56),
    Fato("dia", EstadoDoFato.NAO_SE_APLICA, None),
    Fato("outra", EstadoDoFato.VALORADO, valor=True),
)


class FakeProcessos:
    """Cases as last seen; ``pedidos`` are those that the court was asked for."""

    def __init__(self) -> None:
        self.pedidos: list[str] = []

    def get_processo(self, numero_cnj: str) -> Any:
        if numero_cnj == NUNCA_VISTO:
            raise RecordNotFoundError(numero_cnj)
        estado = Parte("PA", "Estado de Mato Grosso do Sul")
        return replace(build_processo(partes=(estado,)), nivel_sigilo=3 * (numero_cnj == SIGILOSO))

    def request_prefetch(self, numero_cnj: str) -> bool:
        self.pedidos.append(numero_cnj)
        return True


@pytest.fixture
def processos() -> FakeProcessos:
    return FakeProcessos()


@pytest.fixture
def casos(repository: GeracaoRepository, processos: FakeProcessos) -> CasoService:
    prompts: Any = SimpleNamespace(list_variaveis=lambda: VARIAVEIS)
    constantes: Any = SimpleNamespace(load=lambda: Constantes({}))
    court: Any = processos
    curadoria: Any = SimpleNamespace(list_fatos=lambda geracao_id, _: repository.list_fatos(geracao_id))
    return CasoService(repository, curadoria, court, prompts, constantes, max_nivel_sigilo=0)


def generate(repository: GeracaoRepository, usuario_id: int, fatos: tuple[Fato, ...] = FATOS) -> Any:
    pedido = PedidoDeGeracao(NUMERO, TipoDePeca.APELACAO, "ps")
    geracao = repository.begin_attempt(repository.add(pedido, usuario_id).id)
    assert geracao is not None
    repository.save_coleta(geracao, Coleta((), fatos, ()))
    return geracao


def test_the_newest_geracao_of_the_person_gives_the_values(
    casos: CasoService, repository: GeracaoRepository, usuario_id: int
) -> None:
    geracao = generate(repository, usuario_id)
    found = casos.find_valores(NUMERO, usuario_id)
    assert found is not None
    assert (found.valores["nome"], found.valores["dia"]) == ("Maria", SemValor.NAO_SE_APLICA)
    assert (found.tipo_de_peca, found.gerada_em) == ("apelacao", geracao.criada_em)
    others = casos.find_valores(NUMERO, usuario_id + 1)
    assert others is not None
    assert others.gerada_em is None
    assert "nome" not in others.valores


def test_a_case_without_a_geracao_gives_what_the_court_tells(casos: CasoService, usuario_id: int) -> None:
    found = casos.find_valores(SEM_GERACAO, usuario_id)
    assert found is not None
    assert found.valores["processo_estado_no_polo_passivo"] is True


def test_a_case_never_seen_is_asked_for_and_a_secret_one_refused(
    casos: CasoService, processos: FakeProcessos, usuario_id: int
) -> None:
    assert casos.find_valores(NUNCA_VISTO, usuario_id) is None
    assert processos.pedidos == [NUNCA_VISTO]
    with pytest.raises(ProcessoSigilosoError, match="level 3"):
        casos.find_valores(SIGILOSO, usuario_id)


def test_a_scenario_holds_nothing_that_tells_whose_case_it_is(
    casos: CasoService, repository: GeracaoRepository, usuario_id: int
) -> None:
    geracao = generate(repository, usuario_id)
    cenario = casos.build_cenario(geracao.id, usuario_id)
    assert cenario.valores == {"pede": True, "opcao": "a", "dia": SemValor.NAO_SE_APLICA}
    assert (cenario.nome, cenario.nota, cenario.slug, cenario.grupo) == ("", "", "", "ps")
    with pytest.raises(RecordNotFoundError):
        casos.build_cenario(geracao.id, usuario_id + 1)


def test_what_is_unknown_or_of_no_question_stays_out() -> None:
    unknown = Fato("pede", EstadoDoFato.DESCONHECIDO, None)
    assert keep_anonymous((unknown, *FATOS[3:5], FATOS[6]), VARIAVEIS) == ()
