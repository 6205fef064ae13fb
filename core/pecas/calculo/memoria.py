"""The memória de cálculo as Markdown tables, which the DOCX draws as tables. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from core.calculo.motor.comparacao import Comparacao
from core.calculo.motor.domain import ARREDONDAMENTO, AcrescimoCalculado, Especie, Memoria, Passo, round_centavo
from core.calculo.pedido.domain import ResultadoDoCalculo
from core.calculo.pedido.escrita import write_data, write_valor

TITULO = "Anexo – Memória de cálculo"
_MAX_LINHAS = 400
"""Steps up to which each has its row; of a longer memória each month has one, and the spreadsheet has them all."""

_LANCADOS = (Especie.PARCELA, Especie.PAGAMENTO)
"""Steps whose source is what a person wrote of them."""

_NEXT_PARAGRAPH = "\n\n"


def render_memoria(resultado: ResultadoDoCalculo) -> str:
    """The annex: totals, the difference to the creditor by cause, every step with its source, and the notes."""
    memoria = resultado.memoria
    blocks = [f"## {TITULO}", _render_resumo(memoria, resultado.comparacao)]
    if resultado.comparacao is not None:
        blocks.append(_render_causas(resultado.comparacao))
    blocks += _render_passos(memoria)
    blocks.append(f"Arredondamento: {ARREDONDAMENTO} Versão da tabela de índices: {memoria.versao_dos_indices}.")
    blocks += [_escape(aviso) for aviso in memoria.avisos]
    return _NEXT_PARAGRAPH.join(blocks)


def format_reais(valor: Decimal) -> str:
    """``R$ 1.234,56``, to the cent."""
    arredondado = round_centavo(valor)
    return f"-R$ {write_valor(-arredondado)}" if arredondado < 0 else f"R$ {write_valor(abs(arredondado))}"


def describe_acrescimo(item: AcrescimoCalculado) -> str:
    """``Honorários (10%)``."""
    percentual = item.acrescimo.percentual
    return str(item.acrescimo.tipo) if percentual is None else f"{item.acrescimo.tipo} ({format_numero(percentual)}%)"


def format_numero(valor: Decimal, decimals: int = 4) -> str:
    """``0,5``: as few decimals as say it, at most so many."""
    texto = f"{valor:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{valor:.0f}"
    return texto.replace(".", ",")


def list_totais(memoria: Memoria) -> tuple[tuple[str, Decimal], ...]:
    """What the total is the sum of, then the total."""
    return (
        ("Principal corrigido", memoria.principal),
        ("Juros", memoria.juros),
        *((describe_acrescimo(item), item.valor) for item in memoria.acrescimos),
        (f"Total em {write_data(memoria.conta.criterios.ate)}", memoria.total),
    )


def _render_resumo(memoria: Memoria, comparacao: Comparacao | None) -> str:
    rows = [(nome, format_reais(valor)) for nome, valor in list_totais(memoria)]
    rows[-1] = tuple(f"**{cell}**" for cell in rows[-1])  # type: ignore[assignment]  # still two cells
    if memoria.pago_a_maior:
        rows.append(("Pago além do devido", format_reais(memoria.pago_a_maior)))
    if comparacao is not None:
        rows.append(("Pedido pelo credor", format_reais(comparacao.total_do_credor)))
        rows.append((describe_excesso(comparacao), format_reais(abs(comparacao.excesso))))
    return _render_tabela(("Parcela do total", "Valor"), rows, right=(1,))


def describe_excesso(comparacao: Comparacao) -> str:
    """What the difference to the creditor is called."""
    return "Excesso no pedido do credor" if comparacao.excesso >= 0 else "Pedido do credor abaixo do nosso cálculo"


def _render_causas(comparacao: Comparacao) -> str:
    rows = [
        (str(diferenca.causa), format_reais(diferenca.valor), format_reais(diferenca.total_depois))
        for diferenca in comparacao.diferencas
    ]
    return "**Diferença para o cálculo do credor, por causa**\n\n" + _render_tabela(
        ("Causa", "Diferença", "Total depois do acerto"), rows, right=(1, 2)
    )


def _render_passos(memoria: Memoria) -> list[str]:
    passos, note = memoria.passos, "**Passos do cálculo**"
    if len(passos) > _MAX_LINHAS:
        passos = tuple(_choose_last_of_months(passos))
        note += f" (o último de cada mês, de {len(memoria.passos)}; a planilha traz todos)"
    fontes: dict[str, int] = {}
    rows = []
    for passo in passos:
        is_lancado = passo.especie in _LANCADOS
        fonte = "" if is_lancado or not passo.fonte else fontes.setdefault(passo.fonte, len(fontes) + 1)
        rows.append(
            (
                write_data(passo.de) if passo.de == passo.ate else f"{write_data(passo.de)} a {write_data(passo.ate)}",
                name_passo(passo),
                describe_taxa(passo),
                write_valor(round_centavo(passo.valor)) if passo.valor >= 0 else f"-{_write(-passo.valor)}",
                _write(passo.saldo.total),
                str(fonte),
            )
        )
    table = _render_tabela(("Período", "Passo", "Taxa", "Valor", "Saldo", "Fonte"), rows, right=(2, 3, 4, 5))
    listed = "\n".join(f"{number}. {_escape(fonte)}" for fonte, number in fontes.items())
    return [note, table, *(["**Fontes**", listed] if fontes else [])]


def _write(valor: Decimal) -> str:
    return write_valor(round_centavo(valor))


def describe_taxa(passo: Passo) -> str:
    """The published percent and, of a month that counts in part, its days."""
    if passo.percentual is None or passo.especie not in (Especie.CORRECAO, Especie.JUROS):
        return ""
    dias = f" ({passo.dias}/{passo.dias_do_mes} dias)" if passo.dias != passo.dias_do_mes else ""
    return f"{format_numero(passo.percentual)}%{dias}"


def name_passo(passo: Passo) -> str:
    """``Correção – IPCA-E``: what was applied, by the name that people know."""
    indice = passo.indice if passo.serie is None else passo.serie.rotulo
    nome = passo.fonte if passo.especie in _LANCADOS else indice
    return f"{passo.especie} – {nome}" if nome else str(passo.especie)


def _choose_last_of_months(passos: Sequence[Passo]) -> Iterator[Passo]:
    for passo, following in zip(passos, (*passos[1:], None), strict=True):
        if following is None or (passo.de.year, passo.de.month) != (following.de.year, following.de.month):
            yield passo


def _render_tabela(heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int]) -> str:
    rule = ["---:" if place in right else "---" for place in range(len(heads))]
    lines = [heads, rule, *([_escape(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escape(texto: str) -> str:
    """What somebody typed or published never becomes a mark or another column."""
    return " ".join(texto.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<").replace("[", "\\[")
