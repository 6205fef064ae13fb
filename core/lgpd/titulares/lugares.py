"""Where data of a case, of a party and of a person of the portal lies. SQL as data, as in ``core.lgpd.expurgo``."""

# ruff: noqa: S608  # every part of these texts is written here; values are bound
from __future__ import annotations

from core.lgpd.expurgo import CALCULO, GERACAO

_GERACOES = "SELECT id FROM geracao WHERE numero_cnj = ANY(:casos)"
_PECAS = f"SELECT id FROM peca WHERE geracao_id IN ({_GERACOES})"
_CALCULOS = "SELECT id FROM pedido_de_calculo WHERE numero_cnj = ANY(:casos)"
_WORKING = "('na_fila', 'em_andamento')"


def _names_one(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM unnest(CAST(:nomes AS text[])) n WHERE {column} ILIKE '%' || n || '%')"


CASOS = f"""
    SELECT p.numero_cnj, string_agg(DISTINCT parte ->> 'nome', '; ') AS nome,
    (SELECT count(*) FROM documento_baixado d WHERE d.numero_cnj = p.numero_cnj) AS documentos,
    (SELECT count(*) FROM geracao g WHERE g.numero_cnj = p.numero_cnj) AS minutas,
    (SELECT count(*) FROM pergunta_aos_autos q WHERE q.numero_cnj = p.numero_cnj) AS perguntas,
    (SELECT count(*) FROM pedido_de_calculo c WHERE c.numero_cnj = p.numero_cnj) AS calculos,
    EXISTS (SELECT 1 FROM peca f JOIN geracao g ON g.id = f.geracao_id WHERE g.numero_cnj = p.numero_cnj
        AND (f.versao_final IS NOT NULL OR EXISTS (SELECT 1 FROM dossie s WHERE s.peca_id = f.id))) AS has_final,
    EXISTS (SELECT 1 FROM geracao g WHERE g.numero_cnj = p.numero_cnj AND g.estado IN {_WORKING})
    OR EXISTS (SELECT 1 FROM pergunta_aos_autos q WHERE q.numero_cnj = p.numero_cnj AND q.estado IN {_WORKING})
    OR EXISTS (SELECT 1 FROM pedido_de_calculo c WHERE c.numero_cnj = p.numero_cnj AND c.estado IN {_WORKING})
    AS has_work
    FROM processo p, jsonb_array_elements(p.cabecalho -> 'partes') parte
    WHERE (:digitos <> '' AND regexp_replace(parte ->> 'documento', '[^0-9]', '', 'g') = :digitos)
    OR (:nome <> '' AND lower(translate(parte ->> 'nome', 'ÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑáàâãäéèêëíìîïóòôõöúùûüçñ',
        'AAAAAEEEEIIIIOOOOOUUUUCNaaaaaeeeeiiiiooooouuuucn')) LIKE '%' || :nome || '%')
    GROUP BY p.numero_cnj ORDER BY p.numero_cnj LIMIT 200
"""
"""Cases of a party by CPF or by a part of the name without accents."""

COPIAS_DE_CASOS = {
    "processo": "SELECT to_jsonb(t) FROM processo t WHERE numero_cnj = ANY(:casos)",
    "novidades_do_processo": "SELECT to_jsonb(t) FROM novidades_do_processo t WHERE numero_cnj = ANY(:casos)",
    "documento_baixado": "SELECT to_jsonb(t) FROM documento_baixado t WHERE numero_cnj = ANY(:casos)",
    "leitura": """SELECT to_jsonb(t) FROM leitura t
        WHERE sha256 IN (SELECT sha256 FROM documento_baixado WHERE numero_cnj = ANY(:casos))""",
    "geracao": "SELECT to_jsonb(t) FROM geracao t WHERE numero_cnj = ANY(:casos)",
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE geracao_id IN ({_GERACOES})"
        for tabela in ("documento_da_geracao", "fato", "ato_da_curadoria")
    },
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE peca_id IN ({_PECAS})"
        for tabela in ("versao_da_peca", "edicao_da_peca", "mensagem_da_conversa", "ato_da_revisao")
    },
    "pergunta_aos_autos": "SELECT to_jsonb(t) FROM pergunta_aos_autos t WHERE numero_cnj = ANY(:casos)",
    "pedido_de_calculo": "SELECT to_jsonb(t) FROM pedido_de_calculo t WHERE numero_cnj = ANY(:casos)",
    **{
        tabela: f"SELECT to_jsonb(t) FROM {tabela} t WHERE pedido_id IN ({_CALCULOS})"
        for tabela in ("campo_do_calculo", "resultado_do_calculo")
    },
    "item_do_lote": "SELECT to_jsonb(t) FROM item_do_lote t WHERE numero_cnj = ANY(:casos)",
    "caso_do_gabarito": """SELECT to_jsonb(c) || to_jsonb(t) FROM caso_do_gabarito c
        JOIN texto_do_gabarito t ON t.sha256 = c.sha256 WHERE c.numero_cnj = ANY(:casos)""",
}
"""Everything that is kept of cases, table by table; ``:casos`` are their numbers."""

