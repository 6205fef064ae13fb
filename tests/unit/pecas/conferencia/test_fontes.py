"""What a peça is checked against: what is open now, what people answered, and the petition's requests."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from core.conferencia.caso import Caso
from core.conferencia.domain import Cor, TipoDeItem
from core.conferencia.minuta import check_minuta
from core.pecas.conferencia.fontes import Material, load_caso
from core.pecas.domain import DocumentoDaGeracao, EstadoDoFato, Fato, ModuloEscolhido, OrigemDoModulo, Versoes
from core.processos.domain import DocumentoLido, EstadoDoDocumento, Parte, Processo
from core.prompts.autoridades.formato import load_autoridades
from core.prompts.domain import Modulo, Prompt, TipoDeVariavel, Variavel
from core.prompts.seeds import load_seeds
from tests.builders import build_documento, build_geracao, build_lido, build_processo, build_variavel

PERGUNTA = "Há pedido de indenização por danos morais?"


class FakeProcessos:
    """Readings by id; a case above level 0 gives none, as the real one does."""

    def __init__(self, **lidos: DocumentoLido) -> None:
        self._lidos = lidos

    def find_lidos(self, processo: Processo, hashes: dict[str, str]) -> dict[str, DocumentoLido]:
        listed = {d.id_documento for d in processo.documentos if not d.nivel_sigilo}
        return {ident: self._lidos[ident] for ident in hashes if ident in listed and ident in self._lidos}


class FakePrompts:
    def __init__(self, *variaveis: Variavel) -> None:
        self._variaveis = {variavel.slug: variavel for variavel in variaveis}

    def list_variaveis(self) -> dict[str, Variavel]:
        return self._variaveis

    def list_modulos(self, _grupo: str, _tipo: str) -> tuple[Modulo, ...]:
        return load_seeds().modulos[:2]

    def get_prompt(self, slug: str) -> Prompt:
        return next(prompt for prompt in load_seeds().prompts if prompt.slug == slug)

    def get_modulo(self, slug: str, _versao: int) -> Modulo:
        return replace(load_seeds().modulos[0], slug=slug, texto="O módulo custa R$ 77,00.")


def build_material(*fatos: Fato, sigilo: int = 0) -> Material:
    parte = Parte("AT", "Zulmira Inventada", documento="52998224725")
    processo = build_processo(build_documento("1", 500, sigilo=sigilo), build_documento("2", 1), partes=(parte,))
    documento = DocumentoDaGeracao(
        1, "1", "fls. 1-2 – Petição Inicial", "Petição Inicial", 500, EstadoDoDocumento.LIDO, sha256="f", paginas=2
    )
    modulo = ModuloEscolhido("m", 1, "Mérito", "Do preço", 1, OrigemDoModulo.REGRA, "regra")
    geracao = replace(build_geracao(), versoes=Versoes())
    return Material(geracao, processo, (), (documento,), fatos, (modulo,), ())


def load(material: Material, *variaveis: Variavel) -> Caso:
    processos = FakeProcessos(**{"1": build_lido("Custa R$ 55,00.", "Fim.")})
    return load_caso(material, processos, FakePrompts(*variaveis))  # type: ignore[arg-type] # only what is asked


def judge(texto: str, caso: Caso) -> list[tuple[TipoDeItem, Cor]]:
    itens = check_minuta(texto, caso).itens
    return [(item.tipo, item.cor) for item in itens if item.tipo in (TipoDeItem.DADO, TipoDeItem.NUMERO)]


def test_amounts_come_from_documents_modules_and_the_court() -> None:
    caso = load(build_material())
    texto = "Custa R$ 55,00, R$ 77,00, a causa vale R$ 10.000,00, a autora tem CPF 529.982.247-25, e R$ 1,00."
    found = judge(texto, caso)
    assert found == [(TipoDeItem.DADO, Cor.VERDE)] * 3 + [
        (TipoDeItem.NUMERO, Cor.VERDE),
        (TipoDeItem.DADO, Cor.VERMELHO),
    ]


def test_document_that_became_secret_is_no_source_and_is_named() -> None:
    caso = load(build_material(sigilo=5))
    assert judge("Custa R$ 55,00.", caso) == [(TipoDeItem.DADO, Cor.VERMELHO)]
    assert "Petição Inicial" in caso.avisos[0]
    assert next(d for d in caso.documentos if d.id_documento == "1").paginas == 0


def test_only_what_a_person_answered_is_a_source() -> None:
    variavel = build_variavel("custo", TipoDeVariavel.MOEDA)
    of_model = Fato("custo", EstadoDoFato.VALORADO, 33.5)
    assert judge("R$ 33,50", load(build_material(of_model), variavel)) == [(TipoDeItem.DADO, Cor.VERMELHO)]
    answered = replace(of_model, informado_por="Rita Inventada")
    assert judge("R$ 33,50", load(build_material(answered), variavel)) == [(TipoDeItem.DADO, Cor.VERDE)]


def test_requests_are_those_of_the_list_and_of_the_single_questions() -> None:
    danos = replace(build_variavel("peticao_inicial_pedido_danos_morais"), pergunta=PERGUNTA)
    fatos = (
        Fato("peticao_inicial_requerimentos", EstadoDoFato.VALORADO, "a cirurgia; a citação do réu", "fl. 2", "1", 1),
        Fato("peticao_inicial_pedido_danos_morais", EstadoDoFato.VALORADO, valor=True),
        Fato("peticao_inicial_pedido_multa", EstadoDoFato.FALSO, valor=False),
        Fato("peticao_inicial_outras_prestacoes", EstadoDoFato.VALORADO, ["fraldas"]),
    )
    pedidos = load(build_material(*fatos), danos).pedidos
    assert {pedido.texto for pedido in pedidos} == {"a cirurgia", "indenização por danos morais", "fraldas"}


def test_the_same_sources_are_told_from_changed_ones() -> None:
    first, secret = build_material(), build_material(sigilo=5)
    assert first.visto == deepcopy(first).visto
    changed = (
        replace(first, processo=replace(first.processo, documentos=secret.processo.documentos)),
        replace(first, fatos=(Fato("custo", EstadoDoFato.VALORADO, 33.5),)),
        replace(first, geracao=replace(first.geracao, versoes=Versoes(modulos={"m": 2}))),
        replace(first, documentos=()),
        replace(first, modulos=()),
        replace(first, origens=(first.processo,)),
        replace(first, base=(load_autoridades()[0],)),
    )
    assert [first.visto == other.visto for other in changed] == [False] * len(changed)
