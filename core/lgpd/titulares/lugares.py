"""Where data of a case, of a party and of a person of the portal lies. SQL as data, as in ``core.lgpd.expurgo``."""

# ruff: noqa: S608  # every part of these texts is written here; values are bound
from __future__ import annotations

from core.lgpd.expurgo import CALCULO, DATASET_APAGADO, GERACAO, LIGADOS

_GERACOES = "SELECT id FROM geracao WHERE numero_cnj = ANY(:casos)"
_PECAS = f"SELECT id FROM peca WHERE geracao_id IN ({_GERACOES})"
_CALCULOS = "SELECT id FROM pedido_de_calculo WHERE numero_cnj = ANY(:casos)"
_WORKING = "('na_fila', 'em_andamento')"


_DO_CASO = "lpad(regexp_replace(t.grupo, '[^0-9]', '', 'g'), 20, '0') = ANY(:casos)"
"""People write the number of the case in a column of their own: with its marks or without, or without first zeros."""


def _names_one(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM unnest(CAST(:nomes AS text[])) n WHERE {column} ILIKE '%' || n || '%')"


_HAS_FINAL = """EXISTS (SELECT 1 FROM peca f JOIN geracao g ON g.id = f.geracao_id WHERE g.numero_cnj = p.numero_cnj
        AND (f.versao_final IS NOT NULL OR EXISTS (SELECT 1 FROM dossie s WHERE s.peca_id = f.id)))"""
_HAS_WORK = f"""(EXISTS (SELECT 1 FROM geracao g WHERE g.numero_cnj = p.numero_cnj AND g.estado IN {_WORKING})
    OR EXISTS (SELECT 1 FROM pergunta_aos_autos q WHERE q.numero_cnj = p.numero_cnj AND q.estado IN {_WORKING})
    OR EXISTS (SELECT 1 FROM pedido_de_calculo c WHERE c.numero_cnj = p.numero_cnj AND c.estado IN {_WORKING}))"""
_INFORMADO = "p.cabecalho -> 'outros' ->> 'numero_informado'"
"""The case that somebody said files belong to (``core.processos.chave``)."""

MAX_CASOS = 200

CASOS = f"""
    WITH achados AS (
        SELECT p.numero_cnj, string_agg(DISTINCT parte ->> 'nome', '; ') AS nome
        FROM processo p, jsonb_array_elements(p.cabecalho -> 'partes') parte
        WHERE (:digitos <> '' AND regexp_replace(parte ->> 'documento', '[^0-9]', '', 'g') = :digitos)
        OR (:nome <> '' AND lower(translate(parte ->> 'nome', 'ÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑáàâãäéèêëíìîïóòôõöúùûüçñ',
            'AAAAAEEEEIIIIOOOOOUUUUCNaaaaaeeeeiiiiooooouuuucn')) LIKE '%' || :nome || '%')
        GROUP BY p.numero_cnj
    ), casos AS (
        SELECT numero_cnj, nome, '' AS informado FROM achados
        UNION ALL SELECT p.numero_cnj, a.nome, a.numero_cnj
        FROM processo p JOIN achados a ON a.numero_cnj = {_INFORMADO}
        WHERE NOT EXISTS (SELECT 1 FROM achados o WHERE o.numero_cnj = p.numero_cnj)
    )
    SELECT p.numero_cnj, p.nome, p.informado,
    (SELECT count(*) FROM documento_baixado d WHERE d.numero_cnj = p.numero_cnj) AS documentos,
    (SELECT count(*) FROM geracao g WHERE g.numero_cnj = p.numero_cnj) AS minutas,
    (SELECT count(*) FROM pergunta_aos_autos q WHERE q.numero_cnj = p.numero_cnj) AS perguntas,
    (SELECT count(*) FROM pedido_de_calculo c WHERE c.numero_cnj = p.numero_cnj) AS calculos,
    {_HAS_FINAL} AS has_final, {_HAS_WORK} AS has_work
    FROM casos p ORDER BY p.numero_cnj LIMIT {MAX_CASOS + 1}
"""
"""Cases of a party by CPF or by a part of the name without accents, with files said to belong to them."""

