"""The lines of Hoje: one per piece of work, by what it asks of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from core.events import Estado
from pages.ui.dates import format_when

_RECENTE = timedelta(days=7)
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="tipo">{tipo}</span>
  <span class="numero">{nome}<span class="assunto">{assunto}</span></span>
  <span class="estados"><span class="portal-estado portal-estado-{sinal}">{rotulo}</span>{acao}</span>
  <span class="quando">{quando}</span>
</a></li>
"""


@dataclass(frozen=True)
class Linha:
    """``tipo`` says what it is, ``nome`` which one, ``acao`` what the person can do there.

    The sign is always the state's; ``rotulo`` stands beside it in place of the state's own word.
    """

    tipo: str
    nome: str
    link: str
    estado: Estado
    rotulo: str = ""
    acao: str = ""
    assunto: str = ""
    quando: datetime | None = None


@dataclass(frozen=True)
class Mesa:
    """What waits for the person, what runs, what failed, what others gave, what changed, and what is done."""

    esperando: tuple[Linha, ...] = ()
    andamento: tuple[Linha, ...] = ()
    falhas: tuple[Linha, ...] = ()
    recebidas: tuple[Linha, ...] = ()
    mudancas: tuple[Linha, ...] = ()
    prontas: tuple[Linha, ...] = ()

    def __add__(self, other: Mesa) -> Mesa:
        return Mesa(
            self.esperando + other.esperando,
            self.andamento + other.andamento,
            self.falhas + other.falhas,
            self.recebidas + other.recebidas,
            self.mudancas + other.mudancas,
            self.prontas + other.prontas,
        )


def is_recente(moment: datetime) -> bool:
    """Whether it still belongs on the first page when nothing was done with it."""
    return datetime.now(UTC) - moment <= _RECENTE


def render_linhas(linhas: Sequence[Linha], label: str) -> str:
    """A list of links; each state by sign and word."""
    return f'<ul class="portal-lista" aria-label="{escape(label)}">{"".join(map(_render, linhas))}</ul>'


def _render(linha: Linha) -> str:
    return _LINHA.format(
        link=escape(linha.link),
        tipo=escape(linha.tipo),
        nome=escape(linha.nome),
        assunto=escape(linha.assunto),
        sinal=linha.estado.value,
        rotulo=escape(linha.rotulo or linha.estado.label),
        acao=f'<span class="acao">{escape(linha.acao)}</span>' if linha.acao else "",
        quando="" if linha.quando is None else format_when(linha.quando),
    )
