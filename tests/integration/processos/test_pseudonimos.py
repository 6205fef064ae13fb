"""What reaches the model of the people of a case, at the wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from core.ajustes.domain import Mudanca
from core.bootstrap import Services, build_services
from core.clients.gemini import GeminiClient, PedidoAoModelo, Procedencia, TarefaDoEmbedding, Turno
from core.infra import live as live_module
from core.infra.mascara import SWITCH
from core.processos.domain import Parte
from core.processos.pseudonimos import Pseudonimos
from core.processos.repository import ProcessoRepository
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from tests.builders import build_processo
from tests.integration.infra.guarded import build_guarded

AUTORA, CPF = "Cícera Bogarim de Arruda", "52998224725"
PROCESSO = replace(
    build_processo(),
    partes=(Parte("AT", AUTORA, "fisica", CPF), Parte("PA", "Estado de Mato Grosso do Sul", "juridica")),
)
TEXTO = f"{AUTORA.upper()}, CPF 529.982.247-25, pede remédio ao Estado de Mato Grosso do Sul."
TURNO = Turno(TEXTO, frozenset({Procedencia(PROCESSO.numero_cnj, "1")}))
PEDIDO = PedidoAoModelo("gemini-2.5-flash", "instrucao", (TURNO,))


@pytest.fixture
def portal(database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(live_module, "_AGE_S", 0)
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x"), dimensao_embedding=2),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    ProcessoRepository(built._scope).save_processo(PROCESSO)
    yield built
    built.close()


def switch(portal: Services, *, is_on: bool, versao: int = 0) -> None:
    portal.ajustes.change(Mudanca(SWITCH, "", versao, is_on, "Motivo inventado"), autor="rita")


def echo(sent: list[str]) -> Callable[[httpx.Request], httpx.Response]:
    """A model that answers what it was asked, in pieces of three characters where it is streamed."""

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.dumps(json.loads(request.content), ensure_ascii=False))
        if "batchEmbedContents" in request.url.path:
            return httpx.Response(200, json={"embeddings": [{"values": [1.0, 0.0]}]})
        if "countTokens" in request.url.path:
            return httpx.Response(200, json={"totalTokens": 7})
        asked = json.loads(request.content)["contents"][0]["parts"][0]["text"]
        if "streamGenerateContent" not in request.url.path:
            return httpx.Response(200, json=build_answer(json.dumps({"lista": [{"texto": asked}]}), "STOP"))
        pieces = [asked[at : at + 3] for at in range(0, len(asked), 3)]
        events = [build_answer(piece, "") for piece in pieces[:-1]] + [build_answer(pieces[-1], "STOP")]
        return httpx.Response(200, text="".join(f"data: {json.dumps(event)}\r\n\r\n" for event in events))

    return answer


def build_answer(text: str, reason: str) -> dict[str, object]:
    ending = {"finishReason": reason} if reason else {}
    return {"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, **ending}]}


def ask_everything(client: GeminiClient) -> tuple[str, str]:
    """What came back whole and in pieces."""
    whole = client.generate_json(PEDIDO, {"type": "object"}, operation="test").valor["lista"][0]["texto"]
    streamed = "".join(client.stream_text(PEDIDO, operation="test"))
    client.embed_texts([TURNO], TarefaDoEmbedding.CONSULTA, operation="test")
    client.count_tokens(PEDIDO.modelo, TURNO, operation="test")
    return whole, streamed


@pytest.mark.parametrize("is_on", [True, False], ids=["on", "off"])
def test_names_and_numbers_stay_here_where_it_is_switched_on(portal: Services, redis_url: str, is_on: bool) -> None:
    switch(portal, is_on=is_on)
    sent: list[str] = []
    pseudonimos = Pseudonimos(ProcessoRepository(portal._scope), portal.machinery.live)
    client = GeminiClient(
        portal.settings.gemini,
        build_guarded(redis_url, attempts=1).guard,
        lambda _: None,
        httpx.MockTransport(echo(sent)),
        build_mascara=pseudonimos.build_mascara,
    )
    assert ask_everything(client) == (TEXTO, TEXTO)
    client.close()
    assert len(sent) == 4
    for request in sent:
        leaves = [word in request for word in (AUTORA.upper(), "529.982.247-25")]
        assert leaves == [not is_on, not is_on]
        assert "Estado de Mato Grosso do Sul" in request


def test_the_portal_s_own_client_asks_the_switch(portal: Services) -> None:
    assert not portal.gemini._build_mascara(TURNO.procedencias).is_on
    switch(portal, is_on=True)
    mascara = portal.gemini._build_mascara(TURNO.procedencias)
    assert AUTORA not in mascara.conceal(f"Autora: {AUTORA}")
    switch(portal, is_on=False, versao=1)
    assert not portal.gemini._build_mascara(TURNO.procedencias).is_on
    portal.gemini.close()
