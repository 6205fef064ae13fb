"""Pedidos de cálculo: the work, every revision of every field, every result. Fields and results are only ever added."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'd7f3b1c8a042'
down_revision = 'f2a6d80c3b91'
branch_labels = None
depends_on = None

_APPEND_ONLY = ('campo_do_calculo', 'resultado_do_calculo')


def upgrade() -> None:
    op.create_table('pedido_de_calculo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('attempt', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('terminado_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('levantamento', JSONB(), nullable=True),
    sa.Column('fontes', JSONB(), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('erro_codigo', sa.String(length=20), server_default='', nullable=False),
    sa.Column('erro_mensagem', sa.Text(), server_default='', nullable=False),
    sa.Column('folha_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_pedido_de_calculo_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pedido_de_calculo'))
    )
    for column in ('created_at', 'numero_cnj', 'usuario_id'):
        op.create_index(op.f(f'ix_pedido_de_calculo_{column}'), 'pedido_de_calculo', [column], unique=False)
    op.create_index('uq_pedido_de_calculo_ativo', 'pedido_de_calculo', ['usuario_id', 'numero_cnj'], unique=True,
                    postgresql_where=sa.text("estado IN ('na_fila', 'em_andamento')"))
    op.create_table('campo_do_calculo',
    sa.Column('pedido_id', sa.Uuid(), nullable=False),
    sa.Column('nome', sa.String(length=40), nullable=False),
    sa.Column('revisao', sa.Integer(), nullable=False),
    sa.Column('valor', sa.Text(), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('extraido', sa.Text(), nullable=False),
    sa.Column('ancora', JSONB(), nullable=True),
    sa.Column('usuario_id', sa.Integer(), nullable=True),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['pedido_id'], ['pedido_de_calculo.id'], name=op.f('fk_campo_do_calculo_pedido_id_pedido_de_calculo')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_campo_do_calculo_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('pedido_id', 'nome', 'revisao', name=op.f('pk_campo_do_calculo'))
    )
    op.create_index(op.f('ix_campo_do_calculo_created_at'), 'campo_do_calculo', ['created_at'], unique=False)
    op.create_table('resultado_do_calculo',
    sa.Column('pedido_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('total', sa.Numeric(precision=18, scale=2), nullable=False),
    sa.Column('conteudo', JSONB(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['pedido_id'], ['pedido_de_calculo.id'], name=op.f('fk_resultado_do_calculo_pedido_id_pedido_de_calculo')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_resultado_do_calculo_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('pedido_id', 'numero', name=op.f('pk_resultado_do_calculo'))
    )
    op.create_index(op.f('ix_resultado_do_calculo_created_at'), 'resultado_do_calculo', ['created_at'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_change_of_calculo() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
    """)
    for table in _APPEND_ONLY:
        op.execute(f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_of_calculo()
        """)


def downgrade() -> None:
    for table in ('resultado_do_calculo', 'campo_do_calculo', 'pedido_de_calculo'):
        op.drop_table(table)
    op.execute('DROP FUNCTION refuse_change_of_calculo()')
