"""The screen of a comparison over planted answers: what is told, blocked, listed and linked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.classificador.avaliacao.domain import Comparacao
from core.classificador.avaliacao.resultado import build_resultado, compare_resultados
from core.classificador.gabarito.domain import Parte
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services, services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html
from tests.unit.classificador.gabaritos import AGORA, build_avaliacao, build_casos, build_itens

CATEGORIAS = (
    CategoriaDeClassificacao("citacao", "Citação <b>", "chama", is_protegida=True),
    CategoriaDeClassificacao("sentenca", "Sentença", "julga"),
)
PROMPT = Prompt("triagem", 3, "{{categorias}}", "Triagem", Subsistema.CLASSIFICADOR, CATEGORIAS)
NOVO = replace(PROMPT, versao=4)
_DE_TESTE = [caso for caso in build_casos(["citacao"] * 400) if caso.parte is Parte.TESTE][:40]
CASOS = tuple(replace(caso, categoria=("citacao", "sentenca")[n % 2]) for n, caso in enumerate(_DE_TESTE))
CERTAS = [caso.categoria for caso in CASOS]
ERRADAS = ["sentenca" if place < 12 and certa == "citacao" else certa for place, certa in enumerate(CERTAS)]
"""Six documents of the protected class are lost."""


LOCAL = SimpleNamespace(chave=f"local:{UUID(int=9)}", nome="Petições *1*")


def compare_locally() -> Comparacao:
    """Gemini, always right, beside a model trained here that is sure of what it gets right only."""
    pedido = replace(build_avaliacao(3).pedido, modelo=LOCAL.chave)
    local = build_avaliacao(3, id=UUID(int=5), pedido=pedido, nome_local=LOCAL.nome)
    itens = [
        replace(item, probabilidade=0.95 if certa == dada else 0.6, custo_brl=Decimal("0.0001"))
        for item, certa, dada in zip(build_itens(CASOS, ERRADAS), CERTAS, ERRADAS, strict=True)
    ]
    a = build_resultado(build_avaliacao(3), CASOS, build_itens(CASOS, CERTAS), PROMPT)
    b = build_resultado(local, CASOS, itens, PROMPT)
    return compare_resultados(a, b, (PROMPT, PROMPT))


def compare() -> Comparacao:
    a = build_resultado(build_avaliacao(3), CASOS, build_itens(CASOS, CERTAS), PROMPT)
    b = build_resultado(build_avaliacao(4), CASOS, build_itens(CASOS, ERRADAS, segundos=3.0), NOVO)
    return compare_resultados(a, b, (PROMPT, NOVO))


@pytest.fixture
def at() -> Iterator[AppTest]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario(Papel.DADOS))]
    built = build_services(usuarios, FakePecas())
    versoes = {
        prompt.versao: SimpleNamespace(
            prompt=prompt,
            autor="rui",
            motivo="x",
            criada_em=AGORA,
            is_producao=prompt is PROMPT,
            is_candidata=prompt is NOVO,
        )
        for prompt in (PROMPT, NOVO)
    }
    gabarito = SimpleNamespace(slug="ouro", versao=1, nome="Ouro", prompt_slug="triagem", total=40)
    runs = (build_avaliacao(4, feitos=40, total=40), build_avaliacao(3, feitos=40, total=40))
    parts: dict[str, Any] = {
        "instrucoes": SimpleNamespace(
            get=lambda _slug, versao=None: versoes[versao or 3],
            find_candidata=lambda _slug: versoes[4],
            find_anterior=lambda _slug, _viva: None,
            list_versoes=lambda _slug: (versoes[4], versoes[3]),
        ),
        "gabaritos": SimpleNamespace(
            list_gabaritos=lambda: (gabarito,),
            list_categorias=lambda _slug: CATEGORIAS,
            get=lambda _slug, _versao=None: gabarito,
        ),
        "avaliacoes": SimpleNamespace(
            list_avaliacoes=lambda _slug, _limit=0: runs,
            find_comparacoes=lambda _slug, _versao: (compare(),),
            compare=lambda _a, _b: compare(),
            get_resultado=lambda _id: compare().b,
        ),
        "lotes": SimpleNamespace(
            list_modelos=lambda: ("gemini-2.5-flash",),
            list_locais=lambda _prompt: (LOCAL,),
            list_proprios=lambda _usuario: (),
        ),
    }
    for name, part in parts.items():
        setattr(built, name, part)
    settings: Any = built.settings
    settings.gemini = SimpleNamespace(modelo_coletor="gemini-2.5-flash")
    install_services(built)
    at = AppTest.from_file(SHELL, default_timeout=20)
    at.user["login"] = sessao.usuario.login
    at.user["papeis"] = Papel.DADOS.value
    at.user["sessao"] = str(sessao.id)
    at.query_params.update({"aba": "instrucoes", "prompt": "triagem", "ver": "avaliacao"})
    yield at.run().switch_page("../prompts_e_modulos.py").run()
    install_services(None)


def test_the_verdict_stands_with_what_it_rests_on(at: AppTest) -> None:
    html = list_html(at)
    assert "Pior: a versão 4 acerta menos que a versão 3." in html
    assert "Promoção bloqueada" in html
    assert "Gabarito “Ouro”, versão 1; modelo gemini-2.5-flash." in html
    assert "30% erro" in html
    assert "100,0% → 70,0%" in html
    assert "Onde discordam (6)" in [one.value for one in at.main.subheader]
    assert "/classificador?aba=gabarito&amp;gabarito=ouro&amp;versao=1&amp;ver=casos&amp;doc=" in html
    assert "Citação <b>" not in html


def test_a_candidate_that_was_never_compared_is_not_promoted_without_a_word(at: AppTest) -> None:
    runs: Any = services().avaliacoes
    runs.find_comparacoes = lambda _slug, _versao: ()
    runs.list_avaliacoes = lambda _slug, _limit=0: ()
    at.run()
    assert "Ninguém conferiu" in at.main.warning[0].value
    assert "“Citação \\<b\\>”" in at.main.warning[0].value


@pytest.mark.parametrize("base", ["", str(UUID(int=3))], ids=["alone", "beside another"])
def test_a_run_that_the_address_names_is_shown(at: AppTest, base: str) -> None:
    at.query_params.update({"rodada": str(UUID(int=4)), **({"base": base} if base else {})})
    at.run()
    titles = [one.value for one in at.main.subheader]
    assert ("Erros (6)" if not base else "Onde discordam (6)") in titles
    assert list(at.main.error) == []


def test_a_model_trained_here_stands_beside_gemini_with_what_both_together_would_cost(at: AppTest) -> None:
    comparacao = compare_locally()
    runs: Any = services().avaliacoes
    runs.list_avaliacoes = lambda _slug, _limit=0: (comparacao.b.avaliacao, comparacao.a.avaliacao)
    asked: list[UUID] = []

    def compare(a: UUID, b: UUID) -> Comparacao:
        asked.extend((a, b))
        return comparacao

    runs.compare = compare
    at.query_params.update({"rodada": str(UUID(int=5)), "base": str(UUID(int=3))})
    html = list_html(at.run())
    assert list(at.main.error) == []
    assert "Modelo “Petições *1*”, treinado no portal" in html
    assert "local:" not in html
    # 34 of 40 stay for R$ 0,10 a thousand; the other six cost Gemini's R$ 2,00 a thousand too
    assert "vai ao Gemini o que tiver menos de 70% de certeza; R$ 0,4000 por mil em vez de R$ 2,00." in html
    assert "Petições *1*, treinado no portal" in str([one.options for one in at.main.selectbox])
    assert any("“Petições \\*1\\*”" in one.value for one in at.main.subheader)
    at.run()
    assert asked == [UUID(int=3), UUID(int=5)]  # read once, however often the page is drawn
