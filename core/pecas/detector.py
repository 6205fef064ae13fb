"""Agent 2: which modules enter. Rules first; the model only for modules without a rule, from the list it was given."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.clients.gemini import PedidoAoModelo
from core.clients.respostas import Respostas
from core.events import Agente, AgenteFinished, AgenteStarted, Event, ModulosChosen, WarningRaised
from core.pecas.apresentacao import describe_lugar, describe_valor
from core.pecas.domain import Coleta, Fato, Geracao, ModuloEscolhido, OrigemDoModulo
from core.pecas.fatos import to_valores
from core.pecas.pedidos import SCHEMA_DO_DETECTOR, render_pedido_do_detector
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo, Variavel
from core.prompts.regras import Avaliacao, Decisao, evaluate_regra
from core.prompts.service import PromptService
from core.settings import GeminiSettings

_ACEITAS = ("alta", "media")
"""Confidences of the model with which a module enters by itself."""


@dataclass(frozen=True)
class Deteccao:
    """``avisos`` name the modules left out because a fact is unknown, with the question that would decide."""

    modulos: tuple[ModuloEscolhido, ...]
    avisos: tuple[str, ...]


class Detector:
    def __init__(self, prompts: PromptService, respostas: Respostas, settings: GeminiSettings) -> None:
        self._prompts = prompts
        self._respostas = respostas
        self._settings = settings

    def detect(self, geracao: Geracao, coleta: Coleta) -> Generator[Event, None, Deteccao]:
        """The modules of the minuta in order, each with its reason.

        A rule that stays unknown keeps its module out and raises a warning that names the missing facts.
        """
        yield AgenteStarted(Agente.DETECTOR)
        modulos = self._prompts.list_modulos(geracao.pedido.grupo, geracao.pedido.tipo_de_peca)
        conteudo = [modulo for modulo in modulos if modulo.tipo is TipoDeModulo.CONTEUDO]
        fatos = {fato.variavel: fato for fato in coleta.fatos}
        variaveis = self._prompts.list_variaveis()
        escolhidos: list[tuple[Modulo, OrigemDoModulo, str]] = []
        avisos: list[str] = []
        for modulo in conteudo:
            if modulo.modo is not ModoDeAtivacao.DETERMINISTICO:
                continue
            if modulo.regra is None:
                escolhidos.append((modulo, OrigemDoModulo.BASE, "Entra em toda peça deste tipo."))
                continue
            avaliacao = evaluate_regra(modulo.regra, to_valores(coleta.fatos))
            if avaliacao.decisao is Decisao.SIM:
                escolhidos.append((modulo, OrigemDoModulo.REGRA, explain(avaliacao, fatos, variaveis)))
            elif avaliacao.decisao is Decisao.DESCONHECIDA:
                avisos.append(self._ask(modulo, avaliacao))
                yield WarningRaised(avisos[-1])
        pelo_modelo = list(self._ask_model(geracao, coleta, conteudo))
        total = len(escolhidos) + len(pelo_modelo)
        yield ModulosChosen(total, len(escolhidos), len(pelo_modelo))
        yield AgenteFinished(Agente.DETECTOR, "1 módulo escolhido" if total == 1 else f"{total} módulos escolhidos")
        return Deteccao(
            sort_modulos([*escolhidos, *pelo_modelo], self._prompts.list_secoes(geracao.pedido.grupo)), tuple(avisos)
        )

    def _ask(self, modulo: Modulo, avaliacao: Avaliacao) -> str:
        perguntas = self._prompts.list_perguntas()
        abertas = " ".join(perguntas.get(slug, slug) for slug in avaliacao.desconhecidas)
        return f"O módulo “{modulo.titulo}” ficou fora porque os documentos não respondem: {abertas}"

    def _ask_model(
        self, geracao: Geracao, coleta: Coleta, conteudo: Sequence[Modulo]
    ) -> Iterator[tuple[Modulo, OrigemDoModulo, str]]:
        offered = [modulo for modulo in conteudo if modulo.modo is ModoDeAtivacao.MODELO]
        if not offered:
            return
        variaveis = self._prompts.list_variaveis()
        pedido = PedidoAoModelo(
            modelo=self._settings.modelo_detector,
            instrucao=self._prompts.get_prompt("detector").texto,
            turnos=(render_pedido_do_detector(geracao, coleta.fatos, coleta.documentos, offered, variaveis),),
        )
        answer = self._respostas.generate_json(pedido, SCHEMA_DO_DETECTOR, operation="detector").valor
        seen: set[int] = set()
        for item in answer.get("modulos") or []:
            indice = read_indice(item, len(offered))
            if indice is None or indice in seen or item.get("confianca") not in _ACEITAS:
                continue
            seen.add(indice)
            yield offered[indice - 1], OrigemDoModulo.MODELO, str(item.get("motivo") or "Indicado pelo modelo.")


def read_indice(item: Any, total: int) -> int | None:
    """The index the model answered, when it is on the list it was given."""
    indice = item.get("indice") if isinstance(item, Mapping) else None
    is_valid = isinstance(indice, int) and not isinstance(indice, bool) and 1 <= indice <= total
    return indice if is_valid else None


def explain(avaliacao: Avaliacao, fatos: Mapping[str, Fato], variaveis: Mapping[str, Variavel]) -> str:
    """The reason of a rule in plain words: each deciding question with its answer and the place it came from."""
    parts: list[str] = []
    for slug in avaliacao.variaveis:
        fato, variavel = fatos.get(slug), variaveis.get(slug)
        pergunta = variavel.pergunta if variavel else slug.replace("_", " ").capitalize() + ":"
        if fato is None or fato.valor is None:
            parts.append(f"{pergunta} não se aplica")
            continue
        lugar = describe_lugar(fato)
        parts.append(f"{pergunta} {describe_valor(fato, variavel)}" + (f" ({lugar})" if lugar else ""))
    return "; ".join(parts) or "A regra do módulo foi atendida."


def sort_modulos(
    escolhidos: Sequence[tuple[Modulo, OrigemDoModulo, str]], secoes: Sequence[str]
) -> tuple[ModuloEscolhido, ...]:
    """Sections in the order of the group, inside them the order of the library; numbered from 1."""
    places = {secao: place for place, secao in enumerate(secoes)}
    ordered = sorted(escolhidos, key=lambda item: (places.get(item[0].secao, len(places)), item[0].ordem, item[0].slug))
    return tuple(
        ModuloEscolhido(modulo.slug, modulo.versao, modulo.secao, modulo.titulo, ordem, origem, motivo)
        for ordem, (modulo, origem, motivo) in enumerate(ordered, start=1)
    )