TRAVAS = tuple(
    f"SELECT 1 FROM {tabela} WHERE {condition} ORDER BY {chave} FOR UPDATE"
    for tabela, chave, condition in (
        ("processo", "numero_cnj", "numero_cnj = ANY(:casos)"),
        ("geracao", "id", "numero_cnj = ANY(:casos)"),
        ("peca", "id", f"geracao_id IN ({_GERACOES})"),
        ("pergunta_aos_autos", "id", "numero_cnj = ANY(:casos)"),
        ("pedido_de_calculo", "id", "numero_cnj = ANY(:casos)"),
    )
)
"""Nothing of the cases is begun or made final from here to the end of the transaction."""

LIVRES = f"""SELECT p.numero_cnj FROM processo p
    WHERE p.numero_cnj = ANY(:casos) AND NOT {_HAS_FINAL} AND NOT {_HAS_WORK} ORDER BY p.numero_cnj"""
"""Those of the cases that may be erased."""

_RESUMIDOS = f"""t.resposta ->> 'texto' IN (
        SELECT resumo FROM documento_da_geracao WHERE geracao_id IN ({_GERACOES}) AND resumo <> ''
        UNION SELECT motivo FROM arquivo_enviado WHERE chave = ANY(:casos) AND motivo <> '')"""
"""What the model said of a document is kept by the hash of its pages: known again by its words."""

_SOMAS = ("chamadas", "falhas", "entrada", "saida", "custo_brl", "segundos")
_SEM_NUMERO = (
    "SELECT pg_advisory_xact_lock(hashtext('resumos'))",  # the summaries are not made anew at this moment
    f"""INSERT INTO consumo_por_processo (dia, unidade, pessoa, numero_cnj, {", ".join(_SOMAS)})
    SELECT dia, unidade, pessoa, '', {", ".join(f"sum({soma})" for soma in _SOMAS)}
    FROM consumo_por_processo WHERE numero_cnj = ANY(:casos) GROUP BY dia, unidade, pessoa
    ON CONFLICT (dia, unidade, pessoa, numero_cnj) DO UPDATE
    SET {", ".join(f"{soma} = consumo_por_processo.{soma} + excluded.{soma}" for soma in _SOMAS)}""",
    "DELETE FROM consumo_por_processo WHERE numero_cnj = ANY(:casos)",
)
"""What cases cost stays in the sums of calls that belong to no case."""

COPIAS_DE_CASOS = {
    "processo": "SELECT to_jsonb(t) FROM processo t WHERE numero_cnj = ANY(:casos)",
    "novidades_do_processo": "SELECT to_jsonb(t) FROM novidades_do_processo t WHERE numero_cnj = ANY(:casos)",
    "documento_baixado": "SELECT to_jsonb(t) FROM documento_baixado t WHERE numero_cnj = ANY(:casos)",
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE chave = ANY(:casos)"
        for tabela in ("envio", "arquivo_enviado")
    },
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE sha256 IN ({LIGADOS})"
        for tabela in ("leitura", "pagina_lida", "texto_de_pesquisa")
    },
    "resumo": f"SELECT to_jsonb(t) FROM resumo t WHERE {_RESUMIDOS}",
    "geracao": "SELECT to_jsonb(t) FROM geracao t WHERE numero_cnj = ANY(:casos)",
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE geracao_id IN ({_GERACOES})"
        for tabela in ("documento_da_geracao", "fato", "decisao_do_modulo", "modulo_da_geracao", "ato_da_curadoria")
    },
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE peca_id IN ({_PECAS})"
        for tabela in (
            "versao_da_peca",
            "edicao_da_peca",
            "pedido_de_ajuste",
            "mensagem_da_conversa",
            "ato_da_revisao",
            "feedback",
        )
    },
    "dossie": f"SELECT to_jsonb(t) - 'conteudo' FROM dossie t WHERE peca_id IN ({_PECAS})",
    "pergunta_aos_autos": "SELECT to_jsonb(t) FROM pergunta_aos_autos t WHERE numero_cnj = ANY(:casos)",
    "pedido_de_calculo": "SELECT to_jsonb(t) FROM pedido_de_calculo t WHERE numero_cnj = ANY(:casos)",
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE pedido_id IN ({_CALCULOS})"
        for tabela in ("campo_do_calculo", "resultado_do_calculo")
    },
    "item_do_lote": "SELECT to_jsonb(t) FROM item_do_lote t WHERE numero_cnj = ANY(:casos)",
    "caso_do_gabarito": """SELECT to_jsonb(c) || to_jsonb(t) FROM caso_do_gabarito c
        JOIN texto_do_gabarito t ON t.sha256 = c.sha256 WHERE c.numero_cnj = ANY(:casos)""",
    "proposta_de_caso": """SELECT to_jsonb(c) || to_jsonb(t) FROM proposta_de_caso c
        JOIN texto_do_gabarito t ON t.sha256 = c.sha256 WHERE c.numero_cnj = ANY(:casos)""",
    "amostra_do_dataset": f"SELECT to_jsonb(t) FROM amostra_do_dataset t WHERE {_DO_CASO}",
}
"""Everything that is kept of cases, table by table; ``:casos`` are their numbers."""

