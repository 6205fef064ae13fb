"""Passwords through the library that hashes them."""

from __future__ import annotations

import subprocess
import sys
import time

from core.clients.passwords import MAX_BYTES, Passwords


def test_hash_matches_only_its_password() -> None:
    passwords = Passwords()
    hashed = passwords.hash("uma senha qualquer")
    assert passwords.check("uma senha qualquer", hashed)
    assert not passwords.check("outra senha", hashed)


def test_long_password_counts_to_its_last_letter() -> None:
    passwords = Passwords()
    hashed = passwords.hash("a" * 2 * MAX_BYTES)
    assert passwords.check("a" * 2 * MAX_BYTES, hashed)
    assert not passwords.check("a" * (2 * MAX_BYTES - 1), hashed)
    assert not passwords.check("a" * MAX_BYTES, hashed)


def test_an_unknown_person_costs_the_time_of_a_known_one() -> None:
    """In CPU seconds, which do not depend on what else the machine does."""
    passwords = Passwords()
    stored, dummy = passwords.hash("uma senha qualquer"), passwords.dummy_hash

    def measure(hashed: str) -> float:
        began = time.thread_time()
        passwords.check("errada", hashed)
        return time.thread_time() - began

    known, unknown = min(measure(stored) for _ in range(2)), min(measure(dummy) for _ in range(2))
    assert 0.5 < known / unknown < 2


def test_importing_the_services_does_not_load_streamlit() -> None:
    code = "import sys; import core.usuarios.service; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
