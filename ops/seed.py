"""What a database must have before people come: the library, and in a demonstration one login per profile."""

from __future__ import annotations

import getpass
import logging
import sys

from core.bootstrap import build_services
from core.infra.logging import configure_logging
from core.settings import load_settings
from core.usuarios.domain import Papel


def seed() -> None:
    """Store what is new; running again changes nothing.

    The demonstration logins have published passwords: where they are not asked for, those that exist are closed.
    """
    settings = load_settings()
    configure_logging(settings.logging, process="seed")
    logging.disable(logging.WARNING)  # the password library loads Streamlit, which warns that no page is running
    services = build_services(settings, process="seed", is_worker=True)
    services.prompts.seed_library()
    if settings.web.has_demonstration_logins:
        services.usuarios.seed_demonstration()
    else:
        services.usuarios.retire_demonstration()
    services.close()


def add_user(login: str, nome: str, papel: str, unidade: str) -> None:
    """Create a person; the password is asked for and never shown. Raises InvalidInputError with the reason."""
    services = build_services(load_settings(), process="seed", is_worker=True)
    services.usuarios.add_usuario(login, nome, papel=Papel(papel), unidade=unidade, senha=getpass.getpass("Senha: "))
    services.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        add_user(*sys.argv[1:])
    else:
        seed()
