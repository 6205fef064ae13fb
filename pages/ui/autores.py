"""Who did something, as people read it: the name of a person, not the login."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pages.ui.runtime import services

_DO_PORTAL = {"sistema": "Portal"}
"""What the portal stores by itself: the content that it starts with."""


def name_autores(logins: Iterable[str]) -> Mapping[str, str]:
    """The name for each login; one that nobody has any more stays as it is."""
    found = set(logins)
    return {login: login for login in found} | _DO_PORTAL | services().usuarios.list_nomes(found)


def name_autor(login: str) -> str:
    return name_autores([login])[login]
