"""What reports of results read: peças with what people made of them, modules, classified documents."""

from alembic import op

revision = '6d0f2a84b1e7'
down_revision = 'a71d5c08e3b9'
branch_labels = None
depends_on = None

_VIEWS = ('registro_de_qualidade', 'registro_de_modulo', 'registro_de_classificacao')


def upgrade() -> None:
    # The newest opinion, the newest closing, and the findings that stood at the newest act that made the peça final
    # (colour 2 is red). Each act counts the seconds at work from the beginning: the longest is all of them.
    op.execute("""
        CREATE VIEW registro_de_qualidade AS
        SELECT g.created_at AS criada_em,
               u.unidade,
               g.usuario_id,
               coalesce(nullif(g.tipo_detectado, ''), g.tipo_de_peca) AS tipo_de_peca,
               g.grupo,
               p.versao_final IS NOT NULL AS is_final,
               t.tempo_s,
               f.estrelas,
               f.veredito,
               e.palavras,
               e.distancia,
               c.vermelhos
        FROM peca p
        JOIN geracao g ON g.id = p.geracao_id
        JOIN usuario u ON u.id = g.usuario_id
        LEFT JOIN LATERAL (
            SELECT estrelas, veredito FROM feedback WHERE peca_id = p.id ORDER BY numero DESC LIMIT 1
        ) f ON true
        LEFT JOIN LATERAL (
            SELECT sum(greatest(palavras_minuta, palavras_final)) AS palavras, sum(distancia) AS distancia
            FROM distancia_de_edicao
            WHERE peca_id = p.id
            GROUP BY fechamento ORDER BY fechamento DESC LIMIT 1
        ) e ON true
        LEFT JOIN LATERAL (
            SELECT (SELECT count(*) FROM jsonb_array_elements(a.valor->'conferencia'->'itens') item
                    WHERE item->>'cor' = '2') AS vermelhos
            FROM ato_da_revisao a
            WHERE a.peca_id = p.id AND a.tipo = 'finalizou' AND a.valor ? 'conferencia'
            ORDER BY a.numero DESC LIMIT 1
        ) c ON true
        LEFT JOIN LATERAL (
            SELECT max((valor->>'tempo_s')::float) AS tempo_s FROM ato_da_revisao WHERE peca_id = p.id
        ) t ON true
    """)
    op.execute("""
        CREATE VIEW registro_de_modulo AS
        SELECT g.created_at AS criada_em,
               u.unidade,
               g.usuario_id,
               coalesce(nullif(g.tipo_detectado, ''), g.tipo_de_peca) AS tipo_de_peca,
               g.grupo,
               m.slug,
               m.titulo,
               m.is_sugerido,
               m.is_usado
        FROM geracao g
        JOIN usuario u ON u.id = g.usuario_id
        CROSS JOIN LATERAL (
            SELECT slug, max(titulo) AS titulo, bool_or(is_sugerido) AS is_sugerido, bool_or(is_usado) AS is_usado
            FROM (
                SELECT slug, titulo, true AS is_sugerido, false AS is_usado
                FROM decisao_do_modulo WHERE geracao_id = g.id AND decisao = 'sim'
                UNION ALL
                SELECT slug, titulo, false, true FROM modulo_da_geracao WHERE geracao_id = g.id
            ) said
            GROUP BY slug
        ) m
        WHERE g.estado IN ('pronto', 'pronto_com_ressalvas')
    """)
    op.execute("""
        CREATE VIEW registro_de_classificacao AS
        SELECT l.created_at AS criada_em,
               l.unidade,
               l.usuario_id,
               i.categoria,
               c.item_id IS NOT NULL AS is_revisto,
               c.item_id IS NOT NULL AND (c.categoria, c.subcategoria) <> (i.categoria, i.subcategoria) AS is_corrigido
        FROM lote l
        JOIN item_do_lote i ON i.lote_id = l.id
        LEFT JOIN correcao_de_item c ON c.item_id = i.id AND c.revisao = i.revisao
        WHERE i.categoria <> '' AND l.finalidade = 'lote'
    """)


def downgrade() -> None:
    for view in _VIEWS:
        op.execute(f'DROP VIEW {view}')
