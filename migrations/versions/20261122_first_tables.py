"""First tables: people, library, lawsuits, gerações, files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '30f625da3031'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")  # searches ignore accents
    op.create_table('arquivo',
    sa.Column('chave', sa.String(length=200), nullable=False),
    sa.Column('nome', sa.String(length=200), nullable=False),
    sa.Column('mimetype', sa.String(length=100), nullable=False),
    sa.Column('conteudo', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chave', name=op.f('pk_arquivo'))
    )
    op.create_index(op.f('ix_arquivo_created_at'), 'arquivo', ['created_at'], unique=False)
    op.create_table('categoria_de_documento',
    sa.Column('nome', sa.String(length=100), nullable=False),
    sa.Column('origem', sa.String(length=20), nullable=False),
    sa.Column('codigos', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('instrucao', sa.Text(), nullable=False),
    sa.Column('variaveis', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('motivo', sa.String(length=500), nullable=False),
    sa.Column('seed_sha256', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_categoria_de_documento')),
    sa.UniqueConstraint('slug', 'versao', name=op.f('uq_categoria_de_documento_slug'))
    )
    op.create_index(op.f('ix_categoria_de_documento_created_at'), 'categoria_de_documento', ['created_at'], unique=False)
    op.create_index('uq_categoria_de_documento_current', 'categoria_de_documento', ['slug'], unique=True, postgresql_where=sa.text('is_current'))
    op.create_table('conteudo',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('mimetype', sa.String(length=100), nullable=False),
    sa.Column('conteudo', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_conteudo'))
    )
    op.create_index(op.f('ix_conteudo_created_at'), 'conteudo', ['created_at'], unique=False)
    op.create_table('falha_de_login',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chave_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_falha_de_login'))
    )
    op.create_index(op.f('ix_falha_de_login_chave_sha256'), 'falha_de_login', ['chave_sha256'], unique=False)
    op.create_index(op.f('ix_falha_de_login_created_at'), 'falha_de_login', ['created_at'], unique=False)
    op.create_table('instrucao',
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('motivo', sa.String(length=500), nullable=False),
    sa.Column('seed_sha256', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrucao')),
    sa.UniqueConstraint('slug', 'versao', name=op.f('uq_instrucao_slug'))
    )
    op.create_index(op.f('ix_instrucao_created_at'), 'instrucao', ['created_at'], unique=False)
    op.create_index('uq_instrucao_current', 'instrucao', ['slug'], unique=True, postgresql_where=sa.text('is_current'))
    op.create_table('leitura',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('formato', sa.String(length=20), nullable=False),
    sa.Column('motivo', sa.String(), nullable=False),
    sa.Column('paginas', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_leitura'))
    )
    op.create_index(op.f('ix_leitura_created_at'), 'leitura', ['created_at'], unique=False)
    op.create_table('modulo',
    sa.Column('tipo', sa.String(length=20), nullable=False),
    sa.Column('secao', sa.String(length=50), nullable=False),
    sa.Column('grupo', sa.String(length=50), nullable=False),
    sa.Column('subgrupo', sa.String(length=50), nullable=False),
    sa.Column('titulo', sa.String(length=300), nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('modo', sa.String(length=20), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('regra', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('ativacao', sa.Text(), nullable=False),
    sa.Column('tipos_de_peca', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('palavras_chave', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('autor', sa.String(length=254), nullable=False),
    sa.Column('motivo', sa.String(length=500), nullable=False),
    sa.Column('seed_sha256', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_modulo')),
    sa.UniqueConstraint('slug', 'versao', name=op.f('uq_modulo_slug'))
    )
    op.create_index(op.f('ix_modulo_created_at'), 'modulo', ['created_at'], unique=False)
    op.create_index('uq_modulo_current', 'modulo', ['slug'], unique=True, postgresql_where=sa.text('is_current'))
    op.create_table('processo',
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('cabecalho', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('consultado_em', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('numero_cnj', name=op.f('pk_processo'))
    )
    op.create_table('resumo',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('categoria', sa.String(length=60), nullable=False),
    sa.Column('categoria_versao', sa.Integer(), nullable=False),
    sa.Column('modelo', sa.String(length=60), nullable=False),
    sa.Column('resposta', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', 'categoria', 'categoria_versao', 'modelo', name=op.f('pk_resumo'))
    )
    op.create_index(op.f('ix_resumo_created_at'), 'resumo', ['created_at'], unique=False)
    op.create_table('usuario',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=254), nullable=False),
    sa.Column('nome', sa.String(length=100), nullable=False),
    sa.Column('papel', sa.String(length=20), nullable=False),
    sa.Column('unidade', sa.String(length=100), nullable=False),
    sa.Column('senha_hash', sa.String(length=100), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_usuario')),
    sa.UniqueConstraint('login', name=op.f('uq_usuario_login'))
    )
    op.create_index(op.f('ix_usuario_created_at'), 'usuario', ['created_at'], unique=False)
    op.create_table('documento_baixado',
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('id_documento', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sha256'], ['conteudo.sha256'], name=op.f('fk_documento_baixado_sha256_conteudo')),
    sa.PrimaryKeyConstraint('numero_cnj', 'id_documento', name=op.f('pk_documento_baixado'))
    )
    op.create_index(op.f('ix_documento_baixado_created_at'), 'documento_baixado', ['created_at'], unique=False)
    op.create_table('geracao',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('tipo_de_peca', sa.String(length=40), nullable=False),
    sa.Column('grupo', sa.String(length=40), nullable=False),
    sa.Column('observacao', sa.Text(), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('estado', sa.String(length=30), nullable=False),
    sa.Column('agente', sa.String(length=20), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('iniciada_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('terminada_em', sa.DateTime(timezone=True), nullable=True),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('erro_codigo', sa.String(length=10), nullable=False),
    sa.Column('erro_mensagem', sa.Text(), nullable=False),
    sa.Column('avisos', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('assunto', sa.Text(), nullable=False),
    sa.Column('versoes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_geracao_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geracao'))
    )
    op.create_index(op.f('ix_geracao_created_at'), 'geracao', ['created_at'], unique=False)
    op.create_index(op.f('ix_geracao_estado'), 'geracao', ['estado'], unique=False)
    op.create_index(op.f('ix_geracao_numero_cnj'), 'geracao', ['numero_cnj'], unique=False)
    op.create_index('ix_geracao_usuario', 'geracao', ['usuario_id', 'created_at'], unique=False)
    op.create_index('uq_geracao_ativa', 'geracao', ['usuario_id', 'numero_cnj', 'tipo_de_peca'], unique=True, postgresql_where=sa.text("estado IN ('na_fila', 'em_andamento')"))
    op.create_table('sessao',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address_sha256', sa.String(length=64), nullable=False),
    sa.Column('agent_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_sessao_usuario_id_usuario'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessao')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_sessao_token_sha256'))
    )
    op.create_index(op.f('ix_sessao_created_at'), 'sessao', ['created_at'], unique=False)
    op.create_index(op.f('ix_sessao_expires_at'), 'sessao', ['expires_at'], unique=False)
    op.create_index(op.f('ix_sessao_usuario_id'), 'sessao', ['usuario_id'], unique=False)
    op.create_table('documento_da_geracao',
    sa.Column('geracao_id', sa.Uuid(), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('id_documento', sa.String(length=64), nullable=False),
    sa.Column('rotulo', sa.String(length=200), nullable=False),
    sa.Column('descricao', sa.String(), nullable=False),
    sa.Column('tipo', sa.Integer(), nullable=True),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('motivo', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('paginas', sa.Integer(), nullable=False),
    sa.Column('resumo', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['geracao_id'], ['geracao.id'], name=op.f('fk_documento_da_geracao_geracao_id_geracao')),
    sa.PrimaryKeyConstraint('geracao_id', 'ordem', name=op.f('pk_documento_da_geracao'))
    )
    op.create_table('fato',
    sa.Column('geracao_id', sa.Uuid(), nullable=False),
    sa.Column('variavel', sa.String(length=100), nullable=False),
    sa.Column('estado', sa.String(length=20), nullable=False),
    sa.Column('valor', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('documento_rotulo', sa.String(length=200), nullable=False),
    sa.Column('id_documento', sa.String(length=64), nullable=False),
    sa.Column('pagina', sa.Integer(), nullable=True),
    sa.Column('trecho', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['geracao_id'], ['geracao.id'], name=op.f('fk_fato_geracao_id_geracao')),
    sa.PrimaryKeyConstraint('geracao_id', 'variavel', name=op.f('pk_fato'))
    )
    op.create_table('modulo_da_geracao',
    sa.Column('geracao_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('versao', sa.Integer(), nullable=False),
    sa.Column('secao', sa.String(length=40), nullable=False),
    sa.Column('titulo', sa.String(), nullable=False),
    sa.Column('ordem', sa.Integer(), nullable=False),
    sa.Column('origem', sa.String(length=20), nullable=False),
    sa.Column('motivo', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['geracao_id'], ['geracao.id'], name=op.f('fk_modulo_da_geracao_geracao_id_geracao')),
    sa.PrimaryKeyConstraint('geracao_id', 'slug', name=op.f('pk_modulo_da_geracao'))
    )
    op.create_table('peca',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('geracao_id', sa.Uuid(), nullable=False),
    sa.Column('numero_cnj', sa.String(length=20), nullable=False),
    sa.Column('tipo_de_peca', sa.String(length=40), nullable=False),
    sa.Column('usuario_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['geracao_id'], ['geracao.id'], name=op.f('fk_peca_geracao_id_geracao')),
    sa.ForeignKeyConstraint(['usuario_id'], ['usuario.id'], name=op.f('fk_peca_usuario_id_usuario')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_peca')),
    sa.UniqueConstraint('geracao_id', name=op.f('uq_peca_geracao_id'))
    )
    op.create_index(op.f('ix_peca_created_at'), 'peca', ['created_at'], unique=False)
    op.create_index(op.f('ix_peca_numero_cnj'), 'peca', ['numero_cnj'], unique=False)
    op.create_index(op.f('ix_peca_usuario_id'), 'peca', ['usuario_id'], unique=False)
    op.create_table('versao_da_peca',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('peca_id', sa.Uuid(), nullable=False),
    sa.Column('numero', sa.Integer(), nullable=False),
    sa.Column('origem', sa.String(length=20), nullable=False),
    sa.Column('autor', sa.String(), nullable=False),
    sa.Column('texto', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peca_id'], ['peca.id'], name=op.f('fk_versao_da_peca_peca_id_peca')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_versao_da_peca')),
    sa.UniqueConstraint('peca_id', 'numero', name=op.f('uq_versao_da_peca_peca_id'))
    )
    op.create_index(op.f('ix_versao_da_peca_created_at'), 'versao_da_peca', ['created_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_versao_da_peca_created_at'), table_name='versao_da_peca')
    op.drop_table('versao_da_peca')
    op.drop_index(op.f('ix_peca_usuario_id'), table_name='peca')
    op.drop_index(op.f('ix_peca_numero_cnj'), table_name='peca')
    op.drop_index(op.f('ix_peca_created_at'), table_name='peca')
    op.drop_table('peca')
    op.drop_table('modulo_da_geracao')
    op.drop_table('fato')
    op.drop_table('documento_da_geracao')
    op.drop_index(op.f('ix_sessao_usuario_id'), table_name='sessao')
    op.drop_index(op.f('ix_sessao_expires_at'), table_name='sessao')
    op.drop_index(op.f('ix_sessao_created_at'), table_name='sessao')
    op.drop_table('sessao')
    op.drop_index('uq_geracao_ativa', table_name='geracao', postgresql_where=sa.text("estado IN ('na_fila', 'em_andamento')"))
    op.drop_index('ix_geracao_usuario', table_name='geracao')
    op.drop_index(op.f('ix_geracao_numero_cnj'), table_name='geracao')
    op.drop_index(op.f('ix_geracao_estado'), table_name='geracao')
    op.drop_index(op.f('ix_geracao_created_at'), table_name='geracao')
    op.drop_table('geracao')
    op.drop_index(op.f('ix_documento_baixado_created_at'), table_name='documento_baixado')
    op.drop_table('documento_baixado')
    op.drop_index(op.f('ix_usuario_created_at'), table_name='usuario')
    op.drop_table('usuario')
    op.drop_index(op.f('ix_resumo_created_at'), table_name='resumo')
    op.drop_table('resumo')
    op.drop_table('processo')
    op.drop_index('uq_modulo_current', table_name='modulo', postgresql_where=sa.text('is_current'))
    op.drop_index(op.f('ix_modulo_created_at'), table_name='modulo')
    op.drop_table('modulo')
    op.drop_index(op.f('ix_leitura_created_at'), table_name='leitura')
    op.drop_table('leitura')
    op.drop_index('uq_instrucao_current', table_name='instrucao', postgresql_where=sa.text('is_current'))
    op.drop_index(op.f('ix_instrucao_created_at'), table_name='instrucao')
    op.drop_table('instrucao')
    op.drop_index(op.f('ix_falha_de_login_created_at'), table_name='falha_de_login')
    op.drop_index(op.f('ix_falha_de_login_chave_sha256'), table_name='falha_de_login')
    op.drop_table('falha_de_login')
    op.drop_index(op.f('ix_conteudo_created_at'), table_name='conteudo')
    op.drop_table('conteudo')
    op.drop_index('uq_categoria_de_documento_current', table_name='categoria_de_documento', postgresql_where=sa.text('is_current'))
    op.drop_index(op.f('ix_categoria_de_documento_created_at'), table_name='categoria_de_documento')
    op.drop_table('categoria_de_documento')
    op.drop_index(op.f('ix_arquivo_created_at'), table_name='arquivo')
    op.drop_table('arquivo')
