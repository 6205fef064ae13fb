"""More acts on record: by the database itself, what is asked for and what changes; calls of the model, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "e4a90d7c15b6"
down_revision = "b83c5e19d2f4"
branch_labels = None
depends_on = None

_ASKED = {
    "pergunta_aos_autos": ("pergunta_feita", "numero_cnj"),
    "pedido_de_calculo": ("calculo_pedido", "numero_cnj"),
    "lote": ("lote_pedido", "nome"),
    "treinamento": ("treino_pedido", "nome"),
    "pedido_de_ajuste": ("ajuste_da_peca", "peca_id"),
    "ato_da_revisao": ("revisao_da_peca", "peca_id"),
}
"""Tables whose rows are requests of a person: the name of the act and the column that says of what.

Of a peça the number of its case is noted: no heading or text of one goes on record.
"""


def upgrade() -> None:
    op.add_column("consumo_do_modelo", sa.Column("registro", sa.BigInteger(), nullable=True))
    _note_requests()
    _note_changes()


def downgrade() -> None:
    for table in _ASKED:
        op.execute(f"DROP TRIGGER {table}_noted ON {table}")
    for trigger, table in (
        ("cenario_noted", "cenario"),
        ("gabarito_noted", "gabarito"),
        ("modelo_treinado_noted", "modelo_treinado"),
        ("autoridade_added", "autoridade"),
        ("autoridade_changed", "autoridade"),
        ("autoridade_removed", "autoridade"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in ("note_request_in_auditoria", "note_promocao_in_auditoria", "note_autoridades_in_auditoria"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP FUNCTION describe_objeto")
    op.drop_column("consumo_do_modelo", "registro")


def _note_requests() -> None:
    """At the end of the transaction that keeps the request: no code can forget it, and the lock is short."""
    op.execute(r"""
        CREATE FUNCTION describe_objeto(objeto text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT left(CASE
            WHEN objeto ~ '^E[0-9a-f]{19}$' THEN 'Arquivos enviados'
            ELSE regexp_replace(objeto, '^(\d{7})(\d{2})(\d{4})(\d)(\d{2})(\d{4})$', '\1-\2.\3.\4.\5.\6')
        END, 300) $$
    """)
    op.execute("""
        CREATE FUNCTION note_request_in_auditoria() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            found jsonb := to_jsonb(NEW);
            objeto text := found ->> TG_ARGV[1];
        BEGIN
            IF TG_ARGV[1] = 'peca_id' THEN
                SELECT numero_cnj INTO objeto FROM peca WHERE id = objeto::uuid;
            END IF;
            INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES (
                coalesce((SELECT login FROM usuario WHERE id = (found ->> 'usuario_id')::integer), ''),
                TG_ARGV[0],
                coalesce(describe_objeto(objeto), ''),
                CASE WHEN TG_TABLE_NAME = 'ato_da_revisao' THEN found ->> 'tipo' ELSE '' END
            );
            RETURN NULL;
        END $$
    """)
    for table, (acao, coluna) in _ASKED.items():
        op.execute(f"""
            CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            EXECUTE FUNCTION note_request_in_auditoria('{acao}', '{coluna}')
        """)


def _note_changes() -> None:
    """What is kept in place has a row for each change; the approved base comes with a version of the portal."""
    for table, events in (("cenario", "INSERT OR UPDATE"), ("gabarito", "INSERT")):
        op.execute(f"""
            CREATE CONSTRAINT TRIGGER {table}_noted AFTER {events} ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.autor <> 'sistema')
            EXECUTE FUNCTION note_version_in_auditoria('{table}', 'nome')
        """)
    op.execute("""
        CREATE FUNCTION note_promocao_in_auditoria() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES (
                CASE WHEN NEW.estado = 'promovido' THEN coalesce(
                    (SELECT min(login) FROM usuario WHERE nome = NEW.promovido_por HAVING count(*) = 1),
                    NEW.promovido_por) ELSE '' END,
                'modelo_treinado', NEW.nome, 'de ' || OLD.estado || ' para ' || NEW.estado
            );
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE CONSTRAINT TRIGGER modelo_treinado_noted AFTER UPDATE OF estado ON modelo_treinado
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.estado IS DISTINCT FROM OLD.estado)
        EXECUTE FUNCTION note_promocao_in_auditoria()
    """)
    op.execute("""
        CREATE FUNCTION note_autoridades_in_auditoria() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            nomes text;
            total integer;
        BEGIN
            SELECT count(*), left(string_agg(chave, ', ' ORDER BY chave), 1900) INTO total, nomes FROM mudadas;
            IF total > 0 THEN
                INSERT INTO auditoria (autor, acao, objeto, detalhe)
                VALUES ('sistema', 'autoridade', TG_ARGV[0] || ' ' || total, nomes);
            END IF;
            RETURN NULL;
        END $$
    """)
    for name, event, kind, word in (
        ("added", "INSERT", "NEW", "Incluídas:"),
        ("changed", "UPDATE", "NEW", "Mudadas:"),
        ("removed", "DELETE", "OLD", "Retiradas:"),
    ):
        op.execute(f"""
            CREATE TRIGGER autoridade_{name} AFTER {event} ON autoridade
            REFERENCING {kind} TABLE AS mudadas FOR EACH STATEMENT
            EXECUTE FUNCTION note_autoridades_in_auditoria('{word}')
        """)
