"""The search of modules in PostgreSQL. Every answer is of the live active versions at that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from core.infra.db import SessionScope
from core.prompts.busca.tables import EmbeddingRow
from core.prompts.domain import GRUPO_GERAL, Modulo
from core.prompts.repository import to_modulo
from core.prompts.tables import ModuloRow

_RANKED = 100
"""Modules whose whole text is ranked: those that match best by title and keywords. Ranking all that hold a common word
would take most of the time of a search."""

_QUESTION = """
WITH partes AS (
    SELECT plainto_tsquery('portuguese', busca_singular(busca_dobrar(:inteiras))) AS inteiras,
           plainto_tsquery('portuguese', busca_singular(busca_dobrar(:ultima)))
           || to_tsquery('simple', :prefixo) AS ultima
), pergunta AS (
    SELECT inteiras && ultima AS todas,
           replace((inteiras && ultima)::text, ' & ', ' | ')::tsquery AS alguma FROM partes
)
"""
_MATCHES = """
SELECT id FROM (
    SELECT id, busca, slug, ts_rank('{0, 0, 0.4, 1}', busca_rotulo, {q}) AS posto
    FROM modulo WHERE is_current AND is_active AND busca @@ {q}
      AND (:grupo = '' OR grupo IN (:grupo, :geral))
      AND (:tipo = '' OR (tipo = 'conteudo'
                          AND (tipos_de_peca = '[]' OR tipos_de_peca @> jsonb_build_array(CAST(:tipo AS text)))))
    ORDER BY posto DESC, id LIMIT :ranked
) AS achados ORDER BY posto + 0.1 * ts_rank(busca, {q}) DESC, slug LIMIT :limit
"""
_ALL_WORDS = "(SELECT todas FROM pergunta)"
_ANY_WORD = "(SELECT alguma FROM pergunta)"
_LIVE = "FROM modulo WHERE is_current AND is_active"
_WITHOUT_VECTOR = """
NOT EXISTS (SELECT FROM embedding_de_modulo AS e WHERE e.conteudo_md5 = modulo.conteudo_md5 AND e.modelo = :modelo)
"""


@dataclass(frozen=True)
class Filtro:
    """``grupo`` empty is any. With a ``tipo_de_peca``, only the contents that serve it; empty is any module."""

    grupo: str = ""
    tipo_de_peca: str = ""


@dataclass(frozen=True)
class Pergunta:
    """The words of a person: those that are whole, the last one, and what it is the beginning of (or nothing)."""

    inteiras: str
    ultima: str
    prefixo: str = ""


@dataclass(frozen=True)
class ModuloVivo:
    """What the search by meaning keeps of a module; ``id`` is that of its live version."""

    id: int
    conteudo_md5: str
    grupo: str
    tipo: str
    tipos_de_peca: tuple[str, ...]


class BuscaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def search_words(self, pergunta: Pergunta, filtro: Filtro, limit: int, *, any_word: bool = False) -> list[int]:
        """Ids of the live versions that hold all the words (or any), best first: title, then keywords, then text."""
        statement = _QUESTION + _MATCHES.replace("{q}", _ANY_WORD if any_word else _ALL_WORDS)
        parameters = {
            "inteiras": pergunta.inteiras,
            "ultima": pergunta.ultima,
            "prefixo": f"{pergunta.prefixo}:*" if pergunta.prefixo else "",
            "grupo": filtro.grupo,
            "geral": GRUPO_GERAL,
            "tipo": filtro.tipo_de_peca,
            "ranked": max(_RANKED, limit),
            "limit": limit,
        }
        with self._scope() as session:
            return list(session.scalars(text(statement), parameters))

    def read_revision(self) -> tuple[int, ...]:
        """Numbers that change whenever a live module or a vector does."""
        statement = f"""
            SELECT count(*), coalesce(sum(id), 0), coalesce(max(id), 0),
                   (SELECT coalesce(max(id), 0) FROM embedding_de_modulo) {_LIVE}
        """  # noqa: S608  # only the constant above
        with self._scope() as session:
            return tuple(int(number) for number in session.execute(text(statement)).one())

    def find_vivos(self, ids: Sequence[int]) -> dict[int, Modulo]:
        """Those of the versions that are live and active, by id."""
        query = select(ModuloRow).where(ModuloRow.id.in_(ids), ModuloRow.is_current, ModuloRow.is_active)
        with self._scope() as session:
            return {row.id: to_modulo(row) for row in session.scalars(query)}

    def list_vivos(self) -> tuple[ModuloVivo, ...]:
        """Every live active module."""
        statement = f"SELECT id, conteudo_md5, grupo, tipo, tipos_de_peca {_LIVE} ORDER BY id"
        with self._scope() as session:
            rows = session.execute(text(statement)).all()
        return tuple(ModuloVivo(row.id, row.conteudo_md5, row.grupo, row.tipo, tuple(row[4])) for row in rows)

    def list_vetores(self, modelo: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """The vectors of the model that are known, by hash of the text."""
        query = select(EmbeddingRow.conteudo_md5, EmbeddingRow.vetor).where(
            EmbeddingRow.modelo == modelo, EmbeddingRow.conteudo_md5.in_(hashes)
        )
        with self._scope() as session:
            return {row.conteudo_md5: row.vetor for row in session.execute(query)}

    def count_missing(self, modelo: str) -> int:
        """Different texts of live modules without a vector of the model."""
        statement = text(f"SELECT count(DISTINCT conteudo_md5) {_LIVE} AND {_WITHOUT_VECTOR}")
        with self._scope() as session:
            return int(session.execute(statement, {"modelo": modelo}).scalar_one())

    def list_missing(self, modelo: str, limit: int) -> dict[str, str]:
        """Some of those texts by their hash: title, keywords and text."""
        columns = "DISTINCT ON (conteudo_md5) conteudo_md5, titulo, palavras_chave, texto"
        statement = text(f"SELECT {columns} {_LIVE} AND {_WITHOUT_VECTOR} ORDER BY conteudo_md5 LIMIT :limit")
        with self._scope() as session:
            rows = session.execute(statement, {"modelo": modelo, "limit": limit}).all()
        return {row[0]: "\n".join([row[1], ", ".join(row[2]), row[3]]) for row in rows}

    def save_vetores(self, modelo: str, vetores: Mapping[str, bytes]) -> None:
        """Keep them; one that came meanwhile stays."""
        now = datetime.now(UTC)
        rows = [{"conteudo_md5": k, "modelo": modelo, "vetor": v, "created_at": now} for k, v in vetores.items()]
        with self._scope() as session:
            session.execute(insert(EmbeddingRow).values(rows).on_conflict_do_nothing())
