"""What a person did in a curadoria: rows that are only ever added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'b84f16d2c7e3'
down_revision = '7c2e9d4b10fa'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ato_da_curadoria',
    sa.Column('geracao_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('tipo', sa.String(length=20), nullable=False),
    sa.Column('alvo', sa.String(length=200), nullable=False),
    sa.Column('valor', JSONB(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['geracao_id'], ['geracao.id'], name=op.f('fk_ato_da_curadoria_geracao_id_geracao')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_ato_da_curadoria_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('geracao_id', 'numero', name=op.f('pk_ato_da_curadoria'))
    )
    op.create_index(op.f('ix_ato_da_curadoria_created_at'), 'ato_da_curadoria', ['created_at'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_change_of_ato() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'ato_da_curadoria is append-only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER ato_da_curadoria_append_only BEFORE UPDATE OR DELETE ON ato_da_curadoria
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ato()
    """)


def downgrade() -> None:
    op.drop_table('ato_da_curadoria')
    op.execute('DROP FUNCTION refuse_change_of_ato()')
