"""The real SDK against the simulator over HTTP."""

import hashlib
import json
import threading

import httpx
import pytest
from google import genai
from google.genai import errors, types

from tests.unit.simulators_gemini.pedidos import PEDIDOS, PETICAO, build_coletor, build_redator, build_schema

FLASH, PRO = "gemini-2.5-flash", "gemini-2.5-pro"
JSON = types.GenerateContentConfig(
    temperature=0, response_mime_type="application/json", response_json_schema=build_schema()
)


def _stream(client, contents):
    return client.models.generate_content_stream(model=PRO, contents=contents)


def _collect(client, received):
    for chunk in _stream(client, build_redator()):
        received.append(chunk.text)


def _join(chunks):
    return "".join(chunk.text or "" for chunk in chunks)


def test_structured_answer_is_parsed_and_quotes_literally(client):
    reply = client.models.generate_content(model=FLASH, contents=build_coletor(), config=JSON)
    fato = reply.parsed["fatos"]["pedido_medicamento"]
    assert fato["valor"] is True
    assert fato["trecho"] in {1: PETICAO, 2: PEDIDOS}[fato["pagina"]]
    assert reply.candidates[0].finish_reason == types.FinishReason.STOP
    assert reply.usage_metadata.prompt_token_count == pytest.approx(len(build_coletor()) / 4, abs=1)
    assert reply.model_version == FLASH
    assert reply.response_id


def test_another_sample_answers_some_questions_otherwise_and_always_the_same(client, simulator):
    def ask(**options):
        simulator.fail(options=options)
        reply = client.models.generate_content(model=FLASH, contents=build_coletor(), config=JSON)
        return {slug: fato["situacao"] for slug, fato in reply.parsed["fatos"].items()}

    usual, first, second = ask(), ask(variation=0.5, variation_seed=1), ask(variation=0.5, variation_seed=2)
    assert len({tuple(found.values()) for found in (usual, first, second)}) == 3
    assert ask(variation=0.5, variation_seed=1) == first
    assert ask() == ask(variation=0, variation_seed=9) == usual


def test_stream_arrives_in_pieces_and_its_hash_is_in_the_ledger(client, simulator):
    chunks = list(_stream(client, build_redator()))
    text = _join(chunks)
    assert len(chunks) > 20
    assert [c.candidates[0].finish_reason for c in chunks if c.candidates[0].finish_reason] == ["STOP"]
    simulator.wait_until_idle(1)
    end = simulator.last_end()
    assert end["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (end["chars"], end["outcome"], end["call"]) == (len(text), "ok", "streamGenerateContent")
    assert end["first_t"] <= end["t"]


def test_both_versions_and_the_query_key_are_accepted(simulator):
    body = {"contents": [{"parts": [{"text": "Um texto simples para responder."}]}]}
    for version in ("v1", "v1beta"):
        url = f"{simulator.url}/{version}/models/{FLASH}:generateContent?key=demo-key"
        assert httpx.post(url, json=body).json()["candidates"][0]["finishReason"] == "STOP"


def test_cut_stream_is_continued_to_the_same_text(client, simulator):
    whole = _join(_stream(client, build_redator()))
    simulator.fail(mode="cut", remaining=1, options={"after_chars": 500})
    received = []
    with pytest.raises(httpx.RemoteProtocolError):
        _collect(client, received)
    prefix = "".join(received)
    assert len(prefix) == 500
    turns = [("user", build_redator()), ("model", prefix), ("user", "<continuar/>")]
    contents = [types.Content(role=role, parts=[types.Part(text=text)]) for role, text in turns]
    assert prefix + _join(_stream(client, contents)) == whole


@pytest.mark.parametrize("status", [500, 502, 503])
def test_storm_of_server_errors_is_a_server_error_and_ends(client, simulator, status):
    simulator.fail(storm={"status": status, "count": 1})
    with pytest.raises(errors.ServerError) as raised:
        client.models.generate_content(model=FLASH, contents="Olá, tudo bem com este texto?")
    assert raised.value.code == status
    assert client.models.generate_content(model=FLASH, contents="Olá, tudo bem com este texto?").text


def test_quota_error_names_the_delay_and_the_quota(client, simulator):
    simulator.fail(storm={"status": 429, "count": 1, "retry_after_s": 3})
    with pytest.raises(errors.ClientError) as raised:
        list(_stream(client, "Olá"))
    details = {item["@type"].rsplit(".", 1)[-1]: item for item in raised.value.details["error"]["details"]}
    assert raised.value.status == "RESOURCE_EXHAUSTED"
    assert details["RetryInfo"]["retryDelay"] == "3s"
    assert details["QuotaFailure"]["violations"][0]["quotaMetric"]


def test_wrong_key_is_refused_as_google_does(simulator):
    options = types.HttpOptions(base_url=simulator.url)
    with genai.Client(api_key="errada", http_options=options) as client, pytest.raises(errors.ClientError) as raised:
        client.models.generate_content(model=FLASH, contents="Olá")
    assert raised.value.code == 400
    assert raised.value.details["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert simulator.control.ledger.calls == 0


def test_error_event_inside_a_stream_is_raised_after_text(client, simulator):
    simulator.fail(mode="error_event", remaining=1, options={"after_chars": 200, "status": 429, "retry_after_s": 2})
    received = []
    with pytest.raises(errors.ClientError) as raised:
        _collect(client, received)
    assert raised.value.code == 429
    assert len("".join(received)) == 200


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("safety", "SAFETY"), ("recitation", "RECITATION"), ("max_tokens", "MAX_TOKENS"), ("empty", "STOP"),
     ("thoughts_only", "STOP")],
)  # fmt: skip
def test_bad_endings_have_their_reason(client, simulator, mode, reason):
    simulator.fail(mode=mode, remaining=1, options={"after_chars": 50})
    reply = client.models.generate_content(model=PRO, contents=build_redator())
    assert reply.candidates[0].finish_reason == reason
    assert len(reply.text or "") == (50 if mode == "max_tokens" else 0)


