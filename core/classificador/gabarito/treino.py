"""A golden set as the training reads it: one line for each document, with its side of the split."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from core.classificador.gabarito.domain import CasoDoGabarito, ConjuntoDeTreino, Gabarito
from core.infra.celulas import disarm

COLUNAS = ("texto", "rotulo", "parte", "processo", "nome")


def render_treino(gabarito: Gabarito, casos: Sequence[CasoDoGabarito]) -> ConjuntoDeTreino:
    """CSV with semicolons in UTF-8 with BOM, as spreadsheets here read it.

    A text that a sheet would compute is disarmed; the portal's reader of sheets gives it back as it was.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUNAS)
    lines = ((caso.texto, caso.categoria, caso.parte.value, caso.numero_cnj, caso.nome) for caso in casos)
    writer.writerows(map(disarm, line) for line in lines)
    name = f"{gabarito.slug}-v{gabarito.versao}-{gabarito.sha256[:12]}.csv"
    return ConjuntoDeTreino(name, out.getvalue().encode("utf-8-sig"), dict(Counter(caso.parte for caso in casos)))
