"""Lots of documents to classify: files on their way in, lots, their documents and what people correct."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'c4d19e7a6f30'
down_revision = 'b8e40d6c91f7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('remessa',
    sa.Column('chave', sa.String(length=20), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('lote_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_remessa_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('chave', name=op.f('pk_remessa'))
    )
    op.create_index(op.f('ix_remessa_created_at'), 'remessa', ['created_at'], unique=False)
    op.create_table('arquivo_da_remessa',
    sa.Column('chave', sa.String(length=20), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('membros', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chave'], ['remessa.chave'], name=op.f('fk_arquivo_da_remessa_chave_remessa'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('chave', 'sha256', name=op.f('pk_arquivo_da_remessa'))
    )
    op.create_table('lote',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('unidade', sa.String(length=200), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('chave', sa.String(length=20), nullable=False),
    sa.Column('nome', sa.String(length=120), nullable=False),
    sa.Column('prompt_slug', sa.String(length=100), nullable=False),
    sa.Column('prompt_versao', sa.Integer(), nullable=False),
    sa.Column('modelo', sa.String(length=60), nullable=False),
    sa.Column('corte_modo', sa.String(length=20), nullable=False),
    sa.Column('corte_tokens', sa.Integer(), nullable=False),
    sa.Column('finalidade', sa.String(length=20), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('is_arquivado', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('attempt', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('iniciado_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('terminado_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erro_codigo', sa.String(length=10), server_default='', nullable=False),
    sa.Column('erro_mensagem', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_lote_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lote'))
    )
    op.create_index(op.f('ix_lote_created_at'), 'lote', ['created_at'], unique=False)
    op.create_index(op.f('ix_lote_estado'), 'lote', ['estado'], unique=False)
    op.create_index('ix_lote_unidade', 'lote', ['unidade', 'created_at'], unique=False)
    op.create_table('fonte_do_lote',
    sa.Column('lote_id', sa.Uuid(), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('codigos', JSONB(), nullable=False),
    sa.Column('desde', sa.Date(), nullable=True),
    sa.Column('ate', sa.Date(), nullable=True),
    sa.Column('is_aberta', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.ForeignKeyConstraint(['lote_id'], ['lote.id'], name=op.f('fk_fonte_do_lote_lote_id_lote'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lote_id', 'ordem', name=op.f('pk_fonte_do_lote'))
    )
    op.create_table('item_do_lote',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('lote_id', sa.Uuid(), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), server_default='', nullable=False),
    sa.Column('id_documento', sa.String(length=64), server_default='', nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('attempt', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('categoria', sa.String(length=100), server_default='', nullable=False),
    sa.Column('subcategoria', sa.String(length=100), server_default='', nullable=False),
    sa.Column('confianca', sa.String(length=10), server_default='', nullable=False),
    sa.Column('justificativa', sa.Text(), server_default='', nullable=False),
    sa.Column('numero_processo', sa.String(length=20), server_default='', nullable=False),
    sa.Column('erro_codigo', sa.String(length=10), server_default='', nullable=False),
    sa.Column('erro_mensagem', sa.Text(), server_default='', nullable=False),
    sa.Column('entrada', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('saida', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('segundos', sa.Double(), server_default=sa.text('0'), nullable=False),
    sa.Column('custo_brl', sa.Numeric(precision=14, scale=6), server_default=sa.text('0'), nullable=False),
    sa.Column('revisao', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.ForeignKeyConstraint(['lote_id'], ['lote.id'], name=op.f('fk_item_do_lote_lote_id_lote'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_do_lote')),
    sa.UniqueConstraint('lote_id', 'ordem', name=op.f('uq_item_do_lote_lote_id'))
    )
    op.create_index('ix_item_do_lote_estado', 'item_do_lote', ['lote_id', 'estado'], unique=False)
    op.create_index('ix_item_do_lote_sha256', 'item_do_lote', ['lote_id', 'sha256'], unique=False)
    op.create_table('correcao_de_item',
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('revisao', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('categoria', sa.String(length=100), nullable=False),
    sa.Column('subcategoria', sa.String(length=100), nullable=False),
    sa.Column('numero_processo', sa.String(length=20), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item_do_lote.id'], name=op.f('fk_correcao_de_item_item_id_item_do_lote'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_correcao_de_item_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('item_id', 'revisao', name=op.f('pk_correcao_de_item'))
    )
    op.create_index(op.f('ix_correcao_de_item_created_at'), 'correcao_de_item', ['created_at'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_change_of_correcao() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'correcao_de_item is append-only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER correcao_de_item_append_only BEFORE UPDATE ON correcao_de_item
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_correcao()
    """)


def downgrade() -> None:
    op.drop_table('correcao_de_item')
    op.execute('DROP FUNCTION refuse_change_of_correcao()')
    for table in ('item_do_lote', 'fonte_do_lote', 'lote', 'arquivo_da_remessa', 'remessa'):
        op.drop_table(table)
