"""What is decided on each module over the facts of a case, in plain words. Pure: agent 2 and the curadoria share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.pecas.apresentacao import describe_origem, describe_valor
from core.pecas.domain import EstadoDoFato, Fato, ModuloDecidido, ModuloEscolhido, OrigemDoModulo
from core.pecas.fatos import close_fatos, to_valores
from core.prompts.decisao import DecisaoDoModulo, decide_modulo
from core.prompts.domain import ModoDeAtivacao, Modulo, Variavel
from core.prompts.politicas.domain import DecisaoFinal, Politica, apply_politicas
from core.prompts.regras import Avaliacao, Decisao
from core.prompts.valores import list_inaplicaveis

NAO_INDICADO = "Nada nos autos indica este módulo."
_SEMPRE = "Entra em toda peça deste tipo."


@dataclass(frozen=True)
class Indicacao:
    """What the model said of a module without a rule; without a word on it, it was not indicated."""

    is_indicado: bool = False
    motivo: str = NAO_INDICADO


@dataclass(frozen=True)
class Caso:
    """What decisions stand on: the piece type, the facts and the variables by slug, the policies of the office."""

    tipo_de_peca: str
    fatos: Mapping[str, Fato]
    variaveis: Mapping[str, Variavel]
    politicas: tuple[Politica, ...] = ()


def decide_modulos_da_peca(
    modulos: Sequence[Modulo], caso: Caso, indicacoes: Mapping[str, Indicacao]
) -> tuple[ModuloDecidido, ...]:
    """One decision for each module that was offered, in their order: by its rule or the model, then by the policies.

    ``indicacoes`` are the model's, by slug.
    """
    valores = to_valores(caso.fatos.values())
    decisoes = []
    for modulo in modulos:
        if modulo.modo is ModoDeAtivacao.DETERMINISTICO:
            decisoes.append(decide_modulo(modulo, caso.tipo_de_peca, valores))
        else:
            is_indicado = indicacoes.get(modulo.slug, Indicacao()).is_indicado
            decisoes.append(DecisaoDoModulo(modulo, Decisao.SIM if is_indicado else Decisao.NAO))
    finais = apply_politicas(decisoes, caso.politicas, valores, caso.tipo_de_peca)
    return tuple(
        _to_decidido(final, caso, ordem, indicacoes.get(final.modulo.slug, Indicacao()))
        for ordem, final in enumerate(finais, start=1)
    )


def list_sem_vedacao(modulos: Iterable[Modulo], caso: Caso) -> tuple[Modulo, ...]:
    """The modules that no policy surely forbids in this case: the model need not be asked about the others."""
    valores = to_valores(caso.fatos.values())
    wanted = [DecisaoDoModulo(modulo) for modulo in modulos]
    finais = apply_politicas(wanted, caso.politicas, valores, caso.tipo_de_peca)
    return tuple(final.modulo for final in finais if final.decisao is not Decisao.NAO)


def choose_sugeridos(decididos: Iterable[ModuloDecidido]) -> tuple[ModuloEscolhido, ...]:
    """The modules that enter by the decisions alone, in their order, numbered from 1."""
    entering = [decidido for decidido in decididos if decidido.decisao is Decisao.SIM]
    return tuple(to_escolhido(decidido, ordem) for ordem, decidido in enumerate(entering, start=1))


def to_escolhido(decidido: ModuloDecidido, ordem: int) -> ModuloEscolhido:
    return ModuloEscolhido(
        decidido.slug, decidido.versao, decidido.secao, decidido.titulo, ordem, decidido.origem, decidido.motivo
    )


def explain(avaliacao: Avaliacao, caso: Caso) -> str:
    """The reason of a rule in plain words: each deciding question with its answer and the place it came from."""
    parts = [describe_resposta(slug, caso) for slug in avaliacao.variaveis]
    is_met = avaliacao.decisao is Decisao.SIM
    return "; ".join(parts) or f"A regra do módulo {'foi' if is_met else 'não foi'} atendida."


def describe_resposta(slug: str, caso: Caso) -> str:
    """``Há pedido de medicamento? sim (fl. 4)``."""
    said, lugar = split_resposta(slug, caso)
    return f"{said} ({lugar})" if lugar else said


def split_resposta(slug: str, caso: Caso) -> tuple[str, str]:
    """The question with its answer, and the place it came from or who gave it."""
    fato, pergunta = caso.fatos.get(slug), describe_pergunta(slug, caso.variaveis)
    if fato is None or fato.estado is EstadoDoFato.DESCONHECIDO:
        return f"{pergunta} não consta", ""
    if fato.estado is EstadoDoFato.NAO_SE_APLICA or fato.valor is None:
        return f"{pergunta} não se aplica", describe_origem(fato)
    return f"{pergunta} {describe_valor(fato, caso.variaveis.get(slug))}", describe_origem(fato)


def describe_pergunta(slug: str, variaveis: Mapping[str, Variavel]) -> str:
    variavel = variaveis.get(slug)
    return variavel.pergunta if variavel else slug.replace("_", " ").capitalize() + ":"


def describe_abertas(decidido: ModuloDecidido, variaveis: Mapping[str, Variavel]) -> str:
    """The warning for a module that stays out because nobody answered."""
    abertas = " ".join(describe_pergunta(slug, variaveis) for slug in decidido.perguntas)
    return f"O módulo “{decidido.titulo}” ficou fora porque os documentos não respondem: {abertas}"


def describe_vedado(decidido: ModuloDecidido) -> str:
    """The warning for a module that a person put in although a policy forbids it."""
    return (
        f"O módulo “{decidido.titulo}” entrou por escolha sua na curadoria, mas a política “{decidido.politica}” "
        f"o veda: {decidido.motivo}"
    )


def apply_condicoes(fatos: Mapping[str, Fato], variaveis: Mapping[str, Variavel]) -> dict[str, Fato]:
    """The facts after a person answered some: a variable applies if, and only if, its condition is not false.

    What a person answered stays. A variable whose condition a person made true may apply now: it becomes unknown, and
    so do those that depend on it. One whose condition nobody changed stays as the documents left it.
    """
    condicoes = {
        slug: variaveis[slug].condicao for slug, fato in fatos.items() if slug in variaveis and not fato.informado_por
    }
    opened = [slug for slug in condicoes if _is_opened(slug, condicoes, fatos)]
    settled = {**fatos, **{slug: Fato(slug, EstadoDoFato.DESCONHECIDO, None) for slug in opened}}
    return settled | close_fatos(list_inaplicaveis(condicoes, to_valores(settled.values())))


def _is_opened(slug: str, condicoes: Mapping[str, str], fatos: Mapping[str, Fato]) -> bool:
    """True when it did not apply, nor did what it depends on, up to a condition that a person answered since."""
    seen: set[str] = set()
    while slug in condicoes and slug not in seen and fatos[slug].estado is EstadoDoFato.NAO_SE_APLICA:
        seen.add(slug)
        slug = condicoes[slug]
    return bool(seen) and slug in fatos and bool(fatos[slug].informado_por)


def _to_decidido(final: DecisaoFinal, caso: Caso, ordem: int, indicacao: Indicacao) -> ModuloDecidido:
    modulo, avaliacao = final.modulo, final.da_regra.avaliacao
    is_deterministico = modulo.modo is ModoDeAtivacao.DETERMINISTICO
    decidido = ModuloDecidido(
        slug=modulo.slug,
        versao=modulo.versao,
        secao=modulo.secao,
        titulo=modulo.titulo,
        ordem=ordem,
        origem=OrigemDoModulo.MODELO if not is_deterministico else _name_origem(avaliacao),
        decisao=final.decisao,
        motivo=_SEMPRE if is_deterministico else indicacao.motivo,
        indicado=indicacao.is_indicado,
        indicacao="" if is_deterministico else indicacao.motivo,
    )
    if final.decisao is Decisao.DESCONHECIDA:
        abertas = " ".join(describe_pergunta(slug, caso.variaveis) for slug in final.desconhecidas)
        return replace(decidido, motivo=f"Falta responder: {abertas}", perguntas=final.desconhecidas)
    if final.aplicada is not None:
        linha = final.aplicada
        variaveis = linha.avaliacao.variaveis
        return replace(
            decidido, motivo=linha.linha.motivo, variaveis=_known(variaveis, caso), politica=linha.politica.nome
        )
    if avaliacao is not None:
        return replace(decidido, motivo=explain(avaliacao, caso), variaveis=avaliacao.variaveis)
    return decidido


def _name_origem(avaliacao: Avaliacao | None) -> OrigemDoModulo:
    return OrigemDoModulo.BASE if avaliacao is None else OrigemDoModulo.REGRA


def _known(variaveis: Iterable[str], caso: Caso) -> tuple[str, ...]:
    """A policy may read the piece type too, which is no variable."""
    return tuple(slug for slug in variaveis if slug in caso.fatos)
