"""Instructions with a name, categories and labels, and the history of the labels."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'a61c0f7d2b94'
down_revision = 'd7f3b1c8a042'
branch_labels = None
depends_on = None

_NOMES = {
    'classificar_documento': 'Classificar documento enviado',
    'coletor': 'Coletor de fatos',
    'continuar': 'Continuar peça interrompida',
    'detectar_tipo': 'Detectar o tipo da peça',
    'detector': 'Detector de argumentos',
    'rascunho_de_regra': 'Rascunho de regra',
    'redator': 'Redator da peça',
    'revisar_secao': 'Revisar uma seção',
}


def upgrade() -> None:
    op.add_column('instrucao', sa.Column('nome', sa.String(length=120), nullable=False, server_default=''))
    op.add_column('instrucao', sa.Column('subsistema', sa.String(length=20), nullable=False, server_default='gerador'))
    op.add_column('instrucao', sa.Column('categorias', JSONB(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column(
        'instrucao', sa.Column('is_candidata', sa.Boolean(), nullable=False, server_default=sa.text('false'))
    )
    op.create_index(
        'uq_instrucao_candidata', 'instrucao', ['slug'], unique=True, postgresql_where=sa.text('is_candidata')
    )
    instrucao = sa.table('instrucao', sa.column('slug', sa.String), sa.column('nome', sa.String), sa.column('subsistema', sa.String))
    for slug, nome in _NOMES.items():
        op.execute(instrucao.update().where(instrucao.c.slug == slug).values(nome=nome))
    op.execute(instrucao.update().where(instrucao.c.slug == 'rascunho_de_regra').values(subsistema='biblioteca'))
    op.create_table('rotulo_da_instrucao',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('ato', sa.String(length=20), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('anterior', sa.Integer(), nullable=True),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('motivo', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rotulo_da_instrucao'))
    )
    op.create_index(op.f('ix_rotulo_da_instrucao_slug'), 'rotulo_da_instrucao', ['slug'], unique=False)
    op.create_index(op.f('ix_rotulo_da_instrucao_created_at'), 'rotulo_da_instrucao', ['created_at'], unique=False)


def downgrade() -> None:
    op.drop_table('rotulo_da_instrucao')
    op.drop_index('uq_instrucao_candidata', table_name='instrucao')
    for column in ('is_candidata', 'categorias', 'subsistema', 'nome'):
        op.drop_column('instrucao', column)
