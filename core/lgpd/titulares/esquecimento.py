"""Where data of a person of the portal lies. SQL as data, as in ``core.lgpd.expurgo``."""

# ruff: noqa: S608  # every part of these texts is written here; values are bound
from __future__ import annotations

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

DE_QUEM = (
    ("ato_da_curadoria", "autor"),
    ("ato_da_revisao", "autor"),
    ("campo_do_calculo", "autor"),
    ("resultado_do_calculo", "autor"),
    ("mensagem_da_conversa", "autor"),
    ("lote", "autor"),
    ("correcao_de_item", "autor"),
    ("avaliacao", "autor"),
    ("dataset", "autor"),
    ("treinamento", "autor"),
)
"""Columns with the name of a person of the portal, as it was when they acted, beside ``usuario_id``."""

SO_O_NOME = (
    ("versao_da_peca", "autor"),
    ("edicao_da_peca", "autor"),
    ("fato", "informado_por"),
    ("modelo_treinado", "autor"),
    ("modelo_treinado", "promovido_por"),
    ("timbre", "autor"),
    ("uso_do_timbre", "autor"),
)
"""Columns with such a name and nothing else that tells whose it is."""

SO_O_LOGIN = (
    ("gabarito", "autor"),
    ("caso_do_gabarito", "autor"),
    ("proposta_de_caso", "autor"),
    ("proposta_de_caso", "revisor"),
    *(
        (tabela, "autor")
        for tabela in (
            "modulo",
            "importacao_de_modulos",
            "instrucao",
            "rotulo_da_instrucao",
            "categoria_de_documento",
            "grupo_de_modulos",
            "constante_legal",
            "politica",
            "tabela_de_calculo",
        )
    ),
)
"""Columns with the login of who acted. The record of acts and that of values (``ajuste``) keep it."""

NOMES_USADOS = f"""SELECT nome FROM (SELECT nome FROM usuario WHERE id = :pessoa
    {" ".join(f"UNION SELECT {coluna} FROM {tabela} WHERE usuario_id = :pessoa" for tabela, coluna in DE_QUEM)}) t
    WHERE nome NOT IN ('', :anonimo)"""
"""The names that a person has had, as they stand where they acted."""

_SEM_OUTRO = "NOT EXISTS (SELECT 1 FROM usuario u WHERE u.nome = t.{coluna} AND u.id <> :pessoa)"
_DA_PECA = "EXISTS (SELECT 1 FROM peca p WHERE p.id = t.peca_id AND p.usuario_id = :pessoa)"

ESQUECIMENTO = (
    *(
        f"UPDATE {tabela} SET {coluna} = :anonimo WHERE usuario_id = :pessoa AND {coluna} <> ''"
        for tabela, coluna in DE_QUEM
    ),
    *(
        f"UPDATE {tabela} t SET autor = :anonimo WHERE autor = ANY(:nomes) AND {_DA_PECA}"
        for tabela in ("versao_da_peca", "edicao_da_peca")
    ),
    *(
        f"UPDATE {tabela} t SET {coluna} = :anonimo WHERE {coluna} = ANY(:nomes) AND {_SEM_OUTRO.format(coluna=coluna)}"
        for tabela, coluna in SO_O_NOME
    ),
    *(
        f"UPDATE {tabela} SET {coluna} = 'removida-' || :pessoa WHERE {coluna} = :login"
        for tabela, coluna in SO_O_LOGIN
    ),
    "UPDATE cenario SET autor = 'sistema' WHERE autor = :login",  # any other would go on record as a change by them
    "DELETE FROM arquivo WHERE chave LIKE 'titular:%'",
    "DELETE FROM sessao WHERE usuario_id = :pessoa",
    "DELETE FROM visita_aos_autos WHERE usuario_id = :pessoa",
    "DELETE FROM membro_do_grupo WHERE usuario_id = :pessoa",
    "DELETE FROM compartilhamento WHERE usuario_id = :pessoa",
    """UPDATE usuario SET nome = :anonimo, login = 'removida-' || id, unidade = '', identidade = NULL, senha_hash = '!',
        is_active = false, permissoes = '[]' WHERE id = :pessoa""",
)
"""Orders that make a person of the portal nobody; the acts on record keep the login."""
