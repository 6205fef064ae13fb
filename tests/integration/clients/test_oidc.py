"""Tokens of a provider that must not open the portal, and what is sent to it."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr, ValidationError

from core.clients.oidc import Identidade, OidcClient, Partida
from core.errors import IdentidadeUnavailableError, LoginRefusedError
from core.settings import OidcSettings

ISSUER = "https://contas.example"
SETTINGS = OidcSettings(
    issuer=ISSUER,
    client_id="portal",
    client_secret=SecretStr("segredo-do-portal"),
    retorno="https://portal.example/entrar/oidc/retorno",
)
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
PARTIDA = Partida("state", "nonce", "verifier")


def build_claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "77", "aud": "portal", "exp": now + 300, "iat": now, "nonce": PARTIDA.nonce}
    return claims | {"email": "Rita@Example.org", "email_verified": True} | changes


def sign(claims: dict[str, Any], key: Any = KEY, kid: str = "um", algorithm: str = "RS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def build_client(
    id_token: str,
    asked: list[httpx.Request] | None = None,
    settings: OidcSettings = SETTINGS,
    **answers: httpx.Response,
) -> OidcClient:
    """A client of a provider that hands out this token; ``answers`` replace those of its addresses."""
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "um", "alg": "RS256"}
    usual = {"openid_configuration": DOCUMENT, "token": {"id_token": id_token}, "keys": {"keys": [public]}}

    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        name = request.url.path.rpartition("/")[2].replace("-", "_")
        return answers.get(name) or httpx.Response(200, json=usual[name])

    return OidcClient(settings, transport=httpx.MockTransport(answer))


def test_good_token_names_the_person_by_number_and_claim() -> None:
    client = build_client(sign(build_claims()))
    assert client.fetch_identidade("code", PARTIDA) == Identidade(f"{ISSUER}|77", "rita@example.org")


def test_the_code_goes_out_with_the_secret_behind_the_challenge() -> None:
    asked: list[httpx.Request] = []
    client = build_client(sign(build_claims()), asked)
    address, partida = client.begin()
    query = parse_qs(urlsplit(address).query)
    with pytest.raises(LoginRefusedError):  # the token carries another nonce
        client.fetch_identidade("code", partida)
    (sent,) = [parse_qs(request.content.decode()) for request in asked if request.url.path == "/token"]
    digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
    assert query["code_challenge"] == [base64.urlsafe_b64encode(digest).rstrip(b"=").decode()]
    assert (query["code_challenge_method"], query["state"]) == (["S256"], [partida.state])
    assert "segredo" not in address
    _, second = client.begin()
    assert not {second.state, second.nonce, second.verifier} & {partida.state, partida.nonce, partida.verifier}
    assert len(asked) == len({request.url for request in asked})  # the document is asked for once


FORGED: dict[str, Callable[[], str]] = {
    "other-audience": lambda: sign(build_claims(aud="outro")),
    "for-another-too": lambda: sign(build_claims(aud=["portal", "outro"])),
    "other-issuer": lambda: sign(build_claims(iss="https://outro.example")),
    "expired": lambda: sign(build_claims(exp=int(time.time()) - 60)),
    "other-nonce": lambda: sign(build_claims(nonce="outro")),
    "no-nonce": lambda: sign({name: value for name, value in build_claims().items() if name != "nonce"}),
    "other-key": lambda: sign(build_claims(), OTHER),
    "unknown-key": lambda: sign(build_claims(), kid="dois"),
    "unsigned": lambda: jwt.encode(build_claims(), "", algorithm="none", headers={"kid": "um"}),
    "signed-with-a-password": lambda: sign(build_claims(), "segredo-do-portal-com-mais-letras", algorithm="HS256"),
    "address-not-verified": lambda: sign(build_claims(email_verified=False)),
    "address-nobody-vouches-for": lambda: sign(build_claims(email_verified=None)),
    "no-claim": lambda: sign(build_claims(email=None)),
    "not-a-token": lambda: "x.y",
    "empty": lambda: "",
}


def test_provider_that_never_says_whether_an_address_is_verified_can_be_trusted_by_setting() -> None:
    trusting = SETTINGS.model_copy(update={"has_verified_emails": True})
    for said, is_taken in ((None, True), (False, False), ("true", True)):
        client = build_client(sign(build_claims(email_verified=said)), settings=trusting)
        if is_taken:
            assert client.fetch_identidade("code", PARTIDA).login == "rita@example.org"
        else:
            with pytest.raises(LoginRefusedError):
                client.fetch_identidade("code", PARTIDA)


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_token_that_does_not_hold_is_refused(forge: Callable[[], str]) -> None:
    with pytest.raises(LoginRefusedError) as refused:
        build_client(forge()).fetch_identidade("code", PARTIDA)
    assert "conta institucional" in refused.value.user_message


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("openid_configuration", httpx.Response(302, headers={"location": "/x"}), id="redirected"),
        pytest.param("openid_configuration", httpx.Response(200, json=DOCUMENT | {"issuer": "x"}), id="of-another"),
        pytest.param(
            "openid_configuration",
            httpx.Response(200, json=DOCUMENT | {"token_endpoint": "http://contas.example/token"}),
            id="not-https",
        ),
        pytest.param("token", httpx.Response(302, headers={"location": "http://169.254.169.254/"}), id="token-sent-on"),
        pytest.param("token", httpx.Response(200, text="<html>"), id="not-json"),
        pytest.param("keys", httpx.Response(503), id="keys-away"),
        pytest.param("keys", httpx.Response(200, json={"keys": []}), id="no-keys"),
    ],
)
def test_provider_that_is_not_one_is_named_and_never_followed(name: str, answer: httpx.Response) -> None:
    asked: list[httpx.Request] = []
    with pytest.raises(IdentidadeUnavailableError):
        build_client(sign(build_claims()), asked, **{name: answer}).fetch_identidade("code", PARTIDA)
    assert {request.url.host for request in asked} == {"contas.example"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"issuer": "http://contas.example"}, id="issuer-without-https"),
        pytest.param({"retorno": "http://portal.example/x"}, id="return-without-https"),
        pytest.param({"client_secret": SecretStr("")}, id="no-secret"),
    ],
)
def test_half_a_configuration_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OidcSettings(**(SETTINGS.model_dump() | changes))
