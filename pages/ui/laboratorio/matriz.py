"""The confusion matrix as a heat table: each cell has its count and its share in words, the colour only repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from core.classificador.estatistica import SEM_RESPOSTA, Matriz
from pages.ui.laboratorio.rotulos import format_numero, format_percentual, render_tabela

_NOMES = {SEM_RESPOSTA: "Sem resposta"}


def render_matriz(matriz: Matriz, nomes: Mapping[str, str], titulo: str) -> str:
    """Rows are what the documents are, columns what the model said; ``nomes`` are those of the categories."""
    head = "".join(f'<th scope="col">{escape(name_classe(classe, nomes))}</th>' for classe in matriz.classes)
    rows = "".join(
        f'<tr><th scope="row">{escape(name_classe(classe, nomes))}</th>'
        + "".join(_render_celula(row, place, column) for column in range(len(row)))
        + "</tr>"
        for place, (classe, row) in enumerate(zip(matriz.classes, matriz.contagens, strict=True))
        if classe != SEM_RESPOSTA
    )
    return (
        '<div class="portal-rolagem" tabindex="0"><table class="portal-tabela laboratorio-matriz">'
        f"<caption>{escape(titulo)}. Linhas: o que o documento é. Colunas: o que o modelo respondeu.</caption>"
        f'<thead><tr><th scope="col">Categoria certa</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _render_celula(row: tuple[int, ...], place: int, column: int) -> str:
    count, total = row[column], sum(row)
    share = count / total if total else 0.0
    if not count:
        return '<td class="nada">—</td>'
    kind = "acerto" if place == column else "erro"
    part = f'<span class="parte">{format_numero(100 * share)}% {kind}</span>'
    return f'<td class="{kind}" style="--parte:{share:.2f}">{format_numero(count)}{part}</td>'


def render_medidas(a: Matriz, b: Matriz | None, nomes: Mapping[str, str], protegidas: frozenset[str]) -> str:
    """Precision, recall and F1 of each class; with a second run, both values and what its F1 gained."""
    others = {one.classe: one for one in b.medidas} if b else {}
    rows = []
    for one in a.medidas:
        name = escape(name_classe(one.classe, nomes)) + (" (protegida)" if one.classe in protegidas else "")
        values, other = (one.precisao, one.cobertura, one.f1), others.get(one.classe)
        news = (other.precisao, other.cobertura, other.f1) if other else (0.0, 0.0, 0.0)
        shown = [format_percentual(value) for value in values]
        if b:
            pairs = zip(shown, news, strict=True)
            shown = [f"{old} → {format_percentual(new)}" for old, new in pairs] + [format_diferenca(news[2] - one.f1)]
        rows.append([name, format_numero(one.apoio), *shown])
    head = ["Categoria", "Casos", "Precisão", "Cobertura", "F1", *(["Diferença no F1"] if b else [])]
    return render_tabela("Medidas por categoria", head, rows, classe="laboratorio-tabela")


def name_classe(classe: str, nomes: Mapping[str, str]) -> str:
    return _NOMES.get(classe) or nomes.get(classe, classe)


def format_diferenca(diferenca: float) -> str:
    """``+3,2 pontos``, ``−1,0 ponto`` or ``igual``, of shares between 0 and 1."""
    pontos = round(100 * diferenca, 1)
    if not pontos:
        return "igual"
    sinal = "+" if pontos > 0 else "−"
    return f"{sinal}{format_numero(abs(pontos), 1)} {'ponto' if abs(pontos) == 1 else 'pontos'}"
