"""How far a final text is from the minuta, by topic and as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.feedback.distancia import DistanciaDaPeca, Topico, measure_distancia

FATOS = Topico("Dos fatos", "## Dos fatos\nA autora pede o remédio que o médico prescreveu em maio", "fatos", 2)
MERITO = Topico("Do mérito", "## Do mérito\nO pedido não procede porque há alternativa no SUS", "merito", 1)
PEDIDOS = Topico("Dos pedidos", "## Dos pedidos\nRequer a improcedência")
MINUTA = (FATOS, MERITO, PEDIDOS)


def change(topico: Topico, old: str, new: str, titulo: str = "") -> Topico:
    assert old in topico.texto
    return Topico(titulo or topico.titulo, topico.texto.replace(old, new))


def read(found: DistanciaDaPeca) -> list[tuple[str, str, int]]:
    return [(topico.topico, topico.situacao.value, topico.distancia) for topico in found.topicos]


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        pytest.param(
            MINUTA,
            [("Dos fatos", "igual", 0), ("Do mérito", "igual", 0), ("Dos pedidos", "igual", 0)],
            id="nothing",
        ),
        pytest.param(
            (change(FATOS, "em maio", "em 3 de junho"), MERITO, PEDIDOS),
            [("Dos fatos", "reescrito", 3), ("Do mérito", "igual", 0), ("Dos pedidos", "igual", 0)],
            id="one word for another and two more",
        ),
        pytest.param(
            (FATOS, PEDIDOS, MERITO),
            [("Dos fatos", "igual", 0), ("Dos pedidos", "movido", 0), ("Do mérito", "igual", 0)],
            id="moved",
        ),
        pytest.param(
            (PEDIDOS, FATOS, change(MERITO, "não procede", "procede")),
            [("Dos pedidos", "movido", 0), ("Dos fatos", "igual", 0), ("Do mérito", "reescrito", 1)],
            id="the fewest moves",
        ),
        pytest.param(
            (FATOS, PEDIDOS),
            [("Dos fatos", "igual", 0), ("Dos pedidos", "igual", 0), ("Do mérito", "retirado", 12)],
            id="taken out",
        ),
        pytest.param(
            (*MINUTA, Topico("Da prova", "## Da prova\nRequer perícia")),
            [
                ("Dos fatos", "igual", 0),
                ("Do mérito", "igual", 0),
                ("Dos pedidos", "igual", 0),
                ("Da prova", "acrescentado", 5),
            ],
            id="added",
        ),
        pytest.param(
            (FATOS, change(MERITO, "Do mérito", "Da improcedência", titulo="Da improcedência"), PEDIDOS),
            [("Dos fatos", "igual", 0), ("Da improcedência", "reescrito", 2), ("Dos pedidos", "igual", 0)],
            id="under a new heading",
        ),
    ],
)
def test_each_topic_is_measured_against_the_one_it_was(
    final: tuple[Topico, ...], expected: list[tuple[str, str, int]]
) -> None:
    assert read(measure_distancia(MINUTA, final)) == expected


def test_a_rewritten_topic_keeps_the_module_that_asked_for_it() -> None:
    found = measure_distancia(MINUTA, (FATOS, change(MERITO, "Do mérito", "Outro nome", titulo="Outro nome")))
    assert [(one.modulo, one.modulo_versao) for one in found.topicos] == [("fatos", 2), ("merito", 1), ("", None)]


def test_equal_headings_are_taken_in_their_order() -> None:
    first, second = Topico("Item", "Item um dois três"), Topico("item", "Item quatro cinco seis sete")
    assert read(measure_distancia((first, second), (first, second)))[1] == ("item", "igual", 0)


def test_the_whole_is_the_sum_of_its_topics() -> None:
    found = measure_distancia(MINUTA, (change(FATOS, "maio", "junho"), MERITO))
    assert found.distancia == 1 + len(PEDIDOS.palavras)
    assert found.palavras_minuta == sum(len(topico.palavras) for topico in MINUTA)
    assert found.proporcao == pytest.approx(found.distancia / found.palavras_minuta)


TOPICOS = st.lists(
    st.builds(Topico, st.sampled_from("abc"), st.lists(st.sampled_from("uvwx"), max_size=6).map(" ".join)), max_size=5
)


@given(minuta=TOPICOS, final=TOPICOS)
def test_no_word_is_lost_or_counted_twice(minuta: list[Topico], final: list[Topico]) -> None:
    found = measure_distancia(minuta, final)
    assert found.palavras_minuta == sum(len(topico.palavras) for topico in minuta)
    assert found.palavras_final == sum(len(topico.palavras) for topico in final)
    assert 0 <= found.distancia <= found.palavras_minuta + found.palavras_final
    assert all(0 <= topico.proporcao <= 1 for topico in found.topicos)
    assert measure_distancia(minuta, minuta).distancia == 0
