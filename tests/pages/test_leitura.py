"""Another person's peça on the generator's page, and what the owner shares of her own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import RecordNotFoundError
from core.pecas.domain import OrigemDaVersao, Peca, TipoDePeca, VersaoDaPeca
from core.pecas.leitura import PecaAlheia, PecaRecebida
from core.usuarios.acesso import Relacao
from core.usuarios.compartilhamento.domain import Alvo, Compartilhamento
from core.usuarios.domain import Papel, Usuario
from pages.ui.runtime import install_services
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TEXTO = "# Dos fatos\n\nA parte pede <script>alert(1)</script> o remédio.\n"

DRAW = """
from dataclasses import replace
from uuid import UUID

from core.events import Estado
from pages.ui.compartilhar import show_compartilhar
from tests.pages.fakes import build_geracao, build_usuario

show_compartilhar(build_usuario(), replace(build_geracao(Estado.PRONTO), id=UUID(int=1)))
"""


@dataclass
class FakeLeituras:
    """What others shared, and what was asked."""

    alheia: PecaAlheia | None = None
    noted: list[str] = field(default_factory=list)

    def find_alheia(self, geracao_id: UUID, usuario: Usuario) -> PecaAlheia | None:
        if self.alheia is None:
            raise RecordNotFoundError("of another person")
        return self.alheia

    def note_leitura(self, alheia: PecaAlheia, usuario: Usuario) -> None:
        self.noted.append(f"{usuario.login}: {alheia.titulo}")

    def list_recebidas(self, usuario: Usuario) -> tuple[PecaRecebida, ...]:
        return (PecaRecebida(uuid4(), "Contestação · <b>1</b>", "Ana Inventada", NOW),)

    def list_da_unidade(self, usuario: Usuario, *, limit: int) -> tuple[PecaRecebida, ...]:
        return tuple(PecaRecebida(uuid4(), f"Peça da unidade {n}", "Bia <i>", NOW) for n in range(50))[:limit]


@pytest.fixture
def leituras() -> FakeLeituras:
    return FakeLeituras()


@pytest.fixture
def open_page(leituras: FakeLeituras) -> Iterator[Callable[..., AppTest]]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario())]

    def build(**address: str) -> AppTest:
        services = build_services(usuarios, FakePecas())
        services.leituras_de_pecas = leituras
        install_services(services)
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"], at.user["sessao"] = sessao.usuario.login, str(sessao.id)
        at.user["papeis"] = Papel.PROCURADOR.value
        at = at.run().switch_page("../gerador_de_pecas.py")
        for name, value in address.items():
            at.query_params[name] = value
        return at.run()

    yield build
    install_services(None)


def build_alheia() -> PecaAlheia:
    versao = VersaoDaPeca(2, OrigemDaVersao.EDICAO, "Ana Inventada", NOW, TEXTO)
    numero = "08000010220268120001"
    peca = Peca(uuid4(), uuid4(), numero, TipoDePeca.CONTESTACAO, 1, NOW, versao)
    return PecaAlheia(peca, Relacao.COMPARTILHADO, "Ana Inventada")


def test_a_reader_sees_text_and_files_and_nothing_to_change(
    open_page: Callable[..., AppTest], leituras: FakeLeituras
) -> None:
    leituras.alheia = build_alheia()
    at = open_page(geracao=str(leituras.alheia.peca.geracao_id))
    at.run()
    shown = "".join(list_html(at))
    assert f"/baixar/{leituras.alheia.peca.id}?formato=docx" in shown
    assert "Dos fatos" in shown
    assert "<script>" not in shown
    assert "compartilhada com você" in at.info[0].value
    assert list(at.main.button) == []
    assert leituras.noted == ["procurador: Contestação · 0800001-02.2026.8.12.0001"]  # once, whatever is redrawn


def test_what_a_person_may_not_open_is_not_found(open_page: Callable[..., AppTest], leituras: FakeLeituras) -> None:
    at = open_page(geracao=str(uuid4()))
    assert RecordNotFoundError.code in at.error[0].value
    assert leituras.noted == []


def test_what_was_shared_is_listed_below_the_own(open_page: Callable[..., AppTest]) -> None:
    shown = "".join(list_html(open_page()))
    assert "de Ana Inventada" in shown
    assert "&lt;b&gt;" in shown


def test_pecas_of_the_unit_come_twenty_at_a_time(open_page: Callable[..., AppTest]) -> None:
    at = open_page(unidade="2")
    shown = list_html(at)
    assert [f"Peça da unidade {n}<" in shown for n in (39, 40)] == [True, False]
    assert "de Bia &lt;i&gt;" in shown
    at.button(key="gerador_de_pecas_unidade_mais").click().run()
    assert at.query_params["unidade"] == "3"
    assert "Peça da unidade 49<" in list_html(at)
    assert [one.key for one in at.button if one.key == "gerador_de_pecas_unidade_mais"] == []


def test_an_owner_gives_and_takes_back() -> None:
    given: list[Any] = []
    acesso = Compartilhamento(uuid4(), Alvo("Ana *Inventada*", 1), NOW)

    def share(_geracao: object, alvo: Alvo, _usuario: object) -> bool:
        given.append(alvo.nome)
        return True

    def withdraw(_geracao: object, acesso_id: UUID, _usuario: object) -> bool:
        given.append(acesso_id)
        return True

    leituras = SimpleNamespace(
        list_acessos=lambda *_: (acesso,),
        list_alvos=lambda _: (Alvo("Tema", grupo_id=uuid4()), Alvo("Ana *Inventada*", 1)),
        share=share,
        withdraw=withdraw,
    )
    install_services(SimpleNamespace(leituras_de_pecas=leituras))  # type: ignore[arg-type]  # the part that is used
    try:
        at = AppTest.from_string(DRAW, default_timeout=20).run()
        assert at.selectbox[0].options == ["Grupo Tema"]  # who has it already is not offered again
        at.button[0].click().run()
        assert "Escolha um colega" in at.warning[0].value
        at.selectbox[0].select_index(0)
        at.button[0].click().run()
        assert "Grupo Tema agora pode ler" in at.success[0].value
        at.button[1].click().run()
        assert given == ["Tema", acesso.id]
        assert r"Ana \*Inventada\*" in at.markdown[-1].value
    finally:
        install_services(None)
