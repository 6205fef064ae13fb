"""``python -m ops.env_example``: writes ``.env.example`` from ``core.settings``; a house test compares the two."""

from __future__ import annotations

import json

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from core.settings import Settings
from ops.state import ROOT

PATH = ROOT / ".env.example"

_HEAD = """\
# Every setting of the portal. Written by: python -m ops.env_example
# Copy to .env and fill in those without a value; uncomment a default only to change it.
# A secret may stand in a file instead, such as one of Docker's: GEMINI_API_KEY_FILE=/run/secrets/gemini.
# Outside a demonstration the portal does not start with the simulators' secrets or a password that is tried first.

# Passwords that compose.yaml makes DATABASE_URL and REDIS_URL from; nothing else reads them.
# Letters and digits only, for they become part of an address. The first is the owner's, the second the portal's own.
POSTGRES_PASSWORD=
APLICACAO_PASSWORD=
REDIS_PASSWORD=

# The private network of compose.yaml; its addresses are trusted to name the real client (X-Forwarded-For).
#PORTAL_SUBNET=172.31.251.0/24
# The same without compose.yaml, read by uvicorn: addresses of the reverse proxy.
#FORWARDED_ALLOW_IPS=127.0.0.1,::1
"""


def render_env_example() -> str:
    """The whole text of ``.env.example``: one block per group, required settings empty, defaults as comments."""
    return "\n".join([_HEAD, *(_render_group(name, field) for name, field in Settings.model_fields.items())])


def _render_group(group: str, field: FieldInfo) -> str:
    model = field.annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    title = (model.__doc__ or "").strip().splitlines()[0].replace("`", "")
    lines = [f"# ---- {title}"]
    for name, setting in model.model_fields.items():
        variable = f"{group}_{name}".upper()
        if setting.is_required():
            lines += [f"# {setting.description} (required)", f"{variable}="]
        else:
            lines += [f"# {setting.description}", f"#{variable}={_render_default(setting.default)}"]
    return "\n".join(lines) + "\n"


def _render_default(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    PATH.write_text(render_env_example(), encoding="utf-8")
