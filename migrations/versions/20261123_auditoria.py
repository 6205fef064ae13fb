"""The record of acts: bound to each other, refused to whoever would change it; permissions given to one person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a71d5c08e3b9"
down_revision = "c2b7e4f90d63"
branch_labels = None
depends_on = None

_VERSIONED = {
    "ajuste": ("ajuste", "nome"),
    "modulo": ("modulo", "titulo"),
    "instrucao": ("instrucao", "nome"),
    "rotulo_da_instrucao": ("rotulo", "slug"),
    "categoria_de_documento": ("categoria", "nome"),
    "grupo_de_modulos": ("grupo", "nome"),
    "constante_legal": ("constante", "nome"),
    "politica": ("politica", "slug"),
    "tabela_de_calculo": ("tabela", "slug"),
    "uso_do_timbre": ("timbre", "unidade"),
}
"""Tables whose rows are changes already: the name of the act and the column that says of what."""


def upgrade() -> None:
    op.create_table(
        "auditoria",
        sa.Column("numero", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("feito_em", sa.DateTime(timezone=True), nullable=False),
        sa.Column("autor", sa.String(length=254), nullable=False),
        sa.Column("acao", sa.String(length=40), nullable=False),
        sa.Column("objeto", sa.String(length=300), nullable=False),
        sa.Column("detalhe", sa.Text(), nullable=False),
        sa.Column("anterior", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_auditoria")),
    )
    op.create_index(op.f("ix_auditoria_feito_em"), "auditoria", ["feito_em"], unique=False)
    op.create_index(op.f("ix_auditoria_autor"), "auditoria", ["autor"], unique=False)
    _bind_records()
    _note_versions()
    op.add_column("usuario", sa.Column("permissoes", JSONB(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("usuario", "permissoes")
    for table in _VERSIONED:
        op.execute(f"DROP TRIGGER {table}_noted ON {table}")
    op.drop_table("auditoria")
    for function in ("note_version_in_auditoria", "chain_auditoria", "measure_field"):
        op.execute(f"DROP FUNCTION {function}")


def _bind_records() -> None:
    """One act at a time: the lock lasts until the transaction ends, so no other can take the same number."""
    op.execute("""
        CREATE FUNCTION measure_field(field text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
        SELECT octet_length(convert_to(field, 'UTF8'))::text || ':' || field $$
    """)
    op.execute("""
        CREATE FUNCTION chain_auditoria() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE last auditoria%ROWTYPE;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('auditoria'));
            SELECT * INTO last FROM auditoria ORDER BY numero DESC LIMIT 1;
            NEW.numero := coalesce(last.numero, 0) + 1;
            NEW.anterior := coalesce(last.hash, repeat('0', 64));
            NEW.feito_em := clock_timestamp();
            NEW.hash := encode(sha256(convert_to(
                measure_field(NEW.anterior) || measure_field(NEW.numero::text)
                || measure_field(to_char(NEW.feito_em AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
                || measure_field(NEW.autor) || measure_field(NEW.acao)
                || measure_field(NEW.objeto) || measure_field(NEW.detalhe), 'UTF8')), 'hex');
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER auditoria_chain BEFORE INSERT ON auditoria
        FOR EACH ROW EXECUTE FUNCTION chain_auditoria()
    """)
    op.execute("""
        CREATE TRIGGER auditoria_append_only BEFORE UPDATE OR DELETE ON auditoria
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()
    """)
    op.execute("""
        CREATE TRIGGER auditoria_not_emptied BEFORE TRUNCATE ON auditoria
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()
    """)


def _note_versions() -> None:
    """What people change is noted at the end of its transaction; what the portal brings along is not."""
    op.execute("""
        CREATE FUNCTION note_version_in_auditoria() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            found jsonb := to_jsonb(NEW);
        BEGIN
            INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES (
                found ->> 'autor',
                TG_ARGV[0],
                left(coalesce(nullif(found ->> TG_ARGV[1], ''), found ->> 'slug', ''), 300),
                concat_ws(' · ',
                    'versão ' || (found ->> 'versao'),
                    nullif(found ->> 'alvo', ''),
                    CASE WHEN TG_TABLE_NAME = 'ajuste'
                        THEN coalesce('valor ' || (found ->> 'valor'), 'valor padrão') END,
                    nullif(found ->> 'motivo', ''))
            );
            RETURN NULL;
        END $$
    """)
    for table, (acao, coluna) in _VERSIONED.items():
        op.execute(f"""
            CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.autor <> 'sistema')
            EXECUTE FUNCTION note_version_in_auditoria('{acao}', '{coluna}')
        """)
