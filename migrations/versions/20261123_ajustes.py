"""What people set while the portal runs, in versions; and for whom each call of the model was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "b5e90c3a7d41"
down_revision = "d92b6f4e0a17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ajuste",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nome", sa.String(length=60), nullable=False),
        sa.Column("alvo", sa.String(length=200), nullable=False),
        sa.Column("versao", sa.Integer(), nullable=False),
        sa.Column("valor", JSONB(none_as_null=True), nullable=True),
        sa.Column("desde", sa.DateTime(timezone=True), nullable=True),
        sa.Column("autor", sa.String(length=254), nullable=False),
        sa.Column("motivo", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ajuste")),
        sa.UniqueConstraint("nome", "alvo", "versao", name=op.f("uq_ajuste_nome")),
    )
    op.create_index(op.f("ix_ajuste_created_at"), "ajuste", ["created_at"], unique=False)
    op.execute("""
        CREATE TRIGGER ajuste_append_only BEFORE UPDATE OR DELETE ON ajuste
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()
    """)
    op.add_column("consumo_do_modelo", sa.Column("pessoa", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("consumo_do_modelo", sa.Column("unidade", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("consumo_do_modelo", "unidade")
    op.drop_column("consumo_do_modelo", "pessoa")
    op.drop_table("ajuste")
