"""The conversation about a minuta: messages that are only ever added, and the work of each request."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'c4d1a7e02b95'
down_revision = 'c3a91e57d208'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pedido_de_ajuste',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('secao', sa.String(length=200), nullable=False),
    sa.Column('titulo', sa.String(length=300), nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('antes', sa.Text(), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('attempt', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('terminado_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_pedido_de_ajuste_peca_id_peca')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_pedido_de_ajuste_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pedido_de_ajuste'))
    )
    op.create_index(op.f('ix_pedido_de_ajuste_created_at'), 'pedido_de_ajuste', ['created_at'], unique=False)
    op.create_index('uq_pedido_de_ajuste_ativo', 'pedido_de_ajuste', ['peca_id'], unique=True,
                    postgresql_where=sa.text("estado IN ('na_fila', 'em_andamento')"))
    op.create_table('mensagem_da_conversa',
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('pedido_id', sa.Uuid(), nullable=False),
    sa.Column('tipo', sa.String(length=20), nullable=False),
    sa.Column('secao', sa.String(length=200), nullable=False),
    sa.Column('titulo', sa.String(length=300), nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=True),
    sa.Column('conteudo', JSONB(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_mensagem_da_conversa_peca_id_peca')),
    sa.ForeignKeyConstraint(['pedido_id'], ['pedido_de_ajuste.id'], name=op.f('fk_mensagem_da_conversa_pedido_id_pedido_de_ajuste')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_mensagem_da_conversa_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('peca_id', 'numero', name=op.f('pk_mensagem_da_conversa'))
    )
    op.create_index(op.f('ix_mensagem_da_conversa_created_at'), 'mensagem_da_conversa', ['created_at'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_change_of_mensagem() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'mensagem_da_conversa is append-only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER mensagem_da_conversa_append_only BEFORE UPDATE OR DELETE ON mensagem_da_conversa
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_mensagem()
    """)


def downgrade() -> None:
    op.drop_table('mensagem_da_conversa')
    op.execute('DROP FUNCTION refuse_change_of_mensagem()')
    op.drop_table('pedido_de_ajuste')
