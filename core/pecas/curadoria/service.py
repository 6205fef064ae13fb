"""The curadoria's use cases: see the choice, change it, answer what is open, undo, and have the minuta written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from core.errors import ForbiddenChangeError, InvalidInputError
from core.pecas.curadoria.domain import (
    Ato,
    Comando,
    Curadoria,
    ItemDaCuradoria,
    SecaoDaCuradoria,
    Situacao,
    TipoDeAto,
    arrange_secoes,
    list_perguntas,
    list_vigentes,
    shift,
)
from core.pecas.curadoria.relato import read_fato
from core.pecas.curadoria.repository import CuradoriaRepository
from core.pecas.decisoes import (
    Caso,
    Indicacao,
    apply_condicoes,
    decide_modulos_da_peca,
    describe_abertas,
    describe_vedado,
    to_escolhido,
)
from core.pecas.domain import (
    Contradicao,
    EstadoDoFato,
    Fato,
    Geracao,
    ModuloDecidido,
    ModuloEscolhido,
    OrigemDoModulo,
)
from core.pecas.repository import GeracaoRepository
from core.pecas.service import PecaService
from core.pecas.valores import parse_valor
from core.pecas.versoes import Biblioteca
from core.prompts.comparacao import Decisao
from core.prompts.domain import GRUPO_GERAL, Modulo, TipoDeModulo, Variavel
from core.prompts.politicas.service import PoliticaService
from core.prompts.service import PromptService
from core.usuarios.domain import Usuario

_FATO = TypeAdapter(Fato)
_FORA_DO_FORMATO = "A resposta não serve para esta pergunta. Confira o valor e envie de novo."
_VAZIA = "Nenhum módulo está na peça. Marque ao menos um e gere de novo."


@dataclass(frozen=True)
class Regras:
    """What decisions are made from: the library and the office's policies."""

    prompts: PromptService
    politicas: PoliticaService


@dataclass(frozen=True)
class _Material:
    """A curadoria as stored."""

    geracao: Geracao
    decididos: tuple[ModuloDecidido, ...]
    fatos: Mapping[str, Fato]
    contradicoes: tuple[Contradicao, ...]
    variaveis: Mapping[str, Variavel]


