"""What was done in a curadoria as people read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from core.pecas.curadoria.domain import Ato, TipoDeAto
from core.pecas.decisoes import Caso, describe_pergunta, split_resposta
from core.pecas.domain import Fato
from core.prompts.domain import Variavel

_FATO = TypeAdapter(Fato)
_WORDS = {
    TipoDeAto.CONFIRMOU: "Confirmado",
    TipoDeAto.RETIROU: "Retirado",
    TipoDeAto.RESTAUROU: "Posto de volta",
    TipoDeAto.ACRESCENTOU: "Acrescentado",
    TipoDeAto.MOVEU: "Movido",
    TipoDeAto.MOVEU_SECAO: "Seção movida",
    TipoDeAto.RESPONDEU: "Respondido",
    TipoDeAto.DISPENSOU: "Deixado sem resposta",
    TipoDeAto.DESFEZ: "Desfeito",
}


def read_fato(ato: Ato) -> Fato:
    """The answer that was given, signed."""
    return replace(_FATO.validate_python(ato.valor["fato"]), informado_por=ato.autor, informado_em=ato.feito_em)


def describe_atos(
    atos: Sequence[Ato], titulos: Mapping[str, str], variaveis: Mapping[str, Variavel]
) -> tuple[tuple[Ato, str], ...]:
    """Each act with its words, in their order. ``titulos`` of modules by slug; of what was added, the act knows it."""
    known = {**{ato.alvo: str(ato.valor["titulo"]) for ato in atos if "titulo" in ato.valor}, **titulos}
    undone = {int(ato.valor["numero"]) for ato in atos if ato.tipo is TipoDeAto.DESFEZ}
    told = {ato.numero: _describe(ato, known, variaveis) for ato in atos if ato.tipo is not TipoDeAto.DESFEZ}
    for ato in atos:
        if ato.tipo is TipoDeAto.DESFEZ:
            told[ato.numero] = f"{_WORDS[ato.tipo]}: {told[int(ato.valor['numero'])]}"
    return tuple((ato, f"{told[ato.numero]}{' (desfeito depois)' if ato.numero in undone else ''}") for ato in atos)


def _describe(ato: Ato, titulos: Mapping[str, str], variaveis: Mapping[str, Variavel]) -> str:
    if ato.tipo is TipoDeAto.GEROU:
        total = len(ato.valor["modulos"])
        return f"Minuta pedida com {total} módulo{'' if total == 1 else 's'}"
    if ato.tipo is TipoDeAto.RESPONDEU:
        said = split_resposta(ato.alvo, Caso("", {ato.alvo: read_fato(ato)}, variaveis))[0]
        return f"{_WORDS[ato.tipo]}: {said}"
    alvo = ato.alvo
    if ato.tipo is not TipoDeAto.MOVEU_SECAO:
        alvo = titulos.get(alvo) or describe_pergunta(alvo, variaveis)
    return f"{_WORDS[ato.tipo]}: {alvo}"
