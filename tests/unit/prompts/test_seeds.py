"""The seed files: every rule uses existing variables, can go both ways, and respects the office's policies."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import InvalidInputError
from core.pecas.domain import TIPOS_DE_PECA, TIPOS_PREPARADOS, TipoDePeca
from core.prompts.comparacao import COM_LISTA, ORDEM, SEM_OPERANDO, parse_ordenavel
from core.prompts.domain import (
    CATEGORIA_RESIDUAL,
    GRUPO_GERAL,
    GRUPOS,
    ModoDeAtivacao,
    Modulo,
    OrigemDaCategoria,
    Prompt,
    TipoDeModulo,
    TipoDeVariavel,
    Variavel,
)
from core.prompts.instrucoes.validacao import list_problemas
from core.prompts.regras import (
    Condicao,
    Decisao,
    Regra,
    SemValor,
    ValorDoFato,
    evaluate_regra,
    list_condicoes,
    list_variaveis,
)
from core.prompts.seeds import load_seeds

SEEDS = load_seeds()
VARIAVEIS = {v.slug: v for categoria in SEEDS.categorias for v in categoria.variaveis}
PREPARADOS = [m for m in SEEDS.modulos if set(m.tipos_de_peca) & set(TIPOS_PREPARADOS)]
CONTEUDO = [m for m in SEEDS.modulos if m.tipo is TipoDeModulo.CONTEUDO and m not in PREPARADOS]
SECOES_DO_GRUPO = {grupo.slug: grupo.secoes for grupo in GRUPOS}
COM_REGRA = [m for m in SEEDS.modulos if m.regra is not None]
Fatos = dict[str, ValorDoFato]

by_slug = pytest.mark.parametrize("modulo", SEEDS.modulos, ids=lambda m: m.slug)
by_rule = pytest.mark.parametrize("modulo", COM_REGRA, ids=lambda m: m.slug)


def _regra(modulo: Modulo) -> Regra:
    assert modulo.regra is not None
    return modulo.regra


def _values(variavel: Variavel, condicoes: list[Condicao]) -> list[ValorDoFato]:
    """Representative answers of a variable: each option, each side of each number, and what does not apply."""
    if variavel.tipo is TipoDeVariavel.BOOLEANO:
        return [True, False, SemValor.NAO_SE_APLICA]
    if variavel.tipo is TipoDeVariavel.ESCOLHA:
        return [*variavel.opcoes, SemValor.NAO_SE_APLICA]
    if variavel.tipo is TipoDeVariavel.LISTA:
        return [[], *([opcao] for opcao in variavel.opcoes), SemValor.NAO_SE_APLICA]
    numbers = [float(str(c.valor)) for c in condicoes if c.operador in ORDEM]
    return [SemValor.NAO_SE_APLICA, *(number + step for number in numbers for step in (-1.0, 0.0, 1.0))]


def _all_fatos(regra: Regra) -> Iterator[Fatos]:
    condicoes = list_condicoes(regra)
    slugs = list_variaveis(regra)
    choices = [_values(VARIAVEIS[slug], [c for c in condicoes if c.variavel == slug]) for slug in slugs]
    return (dict(zip(slugs, values, strict=True)) for values in itertools.product(*choices))


def _is_consistent(fatos: Fatos) -> bool:
    """A variable whose condition is known not to be true must not apply."""
    return all(
        fatos.get(VARIAVEIS[slug].condicao, True) is True or fato is SemValor.NAO_SE_APLICA
        for slug, fato in fatos.items()
    )


def _active(texto: str, **fixed: ValorDoFato) -> list[tuple[str, Fatos]]:
    """Modules whose text matches and that some consistent set of facts with ``fixed`` turns on."""
    found = []
    for modulo in COM_REGRA:
        if not re.search(texto, modulo.texto + modulo.titulo):
            continue
        for fatos in _all_fatos(_regra(modulo)):
            case = {**fatos, **fixed}
            if _is_consistent(case) and evaluate_regra(_regra(modulo), case).decisao is Decisao.SIM:
                found.append((modulo.slug, case))
                break
    return found


def test_the_library_is_as_large_as_promised() -> None:
    saude = [m for m in CONTEUDO if m.grupo == "ps"]
    assert len(saude) >= 30
    assert len([m for m in saude if m.regra is not None]) >= 25
    for grupo in ("tributario", "detran"):
        assert len([m for m in CONTEUDO if m.grupo == grupo]) >= 3


def test_slugs_are_unique_over_all_kinds() -> None:
    for slugs in (
        [m.slug for m in SEEDS.modulos],
        [c.slug for c in SEEDS.categorias],
        [v.slug for c in SEEDS.categorias for v in c.variaveis],
    ):
        assert len(slugs) == len(set(slugs))


@by_slug
def test_modulo_is_well_formed(modulo: Modulo) -> None:
    assert modulo.grupo in {GRUPO_GERAL, *(grupo.slug for grupo in GRUPOS)}
    assert modulo.secao in (SECOES_DO_GRUPO[modulo.grupo] if modulo.tipo is TipoDeModulo.CONTEUDO else ("",))
    assert set(modulo.tipos_de_peca) <= {*TIPOS_DE_PECA, *TIPOS_PREPARADOS}
    assert modulo.titulo
    assert "{{" not in modulo.texto
    assert not re.search(r"^#|</?[a-z]+>", modulo.texto, re.MULTILINE)


@by_slug
def test_modo_and_regra_agree(modulo: Modulo) -> None:
    if modulo.modo is ModoDeAtivacao.MODELO:
        assert modulo.ativacao
        assert modulo.regra is None
    else:
        assert not modulo.ativacao
        always_enters = modulo.tipo is not TipoDeModulo.CONTEUDO or modulo.secao == "Pedidos" or modulo in PREPARADOS
        assert (modulo.regra is None) is always_enters


@pytest.mark.parametrize("modulo", CONTEUDO, ids=lambda m: m.slug)
def test_argument_has_two_to_five_paragraphs(modulo: Modulo) -> None:
    blocks = [b for b in modulo.texto.split("\n\n") if not re.match(r">|- |[a-z]\)", b)]
    assert 2 <= len(blocks) <= 5 or modulo.secao == "Pedidos"


@pytest.mark.parametrize("tipo", TIPOS_DE_PECA)
def test_each_tipo_de_peca_has_one_structure_and_one_set_of_requests(tipo: TipoDePeca) -> None:
    serving = [m for m in SEEDS.modulos if m.tipos_de_peca == (tipo.value,)]
    assert len([m for m in serving if m.tipo is TipoDeModulo.PECA]) == 1
    assert len([m for m in serving if m.secao == "Pedidos"]) == 1


def test_the_sheet_of_a_calculation_has_one_module_for_each_of_its_ten_sections() -> None:
    own = [m for m in PREPARADOS if m.tipos_de_peca == (TipoDePeca.PEDIDO_DE_CALCULO.value,)]
    secoes = [m.secao for m in sorted(own, key=lambda m: m.ordem) if m.tipo is TipoDeModulo.CONTEUDO]
    assert tuple(secoes) == SECOES_DO_GRUPO["calculo"]
    assert len(secoes) == 10
    assert len([m for m in own if m.tipo is TipoDeModulo.PECA]) == 1


@by_rule
def test_rule_reads_existing_variables_with_possible_values(modulo: Modulo) -> None:
    for condicao in list_condicoes(_regra(modulo)):
        variavel = VARIAVEIS[condicao.variavel]
        if condicao.operador in SEM_OPERANDO:
            continue
        operandos = condicao.valor if condicao.operador in COM_LISTA else (condicao.valor,)
        assert isinstance(operandos, tuple)
        if variavel.tipo is TipoDeVariavel.BOOLEANO:
            assert all(isinstance(operando, bool) for operando in operandos)
        elif variavel.tipo in (TipoDeVariavel.ESCOLHA, TipoDeVariavel.LISTA):
            assert set(operandos) <= set(variavel.opcoes)
        else:
            assert condicao.operador in ORDEM
            assert all(operando is not None and parse_ordenavel(operando) is not None for operando in operandos)


@by_rule
def test_rule_can_be_true_false_and_open(modulo: Modulo) -> None:
    decisoes = {evaluate_regra(_regra(modulo), f).decisao for f in _all_fatos(_regra(modulo)) if _is_consistent(f)}
    assert decisoes == {Decisao.SIM, Decisao.NAO}
    assert evaluate_regra(_regra(modulo), {}).decisao is Decisao.DESCONHECIDA


def test_temas_6_and_1234_and_pmvg_are_only_for_medicines() -> None:
    texto = r"Tema (6|1234)\b|PMVG|Súmula Vinculante 6[01]"
    assert _active(texto, peticao_inicial_pedido_medicamento=True)
    assert _active(texto, peticao_inicial_pedido_medicamento=False) == []


def test_tema_106_is_never_for_medicines() -> None:
    assert _active(r"Tema 106\b", peticao_inicial_pedido_medicamento=False)
    assert _active(r"Tema 106\b", peticao_inicial_pedido_medicamento=True) == []


def test_tema_793_stays_out_of_cases_only_about_medicines() -> None:
    only_medicine: Fatos = {
        "peticao_inicial_acao_de_saude": True,
        "peticao_inicial_pedido_medicamento": True,
        "peticao_inicial_pedido_cirurgia": False,
        "peticao_inicial_pedido_home_care": False,
        "peticao_inicial_outras_prestacoes": [],
    }
    assert _active("Tema 793", peticao_inicial_pedido_cirurgia=True)
    assert _active("Tema 793", **only_medicine) == []


def test_the_natjus_opinion_prevails_over_the_petition() -> None:
    tema_6 = next(_regra(m) for m in SEEDS.modulos if m.slug == "ps-merito-tema-6-requisitos")
    fatos: Fatos = {
        "peticao_inicial_pedido_medicamento": True,
        "peticao_inicial_medicamento_incorporado": False,
        "parecer_nat_incorporado_sus": True,
    }
    assert evaluate_regra(tema_6, fatos).decisao is Decisao.NAO
    assert evaluate_regra(tema_6, {**fatos, "parecer_nat_incorporado_sus": False}).decisao is Decisao.SIM
    assert (
        evaluate_regra(tema_6, {**fatos, "parecer_nat_incorporado_sus": SemValor.NAO_SE_APLICA}).decisao is Decisao.SIM
    )
    silent = evaluate_regra(tema_6, {**fatos, "parecer_nat_incorporado_sus": SemValor.DESCONHECIDO})
    assert silent.desconhecidas == ("parecer_nat_incorporado_sus",)


@pytest.mark.parametrize("categoria", SEEDS.categorias, ids=lambda c: c.slug)
def test_categoria_is_well_formed(categoria) -> None:
    own = {v.slug: v for v in categoria.variaveis}
    for variavel in categoria.variaveis:
        assert variavel.slug.startswith(f"{categoria.slug}_")
        assert bool(variavel.opcoes) is (variavel.tipo in (TipoDeVariavel.ESCOLHA, TipoDeVariavel.LISTA))
        assert len(set(variavel.opcoes)) == len(variavel.opcoes)
        assert not variavel.condicao or own[variavel.condicao].tipo is TipoDeVariavel.BOOLEANO
    assert bool(categoria.instrucao) is (categoria.origem is OrigemDaCategoria.DOCUMENTO)


def test_no_court_code_is_in_two_categories() -> None:
    codigos = [codigo for categoria in SEEDS.categorias for codigo in categoria.codigos]
    assert len(codigos) == len(set(codigos))
    assert CATEGORIA_RESIDUAL in {categoria.slug for categoria in SEEDS.categorias}


def test_instructions_say_that_case_text_is_data() -> None:
    reads_no_case = {"continuar", "rascunho_de_regra"}
    textos = {prompt.slug: prompt.texto for prompt in SEEDS.prompts}
    assert reads_no_case < set(textos)
    for slug in set(textos) - reads_no_case:
        assert "nunca instrução" in textos[slug], slug


@pytest.mark.parametrize("prompt", SEEDS.prompts, ids=lambda prompt: prompt.slug)
def test_instruction_could_be_stored_by_a_person_too(prompt: Prompt) -> None:
    assert list_problemas(prompt, prompt) == ()


def test_load_seeds_names_the_file_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "modulos").mkdir()
    (tmp_path / "modulos" / "a.md").write_text("---\nslug: b\n---\ntexto", "utf-8")
    with pytest.raises(InvalidInputError, match=r"modulos/a\.md"):
        load_seeds(tmp_path)
