"""Groups of people, and peças that their owners share with a colleague or with a group."""

import sqlalchemy as sa
from alembic import op

revision = "c6b18f30e2a5"
down_revision = "e59a1c7d3b08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grupo_de_usuarios",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nome", sa.String(length=80), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("versao", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grupo_de_usuarios")),
        sa.UniqueConstraint("nome", name=op.f("uq_grupo_de_usuarios_nome")),
    )
    op.create_index(op.f("ix_grupo_de_usuarios_created_at"), "grupo_de_usuarios", ["created_at"], unique=False)
    op.create_table(
        "membro_do_grupo",
        sa.Column("grupo_id", sa.Uuid(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("grupo_id", "usuario_id", name=op.f("pk_membro_do_grupo")),
        sa.ForeignKeyConstraint(
            ["grupo_id"],
            ["grupo_de_usuarios.id"],
            name=op.f("fk_membro_do_grupo_grupo_id_grupo_de_usuarios"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_membro_do_grupo_usuario_id_usuario"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_membro_do_grupo_usuario_id"), "membro_do_grupo", ["usuario_id"], unique=False)
    _create_compartilhamento()


def downgrade() -> None:
    for table in ("compartilhamento", "membro_do_grupo", "grupo_de_usuarios"):
        op.drop_table(table)


def _create_compartilhamento() -> None:
    op.create_table(
        "compartilhamento",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("especie", sa.String(length=20), nullable=False),
        sa.Column("registro_id", sa.Uuid(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=True),
        sa.Column("grupo_id", sa.Uuid(), nullable=True),
        sa.Column("autor_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(usuario_id IS NULL) <> (grupo_id IS NULL)", name=op.f("ck_compartilhamento_um_alvo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compartilhamento")),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_compartilhamento_usuario_id_usuario"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["grupo_id"],
            ["grupo_de_usuarios.id"],
            name=op.f("fk_compartilhamento_grupo_id_grupo_de_usuarios"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["autor_id"], ["usuario.id"], name=op.f("fk_compartilhamento_autor_id_usuario"), ondelete="CASCADE"
        ),
    )
    for column in ("usuario_id", "grupo_id", "created_at"):
        op.create_index(op.f(f"ix_compartilhamento_{column}"), "compartilhamento", [column], unique=False)
    op.create_index(
        "uq_compartilhamento_alvo",
        "compartilhamento",
        ["especie", "registro_id", "usuario_id", "grupo_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
