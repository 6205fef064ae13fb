"""Passwords: hashed and checked by streamlit-authenticator (bcrypt), judged by zxcvbn."""

from __future__ import annotations

import base64
import hashlib
import importlib
from collections.abc import Iterable
from functools import cached_property
from typing import Any

MAX_BYTES = 72
"""bcrypt refuses longer passwords; what is longer is hashed before."""

_BCRYPT = "$2"
"""What every hash of bcrypt begins with."""

_JUDGED = 72
"""Characters that are judged; the time of a judgement grows with their number."""


class Passwords:
    """Hashes, checks and judges passwords and logins.

    The libraries are loaded on first use: one brings Streamlit along, a second and 60 MB that worker processes
    would pay for nothing. The web process loads them in the launcher.
    """

    def hash(self, password: str) -> str:
        return str(self._library.Hasher.hash(_shorten(password)))

    def check(self, password: str, password_hash: str) -> bool:
        """Whether the password is the one of the hash. What is stored in place of one, as of a removed person, is the
        hash of no password, and takes the same time."""
        is_hash = password_hash.startswith(_BCRYPT)
        is_same = bool(self._library.Hasher.check_pw(_shorten(password), password_hash if is_hash else self.dummy_hash))
        return is_hash and is_same

    def is_valid_login(self, login: str) -> bool:
        return bool(self._library.Validator().validate_username(login))

    def is_valid_nome(self, nome: str) -> bool:
        return bool(self._library.Validator().validate_name(nome))

    def estimate(self, senha: str, known: Iterable[str]) -> int:
        """How hard it is to guess, from 0 (at once) to 4, for who knows common passwords and the ``known`` words."""
        return int(self._judge(senha[:_JUDGED], user_inputs=list(known))["score"]) if senha else 0

    def preload(self) -> None:
        """Load the libraries and the dummy hash now instead of at somebody's first login."""
        self.check("", self.dummy_hash)
        self.estimate("x", ())

    @cached_property
    def dummy_hash(self) -> str:
        """A hash that no known password has, checked for unknown people so that they cost the same time."""
        return self.hash("ninguem tem esta senha")

    @cached_property
    def _library(self) -> Any:
        return importlib.import_module("streamlit_authenticator.utilities")

    @cached_property
    def _judge(self) -> Any:
        return importlib.import_module("zxcvbn").zxcvbn


def _shorten(password: str) -> str:
    """The password itself, or 64 characters that stand for all of a longer one."""
    content = password.encode()
    return password if len(content) <= MAX_BYTES else base64.b64encode(hashlib.sha384(content).digest()).decode()
