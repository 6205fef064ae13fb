"""``./portal verify dossie.json [--banco]``: whether a dossiê is, byte for byte, what the portal closed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from core.bootstrap import SERVERS_AWAY, build_services, refusing_in_words
from core.pecas.dossie.cadeia import Laudo, verify_dossie
from core.settings import load_settings

INTEGRO, ALTERADO, SEM_RESPOSTA = 0, 1, 2
"""Exit codes: whole; altered or not a dossiê; the question could not be answered."""

_NOMES = {
    "documento": "documentos",
    "fato": "fatos",
    "decisao": "decisões de módulos",
    "modulo": "módulos na minuta",
    "curadoria": "atos da curadoria",
    "chamada": "chamadas ao modelo",
    "versao": "versões do texto",
    "apontamento": "apontamentos da conferência",
    "revisao": "atos da revisão",
    "topico": "tópicos comparados",
}


def main(argv: Sequence[str]) -> int:
    """Answers the exit code; what was found goes to the standard output, in pt-BR."""
    parser = argparse.ArgumentParser(prog="./portal verify", description="Verifica a integridade de um dossiê.")
    parser.add_argument("arquivo", help="o dossiê, como foi baixado do portal")
    parser.add_argument("--banco", action="store_true", help="compara também com a cabeça guardada no portal")
    asked = parser.parse_args(argv)
    path = Path(os.environ.get("PORTAL_CALLED_FROM", ".")) / asked.arquivo
    try:
        conteudo = path.read_bytes()
    except OSError as error:
        print(f"Não foi possível ler {asked.arquivo}: {error.strerror}. Confira o caminho e tente de novo.")
        return SEM_RESPOSTA
    laudo = verify_dossie(conteudo)
    if not laudo.is_integro:
        print(f"DOSSIÊ ALTERADO\n{laudo.falha}.\nO arquivo não é o que o portal fechou; baixe o original de novo.")
        return ALTERADO
    print(describe(laudo))
    return _compare(laudo) if asked.banco else INTEGRO


def describe(laudo: Laudo) -> str:
    """The summary of a whole file."""
    peca = _find(laudo, "peca")
    fechamento = _find(laudo, "fechamento")
    counts = [f"{laudo.contagem[tipo]} {nome}" for tipo, nome in _NOMES.items() if laudo.contagem.get(tipo)]
    signed = f"por {fechamento.get('autor', '?')}, em {fechamento.get('feito_em', '?')}"
    lines = [
        f"DOSSIÊ ÍNTEGRO: {sum(laudo.contagem.values())} entradas em cadeia",
        f"Peça: {peca.get('tipo_de_peca', '?')} · processo {peca.get('numero_cnj', '?')} · {peca.get('id', '?')}",
        f"Final: versão {fechamento.get('versao', '?')}, {signed}",
        f"Contém: {', '.join(counts) or 'nada além do cabeçalho'}",
        f"Cabeça: {laudo.cabeca}",
    ]
    return "\n".join(lines)


def _compare(laudo: Laudo) -> int:
    """Against the heads that the portal kept: a chain that somebody made anew is whole, but unknown here."""
    try:
        peca_id = UUID(str(_find(laudo, "peca").get("id")))
    except ValueError:
        print("DOSSIÊ DESCONHECIDO: o arquivo não diz de que peça é.")
        return ALTERADO
    with refusing_in_words():
        services = build_services(load_settings(), process="verify")
    try:
        kept = services.dossie.list_cabecas(peca_id)
    except SERVERS_AWAY:
        print("O banco do portal não respondeu: a cabeça não foi comparada. Tente de novo em um minuto.")
        return SEM_RESPOSTA
    finally:
        services.close()
    if laudo.cabeca not in kept:
        print("DOSSIÊ DESCONHECIDO: o portal não guarda esta cabeça para esta peça. Alguém refez a cadeia.")
        return ALTERADO
    is_last = laudo.cabeca == kept[-1]
    print("Confere com o banco do portal." if is_last else "Confere com o banco: é um fechamento anterior da peça.")
    return INTEGRO


def _find(laudo: Laudo, tipo: str) -> Mapping[str, Any]:
    return next((entrada.conteudo for entrada in laudo.entradas if entrada.tipo == tipo), {})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