ELIMINACAO = (
    *(order.replace("ANY(:chaves)", f"ANY(ARRAY({_GERACOES}))") for order in GERACAO),
    *(order.replace("ANY(:chaves)", f"ANY(ARRAY({_CALCULOS}))") for order in CALCULO),
    "DELETE FROM pergunta_aos_autos WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM item_do_lote WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM fonte_do_lote WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM caso_do_gabarito WHERE numero_cnj = ANY(:casos)",
    "DELETE FROM proposta_de_caso WHERE numero_cnj = ANY(:casos)",
    f"DELETE FROM resumo t WHERE {_names_one('CAST(t.resposta AS text)')}",
    f"DELETE FROM amostra_do_dataset t WHERE {_names_one('t.texto')}",
)
"""Orders that erase what was made of cases, before the case files themselves; ``:nomes`` are their parties."""

NOMES = """SELECT DISTINCT parte ->> 'nome' FROM processo p, jsonb_array_elements(p.cabecalho -> 'partes') parte
    WHERE p.numero_cnj = ANY(:casos) AND parte ->> 'tipo_pessoa' NOT IN ('juridica', 'autoridade', 'orgaorepresentacao')
    AND length(parte ->> 'nome') >= 8"""
"""People among the parties of cases."""

COPIAS_DA_PESSOA = {
    "usuario": "SELECT to_jsonb(t) - 'senha_hash' FROM usuario t WHERE id = :pessoa",
    "sessao": """SELECT jsonb_build_object('inicio', created_at, 'ultima', last_seen_at, 'fim', expires_at)
        FROM sessao WHERE usuario_id = :pessoa""",
    "auditoria": "SELECT to_jsonb(t) FROM auditoria t WHERE autor = (SELECT login FROM usuario WHERE id = :pessoa)",
    **{
        tabela: f"""SELECT jsonb_build_object('id', id, 'numero_cnj', numero_cnj, 'em', created_at)
        FROM {tabela} WHERE usuario_id = :pessoa"""
        for tabela in ("geracao", "peca", "pergunta_aos_autos", "pedido_de_calculo")
    },
    "lote": "SELECT jsonb_build_object('id', id, 'nome', nome, 'em', created_at) FROM lote WHERE usuario_id = :pessoa",
    "feedback": "SELECT to_jsonb(t) FROM feedback t WHERE usuario_id = :pessoa",
}
"""What is kept of a person of the portal; the texts of cases are not theirs."""

COLUNAS_COM_NOME = (
    ("ato_da_curadoria", "autor"),
    ("ato_da_revisao", "autor"),
    ("campo_do_calculo", "autor"),
    ("resultado_do_calculo", "autor"),
    ("versao_da_peca", "autor"),
    ("edicao_da_peca", "autor"),
    ("mensagem_da_conversa", "autor"),
    ("fato", "informado_por"),
    ("lote", "autor"),
    ("correcao_de_item", "autor"),
    ("dataset", "autor"),
    ("treinamento", "autor"),
    ("modelo_treinado", "autor"),
    ("modelo_treinado", "promovido_por"),
)
"""Columns that hold the name of a person of the portal, as it was when they acted."""

ESQUECIMENTO = (
    *(f"UPDATE {tabela} SET {coluna} = :anonimo WHERE {coluna} = :nome" for tabela, coluna in COLUNAS_COM_NOME),
    "DELETE FROM sessao WHERE usuario_id = :pessoa",
    "DELETE FROM visita_aos_autos WHERE usuario_id = :pessoa",
    "DELETE FROM membro_do_grupo WHERE usuario_id = :pessoa",
    "DELETE FROM compartilhamento WHERE usuario_id = :pessoa",
    """UPDATE usuario SET nome = :anonimo, login = 'removida-' || id, senha_hash = '!', is_active = false,
        permissoes = '[]' WHERE id = :pessoa""",
)
"""Orders that make a person of the portal nobody; the acts on record keep the login."""
