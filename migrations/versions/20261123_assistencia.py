"""Questions that people ask about a case, with their answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "b8e40d6c91f7"
down_revision = "a61c0f7d2b94"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pergunta_aos_autos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("numero_cnj", sa.String(length=20), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("estado", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("resposta", JSONB(), nullable=True),
        sa.Column("erro_codigo", sa.String(length=10), server_default="", nullable=False),
        sa.Column("erro_mensagem", sa.Text(), server_default="", nullable=False),
        sa.Column("terminada_em", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_pergunta_aos_autos_usuario_id_usuario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pergunta_aos_autos")),
    )
    op.create_index(op.f("ix_pergunta_aos_autos_created_at"), "pergunta_aos_autos", ["created_at"])
    op.create_index("ix_pergunta_aos_autos_usuario_id_numero_cnj", "pergunta_aos_autos", ["usuario_id", "numero_cnj"])
    op.create_index(
        "uq_pergunta_aos_autos_ativa",
        "pergunta_aos_autos",
        ["usuario_id", "numero_cnj"],
        unique=True,
        postgresql_where=sa.text("estado IN ('na_fila', 'em_andamento')"),
    )


def downgrade() -> None:
    op.drop_table("pergunta_aos_autos")
