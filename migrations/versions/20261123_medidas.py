"""What reports read, summed by day and by month, and written anew only for the days on which something changed.

Days are those of Campo Grande; the day of a month is its first. A trigger marks the day of each geração that changed,
in the transaction of the change: no change is missed, whoever makes it.
"""

from alembic import op

revision = "e59a1c7d3b08"
down_revision = "d27f4a90c6e1"
branch_labels = None
depends_on = None

_DIA = "AT TIME ZONE 'America/Campo_Grande')::date"
_COUNTS = (
    "geracoes",
    "prontas",
    "com_ressalvas",
    "com_erro",
    "canceladas",
    "finais",
    "medidas",
    "avaliacoes",
    "estrelas",
    "corretas",
    "pecas",
    "parciais",
    "incorretas",
    "erros_da_ia",
    "comparadas",
    "sem_mudanca",
    "palavras",
    "distancia",
    "conferidas",
    "com_vermelho",
    "vermelhos",
    "cronometradas",
)
_SECONDS = ("espera_s", "trabalho_s", "exame_s", "tribunal_s", "leitura_s", "escolha_s", "redacao_s", "vez_s")
_WHO = {
    "unidade": "varchar(200)",
    "usuario_id": "integer",
    "tipo_de_peca": "varchar(40)",
    "grupo": "varchar(40)",
}
_CALLS = {
    "chamadas": "bigint",
    "falhas": "bigint",
    "entrada": "bigint",
    "saida": "bigint",
    "custo_brl": "numeric",
    "segundos": "float",
}
_TABLES = {
    "medidas_por_dia": tuple(_WHO),
    "medidas_por_dia_da_unidade": ("unidade", "tipo_de_peca", "grupo"),
    "medidas_por_mes": tuple(_WHO),
}
_MODULOS = ("modulos_por_dia", "modulos_por_mes")
_CONSUMO = {
    "consumo_por_dia_da_unidade": {"unidade": "varchar(200)", "modelo": "varchar(60)", "operation": "varchar(40)"},
    "consumo_por_versao": {
        "unidade": "varchar(200)",
        "pessoa": "varchar(40)",
        "instrucao": "varchar(100)",
        "versao": "integer",
    },
    "consumo_por_processo": {"unidade": "varchar(200)", "pessoa": "varchar(40)", "numero_cnj": "varchar(64)"},
}
_MARKED = {
    "geracao": "INSERT OR DELETE OR UPDATE OF estado, tipo_detectado, grupo, iniciada_em, terminada_em, modo",
    "peca": "INSERT OR UPDATE OF versao_final",
    "feedback": "INSERT",
    "ato_da_revisao": "INSERT",
    "distancia_de_edicao": "INSERT",
    "tempo_da_geracao": "INSERT OR UPDATE",
    "usuario": "UPDATE OF unidade",
}
_FIND = {
    "geracao": f"SELECT (found.created_at {_DIA}",
    "tempo_da_geracao": f"SELECT (created_at {_DIA} FROM geracao WHERE id = found.geracao_id",
    "peca": f"SELECT (created_at {_DIA} FROM geracao WHERE id = found.geracao_id",
    "usuario": f"SELECT DISTINCT (created_at {_DIA} FROM geracao WHERE usuario_id = found.id",
}
_OF_PECA = f"SELECT (g.created_at {_DIA} FROM peca p JOIN geracao g ON g.id = p.geracao_id WHERE p.id = found.peca_id"
_UUID = "-".join("_" * letters for letters in (8, 4, 4, 4, 12))


def upgrade() -> None:
    _create_tables()
    _create_views()
    _create_triggers()
    op.execute(f"INSERT INTO dia_a_resumir SELECT DISTINCT (created_at {_DIA} FROM geracao")
    # All calls are summed anew, for the summaries that are new; nothing is older than this.
    op.execute("UPDATE consumo_resumido SET ate = '2000-01-01'")
    op.execute("UPDATE atualizacao_dos_resumos SET em = now() - interval '1 day'")


def downgrade() -> None:
    for table in _MARKED:
        op.execute(f"DROP TRIGGER {table}_resumida ON {table}")
        op.execute(f"DROP FUNCTION mark_dia_of_{table}")
    for view in ("chamada_do_modelo", "medida_de_geracao"):
        op.execute(f"DROP VIEW {view}")
    for table in (*_TABLES, *_MODULOS, *_CONSUMO, "tempo_da_geracao", "dia_a_resumir"):
        op.execute(f"DROP TABLE {table}")


