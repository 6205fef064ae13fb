"""The approved base: every authority that the library cites is in it, once, with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidInputError
from core.prompts.autoridades.citacoes import find_citacoes, is_known
from core.prompts.autoridades.formato import load_autoridades
from core.prompts.seeds import load_seeds

AUTORIDADES = load_autoridades()
CHAVES = [autoridade.chave for autoridade in AUTORIDADES]
MODULOS = load_seeds().modulos


@pytest.mark.parametrize("modulo", MODULOS, ids=lambda m: m.slug)
def test_everything_a_module_cites_is_in_the_base(modulo) -> None:
    citado = find_citacoes("\n\n".join((modulo.titulo, modulo.texto, modulo.ativacao)))
    assert [citacao.trecho for citacao in citado if not is_known(citacao.chave, CHAVES)] == []


def test_the_base_holds_each_authority_once_with_its_source() -> None:
    assert len(set(CHAVES)) == len(CHAVES)
    assert all(a.resumo and a.fonte and a.vigencia for a in AUTORIDADES)


def test_the_name_of_an_authority_cites_itself() -> None:
    """The keys of the files are those that the finder makes, so that a citation can find them."""
    wrong = {
        autoridade.chave: autoridade.nome
        for autoridade in AUTORIDADES
        if autoridade.tipo not in ("artigo", "norma")
        and autoridade.chave not in {c.chave for c in find_citacoes(autoridade.nome)}
    }
    assert wrong == {}


def test_the_base_holds_nothing_that_no_module_cites() -> None:
    cited = {c.chave for m in MODULOS for c in find_citacoes("\n\n".join((m.titulo, m.texto, m.ativacao)))}
    of_laws = {chave.partition(":art:")[0] for chave in cited}
    assert set(CHAVES) - cited - of_laws == set()


def test_file_with_a_missing_source_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("- {chave: 'tema:stf:1', nome: n, resumo: r, vigencia: v}", "utf-8")
    with pytest.raises(InvalidInputError) as caught:
        load_autoridades(tmp_path)
    assert "autoridades/x.yaml" in caught.value.user_message
