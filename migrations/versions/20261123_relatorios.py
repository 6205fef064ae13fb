"""What reports read: a view of gerações one by one, and summaries of gerações and of calls of the model by day.

Days are those of Campo Grande. The summaries are refreshed beside their readers, which needs their unique indexes.
"""

from alembic import op

revision = 'f3d81b6a20c7'
down_revision = 'b5e90c3a7d41'
branch_labels = None
depends_on = None

_GERACOES = 'dia, unidade, usuario_id, tipo_de_peca, grupo'
_CONSUMO = 'dia, unidade, pessoa, modelo, operation'


def upgrade() -> None:
    # A time is measured where no person was asked in between: the others wait for somebody, not for the portal.
    op.execute("""
        CREATE VIEW registro_de_geracao AS
        SELECT g.id,
               g.created_at AS criada_em,
               (g.created_at AT TIME ZONE 'America/Campo_Grande')::date AS dia,
               u.unidade,
               g.usuario_id,
               u.nome AS pessoa,
               g.numero_cnj,
               coalesce(nullif(g.tipo_detectado, ''), g.tipo_de_peca) AS tipo_de_peca,
               g.grupo,
               g.estado,
               CASE WHEN m.medida THEN extract(epoch FROM g.iniciada_em - g.created_at)::float END AS espera_s,
               CASE WHEN m.medida THEN extract(epoch FROM g.terminada_em - g.iniciada_em)::float END AS trabalho_s,
               p.versao_final IS NOT NULL AS is_final,
               f.estrelas,
               f.veredito
        FROM geracao g
        JOIN usuario u ON u.id = g.usuario_id
        CROSS JOIN LATERAL (
            SELECT g.estado IN ('pronto', 'pronto_com_ressalvas') AND g.modo = 'automatico'
                   AND g.iniciada_em IS NOT NULL AND g.terminada_em IS NOT NULL AS medida
        ) m
        LEFT JOIN peca p ON p.geracao_id = g.id
        LEFT JOIN LATERAL (
            SELECT estrelas, veredito FROM feedback WHERE peca_id = p.id ORDER BY numero DESC LIMIT 1
        ) f ON true
    """)
    op.execute(f"""
        CREATE MATERIALIZED VIEW resumo_de_geracoes AS
        SELECT {_GERACOES},
               count(*) AS geracoes,
               count(*) FILTER (WHERE estado = 'pronto') AS prontas,
               count(*) FILTER (WHERE estado = 'pronto_com_ressalvas') AS com_ressalvas,
               count(*) FILTER (WHERE estado = 'com_erro') AS com_erro,
               count(*) FILTER (WHERE estado = 'cancelado') AS canceladas,
               count(*) FILTER (WHERE is_final) AS finais,
               count(trabalho_s) AS medidas,
               coalesce(sum(espera_s), 0) AS espera_s,
               coalesce(sum(trabalho_s), 0) AS trabalho_s,
               count(estrelas) AS avaliacoes,
               coalesce(sum(estrelas), 0) AS estrelas,
               count(*) FILTER (WHERE veredito = 'correto') AS corretas
        FROM registro_de_geracao
        GROUP BY {_GERACOES}
    """)
    op.execute(f'CREATE UNIQUE INDEX uq_resumo_de_geracoes ON resumo_de_geracoes ({_GERACOES})')
    op.execute(f"""
        CREATE MATERIALIZED VIEW resumo_de_consumo AS
        SELECT (created_at AT TIME ZONE 'America/Campo_Grande')::date AS dia,
               unidade, pessoa, modelo, operation,
               count(*) AS chamadas,
               count(*) FILTER (WHERE resultado <> 'ok') AS falhas,
               coalesce(sum(entrada), 0) AS entrada,
               coalesce(sum(saida), 0) AS saida,
               coalesce(sum(custo_brl), 0) AS custo_brl,
               sum(segundos) AS segundos
        FROM consumo_do_modelo
        GROUP BY 1, 2, 3, 4, 5
    """)
    op.execute(f'CREATE UNIQUE INDEX uq_resumo_de_consumo ON resumo_de_consumo ({_CONSUMO})')
    op.execute('CREATE TABLE atualizacao_dos_resumos (em timestamptz NOT NULL)')
    op.execute("INSERT INTO atualizacao_dos_resumos VALUES (now() - interval '1 day')")


def downgrade() -> None:
    op.execute('DROP TABLE atualizacao_dos_resumos')
    op.execute('DROP MATERIALIZED VIEW resumo_de_consumo')
    op.execute('DROP MATERIALIZED VIEW resumo_de_geracoes')
    op.execute('DROP VIEW registro_de_geracao')