@pytest.mark.parametrize("is_stream", [False, True])
def test_blocked_prompt_has_feedback_and_no_candidate(client, simulator, is_stream):
    simulator.fail(mode="blocked_prompt", remaining=1, options={"block_reason": "PROHIBITED_CONTENT"})
    call = client.models.generate_content_stream if is_stream else client.models.generate_content
    reply = call(model=PRO, contents="Olá")
    reply = next(iter(reply)) if is_stream else reply
    assert (reply.candidates, reply.prompt_feedback.block_reason) == (None, "PROHIBITED_CONTENT")


def test_invalid_json_cannot_be_parsed(client, simulator):
    simulator.fail(mode="invalid_json", remaining=1)
    reply = client.models.generate_content(model=FLASH, contents=build_coletor(), config=JSON)
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)


def test_faults_hit_only_the_named_agent(client, simulator):
    simulator.fail(storm={"status": 503, "count": -1}, options={"only": ["redator"]})
    assert client.models.generate_content(model=FLASH, contents=build_coletor(), config=JSON).text
    with pytest.raises(errors.ServerError):
        list(_stream(client, build_redator()))


def test_share_of_a_storm_hits_some_calls(client, simulator):
    simulator.fail(storm={"status": 503, "count": -1}, options={"share": 0.5})
    outcomes = []
    for _ in range(20):
        try:
            outcomes.append(bool(client.models.count_tokens(model=FLASH, contents="Olá").total_tokens))
        except errors.ServerError:
            outcomes.append(False)
    assert 3 <= sum(outcomes) <= 17


def test_leaving_a_stream_frees_the_call_within_a_second(client, simulator):
    simulator.fail(options={"chars_per_s": 50})
    stream = _stream(client, build_redator())
    next(stream)
    assert simulator.control.ledger.in_flight == 1
    stream.close()
    assert simulator.wait_until_idle(1) < 1
    assert simulator.last_end()["outcome"] == "cancelled"


@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent?alt=sse"])
def test_disconnect_before_the_first_byte_is_noticed(simulator, method):
    simulator.fail(latency_s={"*": 30})
    url = f"{simulator.url}/v1/models/{PRO}:{method}"
    body = {"contents": [{"parts": [{"text": "Olá"}]}]}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(url, json=body, headers={"x-goog-api-key": "demo-key"}, timeout=0.3)
    assert simulator.wait_until_idle(1) < 1
    assert simulator.last_end()["outcome"] == "cancelled"


def test_stall_is_silence_in_the_middle(simulator):
    simulator.fail(mode="stall", options={"after_chars": 60, "stall_s": 30})
    url = f"{simulator.url}/v1/models/{PRO}:streamGenerateContent?alt=sse"
    body = {"contents": [{"parts": [{"text": build_redator()}]}]}
    request = httpx.Request("POST", url, json=body, headers={"x-goog-api-key": "demo-key"})
    lines = []
    with httpx.Client(timeout=0.5) as http, pytest.raises(httpx.ReadTimeout):
        lines.extend(http.send(request, stream=True).iter_lines())
    assert simulator.wait_until_idle(1) < 1
    assert simulator.last_end()["chars"] == 60


def test_fifty_streams_at_once_are_whole(client, simulator):
    expected = _join(_stream(client, build_redator()))
    texts = []
    threads = [
        threading.Thread(target=lambda: texts.append(_join(_stream(client, build_redator())))) for _ in range(50)
    ]
    simulator.fail(options={"chars_per_s": 2000})
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert texts == [expected] * 50
    assert simulator.control.ledger.max_in_flight > 10


def test_tokens_are_counted(client):
    assert client.models.count_tokens(model=FLASH, contents="a" * 401).total_tokens == 101


def test_embeddings_have_the_asked_size(client):
    config = types.EmbedContentConfig(output_dimensionality=64, task_type="RETRIEVAL_QUERY")
    reply = client.models.embed_content(model="gemini-embedding-001", contents=["um texto", "outro"], config=config)
    assert [len(embedding.values) for embedding in reply.embeddings] == [64, 64]


def test_a_batch_of_more_than_a_hundred_texts_is_refused(client):
    with pytest.raises(errors.ClientError) as raised:
        client.models.embed_content(model="gemini-embedding-001", contents=["um texto"] * 101)
    assert raised.value.code == 400


def test_models_are_listed_and_an_unknown_one_is_not_found(client):
    assert f"models/{PRO}" in [model.name for model in client.models.list()]
    assert client.models.get(model=PRO).input_token_limit > 1_000_000
    with pytest.raises(errors.ClientError) as raised:
        client.models.generate_content(model="palm-1", contents="Olá")
    assert raised.value.code == 404


def test_body_without_contents_is_an_invalid_argument(simulator):
    url = f"{simulator.url}/v1/models/{FLASH}:generateContent?key=demo-key"
    reply = httpx.post(url, json={})
    assert (reply.status_code, reply.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_thoughts_come_apart_from_the_text(client):
    thinking = types.ThinkingConfig(include_thoughts=True)
    config = types.GenerateContentConfig(thinking_config=thinking)
    reply = client.models.generate_content(model=PRO, contents=build_redator(), config=config)
    assert reply.candidates[0].content.parts[0].thought
    assert reply.text.startswith("**EXCELENT")
    assert reply.usage_metadata.thoughts_token_count > 0
