"""Rows that are only ever added go when their retention is over, and the transaction says so; acts on record stay."""

from alembic import op

revision = "a7d3e81c5f90"
down_revision = "c6b18f30e2a5"
branch_labels = None
depends_on = None

_FORMER = {
    "ato_da_curadoria": "refuse_change_of_ato",
    "ato_da_revisao": "refuse_change_of_revisao",
    "mensagem_da_conversa": "refuse_change_of_mensagem",
    "campo_do_calculo": "refuse_change_of_calculo",
    "resultado_do_calculo": "refuse_change_of_calculo",
    "dossie": "refuse_change_of_record",
    "feedback": "refuse_change_of_record",
    "distancia_de_edicao": "refuse_change_of_record",
}
"""Tables and what guarded them before."""


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change_outside_purge() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('portal.expurgo', true) = 'sim' THEN
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        END $$
    """)
    for table in _FORMER:
        _guard(table, "refuse_change_outside_purge")


def downgrade() -> None:
    for table, function in _FORMER.items():
        _guard(table, function)
    op.execute("DROP FUNCTION refuse_change_outside_purge()")


def _guard(table: str, function: str) -> None:
    op.execute(f"""
        CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}()
    """)
