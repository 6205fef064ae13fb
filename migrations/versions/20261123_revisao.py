"""What a person did on the way to the final text: rows that are only ever added, and the version that is final."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'c3a91e57d208'
down_revision = 'b84f16d2c7e3'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('peca', sa.Column('versao_final', sa.Integer(), nullable=True))
    op.create_table('ato_da_revisao',
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('tipo', sa.String(length=20), nullable=False),
    sa.Column('alvo', sa.String(length=200), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('texto_sha256', sa.String(length=64), nullable=False),
    sa.Column('valor', JSONB(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_ato_da_revisao_peca_id_peca')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_ato_da_revisao_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('peca_id', 'numero', name=op.f('pk_ato_da_revisao'))
    )
    op.create_index(op.f('ix_ato_da_revisao_created_at'), 'ato_da_revisao', ['created_at'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_change_of_revisao() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'ato_da_revisao is append-only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER ato_da_revisao_append_only BEFORE UPDATE OR DELETE ON ato_da_revisao
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_revisao()
    """)


def downgrade() -> None:
    op.drop_table('ato_da_revisao')
    op.execute('DROP FUNCTION refuse_change_of_revisao()')
    op.drop_column('peca', 'versao_final')
