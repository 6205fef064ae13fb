"""The page of a case over fake services: which state it draws, and what it never draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import ForbiddenChangeError, QueueUnavailableError, TribunalUnavailableError
from core.processos.autos.domain import (
    CABECALHO,
    INTEIRO,
    Achado,
    Autos,
    Busca,
    DocumentoDosAutos,
    Etapa,
    Ficha,
    Leituras,
    PaginaDosAutos,
    Volume,
    build_documentos,
)
from core.processos.autos.service import pick_documento
from core.processos.domain import EstadoDaPagina, FormatoDeArquivo, Movimento, Parte, Processo
from core.processos.leitura.andamento import AndamentoDaLeitura
from core.processos.novidades import Mudanca, Novidades
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Papel
from pages.ui.dates import format_when
from pages.ui.runtime import install_services
from tests.builders import DIA_UM, build_documento, build_numero_cnj, build_processo
from tests.pages.fakes import FakePecas, FakeUsuarios, build_services, build_usuario
from tests.pages.test_shell import SHELL, list_html

NUMERO = build_numero_cnj()
LIDA, ILEGIVEL = EstadoDaPagina.LIDA, EstadoDaPagina.ILEGIVEL
TRES = Ficha("a" * 64, FormatoDeArquivo.PDF, (LIDA, LIDA, ILEGIVEL), (None,) * 3, frozenset({2}))


@dataclass
class FakeAutos:
    autos: Autos | None = None
    pages: dict[int, PaginaDosAutos] = field(default_factory=dict)
    found: tuple[Achado, ...] = ()
    visits: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    last: tuple[tuple[Processo, datetime], ...] = ()
    seen_before: datetime | None = None

    def note_vista(self, usuario_id: int, autos: Autos) -> datetime:
        return self.seen_before or autos.consultado_em

    def find(self, numero_cnj: str) -> Autos | None:
        return self.autos

    get = find

    def require_documento(self, numero_cnj: str, id_documento: str) -> DocumentoDosAutos:
        assert self.autos is not None
        return pick_documento(self.autos, id_documento)

    def get_pagina(self, documento: DocumentoDosAutos, numero: int) -> PaginaDosAutos:
        return self.pages[numero]

    def search(self, autos: Autos, termo: str, usuario_id: int) -> tuple[Achado, ...]:
        self.asked.append(termo)
        return self.found

    def note_visita(self, usuario_id: int, numero_cnj: str) -> None:
        self.visits.append(numero_cnj)

    def list_visitas(self, usuario_id: int) -> tuple[tuple[Processo, datetime], ...]:
        return self.last


@dataclass
class FakeBuscas:
    open: dict[str, Busca] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    refusal: Exception | None = None

    def find(self, numero_cnj: str, alvo: str) -> Busca | None:
        return self.open.get(alvo)

    def request(self, numero_cnj: str, alvo: str, usuario_id: int) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(alvo)
        self.open[alvo] = build_busca(alvo, Etapa.NA_FILA)

    def stop(self, numero_cnj: str, alvo: str, usuario_id: int) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.stopped.append(alvo)

    def find_place(self, busca: Busca) -> int | None:
        return 2


@dataclass
class FakeVolumes:
    volume: Volume | None = None
    asked: int = 0

    def find(self, autos: Autos) -> Volume | None:
        return self.volume

    def is_making(self, autos: Autos) -> bool:
        return False

    def request(self, autos: Autos, usuario_id: int) -> None:
        self.asked += 1


@dataclass
class Case:
    """The fakes of one test."""

    autos: FakeAutos = field(default_factory=FakeAutos)
    buscas: FakeBuscas = field(default_factory=FakeBuscas)
    volumes: FakeVolumes = field(default_factory=FakeVolumes)
    has_failed: bool = False
    continued: list[str] = field(default_factory=list)
    novidades: Novidades = field(default_factory=lambda: Novidades(None))


def build_busca(alvo: str, etapa: Etapa, **changes: Any) -> Busca:
    now = datetime.now(UTC)
    return Busca(NUMERO, alvo, 7, etapa, now, now, **changes)


def build_autos(*, nivel_sigilo: int = 0) -> Autos:
    """A petition of three pages, a document that is not here, a secret one."""
    documentos = (build_documento("1", 500), build_documento("2", 6, dia=2), build_documento("3", 8, dia=3, sigilo=2))
    processo = replace(build_processo(*documentos, partes=(Parte("AT", "Ana <b>Só</b>"),)), nivel_sigilo=nivel_sigilo)
    built = build_documentos(processo, {"1": "a" * 64, "3": "c" * 64}, Leituras({"a" * 64: TRES}), 0)
    is_secret = nivel_sigilo > 0
    return Autos(processo, datetime.now(UTC), is_sigiloso=is_secret, documentos=() if is_secret else built)


def build_long(*, is_alive: bool) -> Autos:
    """A document of 300 pages of which three were read."""
    processo = build_processo(build_documento("1", 500))
    leituras = Leituras({}, {"a" * 64: AndamentoDaLeitura(3, 300, is_alive, is_alive)}, {"a" * 64: TRES})
    documentos = build_documentos(processo, {"1": "a" * 64}, leituras, 0)
    return Autos(processo, datetime.now(UTC), is_sigiloso=False, documentos=documentos)


def build_pagina(numero: int, **changes: Any) -> PaginaDosAutos:
    values = {"estado": LIDA, "texto": f"texto {numero}", "oculto": "", "citacao": f"doc. 1, p. {numero}", **changes}
    return PaginaDosAutos(numero, formato=FormatoDeArquivo.PDF, **values)


@pytest.fixture
def case() -> Case:
    return Case()


@pytest.fixture
def open_page(case: Case) -> Iterator[Callable[..., AppTest]]:
    usuarios = FakeUsuarios()
    sessao = usuarios.sessoes[usuarios.enter(build_usuario())]

    def build(**address: str) -> AppTest:
        services = build_services(usuarios, FakePecas())
        services.autos, services.buscas, services.volumes = case.autos, case.buscas, case.volumes
        services.processos = SimpleNamespace(
            has_failed_leitura=lambda hashes: case.has_failed, find_novidades=lambda numero, desde: case.novidades
        )
        services.leituras = SimpleNamespace(request=lambda hashes, usuario_id: case.continued.extend(hashes))
        install_services(services)
        at = AppTest.from_file(SHELL, default_timeout=20)
        at.user["login"] = sessao.usuario.login
        at.user["papeis"] = Papel.PROCURADOR.value
        at.user["sessao"] = str(sessao.id)
        at.run().switch_page("../processos.py")
        for name, value in address.items():
            at.query_params[name] = value
        return at.run()

    yield build
    install_services(None)


OpenPage = Callable[..., AppTest]


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.main.button if button.label == label).click().run()


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.main.button]


def test_without_a_number_the_page_says_what_to_do(open_page: OpenPage) -> None:
    at = open_page()
    assert not at.exception
    assert "Nenhum processo aberto ainda." in list_html(at)


def test_last_cases_of_the_person_are_links(open_page: OpenPage, case: Case) -> None:
    case.autos.last = ((build_processo(), datetime.now(UTC)),)
    html = list_html(open_page())
    assert f'href="/processos?processo={NUMERO}"' in html
    assert format_numero_cnj(NUMERO) in html


def test_case_never_seen_is_asked_for_with_the_click_that_opens_it(open_page: OpenPage, case: Case) -> None:
    at = open_page()
    at.main.text_input[0].set_value(format_numero_cnj(NUMERO)).run()
    press(at, "Abrir processo")
    assert case.buscas.asked == [CABECALHO]
    assert at.query_params["processo"] == NUMERO
    assert "Na fila para o TJMS: 2ª" in list_html(at)


@pytest.mark.parametrize("typed", ["", "0801234", "letras", format_numero_cnj(NUMERO).replace("-", "-0", 1)])
def test_wrong_number_asks_nobody(open_page: OpenPage, case: Case, typed: str) -> None:
    at = open_page()
    at.main.text_input[0].set_value(typed).run()
    press(at, "Abrir processo")
    assert at.error
    assert (case.buscas.asked, at.query_params.get("processo")) == ([], None)


@pytest.mark.parametrize("address", ["123", "abc", "1" * 40, "<script>"])
def test_wrong_number_in_the_address_is_explained(open_page: OpenPage, address: str) -> None:
    at = open_page(processo=address)
    assert not at.exception
    assert "E101" in at.error[0].value


def test_link_to_a_case_never_seen_offers_the_question(open_page: OpenPage, case: Case) -> None:
    at = open_page(processo=format_numero_cnj(NUMERO))
    assert case.buscas.asked == []
    press(at, "Consultar no TJMS")
    assert case.buscas.asked == [CABECALHO]


def test_refusal_of_the_court_is_told_and_may_be_tried_again(open_page: OpenPage, case: Case) -> None:
    error = TribunalUnavailableError("down")
    case.buscas.open[CABECALHO] = build_busca(
        CABECALHO, Etapa.COM_ERRO, erro_codigo=error.code, erro_mensagem=error.user_message
    )
    at = open_page(processo=NUMERO)
    assert error.user_message in at.error[0].value
    assert "Consultar no TJMS" in labels(at)


def test_queue_that_is_away_is_told(open_page: OpenPage, case: Case) -> None:
    case.buscas.refusal = QueueUnavailableError("no redis")
    at = press(open_page(processo=NUMERO), "Consultar no TJMS")
    assert QueueUnavailableError.code in at.error[0].value


def test_list_says_the_state_of_each_document_and_escapes_the_courts_words(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    at = open_page(processo=NUMERO)
    html = list_html(at)
    assert "3 páginas: 2 lidas, 1 ilegível" in html
    assert "Lido em parte · texto oculto" in html
    assert "Ainda não baixado" in html
    assert "Sigiloso (nível 2)" in html
    assert "Ana &lt;b&gt;Só&lt;/b&gt;" in html
    assert case.autos.visits
    assert "documento=3" not in html
    press(at, "Baixar e ler todos os documentos")
    assert case.buscas.asked == [INTEIRO]


def test_secret_case_shows_number_level_and_nothing_else(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos(nivel_sigilo=5)
    at = open_page(processo=NUMERO, documento="1", pagina="1")
    assert "nível 5" in at.warning[0].value
    html = list_html(at)
    assert "Ana" not in html
    assert "leitor-folha" not in html
    assert not at.main.text_input


@pytest.mark.parametrize(("documento", "code"), [("3", "E304"), ("9", "E203")])
def test_document_that_may_not_be_opened_is_refused(open_page: OpenPage, case: Case, documento: str, code: str) -> None:
    case.autos.autos = build_autos()
    at = open_page(processo=NUMERO, documento=documento)
    assert code in at.error[0].value
    assert case.buscas.asked == []
    assert "leitor-folha" not in list_html(at)


def test_page_stands_beside_its_picture_with_hidden_text_apart(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    case.autos.pages[2] = build_pagina(2, texto="visível & <i>", oculto="ignore <u>tudo")
    html = list_html(open_page(processo=NUMERO, documento="1", pagina="2"))
    assert f'src="/autos/imagem?processo={NUMERO}&amp;documento=1&amp;pagina=2"' in html
    assert "visível &amp; &lt;i&gt;" in html
    assert "Texto oculto nesta página" in html
    assert "ignore &lt;u&gt;tudo" in html
    assert 'data-pagina="1"' in html
    assert 'data-pagina="3"' in html
    assert f"/autos/original?processo={NUMERO}&amp;documento=1&amp;parte=1" in html


def test_page_that_was_not_read_says_so(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    case.autos.pages[3] = build_pagina(3, estado=ILEGIVEL, texto="", motivo="Página 3: a página está danificada.")
    html = list_html(open_page(processo=NUMERO, documento="1", pagina="3"))
    assert "Página ilegível" in html
    assert "a página está danificada" in html


@pytest.mark.parametrize(("address", "shown"), [("0", 1), ("99", 3), ("abc", 1), ("-4", 1), ("9" * 30, 1), ("²", 1)])
def test_page_number_that_is_not_there_goes_to_the_nearest(
    open_page: OpenPage, case: Case, address: str, shown: int
) -> None:
    case.autos.autos = build_autos()
    case.autos.pages[shown] = build_pagina(shown)
    at = open_page(processo=NUMERO, documento="1", pagina=address)
    assert f"Página {shown} de 3" in list_html(at)


def test_document_not_here_is_fetched_when_it_is_opened(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    at = open_page(processo=NUMERO, documento="2")
    assert case.buscas.asked == ["2"]
    assert "Na fila para o TJMS: 2ª" in list_html(at)
    at.run()
    assert case.buscas.asked == ["2"]


def test_document_that_the_court_did_not_deliver_may_be_asked_for_again(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    case.buscas.open["2"] = build_busca("2", Etapa.PRONTA)
    at = open_page(processo=NUMERO, documento="2")
    assert "O TJMS não entregou este documento." in list_html(at)
    press(at, "Pedir de novo")
    assert case.buscas.asked == ["2"]


def test_long_reading_says_its_pages_and_is_stopped_in_the_list(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_long(is_alive=True)
    at = open_page(processo=NUMERO)
    html = list_html(at)
    assert "3 de 300 páginas" in html
    assert "Em leitura" in html
    assert "Baixar e ler todos os documentos" not in labels(at)
    press(at, "Parar leitura")
    assert case.buscas.stopped == [INTEIRO]


def test_pages_read_so_far_are_opened_and_the_reading_is_stopped_from_there(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_long(is_alive=True)
    case.autos.pages[3] = build_pagina(3)
    at = open_page(processo=NUMERO, documento="1", pagina="250")
    html = list_html(at)
    assert "Em leitura: 3 de 300 páginas" in html
    assert "Página 3 de 3 já lidas" in html
    assert "texto 3" in html
    assert case.buscas.asked == []
    press(at, "Parar leitura")
    assert case.buscas.stopped == ["1"]


def test_reading_that_others_need_is_not_stopped_and_the_page_says_why(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_long(is_alive=True)
    case.autos.pages[1] = build_pagina(1)
    case.buscas.refusal = ForbiddenChangeError("needed", user_message="Outra pessoa a pediu.")
    at = press(open_page(processo=NUMERO, documento="1"), "Parar leitura")
    assert "Outra pessoa a pediu." in at.error[0].value


def test_broken_off_reading_goes_on_when_it_is_asked_for(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_long(is_alive=False)
    case.autos.pages[1] = build_pagina(1)
    assert "Leitura interrompida" in list_html(open_page(processo=NUMERO))
    at = open_page(processo=NUMERO, documento="1")
    html = list_html(at)
    assert "Leitura interrompida: 3 de 300 páginas" in html
    assert "texto 1" in html
    press(at, "Continuar leitura")
    assert case.continued == ["a" * 64]


def test_search_shows_pages_with_the_words_marked_and_what_it_cannot_reach(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    [documento, *_] = case.autos.autos.documentos
    case.autos.found = (Achado(documento, 2, 3, ("antes <", "achado", "> depois")),)
    at = open_page(processo=NUMERO)
    at.main.text_input(key="processos_busca").set_value("Achado").run()
    html = list_html(at)
    assert "antes &lt;<mark>achado</mark>&gt; depois" in html
    assert "3 vezes" in html
    assert "1 documentos ainda não lidos" not in html
    assert "1 documento ainda não lido" in html
    assert f'href="/processos?processo={NUMERO}&amp;documento=1&amp;pagina=2&amp;busca=Achado"' in html
    assert at.query_params["busca"] == "Achado"
    at.run()
    assert case.autos.asked == ["Achado"]


def test_kind_of_a_document_is_said_where_its_title_does_not(open_page: OpenPage, case: Case) -> None:
    documentos = [
        replace(build_documento("1", 8369), descricao="Exame de 12/03"),
        replace(build_documento("2", 8369, dia=1), descricao="LAUDO pericial"),
        replace(build_documento("3", 31_337, dia=2), descricao="Anexo"),
    ]
    processo = build_processo(*documentos)
    built = build_documentos(processo, {}, Leituras({}), 0)
    case.autos.autos = Autos(processo, datetime.now(UTC), is_sigiloso=False, documentos=built)
    html = list_html(open_page(processo=NUMERO))
    assert [html.count(f"doc. {n} · Laudo<") for n in (1, 2, 3)] == [1, 0, 0]


def test_search_without_a_hit_says_so(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    at = open_page(processo=NUMERO, busca="nada")
    assert "Nenhuma página com essas palavras." in list_html(at)


def test_what_changed_since_the_person_saw_the_case_is_told_first(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = autos = build_autos()
    case.autos.seen_before = autos.consultado_em - timedelta(days=400)
    case.novidades = Novidades(
        None,
        documentos=(autos.processo.documentos[0], autos.processo.documentos[2], build_documento("9", 6)),
        movimentos=tuple(Movimento(1, f"Ato <{n}>", DIA_UM + timedelta(days=n), id_documento="2") for n in range(6)),
        mudancas=(Mudanca("Polo ativo", (), ("Bia", "Cid")), Mudanca("Valor da causa", ("R$ 1,00",), ("R$ 2,00",))),
    )
    at = open_page(processo=NUMERO)
    assert at.main.subheader[0].value == "O que mudou"
    html = list_html(at)
    assert "2 documentos novos, 6 movimentações novas, 2 dados alterados desde a consulta de" in html
    block = html[html.index("autos-desde") : html.index("autos-lista")]
    assert f'href="/processos?processo={NUMERO}&amp;documento=1&amp;pagina=1"' in block
    assert "sigiloso (nível 2)" in block
    assert "documento=3" not in block
    assert block.index("Ato &lt;5&gt;") < block.index("Ato &lt;1&gt;") < block.index("Mostrar mais 1")
    assert "Documento 2" in block
    assert "entraram Bia, Cid" in block
    assert "de R$ 1,00 para R$ 2,00" in block


def test_case_that_stayed_says_so_with_the_time(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = autos = build_autos()
    case.autos.seen_before = autos.consultado_em - timedelta(days=400)
    html = list_html(open_page(processo=NUMERO))
    assert f"Nada mudou desde a consulta de {format_when(case.autos.seen_before)}, a última que você" in html
    assert f"O TJMS confirmou {format_when(autos.consultado_em)}." in html


def test_without_a_newer_answer_nothing_is_said_of_changes(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    html = list_html(open_page(processo=NUMERO))
    assert "mudou" not in html


def test_volume_is_asked_for_and_taken(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    at = press(open_page(processo=NUMERO), "Juntar em um PDF")
    assert case.volumes.asked == 1
    case.volumes.volume = Volume("k", 12_340_000)
    at.run()
    assert "Baixar PDF do processo (12,3 MB)" in list_html(at)


def test_volume_that_cannot_be_made_says_why(open_page: OpenPage, case: Case) -> None:
    case.autos.autos = build_autos()
    case.volumes.volume = Volume("k", 0, "Os documentos somam muito.")
    at = open_page(processo=NUMERO)
    assert "Os documentos somam muito." in at.warning[0].value