ELIMINACAO = (
    f"""DELETE FROM arquivo WHERE split_part(chave, '/', 2) IN (
        SELECT CAST(id AS text) FROM peca WHERE geracao_id IN ({_GERACOES})
        UNION SELECT CAST(id AS text) FROM pedido_de_calculo WHERE numero_cnj = ANY(:casos)
        UNION SELECT CAST(lote_id AS text) FROM item_do_lote WHERE numero_cnj = ANY(:casos)
    ) OR chave LIKE 'titular:%'""",
    f"DELETE FROM resumo t WHERE {_RESUMIDOS}",
    f"""DELETE FROM compartilhamento WHERE registro_id IN (
        {_CALCULOS} UNION SELECT id FROM pergunta_aos_autos WHERE numero_cnj = ANY(:casos))""",
    *(order.replace("ANY(:chaves)", f"ANY(ARRAY({_GERACOES}))") for order in GERACAO),
    *(order.replace("ANY(:chaves)", f"ANY(ARRAY({_CALCULOS}))") for order in CALCULO),
    "DELETE FROM pergunta_aos_autos WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM item_do_lote WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM fonte_do_lote WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM caso_do_gabarito WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM proposta_de_caso WHERE numero_cnj = ANY(:casos)",
    """DELETE FROM texto_do_gabarito t WHERE NOT EXISTS (SELECT 1 FROM caso_do_gabarito c WHERE c.sha256 = t.sha256)
        AND NOT EXISTS (SELECT 1 FROM proposta_de_caso p WHERE p.sha256 = t.sha256)""",
    "DELETE FROM envio WHERE chave = ANY(:casos)",
    "DELETE FROM volume_dos_autos",  # kept for a day by a hash of the case; made again for who still needs one
    """DELETE FROM tarefa_morta t WHERE EXISTS (
        SELECT 1 FROM unnest(CAST(:casos AS text[])) c WHERE strpos(CAST(to_jsonb(t) AS text), c) > 0)""",
    f"DELETE FROM resumo t WHERE {_names_one('CAST(t.resposta AS text)')}",
    f"""WITH amostras AS (
        DELETE FROM amostra_do_dataset t WHERE {_DO_CASO} OR {_names_one("t.texto")} RETURNING dataset_id
    ), datasets AS (
        UPDATE dataset t SET {DATASET_APAGADO}
        WHERE id IN (SELECT dataset_id FROM amostras) OR {_names_one("CAST(t.primeiras AS text)")} RETURNING sha256
    ) DELETE FROM arquivo_do_dataset WHERE sha256 IN (SELECT sha256 FROM datasets)""",
    *_SEM_NUMERO,
)
"""Orders that erase what was made of cases, before the case files themselves; ``:nomes`` are their parties."""

NOMES = f"""SELECT DISTINCT parte ->> 'nome' FROM processo c, jsonb_array_elements(c.cabecalho -> 'partes') parte
    WHERE (c.numero_cnj = ANY(:casos)
        OR c.numero_cnj IN (SELECT {_INFORMADO} FROM processo p WHERE p.numero_cnj = ANY(:casos)))
    AND parte ->> 'tipo_pessoa' NOT IN ('juridica', 'autoridade', 'orgaorepresentacao')
    AND length(parte ->> 'nome') >= 8"""
"""People among the parties of cases."""
