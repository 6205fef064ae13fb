"""Passwords, hashed and checked by streamlit-authenticator (bcrypt)."""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import Any

MAX_BYTES = 72
"""bcrypt refuses longer passwords."""


class Passwords:
    """Hashes, checks and judges passwords and logins.

    The library is loaded on first use: it brings Streamlit along, a second and 60 MB that worker processes
    would pay for nothing. The web process loads it in the launcher.
    """

    def hash(self, password: str) -> str:
        return str(self._library.Hasher.hash(password))

    def check(self, password: str, password_hash: str) -> bool:
        """Whether the password is the one of the hash; a password too long for bcrypt costs the same and fails."""
        is_too_long = len(password.encode()) > MAX_BYTES
        return bool(self._library.Hasher.check_pw("" if is_too_long else password, password_hash)) and not is_too_long

    def is_valid_login(self, login: str) -> bool:
        return bool(self._library.Validator().validate_username(login))

    def is_valid_nome(self, nome: str) -> bool:
        return bool(self._library.Validator().validate_name(nome))

    def is_valid_senha(self, senha: str) -> bool:
        return bool(self._library.Validator().validate_password(senha))

    def preload(self) -> None:
        """Load the library and the dummy hash now instead of at somebody's first login."""
        self.check("", self.dummy_hash)

    @cached_property
    def dummy_hash(self) -> str:
        """A hash that no known password has, checked for unknown people so that they cost the same time."""
        return self.hash("ninguem tem esta senha")

    @cached_property
    def _library(self) -> Any:
        return importlib.import_module("streamlit_authenticator.utilities")
