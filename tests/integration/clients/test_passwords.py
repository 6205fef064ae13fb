"""Passwords through the library that hashes them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from core.clients.passwords import MAX_BYTES, Passwords


def test_hash_matches_only_its_password() -> None:
    passwords = Passwords()
    hashed = passwords.hash("uma senha qualquer")
    assert passwords.check("uma senha qualquer", hashed)
    assert not passwords.check("outra senha", hashed)


def test_password_too_long_for_bcrypt_is_refused_not_cut() -> None:
    passwords = Passwords()
    hashed = passwords.hash("a" * MAX_BYTES)
    assert not passwords.check("a" * (MAX_BYTES + 1), hashed)


@pytest.mark.parametrize(
    ("senha", "is_valid"),
    [("Curta1!", False), ("semmaiuscula1!", False), ("SemNumero!!", False), ("Senha-boa-2026", True)],
)
def test_password_rule(senha: str, is_valid: bool) -> None:
    assert Passwords().is_valid_senha(senha) is is_valid


def test_importing_the_services_does_not_load_streamlit() -> None:
    code = "import sys; import core.usuarios.service; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
