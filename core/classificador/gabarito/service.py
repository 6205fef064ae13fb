"""What the data team does with golden sets: from files and corrections to a version, and from a version to training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from core.classificador.domain import Correcao, FinalidadeDoLote, ItemDoLote, Lote, LoteCorrigido
from core.classificador.gabarito.domain import (
    MAX_TEXTO,
    CasoDoGabarito,
    ConjuntoDeTreino,
    EstadoDaProposta,
    Gabarito,
    OrigemDoCaso,
    PaginaDoGabarito,
    PropostaDeCaso,
    Recebidas,
    join_casos,
    require_coerentes,
    require_valid,
)
from core.classificador.gabarito.numeros import find_numero_proprio
from core.classificador.gabarito.planilha import LidoDeArquivo, read_planilha
from core.classificador.gabarito.repository import Change, GabaritoRepository, NovaProposta, NovaVersao
from core.classificador.gabarito.treino import render_treino
from core.classificador.itens.service import ItemService
from core.classificador.service import LoteService
from core.errors import InvalidInputError, RecordNotFoundError
from core.prompts.domain import CategoriaDeClassificacao, Prompt
from core.prompts.instrucoes.service import InstrucaoService, require_motivo
from core.prompts.instrucoes.validacao import require_categorias, require_conhecidas
from core.prompts.modulos.validacao import make_slug

_MAX_NOME = 120
_AT_ONCE = 100
"""Corrections that are written together, for as long as nobody else may change a golden set."""

_CASOS = 50
"""Documents on a page."""

_PROPOSTAS = 20
"""Corrections that are shown at once."""


class GabaritoService:
    """Golden sets belong to the data team as a whole, and corrections come to it from every unit."""

    def __init__(
        self,
        repository: GabaritoRepository,
        instrucoes: InstrucaoService,
        lotes: LoteService,
        itens: ItemService,
    ) -> None:
        self._repository = repository
        self._instrucoes = instrucoes
        self._lotes = lotes
        self._itens = itens

    def list_gabaritos(self) -> tuple[Gabarito, ...]:
        """The newest version of each, by name."""
        return self._repository.list_vivos()

    def get(self, slug: str, versao: int | None = None) -> Gabarito:
        """One version, or the newest. Raises RecordNotFoundError."""
        return self._repository.get(slug, versao)

    def list_versoes(self, slug: str) -> tuple[Gabarito, ...]:
        """The newest first."""
        return self._repository.list_versoes(slug)

    def list_casos(self, slug: str, versao: int | None = None) -> tuple[CasoDoGabarito, ...]:
        """The documents of one version, or of the newest. Raises RecordNotFoundError."""
        return self._repository.list_casos(slug, versao)

    def list_pagina(self, gabarito: Gabarito, categoria: str = "", pagina: int = 1) -> PaginaDoGabarito:
        """A page of the documents of one category, or of all, without their texts."""
        return self._repository.list_pagina(gabarito, categoria, pagina, _CASOS)

    def find_caso(self, gabarito: Gabarito, sha256: str) -> CasoDoGabarito | None:
        """One document with its text; None where this version does not have it."""
        return self._repository.find_caso(gabarito, sha256)

    def list_categorias(self, prompt_slug: str) -> tuple[CategoriaDeClassificacao, ...]:
        """What documents may be: the categories in production and those that the candidate adds."""
        live = self._instrucoes.get(prompt_slug).prompt
        candidata = self._instrucoes.find_candidata(prompt_slug)
        more = candidata.prompt.categorias if candidata else ()
        known = {categoria.slug for categoria in live.categorias}
        return (*live.categorias, *(categoria for categoria in more if categoria.slug not in known))

    def read_arquivo(self, prompt_slug: str, nome: str, conteudo: bytes) -> LidoDeArquivo:
        """Documents of a .xlsx, .csv or .json, with the lines that cannot be used; nothing is stored.

        Raises ArquivoRecusadoError for a file that is none of these.
        """
        return read_planilha(nome, conteudo, self.list_categorias(prompt_slug))

    def create(
        self, nome: str, prompt_slug: str, casos: Sequence[CasoDoGabarito], *, autor: str, motivo: str
    ) -> Gabarito:
        """Store a new golden set. Raises InvalidGabaritoError, CategoriaDesconhecidaError, SemCategoriasError."""
        require_coerentes(casos)
        nome = " ".join(nome.split())
        if not nome or len(nome) > _MAX_NOME:
            raise InvalidInputError(
                "gabarito without a name",
                user_message=f"O nome do gabarito precisa ter de 1 a {_MAX_NOME} letras. Escreva um e salve de novo.",
            )
        nova = NovaVersao(make_slug(nome), nome, prompt_slug, autor, require_motivo(motivo))
        return self._repository.add(nova, self._read_categorias(prompt_slug).build_change(casos)(()))

    def add_casos(self, slug: str, casos: Sequence[CasoDoGabarito], *, viva: int, autor: str, motivo: str) -> Gabarito:
        """The next version with these too; of a text that is there already, what is said now counts.

        Raises InvalidGabaritoError, also for two of these that contradict each other, CategoriaDesconhecidaError,
        VersionConflictError.
        """
        require_coerentes(casos)
        nova = self._continue(slug, autor=autor, motivo=motivo)
        change = self._read_categorias(nova.prompt_slug).build_change(casos)
        return self._repository.save_versao(nova, viva=viva, change=change)

    def remove_casos(self, slug: str, hashes: Collection[str], *, viva: int, autor: str, motivo: str) -> Gabarito:
        """The next version without these. Raises InvalidGabaritoError for what would be left."""

        def remove(before: tuple[CasoDoGabarito, ...]) -> tuple[CasoDoGabarito, ...]:
            left = tuple(caso for caso in before if caso.sha256 not in hashes)
            require_valid(left)
            return left

        nova = self._continue(slug, autor=autor, motivo=motivo)
        return self._repository.save_versao(nova, viva=viva, change=remove)

    def list_lotes_corrigidos(self, slug: str) -> tuple[LoteCorrigido, ...]:
        """Lots of every unit in which people corrected answers of this golden set's prompt, the newest first."""
        return self._itens.list_lotes_corrigidos(self._repository.get(slug).prompt_slug)

    def propose(self, slug: str, lote_id: UUID) -> Recebidas:
        """Bring what people corrected or confirmed in a lot of any unit, to be reviewed; nothing comes twice.

        What could never be published is left out and counted. Raises RecordNotFoundError for a lot of another prompt.
        """
        gabarito, lote = self._repository.get(slug), self._lotes.inspect(lote_id)
        is_other = lote.pedido.prompt_slug != gabarito.prompt_slug
        if is_other or lote.pedido.finalidade is not FinalidadeDoLote.LOTE:
            raise RecordNotFoundError(f"lot {lote_id} has nothing for {slug}")
        known = {categoria.slug for categoria in self.list_categorias(gabarito.prompt_slug)}
        counts: Counter[str] = Counter()
        propostas = self._iterate_propostas(lote, known, counts)
        while some := list(islice(propostas, _AT_ONCE)):
            added = self._repository.add_propostas(slug, some)
            counts += Counter(novas=added, repetidas=len(some) - added)
        kinds = ("novas", "repetidas", "sem_texto", "longas", "sem_categoria")
        return Recebidas(*(counts[kind] for kind in kinds))

    def _iterate_propostas(self, lote: Lote, known: Collection[str], left_out: Counter[str]) -> Iterator[NovaProposta]:
        """Those that could be published; the others are counted."""
        for item, correcao, lido in self._itens.iterate_corrigidos(lote):
            texto = lido.replace("\x00", "")
            if correcao.categoria not in known:
                left_out["sem_categoria"] += 1
            elif not texto.strip():
                left_out["sem_texto"] += 1
            elif len(texto) > MAX_TEXTO:
                left_out["longas"] += 1
            else:
                said = item.resposta.categoria if item.resposta else ""
                yield NovaProposta(item.id, item.revisao, build_caso(item, correcao, texto), said)

    def list_propostas(
        self, slug: str, estado: EstadoDaProposta = EstadoDaProposta.PENDENTE, *, limit: int = _PROPOSTAS
    ) -> tuple[PropostaDeCaso, ...]:
        """The oldest of those that are in no version yet, the oldest first."""
        return self._repository.list_propostas(slug, estado, limit=limit)

    def count_propostas(self, slug: str) -> dict[EstadoDaProposta, int]:
        """How many there are of each state that are in no version yet."""
        return self._repository.count_propostas(slug)

    def undo_review(self, proposta_id: int) -> None:
        """Take an acceptance back, so that the correction is reviewed anew.

        Raises ForbiddenChangeError when it is in a version already.
        """
        self._repository.undo_review(proposta_id)

    def review(self, proposta_id: int, *, is_aceita: bool, autor: str, motivo: str = "") -> PropostaDeCaso:
        """Accept or refuse a correction; a refusal says why. Raises ForbiddenChangeError when it was reviewed."""
        estado = EstadoDaProposta.ACEITA if is_aceita else EstadoDaProposta.RECUSADA
        reason = motivo.strip() if is_aceita else require_motivo(motivo)
        return self._repository.review(proposta_id, estado, revisor=autor, motivo=reason)

    def publish(self, slug: str, *, viva: int, autor: str, motivo: str) -> Gabarito:
        """The next version, with every accepted correction that is in none yet; of two of one text, the later counts.

        Raises ForbiddenChangeError when there is none, VersionConflictError, InvalidGabaritoError,
        CategoriaDesconhecidaError.
        """
        nova = self._continue(slug, autor=autor, motivo=motivo)
        change = self._read_categorias(nova.prompt_slug).build_change
        return self._repository.publish(nova, viva=viva, change=change)

    def export_treino(self, slug: str, versao: int | None = None) -> ConjuntoDeTreino:
        """The documents as the training reads them, each with its side of the split."""
        gabarito = self._repository.get(slug, versao)
        return render_treino(gabarito, self._repository.list_casos(slug, gabarito.versao))

    def _continue(self, slug: str, *, autor: str, motivo: str) -> NovaVersao:
        live = self._repository.get(slug)
        return NovaVersao(slug, live.nome, live.prompt_slug, autor, require_motivo(motivo))

    def _read_categorias(self, prompt_slug: str) -> _Categorias:
        """Before a transaction begins: one never opens another."""
        known = self._as_prompt(prompt_slug)
        versoes = reversed(self._instrucoes.list_versoes(prompt_slug))
        nomes = {categoria.slug: categoria.nome for one in versoes for categoria in one.prompt.categorias}
        return _Categorias(known, nomes)

    def _as_prompt(self, prompt_slug: str) -> Prompt:
        """The prompt in production, with the categories that the candidate adds."""
        live = self._instrucoes.get(prompt_slug).prompt
        categorias = self.list_categorias(prompt_slug)
        return Prompt(live.slug, live.versao, live.texto, live.nome, live.subsistema, categorias)


