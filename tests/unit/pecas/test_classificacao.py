"""What the model may say of a handed-in file or of a type: only what it was offered, and only when it is sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import GeminiResponseError
from core.pecas.classificacao import read_classificacao
from core.pecas.detector_de_tipo import read_tipo
from core.pecas.domain import TIPOS_DE_PECA, TipoDePeca
from core.pecas.escolha import choose_documentos
from core.processos.chave import build_chave, describe_autos, is_envio
from core.processos.envios.domain import CATEGORIA, CONFIANCA, clean_nome
from tests.builders import build_categoria, build_documento, build_numero_cnj, build_processo

CATEGORIAS = [
    build_categoria("peticao_inicial", 500),
    build_categoria("laudo_medico"),
    build_categoria("documento_geral"),
]


def answer(indice: object, confianca: object = "alta") -> dict[str, object]:
    return {"indice": indice, "confianca": confianca, "motivo": "Traz  CID."}


def test_a_sure_answer_is_the_category_that_was_offered() -> None:
    found = read_classificacao(answer(2, "media"), CATEGORIAS)
    assert (found.categoria, found.confianca, found.motivo) == ("laudo_medico", "media", "Traz CID.")


def test_an_unsure_answer_leaves_the_residual_category() -> None:
    assert read_classificacao(answer(2, "baixa"), CATEGORIAS).categoria == "documento_geral"


@pytest.mark.parametrize(
    "wrong",
    [answer(0), answer(4), answer(True), answer("2"), answer(2, "certa"), answer(2, None), {}],
    ids=["zero", "beyond", "boolean", "text", "other confidence", "no confidence", "empty"],
)
def test_an_answer_outside_the_list_is_an_error_and_never_a_default(wrong: dict[str, object]) -> None:
    with pytest.raises(GeminiResponseError):
        read_classificacao(wrong, CATEGORIAS)


@pytest.mark.parametrize(
    ("given", "tipo"),
    [
        (answer(3), TIPOS_DE_PECA[2]),
        (answer(3, "baixa"), None),
        (answer(len(TIPOS_DE_PECA) + 1), None),
        (answer(True), None),
        ({}, None),
    ],
    ids=["sure", "unsure", "beyond", "boolean", "empty"],
)
def test_the_type_is_taken_from_the_model_only_when_it_is_sure(
    given: dict[str, object], tipo: TipoDePeca | None
) -> None:
    decided = read_tipo(given, TIPOS_DE_PECA)
    assert (decided.tipo if decided else None) is tipo


def test_handed_in_documents_are_all_read_in_what_is_known_of_them() -> None:
    known = replace(build_documento("a", None, dia=None), outros=((CATEGORIA, "laudo_medico"), (CONFIANCA, "alta")))
    gone = replace(build_documento("b", None, dia=None), outros=((CATEGORIA, "extinta"),))
    processo = replace(build_processo(known, gone, build_documento("c", None, dia=None)), numero_cnj=build_chave())
    lidos = choose_documentos(processo, CATEGORIAS).lidos
    assert [(e.documento.id_documento, e.categoria.slug, e.confianca, e.is_por_classificar) for e in lidos] == [
        ("a", "laudo_medico", "alta", False),
        ("b", "documento_geral", "", True),
        ("c", "documento_geral", "", True),
    ]


def test_a_key_is_never_taken_for_a_number() -> None:
    chave = build_chave()
    assert len(chave) == len(build_numero_cnj())
    assert is_envio(chave)
    assert not is_envio(build_numero_cnj())
    assert describe_autos(chave) == "Arquivos enviados"


@pytest.mark.parametrize(
    ("nome", "clean"),
    [
        ("C:\\casos\\laudo.pdf", "laudo.pdf"),
        ("../../etc/laudo\n\u202efdp.exe", "laudo fdp.exe"),
        ("", "Arquivo sem nome"),
        ("a" * 200 + ".pdf", "a" * 115 + "….pdf"),
    ],
)
def test_names_are_one_short_line_without_tricks(nome: str, clean: str) -> None:
    assert clean_nome(nome) == clean
