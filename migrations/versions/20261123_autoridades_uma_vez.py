"""The approved base has one entry in the record of acts for each time it is brought up to date, not one for each row."""

from alembic import op

revision = "b95e02d6f7a1"
down_revision = "c3a85e17f0d2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP TRIGGER autoridade_added ON autoridade")
    op.execute("DROP TRIGGER autoridade_changed ON autoridade")
    op.execute("""
        CREATE FUNCTION note_base_in_auditoria() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            agora text := pg_current_xact_id()::text;
        BEGIN
            IF current_setting('portal.base_noted', true) IS NOT DISTINCT FROM agora THEN
                RETURN NULL;
            END IF;
            PERFORM set_config('portal.base_noted', agora, true);
            INSERT INTO auditoria (autor, acao, objeto, detalhe)
            SELECT 'sistema', 'autoridade', 'Incluídas ou mudadas: ' || count(*),
                left(coalesce(string_agg(chave, ', ' ORDER BY chave), ''), 1900)
            FROM autoridade WHERE xmin = pg_current_xact_id()::xid;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE CONSTRAINT TRIGGER autoridade_noted AFTER INSERT OR UPDATE ON autoridade
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_base_in_auditoria()
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER autoridade_noted ON autoridade")
    op.execute("DROP FUNCTION note_base_in_auditoria")
    for name, event, word in (("added", "INSERT", "Incluídas:"), ("changed", "UPDATE", "Mudadas:")):
        op.execute(f"""
            CREATE TRIGGER autoridade_{name} AFTER {event} ON autoridade
            REFERENCING NEW TABLE AS mudadas FOR EACH STATEMENT
            EXECUTE FUNCTION note_autoridades_in_auditoria('{word}')
        """)
