"""The part ``canaries`` of the security benchmark: words of cases searched where none may stand, and people hidden."""

from __future__ import annotations

import os
import random
import subprocess
import sys

from core.infra.mascara import Mascara, Pessoa
from ops.state import ROOT

_FIRST = ("Antônia", "Benedito", "Cícera", "Délcio", "Eunice", "Fábio", "Graça", "Hélio")
_LAST = ("Arruda", "Bogarim", "Cáceres", "Duré", "Espíndola", "Flôres", "Gonçalves", "Xavier")
_TEST = "tests/jobs/test_canarios.py"


def measure_canaries(seed: int, is_quick: bool) -> dict[str, object]:
    """What the journey of ``tests/jobs/test_canarios.py`` searched and found, and the recall of pseudonyms."""
    searched = {} if is_quick else _search()
    named, hidden = count_mentions(seed, 100 if is_quick else 1_000)
    return {**searched, "pseudonym_mentions": named, "pseudonym_recall": round(hidden / named, 4)}


def count_mentions(seed: int, cases: int) -> tuple[int, int]:
    """Mentions of a person in every way that petitions write them, a surname alone included, and those that hid."""
    dice = random.Random(seed)
    named = hidden = 0
    for number in range(cases):
        nome = f"{dice.choice(_FIRST)} {dice.choice(_LAST)} de {dice.choice(_LAST)} {dice.choice(_LAST)}"
        cpf = f"{dice.randrange(10**9):09d}{dice.randrange(100):02d}"
        mascara = Mascara(str(number), (Pessoa(nome, cpf),))
        for form in _list_forms(nome, cpf):
            named += 1
            hidden += form not in mascara.conceal(f"Segundo {form}, faltou o remédio pedido.")
    return named, hidden


def _list_forms(nome: str, cpf: str) -> tuple[str, ...]:
    words = nome.split()
    dotted = f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"
    short = f"{words[0]} {words[1][0]}. {words[-1]}"
    return (nome, nome.upper(), nome.replace(" ", "\n", 1), short, f"{words[0]} {words[-1]}", words[-1], dotted, cpf)


def _search() -> dict[str, object]:
    command = [sys.executable, "-m", "pytest", "-q", "-s", _TEST]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False)
    told = next((line for line in done.stdout.splitlines() if line.startswith("canaries: ")), "canaries: 0 0")
    words, places = told.removeprefix("canaries: ").split()
    return {"canaries": int(words), "canary_places": int(places), "canaries_leaked": int(done.returncode != 0)}
