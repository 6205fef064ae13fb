"""Which documents are read, and as what."""

from __future__ import annotations

from dataclasses import replace

from core.clients.tribunal.domain import SEGUNDA_INSTANCIA
from core.pecas.escolha import choose_documentos, choose_parecer_da_origem
from tests.builders import build_categoria, build_documento, build_processo

CATEGORIAS = (
    build_categoria("peticao_inicial", 500, 9500, 510, 10),
    build_categoria("parecer_nat", 207, 8451),
    build_categoria("decisao", 15, 44, 6, 27, 141),
    build_categoria("recurso", 8335),
    build_categoria("contestacao_replica", 8320),
    build_categoria("documento_geral", 9509),
)


def choose(*documentos: object) -> dict[str, str]:
    escolha = choose_documentos(build_processo(*documentos), CATEGORIAS)
    return {escolhido.documento.id_documento: escolhido.categoria.slug for escolhido in escolha.lidos}


def test_the_oldest_of_the_initial_codes_is_the_initial_petition() -> None:
    late, early = build_documento("b", 9500, dia=9), build_documento("a", 500, dia=1)
    assert choose(late, early) == {"a": "peticao_inicial", "b": "documento_geral"}


def test_code_10_is_the_initial_petition_only_when_it_comes_first() -> None:
    assert choose(build_documento("a", 10), build_documento("b", 15, dia=1))["a"] == "peticao_inicial"
    later = choose(build_documento("a", 15), build_documento("b", 10, dia=1), build_documento("c", 500, dia=2))
    assert later == {"a": "decisao", "b": "documento_geral", "c": "peticao_inicial"}


def test_administrative_papers_are_never_read() -> None:
    assert choose(build_documento("a", 500), build_documento("b", 9508, dia=1), build_documento("c", 2, dia=2)) == {
        "a": "peticao_inicial"
    }


def test_an_unknown_code_is_read_as_a_general_document() -> None:
    assert choose(build_documento("a", 424242), build_documento("b", None)) == {
        "a": "documento_geral",
        "b": "documento_geral",
    }


def test_the_reading_order_is_the_order_of_dates() -> None:
    documentos = [build_documento(str(day), 15, dia=day) for day in (5, 1, 9, 3)]
    assert list(choose(*documentos)) == ["1", "3", "5", "9"]


def test_beyond_the_limit_the_newest_opinions_are_read_and_the_others_listed() -> None:
    pareceres = [build_documento(f"n{day}", 207, dia=day) for day in range(8)]
    escolha = choose_documentos(build_processo(*pareceres), CATEGORIAS)
    assert [e.documento.id_documento for e in escolha.lidos] == ["n3", "n4", "n5", "n6", "n7"]
    assert [documento.id_documento for documento in escolha.deixados] == ["n0", "n1", "n2"]


def test_a_huge_case_keeps_its_initial_petition_and_the_newest() -> None:
    documentos = [build_documento("inicial", 500), *(build_documento(f"d{day}", 15, dia=day) for day in range(1, 200))]
    escolha = choose_documentos(build_processo(*documentos), CATEGORIAS)
    ids = [e.documento.id_documento for e in escolha.lidos]
    assert ids[0] == "inicial"
    assert ids[-1] == "d199"
    assert len(ids) + len(escolha.deixados) == 200


def test_the_borrowed_opinion_is_the_newest_of_the_origin() -> None:
    origem = build_processo(
        build_documento("a", 207, dia=1), build_documento("b", 8451, dia=5), build_documento("c", 15)
    )
    parecer = choose_parecer_da_origem(origem, CATEGORIAS)
    assert parecer is not None
    assert parecer.id_documento == "b"
    assert choose_parecer_da_origem(build_processo(), CATEGORIAS) is None


def test_the_second_instance_has_limits_of_its_own() -> None:
    tipos = {"peticao": 500, "resposta": 8320, "recurso": 8335, "parecer": 207, "despacho": 27, "decisao": 15}
    documentos = [
        build_documento(f"{name}{day}", tipo, dia=day) for day in range(1, 13) for name, tipo in tipos.items()
    ]
    processo = replace(build_processo(*documentos), competencia=SEGUNDA_INSTANCIA)
    escolha = choose_documentos(processo, CATEGORIAS)
    ids = [escolhido.documento.id_documento for escolhido in escolha.lidos]
    assert ids[0] == "peticao1"
    assert [ident for ident in ids if ident.startswith("parecer")] == ["parecer12"]
    assert [ident for ident in ids if ident.startswith("despacho")] == ["despacho10", "despacho11", "despacho12"]
    counts = {name: sum(ident.startswith(name) for ident in ids) for name in tipos}
    assert counts == {"peticao": 6, "resposta": 5, "recurso": 10, "parecer": 1, "despacho": 3, "decisao": 12}
    assert len(ids) + len(escolha.deixados) == len(documentos)
