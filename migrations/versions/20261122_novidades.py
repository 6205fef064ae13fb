"""What changed in a case with each answer of the court, and how far each person has seen it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'a47c1de05b93'
down_revision = 'd5a7310c8f26'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('novidades_do_processo',
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('consultado_em', sa.DateTime(timezone=True), nullable=False),
    sa.Column('novidades', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('numero_cnj', 'consultado_em', name=op.f('pk_novidades_do_processo'))
    )
    # The previous code writes visits without these; the person then sees changes from the next visit on.
    op.add_column('visita_aos_autos', sa.Column('viu_ate', sa.DateTime(timezone=True), nullable=True))
    op.add_column('visita_aos_autos', sa.Column('desde', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('visita_aos_autos', 'desde')
    op.drop_column('visita_aos_autos', 'viu_ate')
    op.drop_table('novidades_do_processo')