@dataclass(frozen=True)
class _Categorias:
    """What documents may be said to be: the prompt with its categories, and all it ever had, as the newest calls it."""

    prompt: Prompt
    nomes: Mapping[str, str]

    def build_change(self, novos: Sequence[CasoDoGabarito]) -> Change:
        """Join these to what is there. Raises SemCategoriasError; the change InvalidGabaritoError and the others."""
        require_categorias(self.prompt)

        def change(before: tuple[CasoDoGabarito, ...]) -> tuple[CasoDoGabarito, ...]:
            joined = join_casos(before, novos)
            require_conhecidas(self.prompt, {caso.categoria for caso in novos}, self.nomes)
            require_valid(joined)
            return joined

        return change


def build_caso(item: ItemDoLote, correcao: Correcao, texto: str) -> CasoDoGabarito:
    """A corrected document of a lot with the case it stands in, which decides its side of the split."""
    return CasoDoGabarito(
        nome=item.nome,
        texto=texto,
        categoria=correcao.categoria,
        subcategoria=correcao.subcategoria,
        numero_cnj=item.numero_cnj or find_numero_proprio(texto) or correcao.numero_processo_cnj,
        id_documento=item.id_documento if item.numero_cnj else "",
        origem=OrigemDoCaso.CORRECAO,
        autor=correcao.autor,
    )
