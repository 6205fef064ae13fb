"""What the data team does with golden sets: from files and corrections to a version, and from a version to training."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from core.classificador.domain import ItemDoLote
from core.classificador.gabarito.domain import (
    CasoDoGabarito,
    ConjuntoDeTreino,
    EstadoDaProposta,
    Gabarito,
    OrigemDoCaso,
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
from core.errors import InvalidInputError
from core.prompts.domain import CategoriaDeClassificacao, Prompt
from core.prompts.instrucoes.service import InstrucaoService, require_motivo
from core.prompts.instrucoes.validacao import require_categorias, require_conhecidas
from core.prompts.modulos.validacao import make_slug
from core.usuarios.domain import Usuario

_MAX_NOME = 120


class GabaritoService:
    """``find_texto`` answers the text of a content that was read, by its SHA-256, or nothing."""

    def __init__(
        self,
        repository: GabaritoRepository,
        instrucoes: InstrucaoService,
        lotes: LoteService,
        itens: ItemService,
        find_texto: Callable[[str], str],
    ) -> None:
        self._repository = repository
        self._instrucoes = instrucoes
        self._lotes = lotes
        self._itens = itens
        self._find_texto = find_texto

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
        nome = " ".join(nome.split())
        if not nome or len(nome) > _MAX_NOME:
            raise InvalidInputError(
                "gabarito without a name",
                user_message=f"O nome do gabarito precisa ter de 1 a {_MAX_NOME} letras. Escreva um e salve de novo.",
            )
        nova = NovaVersao(make_slug(nome), nome, prompt_slug, autor, require_motivo(motivo))
        return self._repository.add(nova, self._build_change(prompt_slug, casos)(()))

    def add_casos(self, slug: str, casos: Sequence[CasoDoGabarito], *, viva: int, autor: str, motivo: str) -> Gabarito:
        """The next version with these too; of a text that is there already, what is said now counts."""
        nova = self._continue(slug, autor=autor, motivo=motivo)
        return self._repository.save_versao(nova, viva=viva, change=self._build_change(nova.prompt_slug, casos))

    def remove_casos(self, slug: str, hashes: Collection[str], *, viva: int, autor: str, motivo: str) -> Gabarito:
        """The next version without these. Raises InvalidGabaritoError for what would be left."""

        def remove(before: tuple[CasoDoGabarito, ...]) -> tuple[CasoDoGabarito, ...]:
            left = tuple(caso for caso in before if caso.sha256 not in hashes)
            require_valid(left)
            return left

        nova = self._continue(slug, autor=autor, motivo=motivo)
        return self._repository.save_versao(nova, viva=viva, change=remove)

    def propose(self, slug: str, lote_id: UUID, usuario: Usuario) -> Recebidas:
        """Bring what people corrected or confirmed in a lot, to be reviewed; what came before does not come twice."""
        gabarito = self._repository.get(slug)
        self._lotes.get_lote(lote_id, usuario)
        corrected = [item for item in self._itens.iterate(lote_id) if item.correcao is not None]
        read = [(item, self._find_texto(item.sha256)) for item in corrected]
        propostas = [_build_proposta(item, texto) for item, texto in read if texto.strip()]
        require_conhecidas(self._as_prompt(gabarito.prompt_slug), {one.caso.categoria for one in propostas})
        novas = self._repository.add_propostas(slug, propostas)
        return Recebidas(novas, len(propostas) - novas, len(corrected) - len(propostas))

    def list_propostas(
        self, slug: str, estado: EstadoDaProposta | None = EstadoDaProposta.PENDENTE
    ) -> tuple[PropostaDeCaso, ...]:
        """The oldest first; all of them for None."""
        return self._repository.list_propostas(slug, estado)

    def review(self, proposta_id: int, *, is_aceita: bool, autor: str, motivo: str = "") -> PropostaDeCaso:
        """Accept or refuse a correction; a refusal says why. Raises ForbiddenChangeError when it was reviewed."""
        estado = EstadoDaProposta.ACEITA if is_aceita else EstadoDaProposta.RECUSADA
        reason = motivo.strip() if is_aceita else require_motivo(motivo)
        return self._repository.review(proposta_id, estado, revisor=autor, motivo=reason)

    def publish(self, slug: str, *, viva: int, autor: str, motivo: str) -> Gabarito:
        """The next version, with every accepted correction that is in none yet.

        Raises ForbiddenChangeError when there is none, VersionConflictError, InvalidGabaritoError.
        """
        nova = self._continue(slug, autor=autor, motivo=motivo)
        return self._repository.publish(
            nova, viva=viva, change=lambda novos: self._build_change(nova.prompt_slug, novos)
        )

    def export_treino(self, slug: str, versao: int | None = None) -> ConjuntoDeTreino:
        """The documents as the training reads them, each with its side of the split."""
        gabarito = self._repository.get(slug, versao)
        return render_treino(gabarito, self._repository.list_casos(slug, gabarito.versao))

    def _continue(self, slug: str, *, autor: str, motivo: str) -> NovaVersao:
        live = self._repository.get(slug)
        return NovaVersao(slug, live.nome, live.prompt_slug, autor, require_motivo(motivo))

    def _build_change(self, prompt_slug: str, novos: Sequence[CasoDoGabarito]) -> Change:
        known = self._as_prompt(prompt_slug)
        require_categorias(known)

        def change(before: tuple[CasoDoGabarito, ...]) -> tuple[CasoDoGabarito, ...]:
            require_coerentes(novos)
            joined = join_casos(before, novos)
            require_conhecidas(known, {caso.categoria for caso in novos})
            require_valid(joined)
            return joined

        return change

    def _as_prompt(self, prompt_slug: str) -> Prompt:
        """The prompt in production, with the categories that the candidate adds."""
        live = self._instrucoes.get(prompt_slug).prompt
        categorias = self.list_categorias(prompt_slug)
        return Prompt(live.slug, live.versao, live.texto, live.nome, live.subsistema, categorias)


def _build_proposta(item: ItemDoLote, texto: str) -> NovaProposta:
    correcao = item.correcao
    if correcao is None:
        raise ValueError("an item without a correction")
    texto = texto.replace("\x00", "")
    caso = CasoDoGabarito(
        nome=item.nome,
        texto=texto,
        categoria=correcao.categoria,
        subcategoria=correcao.subcategoria,
        numero_cnj=item.numero_cnj or find_numero_proprio(texto) or correcao.numero_processo_cnj,
        id_documento=item.id_documento if item.numero_cnj else "",
        origem=OrigemDoCaso.CORRECAO,
        autor=correcao.autor,
    )
    return NovaProposta(item.id, item.revisao, caso, item.resposta.categoria if item.resposta else "")
