"""Where the product may touch what surrounds it: errors of any kind, the environment, other packages by name."""

from __future__ import annotations

import ast

from tests.house.sources import PRODUCT, find_source, list_sources, name_call

BORDERS = {
    "jobs/attempt.py",  # a bug must not leave what people follow open for ever
    "jobs/schedule.py",  # a server that is away must not end the periodic work
    "jobs/serving.py",  # the words of an unforeseen error must not be kept or printed
    "pages/ui/errors.py",  # a bug on a page gets a code and words
    "pages/ui/web/connections.py",  # the watcher of revoked sessions must outlive a failure
}
"""Files that may catch any error."""

WRITE_FOR_THE_MODEL = {
    "core/calculo/pedido/modelo.py",  # what a title and a creditor's spreadsheet say
    "core/assistencia/pedido.py",  # a question about a case, with its pages
    "core/classificador/chamada.py",  # a document of a lot
    "core/pecas/classificacao.py",  # what kind of document a handed-in file is
    "core/pecas/conversa/pedido.py",  # a section that a person wants changed
    "core/pecas/detector_de_tipo.py",  # which peça a case asks for
    "core/pecas/pedidos.py",  # the generator's requests
    "core/prompts/busca/service.py",  # the library and what people look for in it
    "core/prompts/rascunho.py",  # the draft of a rule
}
"""Files that may make a text for the model: each says there what the text was made from."""

MAY_SEND_WITHOUT_A_CASE = {
    "core/prompts/busca/service.py",  # the library is the office's own; people type words to look for in it
    "core/prompts/rascunho.py",  # a description of a rule in general, and the library's variables
}
"""Files that may send a text that comes from no case, with the reason; its secrecy is not asked for."""

_LAUNCHER_MAY_IMPORT = ("core.bootstrap", "core.infra.logging", "core.infra.tracing", "core.settings", "pages.ui")


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether it swallows any error; one that cleans up and raises again does not."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or name_call(one) in ("Exception", "BaseException") for one in caught)


def is_read_of_environment(node: ast.AST) -> bool:
    """``os.environ`` in any form but a plain assignment of one name, and ``os.getenv``."""
    return name_call(node) in ("os.environ", "os.getenv") and isinstance(node, ast.Attribute)


def test_only_borders_catch_everything() -> None:
    catching = {
        source.name
        for source in list_sources(*PRODUCT)
        for node in source.walk()
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    }
    assert catching == BORDERS


def test_environment_is_read_only_in_settings() -> None:
    readers = set()
    for source in list_sources(*PRODUCT):
        written = {
            id(node.value)
            for node in source.walk()
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        }
        readers |= {source.name for node in source.walk() if is_read_of_environment(node) and id(node) not in written}
    assert readers == {"core/settings/secrecy.py"}  # which files hold secrets; all else is read by pydantic


def test_launcher_uses_only_what_starts_the_portal() -> None:
    """import-linter sees packages; Home.py is a file beside them."""
    ours = [name for name in find_source("Home.py").imports() if name.startswith(("core", "pages", "jobs", "ops"))]
    assert ours
    assert [name for name in ours if not name.startswith(_LAUNCHER_MAY_IMPORT)] == []


def test_imports_by_name_stay_in_the_client_that_needs_one() -> None:
    """An import hidden in a string would escape the contracts."""
    users = {
        source.name
        for source in list_sources(*PRODUCT)
        for node in source.walk()
        if name_call(node).endswith(("import_module", "__import__"))
    }
    assert users <= {"core/clients/passwords.py"}


def test_texts_for_the_model_are_made_where_their_sources_are_known() -> None:
    makers = {
        source.name
        for source in list_sources(*PRODUCT)
        for node in source.walk()
        if isinstance(node, ast.Call) and name_call(node).rpartition(".")[2] == "Turno"
    }
    assert makers == WRITE_FOR_THE_MODEL


def test_texts_without_a_case_are_sent_from_named_places_only() -> None:
    names = {
        source.name
        for source in list_sources(*PRODUCT)
        for node in source.walk()
        if name_call(node).rpartition(".")[2] == "SEM_AUTOS"
    }
    assert names == {"core/clients/gemini.py"} | MAY_SEND_WITHOUT_A_CASE
