"""Golden sets with their documents, corrections on their way into one, and runs over them."""

import sqlalchemy as sa
from alembic import op

revision = 'd92b6f4e0a17'
down_revision = 'c4d19e7a6f30'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gabarito',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('nome', sa.String(length=120), nullable=False),
    sa.Column('prompt_slug', sa.String(length=100), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('motivo', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gabarito')),
    sa.UniqueConstraint('slug', 'versao', name=op.f('uq_gabarito_slug'))
    )
    op.create_index(op.f('ix_gabarito_created_at'), 'gabarito', ['created_at'], unique=False)
    op.create_index(op.f('ix_gabarito_prompt_slug'), 'gabarito', ['prompt_slug'], unique=False)
    op.create_table('texto_do_gabarito',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_texto_do_gabarito'))
    )
    op.create_table('caso_do_gabarito',
    sa.Column('gabarito_id', sa.Integer(), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('id_documento', sa.String(length=64), nullable=False),
    sa.Column('categoria', sa.String(length=100), nullable=False),
    sa.Column('subcategoria', sa.String(length=100), nullable=False),
    sa.Column('origem', sa.String(length=20), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['gabarito_id'], ['gabarito.id'], name=op.f('fk_caso_do_gabarito_gabarito_id_gabarito'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sha256'], ['texto_do_gabarito.sha256'], name=op.f('fk_caso_do_gabarito_sha256_texto_do_gabarito')),
    sa.PrimaryKeyConstraint('gabarito_id', 'ordem', name=op.f('pk_caso_do_gabarito'))
    )
    op.create_table('proposta_de_caso',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gabarito_slug', sa.String(length=100), nullable=False),
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('revisao', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('id_documento', sa.String(length=64), nullable=False),
    sa.Column('categoria', sa.String(length=100), nullable=False),
    sa.Column('subcategoria', sa.String(length=100), nullable=False),
    sa.Column('resposta', sa.String(length=100), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('revisor', sa.String(length=254), nullable=False, server_default=''),
    sa.Column('motivo', sa.String(length=500), nullable=False, server_default=''),
    sa.Column('revisada_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('versao', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sha256'], ['texto_do_gabarito.sha256'], name=op.f('fk_proposta_de_caso_sha256_texto_do_gabarito')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposta_de_caso')),
    sa.UniqueConstraint('gabarito_slug', 'item_id', 'revisao', name=op.f('uq_proposta_de_caso_gabarito_slug'))
    )
    op.create_index(op.f('ix_proposta_de_caso_created_at'), 'proposta_de_caso', ['created_at'], unique=False)
    op.create_index(op.f('ix_proposta_de_caso_gabarito_slug'), 'proposta_de_caso', ['gabarito_slug'], unique=False)
    op.create_table('avaliacao',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('gabarito_slug', sa.String(length=100), nullable=False),
    sa.Column('gabarito_versao', sa.Integer(), nullable=False),
    sa.Column('gabarito_sha256', sa.String(length=64), nullable=False),
    sa.Column('parte', sa.String(length=20), nullable=False),
    sa.Column('prompt_slug', sa.String(length=100), nullable=False),
    sa.Column('prompt_versao', sa.Integer(), nullable=False),
    sa.Column('modelo', sa.String(length=60), nullable=False),
    sa.Column('corte_modo', sa.String(length=20), nullable=False),
    sa.Column('corte_tokens', sa.Integer(), nullable=False),
    sa.Column('lote_id', sa.Uuid(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lote_id'], ['lote.id'], name=op.f('fk_avaliacao_lote_id_lote')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_avaliacao_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_avaliacao'))
    )
    op.create_index(op.f('ix_avaliacao_created_at'), 'avaliacao', ['created_at'], unique=False)
    op.create_index('ix_avaliacao_prompt', 'avaliacao', ['prompt_slug', 'created_at'], unique=False)


def downgrade() -> None:
    for table in ('avaliacao', 'proposta_de_caso', 'caso_do_gabarito', 'texto_do_gabarito', 'gabarito'):
        op.drop_table(table)
