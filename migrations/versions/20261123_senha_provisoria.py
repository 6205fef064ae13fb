"""A password that somebody else chose is changed first; a person may be known to a provider of identities."""

import sqlalchemy as sa
from alembic import op

revision = 'c3a85e17f0d2'
down_revision = 'a7d3e81c5f90'
branch_labels = None
depends_on = None


def upgrade() -> None:
    false = sa.text('false')
    op.add_column('usuario', sa.Column('senha_provisoria', sa.Boolean(), server_default=false, nullable=False))
    op.add_column('usuario', sa.Column('identidade', sa.String(400), nullable=True))
    op.create_unique_constraint(op.f('uq_usuario_identidade'), 'usuario', ['identidade'])
    op.add_column('sessao', sa.Column('is_provisoria', sa.Boolean(), server_default=false, nullable=False))


def downgrade() -> None:
    op.drop_column('sessao', 'is_provisoria')
    op.drop_constraint(op.f('uq_usuario_identidade'), 'usuario')
    op.drop_column('usuario', 'identidade')
    op.drop_column('usuario', 'senha_provisoria')
