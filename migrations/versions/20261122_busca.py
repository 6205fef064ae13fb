"""The search of modules: what PostgreSQL needs to find them by words, and the vectors to find them by meaning.

Words are compared without accents and case, and plurals as their singular, whatever the person types; the two
functions say how, for the index and for the question alike. They need no extension, so no privilege either.
"""

import sqlalchemy as sa
from alembic import op

revision = 'a7c5e29b4f13'
down_revision = 'f60a3d8e51b2'
branch_labels = None
depends_on = None

_ACENTUADAS = 'áàâãäÁÀÂÃÄéèêëÉÈÊËíìîïÍÌÎÏóòôõöÓÒÔÕÖúùûüÚÙÛÜçÇñÑºª'
_SIMPLES = 'aaaaaAAAAAeeeeEEEEiiiiIIIIoooooOOOOOuuuuUUUUcCnNoa'

_DOBRAR = f"""
CREATE FUNCTION busca_dobrar(texto text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(translate(regexp_replace(texto, '([0-9])[.]([0-9]{{3}})\\M', '\\1\\2', 'g'),
                           '{_ACENTUADAS}', '{_SIMPLES}'))
$$
"""
# The stemmer for Portuguese knows "ção" but not "cao", and no plural in "ões", "ais" or "éis".
_SINGULAR = r"""
CREATE FUNCTION busca_singular(dobrado text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(dobrado,
        '([a-z]{2})oes\M', '\1ao', 'g'), '([a-z]{3})ais\M', '\1al', 'g'), '([a-z]{3})eis\M', '\1el', 'g'),
        'cao\M', 'ção', 'g')
$$
"""
_CHAVES = "(palavras_chave::text || ' ' || assuntos::text || ' ' || tags::text || ' ' || subgrupo)"


def _vector(texto: str, peso: str) -> str:
    """Stems for whole words and the words themselves for those still being typed."""
    dobrado = f"busca_dobrar({texto})"
    stems = f"to_tsvector('portuguese', busca_singular({dobrado}))"
    return f"setweight({stems}, '{peso}') || setweight(to_tsvector('simple', {dobrado}), '{peso}')"


def upgrade() -> None:
    op.execute(_DOBRAR)
    op.execute(_SINGULAR)
    rotulo = f"{_vector('titulo', 'A')} || {_vector(_CHAVES, 'B')}"
    op.execute(
        "ALTER TABLE modulo"
        f" ADD COLUMN busca_rotulo tsvector GENERATED ALWAYS AS ({rotulo}) STORED,"
        f" ADD COLUMN busca tsvector GENERATED ALWAYS AS ({rotulo} || {_vector('texto', 'D')}) STORED,"
        f" ADD COLUMN conteudo_md5 text GENERATED ALWAYS AS (md5(titulo || E'\\n' || {_CHAVES} || E'\\n' || texto))"
        " STORED"
    )
    op.execute("CREATE INDEX ix_modulo_busca ON modulo USING gin (busca) WHERE is_current AND is_active")
    op.execute("CREATE INDEX ix_modulo_vivos ON modulo (id) INCLUDE (conteudo_md5) WHERE is_current AND is_active")
    op.create_table(
        'embedding_de_modulo',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conteudo_md5', sa.String(length=32), nullable=False),
        sa.Column('modelo', sa.String(length=120), nullable=False),
        sa.Column('vetor', sa.LargeBinary(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_embedding_de_modulo')),
        sa.UniqueConstraint('conteudo_md5', 'modelo', name=op.f('uq_embedding_de_modulo_conteudo_md5')),
    )
    op.create_index(op.f('ix_embedding_de_modulo_created_at'), 'embedding_de_modulo', ['created_at'])


def downgrade() -> None:
    op.drop_table('embedding_de_modulo')
    op.execute("DROP INDEX ix_modulo_busca, ix_modulo_vivos")
    op.execute("ALTER TABLE modulo DROP COLUMN busca, DROP COLUMN busca_rotulo, DROP COLUMN conteudo_md5")
    op.execute("DROP FUNCTION busca_singular(text), busca_dobrar(text)")
