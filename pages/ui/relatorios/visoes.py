"""What Relatórios shows at a time; the address names it beside the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.relatorios.domain import FiltroDoRelatorio
from core.usuarios.domain import Usuario
from pages.ui.relatorios.filtro import choose_visao
from pages.ui.relatorios.resultados import show_etapas, show_modulos, show_orcamentos, show_qualidade, show_tempo
from pages.ui.relatorios.secoes import show_custo, show_mensais, show_registros, show_volume

Show = Callable[[FiltroDoRelatorio, Usuario], None]


@dataclass(frozen=True)
class Visao:
    titulo: str
    secoes: tuple[Show, ...]


_VISOES = {
    "pecas": Visao("Peças", (show_volume, show_registros)),
    "custo": Visao("Custo", (show_custo, show_orcamentos)),
    "qualidade": Visao("Qualidade", (show_qualidade,)),
    "modulos": Visao("Módulos", (show_modulos,)),
    "tempo": Visao("Tempo", (show_etapas, show_tempo)),
    "mensais": Visao("Mensais", (show_mensais,)),
}


def show_visao(filtro: FiltroDoRelatorio, usuario: Usuario) -> None:
    """The choice, and the sections of what was chosen; the others ask the database nothing."""
    chosen = choose_visao({slug: visao.titulo for slug, visao in _VISOES.items()})
    for show in _VISOES[chosen].secoes:
        show(filtro, usuario)
