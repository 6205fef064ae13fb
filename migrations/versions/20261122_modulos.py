"""Subjects, tags and the further rules of a module: by piece type, and the one that stands in when facts are absent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'b3d8f0c1a57e'
down_revision = 'e9b24c6f1d07'
branch_labels = None
depends_on = None

_LISTS = ('assuntos', 'tags', 'regras_por_tipo')


def upgrade() -> None:
    for name in _LISTS:
        op.add_column('modulo', sa.Column(name, JSONB(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column('modulo', sa.Column('regra_secundaria', JSONB(none_as_null=True), nullable=True))
    op.add_column('modulo', sa.Column('usa_secundaria', sa.Boolean(), nullable=False, server_default=sa.text('false')))


def downgrade() -> None:
    for name in ('usa_secundaria', 'regra_secundaria', *_LISTS):
        op.drop_column('modulo', name)
