"""What the keepers of the library do: find a module, change it with a reason, go back, and keep its groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

from core.errors import InvalidInputError
from core.infra.folding import fold
from core.prompts.domain import GRUPO_GERAL, GRUPOS_PREPARADOS, GrupoDeModulos, Modulo
from core.prompts.modulos.diferenca import CampoAlterado, compare_modulos
from core.prompts.modulos.domain import (
    FiltroDeModulos,
    Importacao,
    LinhaDaLista,
    OrdemDaLista,
    PaginaDeModulos,
    Problema,
    Rotulos,
    VersaoDoModulo,
    Vocabulario,
)
from core.prompts.modulos.formato import dump_modulos
from core.prompts.modulos.importacao import PlanoDeImportacao, Situacao, plan_importacao, read_arquivo
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.modulos.validacao import list_problemas, make_slug, require_valid

MAX_VERSOES = 200
"""Versions of a module that its history shows."""

MAX_MOTIVO = 500

Place = Callable[[Modulo | LinhaDaLista], tuple[int, int, int, str]]
"""Where a module stands in the library: group, section, order."""

_MAX_SECAO = 50


class ModuloService:
    """Reads go to the database each time: a publication is live in every process at once. ``autor`` is a login."""

    def __init__(self, repository: ModuloRepository) -> None:
        self._repository = repository

    def list_modulos(self, filtro: FiltroDeModulos) -> tuple[VersaoDoModulo, ...]:
        """Live versions by group, section and order, those of base and peça first."""
        place = self._build_place()
        return tuple(sorted(self._repository.list_vivos(filtro), key=lambda item: place(item.modulo)))

    def list_pagina(
        self, filtro: FiltroDeModulos, ordem: OrdemDaLista, *, pagina: int, por_pagina: int
    ) -> PaginaDeModulos:
        """One page of the live versions; only those of the page are read whole. A page that is not there is the
        nearest one."""
        linhas = _sort(self._repository.list_linhas(filtro), ordem, self._build_place())
        paginas = max(ceil(len(linhas) / por_pagina), 1)
        shown = min(max(pagina, 1), paginas)
        ids = [linha.id for linha in linhas[(shown - 1) * por_pagina : shown * por_pagina]]
        return PaginaDeModulos(self._repository.list_by_id(ids), len(linhas), shown, paginas)

    def list_titulos(self) -> dict[str, str]:
        """The title of every live module by its slug."""
        return {linha.slug: linha.titulo for linha in self._repository.list_linhas(FiltroDeModulos())}

    def count_modulos(self) -> int:
        return self._repository.count_vivos()

    def list_rotulos(self) -> Rotulos:
        """Names in use, with those that the groups offer."""
        used = self._repository.list_rotulos()
        grupos = self.list_grupos()
        subgrupos = {name for grupo in grupos for name in grupo.subgrupos} | set(used.subgrupos)
        assuntos = {name for grupo in grupos for name in grupo.assuntos} | set(used.assuntos)
        secoes = dict.fromkeys((*(secao for grupo in grupos for secao in grupo.secoes), *used.secoes))
        return Rotulos(tuple(sorted(subgrupos)), tuple(sorted(assuntos)), used.tags, tuple(secoes))

    def get_vocabulario(self) -> Vocabulario:
        """Variables, groups and piece types that a module may refer to."""
        return self._repository.read_vocabulario()

    def get_modulo(self, slug: str, versao: int | None = None) -> VersaoDoModulo:
        """One version, or the live one. Raises RecordNotFoundError."""
        return self._repository.get_versao(slug, versao)

    def list_versoes(self, slug: str) -> tuple[VersaoDoModulo, ...]:
        """The newest first."""
        return self._repository.list_versoes(slug, limit=MAX_VERSOES)

    def compare(self, slug: str, de: int, para: int) -> tuple[CampoAlterado, ...]:
        """What version ``para`` changed of version ``de``. Raises RecordNotFoundError."""
        return compare_modulos(self.get_modulo(slug, de).modulo, self.get_modulo(slug, para).modulo)

    def list_problemas(self, modulo: Modulo) -> tuple[Problema, ...]:
        """What would keep it from being stored."""
        return list_problemas(modulo, self._repository.read_vocabulario())

    def create(self, modulo: Modulo, *, autor: str, motivo: str) -> Modulo:
        """Store a new module; its slug is made from the title. Raises InvalidModuloError."""
        slug = make_slug(modulo.titulo)
        require_motivo(motivo)
        new = replace(modulo, slug=slug)
        return self._repository.add(new, autor=autor, motivo=motivo.strip(), check=require_valid)

    def save(self, modulo: Modulo, *, autor: str, motivo: str) -> Modulo:
        """Publish the next version, made from ``modulo.versao``.

        Raises VersionConflictError when that is not the live one, InvalidModuloError with every problem.
        """
        require_motivo(motivo)
        return self._repository.save(modulo, autor=autor, motivo=motivo.strip(), check=require_valid)

    def restore(self, slug: str, versao: int, *, viva: int, autor: str) -> Modulo:
        """Publish again what version ``versao`` was; ``viva`` is the live version that the person saw."""
        old = self.get_modulo(slug, versao).modulo
        return self.save(replace(old, versao=viva), autor=autor, motivo=f"Restaurada a versão {versao}")

    def set_active(self, slug: str, is_active: bool, *, viva: int, autor: str, motivo: str) -> Modulo:  # noqa: FBT001 - the value itself
        """Switch a module on or off for the gerações that start from now on."""
        live = self.get_modulo(slug).modulo
        return self.save(replace(live, versao=viva, is_active=is_active), autor=autor, motivo=motivo)

    def list_grupos(self) -> tuple[GrupoDeModulos, ...]:
        """All groups, those that are switched off too."""
        return self._repository.list_grupos()

    def save_grupo(self, grupo: GrupoDeModulos, *, autor: str, motivo: str) -> GrupoDeModulos:
        """Publish the next version of a group, or a new one (``versao`` 0, slug made from the name).

        Raises InvalidInputError for what would leave modules without a place, VersionConflictError.
        """
        require_motivo(motivo)
        new = replace(
            grupo,
            nome=grupo.nome.strip(),
            secoes=_clean(grupo.secoes),
            subgrupos=_clean(grupo.subgrupos),
            assuntos=_clean(grupo.assuntos),
        )
        if not new.versao:
            new = replace(new, slug=make_slug(new.nome)[:_MAX_SECAO])
        reason = self._explain_grupo(new)
        if reason:
            raise InvalidInputError(
                f"grupo {new.slug}", user_message=f"O grupo não pode ser guardado como está. Corrija: {reason}."
            )
        return self._repository.save_grupo(new, autor=autor, motivo=motivo.strip())

    def export(self, filtro: FiltroDeModulos) -> bytes:
        """The live modules of the filter in the portal's own format."""
        return dump_modulos(item.modulo for item in self.list_modulos(filtro))

    def plan_importacao(self, conteudo: bytes, *, grupo: str) -> PlanoDeImportacao:
        """What an import would do, without doing it; ``grupo`` is for files that name none.

        Raises InvalidInputError for a file that is not one of the two formats.
        """
        arquivo = read_arquivo(conteudo, grupo)
        vivos = self._repository.list_by_slug([lido.modulo.slug for lido in arquivo.lidos if lido.modulo])
        return plan_importacao(arquivo, vivos, self._repository.read_vocabulario())

    def apply_importacao(self, plano: PlanoDeImportacao, *, autor: str, motivo: str) -> int:
        """Store all that the plan has, or nothing; answers how many modules were written.

        Raises InvalidInputError when an item was refused, VersionConflictError when the library changed meanwhile.
        """
        require_motivo(motivo)
        if not plano.is_aplicavel:
            raise InvalidInputError(
                "import with refused items",
                user_message="O arquivo tem itens recusados ou nada a gravar. Corrija o arquivo e envie de novo.",
            )
        changed = [item.modulo for item in plano.itens if item.modulo and item.situacao is not Situacao.IGUAL]
        extras = {item.lugar: item.extras for item in plano.itens if item.extras}
        if plano.extras:
            extras["arquivo"] = plano.extras
        record = Importacao(autor, motivo.strip(), plano.formato, plano.lido_em, len(changed), extras)
        return self._repository.save_importacao(changed, record, sha256=plano.sha256, check=require_valid)

    def list_importacoes(self) -> tuple[Importacao, ...]:
        """The last ones."""
        return self._repository.list_importacoes(limit=20)

    def _build_place(self) -> Place:
        grupos = self._repository.list_grupos()
        by_grupo = {grupo.slug: place for place, grupo in enumerate(grupos)}
        by_secao = {(g.slug, secao): place for g in grupos for place, secao in enumerate(g.secoes)}

        def place(item: Modulo | LinhaDaLista) -> tuple[int, int, int, str]:
            secao = by_secao.get((item.grupo, item.secao), len(by_secao)) if item.secao else -1
            return by_grupo.get(item.grupo, len(by_grupo)), secao, item.ordem, item.slug

        return place

    def _explain_grupo(self, grupo: GrupoDeModulos) -> str:
        if not grupo.nome or len(grupo.nome) > 100:
            return "o nome precisa ter de 1 a 100 caracteres"
        if not grupo.secoes or any(len(secao) > _MAX_SECAO for secao in grupo.secoes):
            return f"o grupo precisa de ao menos uma seção, e o nome de cada uma tem até {_MAX_SECAO} caracteres"
        if grupo.slug == GRUPO_GERAL and not grupo.is_active:
            return "os módulos do grupo geral entram em todos os grupos, e ele não pode ser desativado"
        if grupo.slug in GRUPOS_PREPARADOS and not grupo.is_active:
            return "os módulos deste grupo formam um documento que outra página pede; ele não pode ser desativado"
        counts = self._repository.count_por_grupo_e_secao()
        for (slug, secao), count in counts.items():
            if slug == grupo.slug and secao and secao not in grupo.secoes:
                return f"a seção “{secao}” tem módulos ativos ({count}); mude-os de seção antes de tirá-la"
        return ""


def require_motivo(motivo: str) -> None:
    """Raises InvalidInputError: every version says why it exists."""
    if not motivo.strip():
        raise InvalidInputError("no reason", user_message="Falta o motivo da alteração. Escreva-o e publique de novo.")
    if len(motivo.strip()) > MAX_MOTIVO:
        raise InvalidInputError(
            "long reason", user_message=f"O motivo é longo demais. Resuma-o em até {MAX_MOTIVO} caracteres."
        )


def _sort(linhas: Sequence[LinhaDaLista], ordem: OrdemDaLista, place: Place) -> list[LinhaDaLista]:
    in_place = sorted(linhas, key=place)
    if ordem is OrdemDaLista.TITULO:
        return sorted(in_place, key=lambda linha: fold(linha.titulo))
    if ordem is OrdemDaLista.RECENTE:
        return sorted(in_place, key=lambda linha: linha.criada_em, reverse=True)
    return in_place


def _clean(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