def _create_tables() -> None:
    op.execute("CREATE TABLE dia_a_resumir (dia date NOT NULL)")
    op.execute("""
        CREATE TABLE tempo_da_geracao (
            geracao_id uuid CONSTRAINT pk_tempo_da_geracao PRIMARY KEY
                CONSTRAINT fk_tempo_da_geracao_geracao_id_geracao REFERENCES geracao (id),
            tribunal_s float NOT NULL,
            leitura_s float NOT NULL,
            escolha_s float NOT NULL,
            redacao_s float NOT NULL,
            vez_s float NOT NULL
        )
    """)
    sums = [*(f"{name} bigint NOT NULL" for name in _COUNTS), *(f"{name} float NOT NULL" for name in _SECONDS)]
    for table, keys in _TABLES.items():
        _create(table, {key: _WHO[key] for key in keys}, sums)
    of_modulo = {key: kind for key, kind in _WHO.items() if key != "usuario_id"} | {"slug": "varchar(100)"}
    names = ("sugeridos", "usados", "rejeitados", "acrescentados")
    for table in _MODULOS:
        _create(table, of_modulo, ["titulo varchar NOT NULL", *(f"{name} bigint NOT NULL" for name in names)])
    for table, keys in _CONSUMO.items():
        _create(table, keys, [f"{name} {kind} NOT NULL" for name, kind in _CALLS.items()])


def _create(table: str, keys: dict[str, str], sums: list[str]) -> None:
    columns = ["dia date NOT NULL", *(f"{key} {kind} NOT NULL" for key, kind in keys.items()), *sums]
    op.execute(
        f"CREATE TABLE {table} ({', '.join(columns)}, CONSTRAINT pk_{table} PRIMARY KEY (dia, {', '.join(keys)}))"
    )


def _create_views() -> None:
    # One line for each geração. Opinions, closings and acts are read as registro_de_qualidade reads them.
    op.execute("""
        CREATE VIEW medida_de_geracao AS
        SELECT r.*, p.id IS NOT NULL AS has_peca, t.exame_s, e.palavras, e.distancia, c.vermelhos,
               s.geracao_id IS NOT NULL AS is_cronometrada,
               s.tribunal_s, s.leitura_s, s.escolha_s, s.redacao_s, s.vez_s
        FROM registro_de_geracao r
        LEFT JOIN peca p ON p.geracao_id = r.id
        LEFT JOIN tempo_da_geracao s ON s.geracao_id = r.id AND r.estado IN ('pronto', 'pronto_com_ressalvas')
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
            SELECT max((valor->>'tempo_s')::float) AS exame_s FROM ato_da_revisao WHERE peca_id = p.id
        ) t ON true
    """)
    # What was done is told by its id; files that a person handed in have a key that is no UUID. The version of an
    # instruction is noted where the work began: with the geração, or with the lot.
    op.execute(f"""
        CREATE VIEW chamada_do_modelo AS
        SELECT c.created_at AS criada_em, (c.created_at {_DIA} AS dia, c.unidade, c.pessoa, c.modelo, c.operation,
               c.resultado, c.entrada, c.saida, c.custo_brl, c.segundos,
               coalesce(g.numero_cnj, p.numero_cnj, ap.numero_cnj, q.numero_cnj, d.numero_cnj,
                        CASE WHEN o.id IS NULL THEN c.operacao END, '') AS numero_cnj,
               coalesce(l.prompt_slug, CASE WHEN g.versoes->'instrucoes' ? i.slug THEN i.slug END, '') AS instrucao,
               coalesce(l.prompt_versao, (g.versoes->'instrucoes'->>i.slug)::integer, 0) AS versao
        FROM consumo_do_modelo c
        CROSS JOIN LATERAL (
            SELECT CASE WHEN c.operacao LIKE '{_UUID}' THEN c.operacao::uuid END AS id OFFSET 0
        ) o
        LEFT JOIN geracao g ON g.id = o.id
        LEFT JOIN peca p ON p.id = o.id
        LEFT JOIN pedido_de_ajuste a ON a.id = o.id
        LEFT JOIN peca ap ON ap.id = a.peca_id
        LEFT JOIN pergunta_aos_autos q ON q.id = o.id
        LEFT JOIN pedido_de_calculo d ON d.id = o.id
        LEFT JOIN lote l ON l.id = o.id
        CROSS JOIN LATERAL (SELECT CASE
            WHEN c.operation = 'tipo' THEN 'detectar_tipo'
            WHEN c.operation = 'classificador' THEN 'classificar_documento'
            WHEN c.operation = 'redator' AND g.tipo_de_peca IN ('pedido_de_calculo', 'relatorio_do_processo')
                THEN 'redator_' || g.tipo_de_peca
            ELSE c.operation END AS slug) i
    """)


def _create_triggers() -> None:
    for table, events in _MARKED.items():
        op.execute(f"""
            CREATE FUNCTION mark_dia_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE found {table}%ROWTYPE;
            BEGIN
                found := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                INSERT INTO dia_a_resumir {_FIND.get(table, _OF_PECA)};
                RETURN NULL;
            END $$
        """)
        op.execute(f"""
            CREATE TRIGGER {table}_resumida AFTER {events} ON {table}
            FOR EACH ROW EXECUTE FUNCTION mark_dia_of_{table}()
        """)