class CuradoriaService:
    def __init__(
        self, repository: CuradoriaRepository, geracoes: GeracaoRepository, pecas: PecaService, regras: Regras
    ) -> None:
        self._repository = repository
        self._geracoes = geracoes
        self._pecas = pecas
        self._regras = regras

    def get(self, geracao_id: UUID, usuario_id: int) -> Curadoria:
        """The person's own; another person's is answered as not found."""
        return self._build(self._load(geracao_id, usuario_id), self._repository.list_atos(geracao_id))

    def list_atos(self, geracao_id: UUID, usuario_id: int) -> tuple[Ato, ...]:
        """Everything that was done, with person and instant, those undone too."""
        self._pecas.get_geracao(geracao_id, usuario_id)
        return self._repository.list_atos(geracao_id)

    def list_fatos(self, geracao_id: UUID, usuario_id: int) -> tuple[Fato, ...]:
        """What is known of the case, with every answer that the person gave, before the minuta is asked for too.

        Another person's is answered as not found.
        """
        return tuple(self.get(geracao_id, usuario_id).fatos.values())

    def list_contradicoes(self, geracao_id: UUID, usuario_id: int) -> tuple[Contradicao, ...]:
        """What documents answer differently, whether a person chose between them or not."""
        self._pecas.get_geracao(geracao_id, usuario_id)
        return self._geracoes.list_contradicoes(geracao_id)

    def apply(self, geracao_id: UUID, usuario: Usuario, versao: int, comandos: Sequence[Comando]) -> Curadoria:
        """Do all of it or, where one is refused, nothing.

        Raises ForbiddenChangeError when another tab was faster, InvalidInputError for a module outside the library.
        """
        material = self._load(geracao_id, usuario.id)
        kept = self._repository.list_atos(geracao_id)[:versao]
        atos = list(kept)
        for comando in comandos:
            current = self._build(material, atos)
            alvo, valor = comando.alvo, self._describe(comando, current)
            atos.append(_sign(len(atos) + 1, comando.tipo, alvo, valor, usuario))
        self._repository.add_atos(geracao_id, versao, atos[len(kept) :])
        return self._build(material, atos)

    def answer(
        self,
        geracao_id: UUID,
        usuario: Usuario,
        versao: int,
        variavel: str,
        *,
        valor: object = None,
        applies: bool = True,
    ) -> Curadoria:
        """Answer an open question, or say that it does not apply; the modules are decided again at once.

        Raises InvalidInputError for a value of another type, and as ``apply``.
        """
        material = self._load(geracao_id, usuario.id)
        if variavel not in material.variaveis:
            raise InvalidInputError(f"no variable {variavel}")
        typed = parse_valor(material.variaveis[variavel], valor) if applies else None
        if applies and typed is None:
            raise InvalidInputError("answer of another type", user_message=_FORA_DO_FORMATO)
        return self._keep_fato(material, usuario, versao, Fato(variavel, _name_estado(typed, applies=applies), typed))

    def choose(self, geracao_id: UUID, usuario: Usuario, versao: int, variavel: str, escolha: int) -> Curadoria:
        """Settle a contradiction between documents with one of its answers. Raises as ``apply``."""
        material = self._load(geracao_id, usuario.id)
        found = [one for one in material.contradicoes if one.variavel == variavel]
        if not found or not 0 <= escolha < len(found[0].respostas):
            raise InvalidInputError(f"no such answer to {variavel}")
        return self._keep_fato(material, usuario, versao, found[0].respostas[escolha])

    def undo(self, geracao_id: UUID, usuario: Usuario, versao: int) -> Curadoria:
        """Take back the last act that counts; again, the one before. Raises as ``apply``."""
        material, atos = self._load(geracao_id, usuario.id), self._repository.list_atos(geracao_id)[:versao]
        vigentes = list_vigentes(atos)
        if not vigentes:
            raise ForbiddenChangeError("nothing to undo")
        ato = _sign(versao + 1, TipoDeAto.DESFEZ, vigentes[-1].alvo, {"numero": vigentes[-1].numero}, usuario)
        self._repository.add_atos(geracao_id, versao, [ato])
        return self._build(material, [*atos, ato])

    def finish(self, geracao_id: UUID, usuario: Usuario, versao: int) -> Geracao:
        """Have the minuta written from this choice; what stays open becomes a warning of the peça.

        Raises ForbiddenChangeError when another tab was faster or no module is in, QueueUnavailableError.
        """
        curadoria = self.get(geracao_id, usuario.id)
        modulos = tuple(_to_escolhido(item, ordem) for ordem, item in enumerate(curadoria.dentro, start=1))
        if not modulos:
            raise ForbiddenChangeError("no module", user_message=_VAZIA)
        self._require_library(curadoria.geracao, modulos)
        abertos = [
            item.decidido
            for secao in curadoria.secoes
            for item in secao.fora
            if item.decidido.decisao is Decisao.DESCONHECIDA
        ]
        avisos = (
            *curadoria.geracao.avisos,
            *(describe_abertas(one, curadoria.variaveis) for one in abertos),
            *(describe_vedado(item.decidido) for item in curadoria.dentro if item.is_vedado),
        )
        slugs = {"modulos": [modulo.slug for modulo in modulos]}
        ato = _sign(versao + 1, TipoDeAto.GEROU, "", slugs, usuario)
        self._repository.finish(curadoria, ato, modulos, avisos)
        self._pecas.queue_redacao(curadoria.geracao)
        return self._geracoes.get(geracao_id)

    def get_modulo(self, slug: str, versao: int | None = None) -> Modulo:
        """The full text, of one version or the live one. Raises RecordNotFoundError."""
        return self._regras.prompts.get_modulo(slug, versao)

    def _load(self, geracao_id: UUID, usuario_id: int) -> _Material:
        geracao = self._pecas.get_geracao(geracao_id, usuario_id)
        return _Material(
            geracao,
            self._geracoes.list_decisoes(geracao_id),
            {fato.variavel: fato for fato in self._geracoes.list_fatos(geracao_id)},
            self._geracoes.list_contradicoes(geracao_id),
            Biblioteca(self._regras.prompts, geracao.versoes).list_variaveis(),
        )

    def _build(self, material: _Material, atos: Sequence[Ato]) -> Curadoria:
        vigentes = list_vigentes(atos)
        respostas = {ato.alvo: read_fato(ato) for ato in vigentes if ato.tipo is TipoDeAto.RESPONDEU}
        decididos, fatos = material.decididos, material.fatos
        if respostas:
            fatos = apply_condicoes({**fatos, **respostas}, material.variaveis)
            decididos = self._decide_again(material, fatos)
        secoes = arrange_secoes((*decididos, *_list_added(decididos, vigentes)), vigentes)
        return Curadoria(
            geracao=material.geracao,
            versao=len(atos),
            secoes=secoes,
            perguntas=list_perguntas(secoes, vigentes, material.variaveis),
            contradicoes=tuple(one for one in material.contradicoes if one.variavel not in respostas),
            fatos=fatos,
            variaveis=material.variaveis,
            can_undo=bool(vigentes),
        )

    def _decide_again(self, material: _Material, fatos: Mapping[str, Fato]) -> tuple[ModuloDecidido, ...]:
        """The decisions over other facts, of the same versions of the modules; the model is not asked again."""
        pedido = material.geracao.pedido
        ordens = {one.slug: one.ordem for one in material.decididos}
        versoes = {one.slug: one.versao for one in material.decididos}
        modulos = self._regras.prompts.list_modulos_by_versao(pedido.grupo, versoes)
        politicas = self._regras.politicas.list_politicas(material.geracao.versoes.politicas)
        caso = Caso(pedido.tipo_de_peca, fatos, material.variaveis, politicas)
        said = {one.slug: Indicacao(one.indicado, one.indicacao) for one in material.decididos if one.indicacao}
        return decide_modulos_da_peca(sorted(modulos, key=lambda modulo: ordens[modulo.slug]), caso, said)

    def _keep_fato(self, material: _Material, usuario: Usuario, versao: int, fato: Fato) -> Curadoria:
        atos = self._repository.list_atos(material.geracao.id)[:versao]
        valor = {"fato": _FATO.dump_python(fato, mode="json")}
        ato = _sign(versao + 1, TipoDeAto.RESPONDEU, fato.variavel, valor, usuario)
        self._repository.add_atos(material.geracao.id, versao, [ato])
        return self._build(material, [*atos, ato])

    def _describe(self, comando: Comando, current: Curadoria) -> dict[str, Any]:
        """What an act needs beside its target. Raises InvalidInputError for a target that is not there."""
        if comando.tipo is TipoDeAto.MOVEU_SECAO:
            return {
                "ordem": shift([secao.nome for secao in current.secoes if secao.dentro], comando.alvo, comando.passo)
            }
        if comando.tipo is TipoDeAto.DISPENSOU and comando.alvo in current.variaveis:
            return {}
        item = current.itens.get(comando.alvo)
        if comando.tipo is TipoDeAto.ACRESCENTOU and item is None:
            return self._describe_live(current.geracao, comando.alvo)
        if item is None or comando.tipo in (TipoDeAto.RESPONDEU, TipoDeAto.DESFEZ, TipoDeAto.GEROU):
            raise InvalidInputError(f"{comando.tipo} of {comando.alvo}")
        if comando.tipo is TipoDeAto.MOVEU:
            secao = next(one for one in current.secoes if one.nome == item.decidido.secao)
            return {"secao": secao.nome, "ordem": shift(_list_slugs(secao), comando.alvo, comando.passo)}
        return {}

    def _describe_live(self, geracao: Geracao, slug: str) -> dict[str, Any]:
        """A module that agent 2 was not offered, as it is live now."""
        modulo = self._regras.prompts.get_modulo(slug)
        is_offered = modulo.is_active and modulo.grupo in (geracao.pedido.grupo, GRUPO_GERAL)
        if not is_offered or modulo.tipo is not TipoDeModulo.CONTEUDO:
            raise InvalidInputError(f"modulo {slug} is not for this geração")
        return {"versao": modulo.versao, "secao": modulo.secao, "titulo": modulo.titulo}

    def _require_library(self, geracao: Geracao, modulos: Sequence[ModuloEscolhido]) -> None:
        """The last gate: nothing but contents of the library reaches agent 3."""
        versoes = {modulo.slug: modulo.versao for modulo in modulos}
        found = self._regras.prompts.list_modulos_by_versao(geracao.pedido.grupo, versoes)
        if {modulo.slug for modulo in found if modulo.tipo is TipoDeModulo.CONTEUDO} != set(versoes):
            raise InvalidInputError("a module outside the library")


