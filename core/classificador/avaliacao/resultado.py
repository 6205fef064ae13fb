"""From the documents of a finished lot to what a run says, and from two runs to what they say together. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.classificador.avaliacao.domain import (
    Avaliacao,
    Comparacao,
    Discordante,
    Gasto,
    RespostaDoCaso,
    ResultadoDaAvaliacao,
    RotasMedidas,
)
from core.classificador.avaliacao.veredito import decide, find_perdas, tell_bloqueio, tell_veredito
from core.classificador.domain import EstadoDoItem, ItemDoLote
from core.classificador.estatistica import Matriz, build_matriz, build_pareada
from core.classificador.gabarito.domain import CasoDoGabarito, Parte, choose_parte
from core.classificador.roteamento import CasoDaRota, Rota, choose_rota, list_rotas
from core.errors import (
    ClassificacaoInvalidaError,
    GeminiBlockedError,
    GeminiEmptyError,
    GeminiResponseError,
    GeminiTruncatedError,
)
from core.prompts.domain import CategoriaDeClassificacao, Prompt

_ANSWER_FAULTS = frozenset(
    error.code
    for error in (
        ClassificacaoInvalidaError,
        GeminiBlockedError,
        GeminiEmptyError,
        GeminiResponseError,
        GeminiTruncatedError,
    )
)
"""Errors of the answer itself count as wrong; those of a service, a document or a clock say nothing of it."""

_MIL = 1_000


def hash_enviado(texto: str) -> str:
    """The name that the lot gives to the content of a text."""
    return hashlib.sha256(texto.encode()).hexdigest()


def build_resultado(
    avaliacao: Avaliacao, casos: Sequence[CasoDoGabarito], itens: Iterable[ItemDoLote], prompt: Prompt
) -> ResultadoDaAvaliacao:
    """What the run answered, document by document, and in sum. Documents the lot does not have are not counted."""
    by_content = {hash_enviado(caso.texto): caso for caso in casos}
    respostas = tuple(_read_resposta(by_content[item.sha256], item) for item in itens if item.sha256 in by_content)
    counted = [resposta for resposta in respostas if resposta.is_contada]
    return ResultadoDaAvaliacao(
        avaliacao=avaliacao,
        matriz=_build_matriz(counted, prompt),
        respostas=respostas,
        gasto=_sum_gasto(counted),
        nao_contados=len(casos) - len(counted),
    )


def compare_resultados(a: ResultadoDaAvaliacao, b: ResultadoDaAvaliacao, prompts: tuple[Prompt, Prompt]) -> Comparacao:
    """Over the documents that both runs count."""
    of_b = {resposta.sha256: resposta for resposta in b.respostas if resposta.is_contada}
    pairs = [
        (resposta, of_b[resposta.sha256]) for resposta in a.respostas if resposta.is_contada and resposta.sha256 in of_b
    ]
    tabela = build_pareada([one.is_acerto for one, _ in pairs], [other.is_acerto for _, other in pairs])
    decisao = decide(tabela)
    matrizes = (_build_matriz([one for one, _ in pairs], prompts[0]), _build_matriz([o for _, o in pairs], prompts[1]))
    known = frozenset(categoria.slug for categoria in prompts[1].categorias)
    perdas = find_perdas(*matrizes, list_protegidas(*prompts), known)
    return Comparacao(
        a=a,
        b=b,
        tabela=tabela,
        decisao=decisao,
        frase=tell_veredito(decisao, tabela, _name_lados(a.avaliacao, b.avaliacao)),
        discordantes=tuple(Discordante(one, other) for one, other in pairs if one.resposta != other.resposta),
        perdas=perdas,
        bloqueio=tell_bloqueio(perdas),
    )


def measure_rotas(local: ResultadoDaAvaliacao, gemini: ResultadoDaAvaliacao) -> RotasMedidas | None:
    """Over the documents that both runs count and that no training saw; None where there are none."""
    of_gemini = {resposta.sha256: resposta for resposta in gemini.respostas if resposta.is_contada}
    casos = [
        CasoDaRota(one.certeza, one.is_acerto, of_gemini[one.sha256].is_acerto)
        for one in local.respostas
        if one.is_contada and one.sha256 in of_gemini and choose_parte(one.numero_cnj, one.sha256) is Parte.TESTE
    ]
    if not casos:
        return None
    gemini_brl = gemini.gasto.por_mil_brl
    rotas = list_rotas(casos, local_por_mil_brl=local.gasto.por_mil_brl, gemini_por_mil_brl=gemini_brl)
    acuracia = sum(caso.is_acerto_gemini for caso in casos) / len(casos)
    so_gemini = Rota(1.0, 0.0, acuracia, gemini_brl)
    melhor = choose_rota([*rotas, so_gemini], acuracia_minima=acuracia)
    return RotasMedidas(local.avaliacao, gemini.avaliacao, len(casos), rotas, so_gemini, melhor)


def list_protegidas(a: Prompt, b: Prompt) -> tuple[CategoriaDeClassificacao, ...]:
    """Those that either version protects: taking the protection away in the new one does not open the way."""
    found = {
        categoria.slug: categoria for prompt in (b, a) for categoria in prompt.categorias if categoria.is_protegida
    }
    return tuple(found.values())


def _build_matriz(respostas: Sequence[RespostaDoCaso], prompt: Prompt) -> Matriz:
    certas = [resposta.certa for resposta in respostas]
    dadas = [resposta.resposta for resposta in respostas]
    seen = {*certas, *dadas}
    return build_matriz(certas, dadas, [one.slug for one in prompt.categorias if one.slug in seen])


def _read_resposta(caso: CasoDoGabarito, item: ItemDoLote) -> RespostaDoCaso:
    resposta = item.resposta if item.estado is EstadoDoItem.CONCLUIDO else None
    return RespostaDoCaso(
        sha256=caso.sha256,
        nome=caso.nome,
        numero_cnj=caso.numero_cnj,
        certa=caso.categoria,
        resposta=resposta.categoria if resposta else "",
        confianca=resposta.confianca.value if resposta else "",
        justificativa=resposta.justificativa_breve if resposta else "",
        motivo=item.erro_mensagem,
        segundos=item.segundos,
        custo_brl=item.custo_brl,
        is_contada=resposta is not None or item.erro_codigo in _ANSWER_FAULTS,
        certeza=item.probabilidade,
    )


def _sum_gasto(respostas: Sequence[RespostaDoCaso]) -> Gasto:
    if not respostas:
        return Gasto(Decimal(0), Decimal(0), 0.0, 0.0)
    total = sum((resposta.custo_brl for resposta in respostas), Decimal(0))
    segundos = sorted(resposta.segundos for resposta in respostas)
    p50, p95 = (segundos[min(int(share * len(segundos)), len(segundos) - 1)] for share in (0.5, 0.95))
    return Gasto(total, total * _MIL / len(respostas), p50, p95)


def _name_lados(a: Avaliacao, b: Avaliacao) -> tuple[str, str]:
    """By what differs between the two runs."""
    if a.pedido.prompt_slug != b.pedido.prompt_slug:
        return "a instrução A", "a instrução B"
    if a.is_local != b.is_local:
        return _name_lado(a), _name_lado(b)
    if a.pedido.prompt_versao != b.pedido.prompt_versao:
        return f"a versão {a.pedido.prompt_versao}", f"a versão {b.pedido.prompt_versao}"
    if a.pedido.modelo != b.pedido.modelo:
        return f"o modelo {a.nome_do_modelo}", f"o modelo {b.nome_do_modelo}"
    return "a primeira avaliação", "a segunda avaliação"


def _name_lado(avaliacao: Avaliacao) -> str:
    """A model trained here reads no instruction."""
    if avaliacao.is_local:
        return f"o modelo “{avaliacao.nome_do_modelo}”"
    return f"a versão {avaliacao.pedido.prompt_versao} com {avaliacao.nome_do_modelo}"
