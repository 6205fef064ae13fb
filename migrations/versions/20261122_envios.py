"""Files that people hand in, and the type of a peça that the portal found out by itself."""

import sqlalchemy as sa
from alembic import op

revision = 'f60a3d8e51b2'
down_revision = 'e3b60c97d14a'
branch_labels = None
depends_on = None

_TIMESTAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'envio',
        sa.Column('chave', sa.String(length=20), nullable=False),
        sa.Column('usuario_id', sa.Integer(), nullable=False),
        sa.Column('numero_informado', sa.String(length=20), nullable=False, server_default=''),
        sa.Column('enviado_em', _TIMESTAMP, nullable=True),
        sa.Column('created_at', _TIMESTAMP, nullable=False),
        sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_envio_usuario_id_usuario')),
        sa.PrimaryKeyConstraint('chave', name=op.f('pk_envio')),
    )
    op.create_index(op.f('ix_envio_usuario_id'), 'envio', ['usuario_id'])
    op.create_index(op.f('ix_envio_created_at'), 'envio', ['created_at'])
    op.create_table(
        'arquivo_enviado',
        sa.Column('chave', sa.String(length=20), nullable=False),
        sa.Column('id_documento', sa.String(length=64), nullable=False),
        sa.Column('ordem', sa.Integer(), nullable=False),
        sa.Column('nome', sa.String(length=200), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('size_bytes', sa.Integer(), nullable=False),
        sa.Column('formato', sa.String(length=20), nullable=False),
        sa.Column('categoria', sa.String(length=60), nullable=False, server_default=''),
        sa.Column('confianca', sa.String(length=10), nullable=False, server_default=''),
        sa.Column('motivo', sa.Text(), nullable=False, server_default=''),
        sa.Column('nivel_sigilo', sa.Integer(), nullable=False, server_default='0'),
        sa.ForeignKeyConstraint(
            ['chave'], ['envio.chave'], name=op.f('fk_arquivo_enviado_chave_envio'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('chave', 'id_documento', name=op.f('pk_arquivo_enviado')),
    )
    op.add_column('geracao', sa.Column('tipo_detectado', sa.String(length=40), nullable=False, server_default=''))
    op.add_column('geracao', sa.Column('motivo_do_tipo', sa.Text(), nullable=False, server_default=''))
    for name, length in (('categoria', 60), ('confianca', 10)):
        op.add_column(
            'documento_da_geracao', sa.Column(name, sa.String(length=length), nullable=False, server_default='')
        )


def downgrade() -> None:
    for name in ('confianca', 'categoria'):
        op.drop_column('documento_da_geracao', name)
    for name in ('motivo_do_tipo', 'tipo_detectado'):
        op.drop_column('geracao', name)
    op.drop_table('arquivo_enviado')
    op.drop_table('envio')
