"""Everything that was done, in words that name modules, questions and what was undone."""

from __future__ import annotations

from core.pecas.curadoria.domain import TipoDeAto
from core.pecas.curadoria.relato import describe_atos
from core.prompts.domain import TipoDeVariavel
from tests.builders import build_variavel
from tests.unit.pecas.curadoria.test_domain import build_ato

VARIAVEIS = {"valor": build_variavel("valor", TipoDeVariavel.MOEDA), "urgente": build_variavel("urgente")}


def test_each_act_is_told_with_what_it_was_about() -> None:
    fato = {"variavel": "valor", "estado": "valorado", "valor": 1234.5}
    atos = [
        build_ato(1, TipoDeAto.CONFIRMOU, "a"),
        build_ato(2, TipoDeAto.RETIROU, "a"),
        build_ato(3, TipoDeAto.DESFEZ, "a", {"numero": 2}),
        build_ato(4, TipoDeAto.ACRESCENTOU, "novo", {"titulo": "Um novo", "secao": "Mérito", "versao": 1}),
        build_ato(5, TipoDeAto.MOVEU, "novo", {"secao": "Mérito", "ordem": ["novo", "a"]}),
        build_ato(6, TipoDeAto.MOVEU_SECAO, "Mérito", {"ordem": ["Mérito"]}),
        build_ato(7, TipoDeAto.RESPONDEU, "valor", {"fato": fato}),
        build_ato(8, TipoDeAto.RESPONDEU, "urgente", {"fato": {**fato, "estado": "nao_se_aplica", "valor": None}}),
        build_ato(9, TipoDeAto.DISPENSOU, "urgente"),
        build_ato(10, TipoDeAto.GEROU, "", {"modulos": ["a", "novo"]}),
    ]
    assert [words for _, words in describe_atos(atos, {"a": "Um módulo"}, VARIAVEIS)] == [
        "Confirmado: Um módulo",
        "Retirado: Um módulo (desfeito depois)",
        "Desfeito: Retirado: Um módulo",
        "Acrescentado: Um novo",
        "Movido: Um novo",
        "Seção movida: Mérito",
        "Respondido: valor? R$ 1.234,50",
        "Respondido: urgente? não se aplica",
        "Deixado sem resposta: urgente?",
        "Minuta pedida com 2 módulos",
    ]
