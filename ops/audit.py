"""``./portal audit [--ancoras FILE] [--cabeca N:CODE] [--reancorar REASON]``: whether the record of acts is whole."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.bootstrap import SERVERS_AWAY, build_services, refusing_in_words
from core.settings import load_settings

INTEGRA, ALTERADA, SEM_RESPOSTA = 0, 1, 2
"""Exit codes: whole; changed, cut or made anew; the question could not be answered."""


def main(argv: Sequence[str]) -> int:
    """Answers the exit code; what was found goes to the standard output, in pt-BR."""
    parser = argparse.ArgumentParser(
        prog="./portal audit", description="Confere a auditoria do primeiro ao último ato."
    )
    parser.add_argument(
        "--ancoras", help="registro de funcionamento do portal (linhas audit_head), guardado fora do banco"
    )
    parser.add_argument("--cabeca", action="append", default=[], metavar="NUMERO:CODIGO", help="uma âncora anotada")
    parser.add_argument("--reancorar", metavar="MOTIVO", help="depois de restaurar uma cópia: o que há passa a valer")
    asked = parser.parse_args(argv)
    try:
        linhas = [*asked.cabeca, *_read(asked.ancoras)]
    except OSError as error:
        print(f"Não foi possível ler {asked.ancoras}: {error.strerror}. Confira o caminho e tente de novo.")
        return SEM_RESPOSTA
    with refusing_in_words():
        services = build_services(load_settings(), process="audit")
    try:
        ancoras = services.auditoria.read_ancoras(linhas)
        if asked.reancorar:
            laudo = services.auditoria.reanchor(asked.reancorar, ancoras)
        else:
            laudo = services.auditoria.verify(ancoras)
    except SERVERS_AWAY:
        print("O banco ou o Redis do portal não respondeu: nada foi conferido. Tente de novo em um minuto.")
        return SEM_RESPOSTA
    finally:
        services.close()
    if len(ancoras) < len(asked.cabeca) or (asked.ancoras and not ancoras):
        print("Nenhuma âncora foi reconhecida no que você indicou: confira o arquivo ou o NUMERO:CODIGO.")
        return SEM_RESPOSTA
    if not laudo.is_integro:
        print(f"AUDITORIA ALTERADA: {laudo.falha}.")
        print(f"Os {laudo.registros} registros anteriores estão íntegros. Guarde uma cópia do banco agora.")
        return ALTERADA
    print(f"AUDITORIA ÍNTEGRA: {laudo.registros} registros em cadeia, {laudo.ancoras} âncoras de fora conferidas.")
    print(f"Cabeça: {laudo.registros}:{laudo.ultimo}")
    return INTEGRA


def _read(name: str | None) -> list[str]:
    if not name:
        return []
    path = Path(os.environ.get("PORTAL_CALLED_FROM", ".")) / name
    return path.read_text("utf-8", "replace").splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
