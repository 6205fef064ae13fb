"""The menu: every page in its order, with its address, icon and the permission that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PAGES = Path(__file__).parents[1]


@dataclass(frozen=True)
class MenuItem:
    """``name`` is the file and the address; ``icon`` is a Material symbol drawn from local files."""

    name: str
    title: str
    icon: str
    permission: str

    @property
    def path(self) -> Path:
        return _PAGES / f"{self.name}.py"


MENU = (
    MenuItem("hoje", "Hoje", ":material/today:", "hoje.ver"),
    MenuItem("gerador_de_pecas", "Gerador de Peças", ":material/edit_document:", "pecas.gerar"),
    MenuItem("processos", "Processos", ":material/folder_open:", "processos.ver"),
    MenuItem("classificador", "Classificador", ":material/category:", "classificador.usar"),
    MenuItem("pedido_de_calculo", "Pedido de Cálculo", ":material/calculate:", "calculo.ver"),
    MenuItem("assistencia", "Assistência", ":material/support_agent:", "assistencia.usar"),
    MenuItem("relatorios", "Relatórios", ":material/bar_chart:", "relatorios.ver"),
    MenuItem("treinamento_bert", "Treinamento BERT", ":material/model_training:", "bert.treinar"),
    MenuItem("prompts_e_modulos", "Prompts e Módulos", ":material/tune:", "prompts.editar"),
    MenuItem("administracao", "Administração", ":material/admin_panel_settings:", "admin.ver"),
    MenuItem("garantias", "Garantias", ":material/verified_user:", "ajuda.ver"),
    MenuItem("ajuda", "Ajuda", ":material/help:", "ajuda.ver"),
)


@cache
def list_pages() -> tuple[MenuItem, ...]:
    """The pages that exist; the first one is the page that ``/`` opens."""
    return tuple(item for item in MENU if item.path.is_file())


def list_addresses() -> Mapping[str, str]:
    """Permission by address; the first page answers at ``/``, whose address is empty."""
    first, *others = list_pages()
    return {"": first.permission} | {item.name: item.permission for item in others}
