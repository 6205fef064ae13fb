"""Datasets, trainings and the registry of trained models."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'c2b7e4f90d63'
down_revision = 'f3d81b6a20c7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    jsonb = postgresql.JSONB(astext_type=sa.Text())
    op.create_table('arquivo_do_dataset',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('conteudo', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_arquivo_do_dataset'))
    )
    op.create_table('dataset',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('chave', sa.String(length=120), nullable=False),
    sa.Column('nome', sa.String(length=120), nullable=False),
    sa.Column('origem', sa.String(length=20), nullable=False),
    sa.Column('referencia', sa.String(length=120), server_default='', nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('pedidas', jsonb, nullable=True),
    sa.Column('cabecalho', jsonb, server_default=sa.text("'[]'"), nullable=False),
    sa.Column('primeiras', jsonb, server_default=sa.text("'[]'"), nullable=False),
    sa.Column('exame', jsonb, nullable=True),
    sa.Column('rodada', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('erro_codigo', sa.String(length=10), server_default='', nullable=False),
    sa.Column('erro_mensagem', sa.Text(), server_default='', nullable=False),
    sa.Column('is_usado', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_arquivado', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_dataset_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dataset')),
    sa.UniqueConstraint('chave', name=op.f('uq_dataset_chave'))
    )
    op.create_index(op.f('ix_dataset_created_at'), 'dataset', ['created_at'], unique=False)
    op.create_index(op.f('ix_dataset_estado'), 'dataset', ['estado'], unique=False)
    op.create_table('amostra_do_dataset',
    sa.Column('dataset_id', sa.Uuid(), nullable=False),
    sa.Column('linha', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('rotulo', sa.String(length=200), nullable=False),
    sa.Column('grupo', sa.String(length=200), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['dataset_id'], ['dataset.id'], name=op.f('fk_amostra_do_dataset_dataset_id_dataset'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('dataset_id', 'linha', name=op.f('pk_amostra_do_dataset'))
    )
    op.create_index('ix_amostra_do_dataset_rotulo', 'amostra_do_dataset', ['dataset_id', 'rotulo'], unique=False)
    op.create_table('treinamento',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dataset_id', sa.Uuid(), nullable=False),
    sa.Column('dataset_nome', sa.String(length=120), nullable=False),
    sa.Column('dados_sha256', sa.String(length=64), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('nome', sa.String(length=120), nullable=False),
    sa.Column('configuracao', jsonb, nullable=False),
    sa.Column('configuracao_sha256', sa.String(length=64), nullable=False),
    sa.Column('preset', sa.String(length=20), server_default='', nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('attempt', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('iniciado_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('terminado_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('andamento', jsonb, server_default=sa.text("'{}'"), nullable=False),
    sa.Column('erro_codigo', sa.String(length=10), server_default='', nullable=False),
    sa.Column('erro_mensagem', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dataset_id'], ['dataset.id'], name=op.f('fk_treinamento_dataset_id_dataset')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_treinamento_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_treinamento'))
    )
    op.create_index(op.f('ix_treinamento_created_at'), 'treinamento', ['created_at'], unique=False)
    op.create_index(op.f('ix_treinamento_estado'), 'treinamento', ['estado'], unique=False)
    op.create_index('uq_treinamento_ativo', 'treinamento', ['dataset_id', 'configuracao_sha256'], unique=True, postgresql_where=sa.text("estado IN ('na_fila', 'em_andamento')"))
    op.create_table('modelo_treinado',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('nome', sa.String(length=120), nullable=False),
    sa.Column('dataset_id', sa.Uuid(), nullable=False),
    sa.Column('dataset_nome', sa.String(length=120), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('configuracao', jsonb, nullable=False),
    sa.Column('versao_do_codigo', sa.String(length=64), nullable=False),
    sa.Column('resultado', jsonb, nullable=False),
    sa.Column('rotulos_sha256', sa.String(length=64), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('promovido_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('promovido_por', sa.String(length=200), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dataset_id'], ['dataset.id'], name=op.f('fk_modelo_treinado_dataset_id_dataset')),
    sa.ForeignKeyConstraint(['id'], ['treinamento.id'], name=op.f('fk_modelo_treinado_id_treinamento')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_modelo_treinado'))
    )
    op.create_index(op.f('ix_modelo_treinado_created_at'), 'modelo_treinado', ['created_at'], unique=False)
    op.create_index('uq_modelo_treinado_promovido', 'modelo_treinado', ['rotulos_sha256'], unique=True, postgresql_where=sa.text("estado = 'promovido'"))


def downgrade() -> None:
    for table in ('modelo_treinado', 'treinamento', 'amostra_do_dataset', 'dataset', 'arquivo_do_dataset'):
        op.drop_table(table)
