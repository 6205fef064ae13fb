"""What of a report no model writes: the parties with their free justice and the experts' fees, as Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.assistencia.gratuidade import GratuidadeDaParte
from core.assistencia.pedido import format_reais
from core.assistencia.pericia import HonorarioFixado
from core.assistencia.quadro import Quadro

TITULO = "Anexo – Partes, gratuidade e perícia"
_POLOS = {"AT": "Ativo", "PA": "Passivo"}


def render_anexo(quadro: Quadro) -> str:
    """Tables found by program in the court's data and in the decisions."""
    blocks = [f"## {TITULO}"]
    partes = [_list_celulas(one) for one in quadro.gratuidade.partes]
    if partes:
        blocks.append(_render_tabela(("Parte", "Polo", "Justiça gratuita", "Onde está"), partes))
    honorarios = [_list_honorario(one) for one in quadro.honorarios]
    if honorarios:
        blocks.append(_render_tabela(("Honorários periciais", "Comparação com a tabela", "Onde está"), honorarios))
    else:
        blocks.append("As decisões lidas não fixam honorários periciais.")
    if quadro.por_ler:
        blocks.append(f"Decisões ainda não lidas: {_escape('; '.join(quadro.por_ler))}.")
    return "\n\n".join(blocks)


def _list_celulas(one: GratuidadeDaParte) -> tuple[str, ...]:
    onde = [f"({decisao.lugar.lugar})" for decisao in one.decisoes]
    onde += ["registrada no TJMS"] if one.parte.has_justica_gratuita else []
    situacao = f"{one.situacao.label}. {one.divergencia}".strip() if one.divergencia else one.situacao.label
    return one.parte.nome, _POLOS.get(one.parte.polo, "Terceiro"), situacao, "; ".join(onde)


def _list_honorario(one: HonorarioFixado) -> tuple[str, ...]:
    vezes = str(one.vezes).replace(".", ",")
    especie = f"{one.faixa.label}; {vezes} vezes o item {one.item.codigo} ({one.item.especialidade})"
    return format_reais(int(one.valor * 100)), especie, f"({one.lugar.lugar})"


def _render_tabela(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_escape(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escape(texto: str) -> str:
    """What a court or a party wrote never becomes a mark or another column."""
    return " ".join(texto.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<").replace("[", "\\[")
