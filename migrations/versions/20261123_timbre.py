"""Letterheads in versions and their use, and files that could not be made, with the reason."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '5be2f0a49c71'
down_revision = 'd18c6f3b72e9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('arquivo', sa.Column('erro_codigo', sa.String(length=10), nullable=False, server_default=''))
    op.create_table('timbre',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unidade', sa.String(length=200), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('motivo', sa.Text(), nullable=False, server_default=''),
    sa.Column('nome', sa.String(length=200), nullable=False, server_default=''),
    sa.Column('linhas', JSONB(), nullable=False),
    sa.Column('usa_estilos', sa.Boolean(), nullable=False, server_default=sa.text('false')),
    sa.Column('has_modelo', sa.Boolean(), nullable=False, server_default=sa.text('false')),
    sa.Column('imagem', sa.LargeBinary(), nullable=False),
    sa.Column('modelo', sa.LargeBinary(), nullable=False),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timbre')),
    sa.UniqueConstraint('unidade', 'numero', name=op.f('uq_timbre_unidade'))
    )
    op.create_index(op.f('ix_timbre_created_at'), 'timbre', ['created_at'], unique=False)
    op.create_table('uso_do_timbre',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unidade', sa.String(length=200), nullable=False),
    sa.Column('timbre_id', sa.Integer(), nullable=True),
    sa.Column('autor', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['timbre_id'], ['timbre.id'], name=op.f('fk_uso_do_timbre_timbre_id_timbre')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uso_do_timbre'))
    )
    op.create_index(op.f('ix_uso_do_timbre_created_at'), 'uso_do_timbre', ['created_at'], unique=False)
    op.create_index(op.f('ix_uso_do_timbre_unidade'), 'uso_do_timbre', ['unidade'], unique=False)


def downgrade() -> None:
    op.drop_table('uso_do_timbre')
    op.drop_table('timbre')
    op.drop_column('arquivo', 'erro_codigo')
