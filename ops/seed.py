"""What a database must have before people come: the library, and in a demonstration one login per profile."""

from __future__ import annotations

import getpass
import logging
import sys
from collections.abc import Callable

from core.bootstrap import Services, build_services
from core.errors import PortalError
from core.infra.logging import configure_logging
from core.settings import load_settings
from core.usuarios.domain import Papel
from ops.state import use_local_portal


def seed() -> None:
    """Store what is new; running again changes nothing.

    The demonstration logins have published passwords: where they are not asked for, those that exist are closed.
    """
    settings = load_settings()
    configure_logging(settings.logging, process="seed")
    logging.disable(logging.WARNING)  # the password library loads Streamlit, which warns that no page is running
    services = build_services(settings, process="seed", is_worker=True)
    services.prompts.seed_library()
    services.politicas.seed_politicas()
    services.cenarios.seed_cenarios()
    services.autoridades.seed_autoridades()
    services.constantes.seed_constantes()
    services.tabelas_de_calculo.seed_tabelas()
    if settings.web.has_demonstration_logins:
        services.usuarios.seed_demonstration()
    else:
        services.usuarios.retire_demonstration()
    services.close()


def add_user(login: str, nome: str, papel: str, unidade: str) -> int:
    """Create a person; the password is asked for and never shown."""
    if papel not in list(Papel):
        print(f"Este papel não existe: {papel}. Use um destes: {', '.join(Papel)}.")
        return 1

    def add(services: Services, senha: str) -> str:
        usuario = services.usuarios.add_usuario(login, nome, papel=Papel(papel), unidade=unidade, senha=senha)
        return f"{usuario.nome} já pode entrar com o login {usuario.login}."

    return _change(add)


def reset_password(login: str) -> int:
    """Give a person a new password; open sessions end."""

    def reset(services: Services, senha: str) -> str:
        services.usuarios.reset_senha(login, senha)
        return f"A senha de {login} foi trocada; as sessões abertas terminaram."

    return _change(reset)


def _change(change: Callable[[Services, str], str]) -> int:
    """Ask for the password twice, make the change and say what came of it."""
    senha = getpass.getpass("Senha: ")
    if getpass.getpass("Senha, de novo: ") != senha:
        print("As duas senhas não são iguais. Nada foi feito.")
        return 1
    use_local_portal()
    logging.disable(logging.WARNING)  # the password library loads Streamlit, which warns that no page is running
    services = build_services(load_settings(), process="seed", is_worker=True)
    try:
        print(change(services, senha))
    except PortalError as error:
        print(error.user_message)
        return 1
    finally:
        services.close()
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["reset-password"]:
        sys.exit(reset_password(*sys.argv[2:]))
    if len(sys.argv) > 1:
        sys.exit(add_user(*sys.argv[1:]))
    seed()