def _sign(numero: int, tipo: TipoDeAto, alvo: str, valor: Mapping[str, Any], usuario: Usuario) -> Ato:
    return Ato(numero, tipo, alvo, valor, usuario.id, usuario.nome, datetime.now(UTC))


def _name_estado(valor: object, *, applies: bool) -> EstadoDoFato:
    if not applies:
        return EstadoDoFato.NAO_SE_APLICA
    return EstadoDoFato.FALSO if valor is False else EstadoDoFato.VALORADO


def _list_slugs(secao: SecaoDaCuradoria) -> list[str]:
    return [item.decidido.slug for item in secao.dentro]


def _list_added(decididos: Sequence[ModuloDecidido], vigentes: Sequence[Ato]) -> list[ModuloDecidido]:
    """Modules that only the person brought in, after those that were offered."""
    known = {one.slug for one in decididos}
    added = {ato.alvo: ato.valor for ato in vigentes if ato.tipo is TipoDeAto.ACRESCENTOU and ato.alvo not in known}
    return [
        ModuloDecidido(
            slug=slug,
            versao=valor["versao"],
            secao=valor["secao"],
            titulo=valor["titulo"],
            ordem=len(decididos) + place,
            origem=OrigemDoModulo.PESSOA,
            decisao=Decisao.NAO,
            motivo="Não estava entre os módulos deste tipo de peça.",
        )
        for place, (slug, valor) in enumerate(added.items(), start=1)
    ]


def _to_escolhido(item: ItemDaCuradoria, ordem: int) -> ModuloEscolhido:
    escolhido = to_escolhido(item.decidido, ordem)
    if item.situacao is not Situacao.ACRESCENTADO:
        return escolhido
    return replace(escolhido, origem=OrigemDoModulo.PESSOA, motivo="Acrescentado na curadoria.")
