"""Agent 2: which modules enter. Rules first; the model only for modules without a rule, from the list it was given."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.clients.gemini import PedidoAoModelo
from core.clients.respostas import Respostas
from core.events import Agente, AgenteFinished, AgenteStarted, Event, ModulosChosen, WarningRaised
from core.pecas.decisoes import (
    NAO_INDICADO,
    Caso,
    Indicacao,
    choose_sugeridos,
    decide_modulos_da_peca,
    describe_abertas,
    list_sem_vedacao,
)
from core.pecas.domain import Coleta, Geracao, ModoDeGeracao, ModuloDecidido, ModuloEscolhido, OrigemDoModulo
from core.pecas.pedidos import SCHEMA_DO_DETECTOR, render_pedido_do_detector
from core.pecas.versoes import Biblioteca
from core.prompts.domain import ModoDeAtivacao, Modulo, TipoDeModulo
from core.prompts.politicas.service import PoliticaService
from core.prompts.regras import Decisao
from core.prompts.service import PromptService
from core.settings import GeminiSettings

_ACEITAS = ("alta", "media")
"""Confidences of the model with which a module enters by itself."""


@dataclass(frozen=True)
class Deteccao:
    """``decididos`` are all modules that were offered, ``modulos`` those that enter by themselves.

    ``avisos`` name the modules left out because a fact is unknown, with the question that would decide.
    """

    decididos: tuple[ModuloDecidido, ...]
    modulos: tuple[ModuloEscolhido, ...]
    avisos: tuple[str, ...]


class Detector:
    def __init__(
        self,
        prompts: PromptService,
        politicas: PoliticaService,
        respostas: Respostas,
        settings: GeminiSettings,
    ) -> None:
        self._prompts = prompts
        self._politicas = politicas
        self._respostas = respostas
        self._settings = settings

    def detect(self, geracao: Geracao, coleta: Coleta) -> Generator[Event, None, Deteccao]:
        """A decision with its reason on every module of the library that the peça may get, in order.

        A rule that stays unknown keeps its module out. Without curadoria a warning names the missing facts; with it
        they are questions to the person.
        """
        yield AgenteStarted(Agente.DETECTOR)
        pedido = geracao.pedido
        biblioteca = Biblioteca(self._prompts, geracao.versoes)
        offered = [
            modulo
            for modulo in biblioteca.list_modulos(pedido.grupo, pedido.tipo_de_peca)
            if modulo.tipo is TipoDeModulo.CONTEUDO
        ]
        fatos = {fato.variavel: fato for fato in coleta.fatos}
        politicas = self._politicas.list_politicas(geracao.versoes.politicas)
        caso = Caso(pedido.tipo_de_peca, fatos, biblioteca.list_variaveis(), politicas)
        indicacoes = self._ask_model(geracao, coleta, caso, offered)
        decididos = decide_modulos_da_peca(offered, caso, indicacoes)
        abertos = [decidido for decidido in decididos if decidido.decisao is Decisao.DESCONHECIDA]
        avisos = tuple(describe_abertas(decidido, caso.variaveis) for decidido in abertos)
        if pedido.modo is ModoDeGeracao.AUTOMATICO:
            yield from [WarningRaised(aviso) for aviso in avisos]
        modulos = choose_sugeridos(decididos)
        total, indicados = len(modulos), sum(modulo.origem is OrigemDoModulo.MODELO for modulo in modulos)
        yield ModulosChosen(total, total - indicados, indicados)
        yield AgenteFinished(Agente.DETECTOR, _describe_total(total, pedido.modo))
        return Deteccao(decididos, modulos, avisos)

    def _ask_model(
        self, geracao: Geracao, coleta: Coleta, caso: Caso, offered: Sequence[Modulo]
    ) -> dict[str, Indicacao]:
        """What the model says of the modules without a rule, by slug; it can name only what it was given."""
        sem_regra = [modulo for modulo in offered if modulo.modo is ModoDeAtivacao.MODELO]
        asked = list_sem_vedacao(sem_regra, caso)
        if not asked:
            return {}
        biblioteca = Biblioteca(self._prompts, geracao.versoes)
        pedido = PedidoAoModelo(
            modelo=biblioteca.get_modelo(Agente.DETECTOR, self._settings.modelo_detector),
            instrucao=biblioteca.get_prompt("detector").texto,
            turnos=(render_pedido_do_detector(geracao, coleta.fatos, coleta.documentos, asked, caso.variaveis),),
        )
        answer = self._respostas.generate_json(pedido, SCHEMA_DO_DETECTOR, operation="detector").valor
        return read_indicacoes(answer, asked)


def read_indicacoes(answer: Mapping[str, Any], asked: Sequence[Modulo]) -> dict[str, Indicacao]:
    """The first word on each module that was asked about; anything else in the answer is left aside."""
    indicacoes: dict[str, Indicacao] = {}
    named = answer.get("modulos")
    for item in named if isinstance(named, list) else []:
        indice = read_indice(item, len(asked))
        if indice is None or asked[indice - 1].slug in indicacoes:
            continue
        is_indicado = item.get("confianca") in _ACEITAS
        motivo = str(item.get("motivo") or "").strip() or ("Indicado pelo modelo." if is_indicado else NAO_INDICADO)
        if not is_indicado and item.get("motivo"):
            motivo = f"Indicado com pouca confiança: {motivo}"
        indicacoes[asked[indice - 1].slug] = Indicacao(is_indicado, motivo)
    return indicacoes


def read_indice(item: Any, total: int) -> int | None:
    """The index the model answered, when it is on the list it was given."""
    indice = item.get("indice") if isinstance(item, Mapping) else None
    is_valid = isinstance(indice, int) and not isinstance(indice, bool) and 1 <= indice <= total
    return indice if is_valid else None


def _describe_total(total: int, modo: ModoDeGeracao) -> str:
    done = "sugerido" if modo is ModoDeGeracao.CURADORIA else "escolhido"
    return f"1 módulo {done}" if total == 1 else f"{total} módulos {done}s"
