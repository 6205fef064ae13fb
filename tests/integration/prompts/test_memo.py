"""What is read of the library is kept until anything in it changes, whoever changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.infra.db import SessionScope
from core.prompts.categorias.repository import CategoriaRepository
from core.prompts.cenarios.domain import Cenario
from core.prompts.cenarios.repository import CenarioRepository
from core.prompts.modulos.domain import FiltroDeModulos, OrdemDaLista
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.modulos.service import ModuloService
from core.prompts.politicas.formato import load_politicas
from core.prompts.politicas.repository import PoliticaRepository
from core.prompts.repository import Memo, PromptRepository
from core.prompts.service import PromptService

MODULO = "ps-merito-home-care"
CENARIO = Cenario("um-caso", 0, "Um caso", "ps", "contestacao", {})


def save_modulo(scope: SessionScope) -> None:
    modulos = ModuloService(ModuloRepository(scope, {"contestacao": "Contestação"}))
    live = modulos.get_modulo(MODULO).modulo
    modulos.set_active(MODULO, False, viva=live.versao, autor="a", motivo="m")


def save_grupo(scope: SessionScope) -> None:
    modulos = ModuloService(ModuloRepository(scope, {}))
    modulos.save_grupo(replace(modulos.list_grupos()[0], nome="Outro"), autor="a", motivo="m")


def save_categoria(scope: SessionScope) -> None:
    repository = CategoriaRepository(scope)
    categoria = replace(repository.list_categorias()[0], nome="Outra")
    repository.save(categoria, autor="a", motivo="m", check=lambda _categoria, _acervo: None)


def save_politica(scope: SessionScope) -> None:
    repository = PoliticaRepository(scope)
    repository.save_politica(replace(repository.list_politicas()[0], nome="Outra"), autor="a", motivo="m")


def delete_cenario(scope: SessionScope) -> None:
    repository = CenarioRepository(scope)
    repository.delete_cenario(repository.list_cenarios()[0], autor="a")


@pytest.fixture
def library(session_scope: SessionScope) -> SessionScope:
    PromptService(PromptRepository(session_scope)).seed_library()
    PoliticaRepository(session_scope).save_seeds(load_politicas())
    CenarioRepository(session_scope).add_cenario(CENARIO, autor="a")
    return session_scope


@pytest.mark.parametrize("change", [save_modulo, save_grupo, save_categoria, save_politica, delete_cenario])
def test_any_change_ends_what_was_kept(library: SessionScope, change: Callable[[SessionScope], None]) -> None:
    memo, reads = Memo(library), iter(range(9))
    assert [memo.get("x", lambda: next(reads)) for _ in range(2)] == [0, 0]
    change(library)
    assert [memo.get("x", lambda: next(reads)) for _ in range(2)] == [1, 1]


def test_another_process_sees_each_change_at_once(library: SessionScope) -> None:
    prompts, modulos = PromptRepository(library), ModuloRepository(library, {})
    politicas, cenarios, categorias = (
        kind(library) for kind in (PoliticaRepository, CenarioRepository, CategoriaRepository)
    )
    reads: tuple[Callable[[], object], ...] = (
        prompts.list_oferecidos,
        lambda: (prompts.list_grupos(), modulos.list_grupos()),
        lambda: (prompts.list_categorias(), categorias.list_categorias(), categorias.load_acervo().categorias),
        politicas.list_politicas,
        cenarios.list_cenarios,
    )
    for read, change in zip(
        reads, (save_modulo, save_grupo, save_categoria, save_politica, delete_cenario), strict=True
    ):
        before = read()
        assert read() == before
        change(library)
        assert read() != before


def test_a_page_of_the_list_holds_its_modules_in_order(library: SessionScope) -> None:
    modulos = ModuloService(ModuloRepository(library, {}))
    everything = modulos.list_modulos(FiltroDeModulos())
    pages = [modulos.list_pagina(FiltroDeModulos(), OrdemDaLista.NA_PECA, pagina=n, por_pagina=40) for n in (1, 2)]
    assert [item for page in pages for item in page.itens] == list(everything[:80])
    last = modulos.list_pagina(FiltroDeModulos(), OrdemDaLista.NA_PECA, pagina=999, por_pagina=40)
    assert (last.pagina, last.paginas, last.total) == (last.paginas, -(-len(everything) // 40), len(everything))
    assert last.itens[-1] == everything[-1]
    save_modulo(library)
    newest = modulos.list_pagina(FiltroDeModulos(), OrdemDaLista.RECENTE, pagina=1, por_pagina=1)
    assert [item.modulo.slug for item in newest.itens] == [MODULO]
    nothing = modulos.list_pagina(FiltroDeModulos(texto="zzz"), OrdemDaLista.TITULO, pagina=1, por_pagina=1)
    assert (nothing.itens, nothing.total, nothing.paginas) == ((), 0, 1)
