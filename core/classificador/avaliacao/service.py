"""Runs over golden sets and what two of them say; a version that loses on a protected class stays out of production."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from uuid import UUID

from core.classificador.avaliacao.domain import (
    Avaliacao,
    AvaliacaoGuardada,
    Comparacao,
    PedidoDeAvaliacao,
    ResultadoDaAvaliacao,
    RotasMedidas,
)
from core.classificador.avaliacao.repository import AvaliacaoRepository, NovaAvaliacao
from core.classificador.avaliacao.resultado import (
    build_resultado,
    compare_resultados,
    list_protegidas,
    measure_rotas,
)
from core.classificador.domain import MAX_NOME, Corte, FinalidadeDoLote, FonteDeTextos, Lote, PedidoDeLote, TextoDoLote
from core.classificador.gabarito.domain import CasoDoGabarito, Gabarito
from core.classificador.gabarito.repository import GabaritoRepository
from core.classificador.itens.service import ItemService
from core.classificador.service import LoteService
from core.errors import ForbiddenChangeError, InvalidGabaritoError, InvalidInputError, PromocaoBloqueadaError
from core.prompts.domain import Prompt
from core.prompts.instrucoes.validacao import require_categorias, require_conhecidas
from core.prompts.service import PromptService
from core.usuarios.domain import Usuario

_LISTADAS = 100
_LIDAS = 20
_POUCAS_CLASSES = (
    "Os casos escolhidos do gabarito são todos da mesma categoria, e nada se pode comparar. "
    "Nada foi enviado ao Gemini; acrescente casos de outra categoria."
)
_EM_ANDAMENTO = (
    "Esta avaliação ainda não terminou ou foi interrompida. Espere o fim ou tente de novo os casos com erro."
)
_OUTROS_CASOS = (
    "As duas avaliações não são dos mesmos casos, e compará-las não diria nada. "
    "Avalie as duas versões na mesma versão do gabarito."
)


class AvaliacaoService:
    """Golden sets and runs belong to the data team as a whole, not to one person."""

    def __init__(
        self,
        repository: AvaliacaoRepository,
        gabaritos: GabaritoRepository,
        prompts: PromptService,
        lotes: LoteService,
        itens: ItemService,
    ) -> None:
        self._repository = repository
        self._gabaritos = gabaritos
        self._prompts = prompts
        self._lotes = lotes
        self._itens = itens

    def run(self, pedido: PedidoDeAvaliacao, usuario: Usuario) -> Avaliacao:
        """Classify the documents of a golden set, as a lot of its own; an equal run that is at work or ended well is
        answered instead. Everything is checked before any call is paid.

        Raises SemCategoriasError, CategoriaDesconhecidaError, InvalidGabaritoError for one class only,
        RecordNotFoundError, and what making a lot raises.
        """
        prompt = self._prompts.get_prompt(pedido.prompt_slug, pedido.prompt_versao)
        gabarito, casos = self._list_casos(pedido)
        require_categorias(prompt)
        nomes = {categoria.slug: categoria.nome for categoria in self._prompts.get_prompt(prompt.slug).categorias}
        require_conhecidas(prompt, {caso.categoria for caso in casos}, nomes)
        if len({caso.categoria for caso in casos}) < 2:
            raise InvalidGabaritoError(f"gabarito {gabarito.slug}: one class", user_message=_POUCAS_CLASSES)
        nome = f"Avaliação de {prompt.nome}, versão {prompt.versao}, em {gabarito.nome}"[:MAX_NOME]
        lote = self._lotes.create_lote(
            PedidoDeLote(nome, prompt.slug, prompt.versao, pedido.modelo, pedido.corte, FinalidadeDoLote.AVALIACAO),
            usuario,
            FonteDeTextos(
                tuple(TextoDoLote(caso.nome, caso.texto, caso.numero_cnj, caso.id_documento) for caso in casos)
            ),
            NovaAvaliacao(pedido, gabarito.sha256, usuario),
        )
        return self._follow(self._repository.get_by_lote(lote.id))

    def get(self, avaliacao_id: UUID) -> Avaliacao:
        """With how far it has come. Raises RecordNotFoundError."""
        return self._follow(self._repository.get(avaliacao_id))

    def list_avaliacoes(self, prompt_slug: str, limit: int = _LISTADAS) -> tuple[Avaliacao, ...]:
        """The newest hundred, or so many; the newest first."""
        return self._follow_all(self._repository.list_by_prompt(prompt_slug, limit=limit))

    def get_resultado(self, avaliacao_id: UUID) -> ResultadoDaAvaliacao:
        """Raises ForbiddenChangeError while it is at work, RecordNotFoundError."""
        return self._read_resultado(self.get(avaliacao_id))

    def compare(self, a_id: UUID, b_id: UUID) -> Comparacao:
        """What B says beside A, over the same documents.

        Raises InvalidInputError for runs over different documents, ForbiddenChangeError while one is at work.
        """
        return self._compare(self.get(a_id), self.get(b_id))

    def find_comparacoes(self, slug: str, versao: int) -> tuple[Comparacao, ...]:
        """A version beside the one in production, the newest first: one pair of finished runs for each golden set,
        part of it, model of Gemini's and cut. What a run says of one of them takes nothing back of another."""
        producao = self._prompts.get_prompt(slug).versao
        if versao == producao:
            return ()
        guardadas = self._repository.list_by_prompt(slug, versoes=(versao, producao))
        runs = [run for run in self._follow_all(guardadas) if run.is_pronta and not run.is_local]
        found: dict[tuple[object, ...], Comparacao] = {}
        for a, b in _pair_up(runs, producao):
            if (key := _name_condicoes(b)) in found:
                continue
            comparacao = self._compare(a, b)
            if comparacao.tabela.total:
                found[key] = comparacao
        return tuple(found.values())

    def measure_rotas(self, a_id: UUID, b_id: UUID) -> RotasMedidas | None:
        """What thresholds between the two bring; None unless one is of a model trained here and the other of Gemini.

        Raises as ``compare``.
        """
        local, gemini = sorted((self.get(a_id), self.get(b_id)), key=lambda run: not run.is_local)
        if not local.is_local or gemini.is_local:
            return None
        _require_same(local, gemini)
        return measure_rotas(self._read_resultado(local), self._read_resultado(gemini))

    def find_par(self, prompt: Prompt, local: str, gemini: str, corte: Corte) -> tuple[Avaliacao, Avaliacao] | None:
        """The newest finished runs of both models over the same documents; that of Gemini with this version and with so
        much of each text. Looked for among the latest of each."""
        ours = self._repository.list_by_prompt(prompt.slug, modelo=local, limit=_LIDAS)
        theirs = self._repository.list_by_prompt(prompt.slug, versoes=(prompt.versao,), modelo=gemini, limit=_LIDAS)
        runs = self._follow_all([*ours, *(one for one in theirs if one.pedido.corte == corte)])
        done = [run for run in runs if run.is_pronta]
        pairs = ((a, b) for a in done if a.is_local for b in done if not b.is_local and _has_same_casos(a, b))
        return next(pairs, None)

    def require_promovivel(self, slug: str, versao: int) -> None:
        """Raises PromocaoBloqueadaError when the version loses on a protected class, or does not know one."""
        nova, atual = self._prompts.get_prompt(slug, versao), self._prompts.get_prompt(slug)
        protegidas = list_protegidas(atual, nova)
        if not protegidas:
            return
        known = {categoria.slug for categoria in nova.categorias}
        missing = [f"“{categoria.nome}”" for categoria in protegidas if categoria.slug not in known]
        reasons = [f"Nela não existe a categoria protegida {nome}." for nome in missing]
        reasons = reasons or [one.bloqueio for one in self.find_comparacoes(slug, versao) if one.bloqueio]
        if reasons:
            raise PromocaoBloqueadaError(
                f"instrucao {slug} v{versao} loses on a protected class",
                user_message=f"A versão {versao} não foi promovida. {reasons[0]} A versão atual continua em uso.",
            )

    def _compare(self, a: Avaliacao, b: Avaliacao) -> Comparacao:
        _require_same(a, b)
        prompts = (self._get_prompt(a), self._get_prompt(b))
        return compare_resultados(self._read_resultado(a), self._read_resultado(b), prompts)

    def _read_resultado(self, avaliacao: Avaliacao) -> ResultadoDaAvaliacao:
        if not avaliacao.is_pronta:
            raise ForbiddenChangeError(f"run {avaliacao.estado}", user_message=_EM_ANDAMENTO)
        _, casos = self._list_casos(avaliacao.pedido)
        return build_resultado(avaliacao, casos, self._itens.iterate(avaliacao.lote_id), self._get_prompt(avaliacao))

    def _list_casos(self, pedido: PedidoDeAvaliacao) -> tuple[Gabarito, tuple[CasoDoGabarito, ...]]:
        gabarito = self._gabaritos.get(pedido.gabarito_slug, pedido.gabarito_versao)
        casos = self._gabaritos.list_casos(gabarito.slug, gabarito.versao)
        return gabarito, tuple(caso for caso in casos if pedido.parte in (None, caso.parte))

    def _get_prompt(self, avaliacao: Avaliacao) -> Prompt:
        return self._prompts.get_prompt(avaliacao.pedido.prompt_slug, avaliacao.pedido.prompt_versao)

    def _follow(self, guardada: AvaliacaoGuardada) -> Avaliacao:
        return self._follow_all([guardada])[0]

    def _follow_all(self, guardadas: Sequence[AvaliacaoGuardada]) -> tuple[Avaliacao, ...]:
        lotes = self._lotes.inspect_all([one.lote_id for one in guardadas])
        return tuple(_add_andamento(one, lotes[one.lote_id]) for one in guardadas)


