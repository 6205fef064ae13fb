"""The reader of cases: searches at the court, visits, searchable text, pictures, volumes."""

import sqlalchemy as sa
from alembic import op

revision = 'd5a7310c8f26'
down_revision = '8e41d07b5c29'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('busca_nos_autos',
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('alvo', sa.String(length=64), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('etapa', sa.String(length=20), nullable=False),
    sa.Column('feitos', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('espera', sa.String(), nullable=False),
    sa.Column('erro_codigo', sa.String(length=10), nullable=False),
    sa.Column('erro_mensagem', sa.String(), nullable=False),
    sa.Column('pedida_em', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mudou_em', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_busca_nos_autos_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('numero_cnj', 'alvo', name=op.f('pk_busca_nos_autos'))
    )
    op.create_table('visita_aos_autos',
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('visto_em', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_visita_aos_autos_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('usuario_id', 'numero_cnj', name=op.f('pk_visita_aos_autos'))
    )
    op.create_table('texto_de_pesquisa',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('numero', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('texto', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', 'numero', name=op.f('pk_texto_de_pesquisa'))
    )
    op.create_index(op.f('ix_texto_de_pesquisa_created_at'), 'texto_de_pesquisa', ['created_at'], unique=False)
    # What can be made again is not written to the log of the database, and is gone after a crash of the server.
    op.create_table('imagem_de_pagina',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('numero', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('imagem', sa.LargeBinary(), nullable=False),
    sa.Column('motivo', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', 'numero', name=op.f('pk_imagem_de_pagina')),
    prefixes=['UNLOGGED']
    )
    op.execute('ALTER TABLE imagem_de_pagina ALTER COLUMN imagem SET STORAGE EXTERNAL')
    op.create_index(op.f('ix_imagem_de_pagina_created_at'), 'imagem_de_pagina', ['created_at'], unique=False)
    op.create_table('volume_dos_autos',
    sa.Column('chave', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('motivo', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chave', name=op.f('pk_volume_dos_autos')),
    prefixes=['UNLOGGED']
    )
    op.create_index(op.f('ix_volume_dos_autos_created_at'), 'volume_dos_autos', ['created_at'], unique=False)
    op.create_table('pedaco_de_volume',
    sa.Column('chave', sa.String(length=64), nullable=False),
    sa.Column('ordem', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('pedaco', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['chave'], ['volume_dos_autos.chave'], name=op.f('fk_pedaco_de_volume_chave_volume_dos_autos'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('chave', 'ordem', name=op.f('pk_pedaco_de_volume')),
    prefixes=['UNLOGGED']
    )
    op.execute('ALTER TABLE pedaco_de_volume ALTER COLUMN pedaco SET STORAGE EXTERNAL')


def downgrade() -> None:
    op.drop_table('pedaco_de_volume')
    op.drop_index(op.f('ix_volume_dos_autos_created_at'), table_name='volume_dos_autos')
    op.drop_table('volume_dos_autos')
    op.drop_index(op.f('ix_imagem_de_pagina_created_at'), table_name='imagem_de_pagina')
    op.drop_table('imagem_de_pagina')
    op.drop_index(op.f('ix_texto_de_pesquisa_created_at'), table_name='texto_de_pesquisa')
    op.drop_table('texto_de_pesquisa')
    op.drop_table('visita_aos_autos')
    op.drop_table('busca_nos_autos')
