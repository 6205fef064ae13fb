"""What calls of the model took, the closed dossiês, the opinions of people, the edit distance, and what is read of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'e7b20c49d513'
down_revision = 'e07b4d93a1c6'
branch_labels = None
depends_on = None

_APPEND_ONLY = ('dossie', 'feedback', 'distancia_de_edicao')
_VIEWS = ('relatorio_de_feedback', 'relatorio_de_edicao')


def upgrade() -> None:
    op.create_table('consumo_do_modelo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('operacao', sa.String(length=64), nullable=False),
    sa.Column('operation', sa.String(length=40), nullable=False),
    sa.Column('modelo', sa.String(length=60), nullable=False),
    sa.Column('temperatura', sa.Float(), nullable=True),
    sa.Column('entrada', sa.Integer(), nullable=True),
    sa.Column('saida', sa.Integer(), nullable=True),
    sa.Column('pensamento', sa.Integer(), nullable=True),
    sa.Column('custo_brl', sa.Numeric(precision=14, scale=6), nullable=True),
    sa.Column('segundos', sa.Float(), nullable=False),
    sa.Column('resultado', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consumo_do_modelo'))
    )
    op.create_index(op.f('ix_consumo_do_modelo_created_at'), 'consumo_do_modelo', ['created_at'], unique=False)
    op.create_index(op.f('ix_consumo_do_modelo_operacao'), 'consumo_do_modelo', ['operacao'], unique=False)
    op.create_table('dossie',
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('cabeca', sa.String(length=64), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('conteudo', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_dossie_peca_id_peca')),
    sa.PrimaryKeyConstraint('peca_id', 'numero', name=op.f('pk_dossie'))
    )
    op.create_index(op.f('ix_dossie_created_at'), 'dossie', ['created_at'], unique=False)
    op.create_table('feedback',
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('estrelas', sa.Integer(), nullable=False),
    sa.Column('veredito', sa.String(length=20), nullable=False),
    sa.Column('campos_errados', JSONB(), nullable=False),
    sa.Column('comentario', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('estrelas BETWEEN 1 AND 5', name=op.f('ck_feedback_estrelas')),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_feedback_peca_id_peca')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_feedback_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('peca_id', 'numero', name=op.f('pk_feedback'))
    )
    op.create_index(op.f('ix_feedback_created_at'), 'feedback', ['created_at'], unique=False)
    op.create_table('distancia_de_edicao',
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('fechamento', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('ordem', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topico', sa.String(), nullable=False),
    sa.Column('modulo', sa.String(length=100), nullable=False),
    sa.Column('modulo_versao', sa.Integer(), nullable=True),
    sa.Column('situacao', sa.String(length=20), nullable=False),
    sa.Column('palavras_minuta', sa.Integer(), nullable=False),
    sa.Column('palavras_final', sa.Integer(), nullable=False),
    sa.Column('distancia', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_distancia_de_edicao_peca_id_peca')),
    sa.PrimaryKeyConstraint('peca_id', 'fechamento', 'ordem', name=op.f('pk_distancia_de_edicao'))
    )
    op.create_index(op.f('ix_distancia_de_edicao_created_at'), 'distancia_de_edicao', ['created_at'], unique=False)
    op.execute("""
        CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
    """)
    for table in _APPEND_ONLY:
        op.execute(f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()
        """)
    # The newest opinion on each peça, by the month of its day in Campo Grande.
    op.execute("""
        CREATE VIEW relatorio_de_feedback AS
        WITH vigente AS (SELECT DISTINCT ON (peca_id) * FROM feedback ORDER BY peca_id, numero DESC)
        SELECT date_trunc('month', f.created_at AT TIME ZONE 'America/Campo_Grande')::date AS mes,
               u.unidade,
               p.tipo_de_peca,
               count(*) AS avaliacoes,
               avg(f.estrelas) AS estrelas,
               count(*) FILTER (WHERE f.veredito = 'correto') AS corretas,
               count(*) FILTER (WHERE f.veredito = 'parcial') AS parciais,
               count(*) FILTER (WHERE f.veredito = 'incorreto') AS incorretas,
               count(*) FILTER (WHERE f.veredito = 'erro_da_ia') AS erros_da_ia
        FROM vigente f JOIN peca p ON p.id = f.peca_id JOIN usuario u ON u.id = p.usuario_id
        GROUP BY 1, 2, 3
    """)
    # The newest closing of each peça; topics that no module asked for have an empty one.
    op.execute("""
        CREATE VIEW relatorio_de_edicao AS
        WITH ultimo AS (SELECT peca_id, max(fechamento) AS fechamento FROM distancia_de_edicao GROUP BY peca_id)
        SELECT d.modulo,
               d.modulo_versao AS versao,
               count(DISTINCT d.peca_id) AS pecas,
               count(DISTINCT d.peca_id) FILTER (WHERE d.distancia = 0) AS sem_mudanca,
               sum(d.palavras_minuta) AS palavras_minuta,
               sum(d.palavras_final) AS palavras_final,
               sum(d.distancia) AS distancia,
               sum(d.distancia)::float / greatest(sum(greatest(d.palavras_minuta, d.palavras_final)), 1) AS proporcao
        FROM distancia_de_edicao d JOIN ultimo USING (peca_id, fechamento)
        GROUP BY 1, 2
    """)


def downgrade() -> None:
    for view in _VIEWS:
        op.execute(f'DROP VIEW {view}')
    for table in (*_APPEND_ONLY, 'consumo_do_modelo'):
        op.drop_table(table)
    op.execute('DROP FUNCTION refuse_change_of_record()')