def _has_same_casos(a: Avaliacao, b: Avaliacao) -> bool:
    return (a.gabarito_sha256, a.pedido.parte) == (b.gabarito_sha256, b.pedido.parte)


def _require_same(a: Avaliacao, b: Avaliacao) -> None:
    if not _has_same_casos(a, b):
        raise InvalidInputError("runs over different documents", user_message=_OUTROS_CASOS)


def _add_andamento(guardada: AvaliacaoGuardada, lote: Lote) -> Avaliacao:
    values = {item.name: getattr(guardada, item.name) for item in fields(AvaliacaoGuardada)}
    return Avaliacao(
        **values,
        estado=lote.estado,
        feitos=lote.contagem.feitos,
        total=lote.contagem.total,
        is_interrompida=bool(lote.erro_codigo),
        nome_local=lote.pedido.nome_local,
    )


def _pair_up(runs: list[Avaliacao], producao: int) -> Iterator[tuple[Avaliacao, Avaliacao]]:
    """Each run of the new version with the newest one of the version in use that goes with it; newest first."""
    for new in runs:
        if new.pedido.prompt_versao == producao:
            continue
        old = next((run for run in runs if run.pedido.prompt_versao == producao and _is_alike(run, new)), None)
        if old is not None:
            yield old, new


def _name_condicoes(avaliacao: Avaliacao) -> tuple[object, ...]:
    pedido = avaliacao.pedido
    return pedido.gabarito_slug, pedido.parte, pedido.modelo, pedido.corte


def _is_alike(a: Avaliacao, b: Avaliacao) -> bool:
    """Whether only the version of the prompt differs."""
    return _has_same_casos(a, b) and (a.pedido.modelo, a.pedido.corte) == (b.pedido.modelo, b.pedido.corte)
