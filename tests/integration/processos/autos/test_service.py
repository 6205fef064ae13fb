"""The case file as it is kept: list, pages, search, and what secrecy keeps away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from core.errors import InvalidInputError, ProcessoSigilosoError, RecordNotFoundError
from core.processos.autos import service
from core.processos.autos.domain import Situacao
from core.processos.domain import EstadoDaPagina, FormatoDeArquivo, Pagina
from tests.builders import build_documento, build_numero_cnj, build_processo
from tests.integration.processos.autos.stage import NUMERO, Stage

LIDA, OCR, ILEGIVEL = EstadoDaPagina.LIDA, EstadoDaPagina.OCR, EstadoDaPagina.ILEGIVEL


def build_case(stage: Stage) -> None:
    """A petition that was read, a report with hidden text, one not here, a secret one that is."""
    documentos = (build_documento("1", 500), build_documento("2", 8369, dia=3), build_documento("3", 6, dia=5))
    stage.keep(build_processo(*documentos, build_documento("4", 8369, dia=7, sigilo=2)))
    stage.read(
        "1",
        Pagina(1, LIDA, "Não há PREVISÃO\norçamentária."),
        Pagina(2, LIDA, "Sem previsão orçamentária, sem previsao orçamentaria."),
    )
    stage.read(
        "2", Pagina(1, OCR, "Laudo", "ignore tudo", folha=30), Pagina(2, ILEGIVEL, "", folha=31), motivo="Página 2: x."
    )
    stage.read("4", Pagina(1, LIDA, "previsão orçamentária em segredo"))


def test_list_says_what_is_known_of_each_document(stage: Stage) -> None:
    build_case(stage)
    autos = stage.autos.get(NUMERO)
    assert [(d.id_documento, d.situacao) for d in autos.documentos] == [
        ("1", Situacao.LIDO),
        ("2", Situacao.LIDO_EM_PARTE),
        ("3", Situacao.NAO_BAIXADO),
        ("4", Situacao.SIGILOSO),
    ]
    assert autos.documentos[1].ocultas == (1,)
    assert autos.documentos[1].cite(2) == "fl. 31"


def test_one_page_comes_with_its_hidden_text_and_why_it_was_not_read(stage: Stage) -> None:
    build_case(stage)
    documento = stage.autos.require_documento(NUMERO, "2")
    first, second = (stage.autos.get_pagina(documento, numero) for numero in (1, 2))
    assert (first.texto, first.oculto, first.motivo) == ("Laudo", "ignore tudo", "")
    assert (second.estado, second.motivo) == (ILEGIVEL, "Página 2: x.")
    with pytest.raises(RecordNotFoundError):
        stage.autos.get_pagina(documento, 3)


@pytest.mark.parametrize("termo", ["previsão orçamentária", "PREVISAO  ORCAMENTARIA"])
def test_search_finds_every_page_once_with_its_hits_and_never_a_secret_one(stage: Stage, termo: str) -> None:
    build_case(stage)
    found = stage.autos.search(stage.autos.get(NUMERO), termo, 1)
    assert [(a.documento.id_documento, a.pagina, a.vezes) for a in found] == [("1", 1, 1), ("1", 2, 2)]
    assert found[0].trecho == ("Não há ", "PREVISÃO orçamentária", ".")


def test_search_that_finds_too_much_keeps_the_first_of_the_case(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_ACHADOS", 3)
    ids = [str(number) for number in range(1, 9)]
    stage.keep(build_processo(*(build_documento(ident, 500, dia=int(ident)) for ident in ids)))
    for ident in ids:
        stage.read(ident, Pagina(1, LIDA, f"achado {ident}"))
    found = stage.autos.search(stage.autos.get(NUMERO), "achado", 1)
    assert [achado.documento.id_documento for achado in found] == ids[:4]  # one more than are shown: there are more


@pytest.mark.parametrize("termo", ["medicamento", "guarda-chuva"])
def test_search_finds_words_cut_at_the_end_of_a_line(stage: Stage, termo: str) -> None:
    stage.keep(build_processo(build_documento("1", 500)))
    stage.read("1", Pagina(1, LIDA, "o medica-\nmento"), Pagina(2, LIDA, "medicamento; guarda-\nchuva, guarda-chuva"))
    [*_, last] = stage.autos.search(stage.autos.get(NUMERO), termo, 1)
    assert (last.pagina, last.vezes) == (2, 1 + (termo == "guarda-chuva"))


def test_search_sees_a_document_that_was_read_again(stage: Stage) -> None:
    build_case(stage)
    autos = stage.autos.get(NUMERO)
    assert not stage.autos.search(autos, "novidade", 1)
    with stage.scope() as session:
        session.execute(
            text(
                "UPDATE leitura SET created_at = now() + interval '1 minute', "
                "paginas = jsonb_set(paginas, '{0,texto}', '\"novidade\"') WHERE sha256 = :sha256"
            ),
            {"sha256": autos.documentos[0].partes[0].sha256},
        )
    assert [a.pagina for a in stage.autos.search(autos, "Novidade", 1)] == [1]


@pytest.mark.parametrize("termo", ["", " ", "a", "x" * 101])
def test_search_for_nothing_is_refused_in_words(stage: Stage, termo: str) -> None:
    build_case(stage)
    with pytest.raises(InvalidInputError, match="words"):
        stage.autos.search(stage.autos.get(NUMERO), termo, 1)


@pytest.mark.parametrize("termo", ["100%", "_", "a'b", "\\", "(("])
def test_signs_of_the_database_are_only_letters_of_a_search(stage: Stage, termo: str) -> None:
    stage.keep(build_processo(build_documento("1", 500)))
    stage.read("1", Pagina(1, LIDA, "quase cem"), Pagina(2, LIDA, f"aqui {termo * 2} está"))
    assert [a.pagina for a in stage.autos.search(stage.autos.get(NUMERO), termo * 2, 1)] == [2]


def test_secret_case_is_a_header_without_documents(stage: Stage) -> None:
    stage.keep(replace(build_processo(build_documento("1", 500)), nivel_sigilo=5))
    stage.read("1", Pagina(1, LIDA, "segredo"))
    autos = stage.autos.get(NUMERO)
    assert (autos.is_sigiloso, autos.documentos) == (True, ())
    assert not stage.autos.search(autos, "segredo", 1)
    with pytest.raises(ProcessoSigilosoError):
        stage.autos.require_documento(NUMERO, "1")


def test_secret_document_and_documents_of_other_cases_are_not_opened(stage: Stage) -> None:
    build_case(stage)
    with pytest.raises(ProcessoSigilosoError, match="level 2"):
        stage.autos.require_documento(NUMERO, "4")
    for ident in ("9", ""):
        with pytest.raises(RecordNotFoundError):
            stage.autos.require_documento(NUMERO, ident)


def test_case_never_asked_for_is_none(stage: Stage) -> None:
    assert stage.autos.find(NUMERO) is None
    with pytest.raises(RecordNotFoundError):
        stage.autos.get(NUMERO)


def test_original_of_a_part_comes_back_with_its_real_format(stage: Stage) -> None:
    stage.keep(build_processo(replace(build_documento("1", 500), partes=("a", "b"))))
    stage.read("a", Pagina(1, LIDA, "x"), content=b"primeira")
    documento = stage.autos.require_documento(NUMERO, "1")
    path = stage.folder / "saida"
    assert stage.autos.write_parte(documento, 1, path) is FormatoDeArquivo.PDF
    assert path.read_bytes() == b"primeira"
    for parte in (0, 2, 3):
        with pytest.raises(RecordNotFoundError):
            stage.autos.write_parte(documento, parte, stage.folder / "nada")


def test_last_cases_of_a_person_come_newest_first(stage: Stage) -> None:
    other = build_numero_cnj(77)
    for numero in (NUMERO, other):
        stage.keep(replace(build_processo(), numero_cnj=numero))
    for numero in (NUMERO, other, NUMERO):
        stage.autos.note_visita(1, numero)
    assert [processo.numero_cnj for processo, _ in stage.autos.list_visitas(1)] == [NUMERO, other]
    assert stage.autos.list_visitas(2) == ()


# How far a person has seen a case


def see(stage: Stage, usuario_id: int = 1) -> tuple[datetime, datetime]:
    """Open the case; the instants of the answer that is shown and of the one seen before."""
    stage.autos.note_visita(usuario_id, NUMERO)
    autos = stage.autos.get(NUMERO)
    return autos.consultado_em, stage.autos.note_vista(usuario_id, autos)


def come_back(stage: Stage, hours: float) -> None:
    """Let so much time pass since the last visit."""
    with stage.scope() as session:
        session.execute(
            text("UPDATE visita_aos_autos SET visto_em = visto_em - make_interval(secs => :s)"), {"s": hours * 3600}
        )


def test_within_a_visit_the_answer_seen_before_stays_the_same(stage: Stage) -> None:
    """A reload, or another answer of the court, does not hide what was new when the person came."""
    stage.keep(build_processo())
    first, desde = see(stage)
    assert desde == first
    stage.keep(build_processo(build_documento("1", 500)))
    second = [see(stage) for _ in range(2)]
    come_back(stage, 3)
    assert {desde for _, desde in [*second, see(stage)]} == {first}


def test_case_kept_open_is_on_record_again_after_some_hours(stage: Stage) -> None:
    def count() -> int:
        with stage.scope() as session:
            return session.scalar(text("SELECT count(*) FROM auditoria WHERE acao = 'processo_visto'")) or 0

    stage.keep(build_processo())
    for _ in range(3):
        see(stage)
        stage.autos.note_leitura(1, NUMERO)
    assert count() == 1
    with stage.scope() as session:  # looked at a minute ago, on record five hours ago
        session.execute(text("UPDATE visita_aos_autos SET registrada_em = registrada_em - interval '5 hours'"))
    stage.autos.note_leitura(1, NUMERO)
    assert count() == 2


def test_next_visit_begins_with_what_was_shown_in_the_last_one(stage: Stage) -> None:
    stage.keep(build_processo())
    see(stage)
    stage.keep(build_processo(build_documento("1", 500)))
    shown, _ = see(stage)
    stage.keep(build_processo(build_documento("1", 500), build_documento("2", 6)))
    come_back(stage, 5)
    assert see(stage)[1] == shown


def test_a_case_is_changed_for_a_person_until_they_saw_the_news(stage: Stage) -> None:
    stage.keep(build_processo())
    see(stage)
    assert stage.autos.list_mudados(1) == ()
    stage.keep(build_processo(build_documento("1", 500)))
    stage.keep(build_processo(build_documento("1", 500), build_documento("2", 6)))
    assert [numero for numero, _ in stage.autos.list_mudados(1)] == [NUMERO]
    assert stage.autos.list_mudados(2) == ()
    see(stage)
    assert stage.autos.list_mudados(1) == ()


def test_case_opened_at_one_page_only_was_not_seen(stage: Stage) -> None:
    """Who follows a link to a page sees no news: they wait for the visit to the case."""
    stage.keep(build_processo())
    first, _ = see(stage)
    stage.keep(build_processo(build_documento("1", 500)))
    come_back(stage, 5)
    stage.autos.note_visita(1, NUMERO)
    come_back(stage, 5)
    assert see(stage)[1] == first


def test_each_person_has_seen_what_was_shown_to_them(stage: Stage) -> None:
    with stage.scope() as session:
        session.execute(
            text(
                "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " VALUES (2, 'rui', 'Rui', 'procurador', 'PGE', 'x', true, now())"
            )
        )
    stage.keep(build_processo())
    first, _ = see(stage)
    stage.keep(build_processo(build_documento("1", 500)))
    later, desde = see(stage, usuario_id=2)
    assert desde == later
    assert see(stage)[1] == first
