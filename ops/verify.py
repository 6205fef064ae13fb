"""``./portal verify dossie.json [--banco]``: whether a dossiê is, byte for byte, what the portal closed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.bootstrap import SERVERS_AWAY, build_services, refusing_in_words
from core.pecas.dossie.cadeia import Laudo, verify_dossie
from core.settings import load_settings

INTEGRO, ALTERADO, SEM_RESPOSTA = 0, 1, 2
"""Exit codes: whole; altered or not a dossiê; the question could not be answered."""

_NOMES = {
    "documento": ("documento", "documentos"),
    "fato": ("fato", "fatos"),
    "decisao": ("decisão de módulo", "decisões de módulos"),
    "modulo": ("módulo na minuta", "módulos na minuta"),
    "curadoria": ("ato da curadoria", "atos da curadoria"),
    "chamada": ("chamada ao modelo", "chamadas ao modelo"),
    "conversa": ("mensagem ao assistente", "mensagens ao assistente"),
    "versao": ("versão do texto", "versões do texto"),
    "apontamento": ("apontamento da conferência", "apontamentos da conferência"),
    "revisao": ("ato da revisão", "atos da revisão"),
    "topico": ("tópico comparado", "tópicos comparados"),
}
"""What entries of a kind are called, one and many."""

_CAMPO_GRANDE = ZoneInfo("America/Campo_Grande")


def main(argv: Sequence[str]) -> int:
    """Answers the exit code; what was found goes to the standard output, in pt-BR."""
    parser = argparse.ArgumentParser(prog="./portal verify", description="Verifica a integridade de um dossiê.")
    parser.add_argument("arquivo", help="o dossiê, como foi baixado do portal")
    parser.add_argument("--banco", action="store_true", help="compara também com o código guardado no portal")
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
    peca, final = _find(laudo, "peca"), _find(laudo, "fechamento")
    counts = [f"{count} {names[count != 1]}" for tipo, names in _NOMES.items() if (count := laudo.contagem.get(tipo))]
    signed = f"por {final.get('autor', '?')}, em {_format_when(final.get('feito_em'))}"
    lines = [
        f"DOSSIÊ ÍNTEGRO: {len(laudo.entradas)} entradas em cadeia",
        f"Peça: {peca.get('titulo', '?')} · processo {_format_numero(str(peca.get('numero_cnj', '?')))}",
        f"Final: versão {final.get('versao', '?')}, {signed}",
        f"Contém: {', '.join(counts) or 'nada além do cabeçalho'}",
        f"Código de integridade: {laudo.cabeca}",
    ]
    return "\n".join(lines)


def _format_numero(numero: str) -> str:
    """A case number as people write it; the key of handed-in files as it is."""
    if len(numero) != 20 or not numero.isdecimal():
        return numero
    return f"{numero[:7]}-{numero[7:9]}.{numero[9:13]}.{numero[13]}.{numero[14:16]}.{numero[16:]}"


def _format_when(moment: object) -> str:
    try:
        return f"{datetime.fromisoformat(str(moment)).astimezone(_CAMPO_GRANDE):%d/%m/%Y %H:%M}"
    except ValueError:
        return "?"


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
        print("O banco do portal não respondeu: o código não foi comparado. Tente de novo em um minuto.")
        return SEM_RESPOSTA
    finally:
        services.close()
    if laudo.cabeca not in kept:
        print("DOSSIÊ DESCONHECIDO: o portal não guarda este código para esta peça. Alguém refez a cadeia.")
        return ALTERADO
    is_last = laudo.cabeca == kept[-1]
    print("Confere com o banco do portal." if is_last else "Confere com o banco: é um fechamento anterior da peça.")
    return INTEGRO


def _find(laudo: Laudo, tipo: str) -> Mapping[str, Any]:
    return next((entrada.conteudo for entrada in laudo.entradas if entrada.tipo == tipo), {})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
