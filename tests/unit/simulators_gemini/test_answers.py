"""From a request to the whole answer: continuation, detector, any schema, plain text, embeddings, both spellings."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.gemini.answers import compose_answer
from simulators.gemini.embedding import embed
from simulators.gemini.wire import GenerationRequest, InvalidRequestError, Turn, parse_generation
from tests.unit.simulators_gemini.pedidos import build_detector, build_redator

FULL = compose_answer(GenerationRequest("gemini-2.5-pro", (Turn("user", build_redator()),)), 1)
SCHEMA = {
    "type": "object",
    "properties": {
        "categoria": {"type": "string", "enum": ["sentenca", "laudo_medico", "procuracao"]},
        "nota": {"type": "integer", "minimum": 3, "maximum": 5},
        "pontos": {"type": "array", "items": {"$ref": "#/$defs/ponto"}, "minItems": 2},
        "extra": {"anyOf": [{"type": "null"}, {"type": "number", "exclusiveMinimum": 0}]},
        "justificativa": {"type": ["string", "null"], "maxLength": 60},
    },
    "required": ["categoria", "nota", "pontos", "extra", "justificativa"],
    "$defs": {"ponto": {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}},
}


def _ask(text, schema=None):
    return compose_answer(GenerationRequest("m", (Turn("user", text),), schema=schema, wants_json=bool(schema)), 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, len(FULL)), min_size=1, max_size=3))
def test_continuation_of_any_prefix_gives_the_rest(cuts):
    cuts = sorted(cuts)
    pieces = [FULL[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]
    turns = [Turn("user", build_redator())]
    for piece in pieces:
        turns += [Turn("model", piece), Turn("user", "<continuar/>")]
    rest = compose_answer(GenerationRequest("gemini-2.5-pro", tuple(turns)), 1)
    assert "".join(pieces) + rest == FULL


def test_prefix_that_does_not_match_goes_on_at_the_same_length():
    turns = (Turn("user", build_redator()), Turn("model", "x" * 100), Turn("user", "<continuar/>"))
    assert compose_answer(GenerationRequest("m", turns), 1) == FULL[100:]


def test_detector_chooses_by_the_words_of_the_case():
    (modulo,) = json.loads(_ask(build_detector()))["modulos"]
    assert modulo["indice"] == 2
    assert "fls. 1-6" in modulo["motivo"]


def test_any_schema_gets_a_valid_instance_with_the_category_of_the_text():
    answer = json.loads(_ask("Laudo médico. Atesto que o paciente tem asma; laudo emitido hoje.", SCHEMA))
    jsonschema.validate(answer, SCHEMA)
    assert answer["categoria"] == "laudo_medico"


def test_openapi_schema_in_capitals_is_understood():
    schema = {"type": "OBJECT", "properties": {"a_b": {"type": "STRING", "nullable": True}}}
    assert isinstance(json.loads(_ask("Um texto qualquer para resumir aqui.", schema))["a_b"], str)


def test_plain_text_is_answered_from_the_text():
    assert "sentença julgou procedente" in _ask("Resuma. A sentença julgou procedente o pedido da autora ontem.")


def test_similar_texts_have_near_embeddings():
    texts = ["fornecimento de medicamento pelo SUS", "o SUS fornece o medicamento", "multa de trânsito anulada"]
    first, near, far = (embed(text) for text in texts)
    assert (
        sum(a * b for a, b in zip(first, near, strict=True)) > sum(a * b for a, b in zip(first, far, strict=True)) + 0.2
    )
    assert sum(value * value for value in first) == pytest.approx(1, abs=1e-4)


def test_another_word_for_the_same_concept_is_nearer_than_another_matter():
    asked, near, far = (embed(text) for text in ("remédio caro", "Custeio do medicamento", "Multa de trânsito"))
    assert sum(a * b for a, b in zip(asked, near, strict=True)) > 0.3
    assert abs(sum(a * b for a, b in zip(asked, far, strict=True))) < 0.1


def test_both_spellings_are_read_and_schemas_keep_their_names():
    schema = {"type": "object", "properties": {"peticao_inicial_x": {"type": "string"}}}
    config = {"response_mime_type": "application/json", "response_json_schema": schema, "max_output_tokens": 9}
    snake = {"contents": [{"parts": [{"text": "a"}]}], "system_instruction": {"parts": [{"text": "s"}]}}
    asked = parse_generation(
        "m", {**snake, "generation_config": {**config, "thinking_config": {"include_thoughts": True}}}
    )
    assert (asked.system, asked.schema, asked.max_output_tokens, asked.includes_thoughts) == ("s", schema, 9, True)


@pytest.mark.parametrize(
    "body", [{}, [], {"contents": [{"role": "system", "parts": []}]}], ids=["empty", "list", "role"]
)
def test_body_without_usable_contents_is_refused(body):
    with pytest.raises(InvalidRequestError):
        parse_generation("m", body)
