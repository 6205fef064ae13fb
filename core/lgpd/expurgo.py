"""How data that is older than its retention goes away: the places of each class, in the order of their keys.

SQL as data: one place names all tables of the portal, so that nobody adds one without a word about its life.
"""

# ruff: noqa: S608  # every part of these texts is written here; values are bound
from __future__ import annotations

from dataclasses import dataclass

_WORKING = "('na_fila', 'em_andamento')"
_PECAS_OF = "SELECT id FROM peca WHERE geracao_id = ANY(:chaves)"
_LAST_TEXT = """greatest(
        g.created_at,
        (SELECT max(v.created_at) FROM peca p JOIN versao_da_peca v ON v.peca_id = p.id WHERE p.geracao_id = g.id),
        (SELECT max(e.updated_at) FROM peca p JOIN edicao_da_peca e ON e.peca_id = p.id WHERE p.geracao_id = g.id)
    )"""
_IS_FINAL = """EXISTS (
        SELECT 1 FROM peca p WHERE p.geracao_id = g.id
        AND (p.versao_final IS NOT NULL OR EXISTS (SELECT 1 FROM dossie d WHERE d.peca_id = p.id))
    )"""

_IS_COUNTED = """NOT EXISTS (
        SELECT 1 FROM dia_a_resumir r, atualizacao_dos_resumos a
        WHERE r.dia <= CAST(:antes AS date) AND r.dia > a.congelado_ate
    )"""
"""Nothing that old waits to be summed up: what goes stays in the sums."""

_CONGELAR = "UPDATE atualizacao_dos_resumos SET congelado_ate = greatest(congelado_ate, CAST(:antes AS date))"
"""The sums of those days stay as they are, whatever is said of what is left of them."""


@dataclass(frozen=True)
class Expurgo:
    """``escolha`` answers keys of what is older than ``:antes``, ``:quantos`` at most; ``ordens`` are run with them.

    ``casos`` answers the case files, by those keys, that go first. ``tabelas`` are those whose rows go, by the orders
    or with the row that they belong to.
    """

    classe: str
    tabelas: tuple[str, ...]
    escolha: str
    ordens: tuple[str, ...]
    casos: str = ""


def _plain(classe: str, tabela: str, chave: str, when: str, condition: str = "true", *with_it: str) -> Expurgo:
    """Of rows that stand for themselves."""
    return Expurgo(
        classe,
        (tabela, *with_it),
        f"SELECT {chave} FROM {tabela} t WHERE {when} < :antes AND {condition} LIMIT :quantos FOR UPDATE SKIP LOCKED",
        (f"DELETE FROM {tabela} WHERE {chave} = ANY(:chaves)",),
    )


def _geracoes(classe: str, condition: str, *tabelas: str) -> Expurgo:
    """Gerações with everything that came of them."""
    return Expurgo(
        classe,
        tabelas,
        f"""SELECT g.id FROM geracao g WHERE g.created_at < :antes AND g.estado NOT IN {_WORKING}
        AND {condition} AND {_LAST_TEXT} < :antes AND {_IS_COUNTED} LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        (*GERACAO, _CONGELAR),
    )


_IS_FROM_COURT = """NOT EXISTS (
        SELECT 1 FROM documento_baixado e WHERE e.sha256 = t.sha256 AND e.numero_cnj LIKE 'E%')"""
"""What somebody handed in (``core.processos.chave``) comes from nowhere again: it stays as long as its work."""

_IS_UNHELD = """NOT EXISTS (SELECT 1 FROM documento_da_geracao d WHERE d.sha256 = t.sha256)
        AND NOT EXISTS (SELECT 1 FROM item_do_lote i WHERE i.sha256 = t.sha256)"""
"""No work stands on what was read."""

_SOMAS = "Somas por dia, sem texto: prestação de contas."
_ACERVO = "Acervo da Procuradoria e sua autoria."

GERACAO = (
    f"DELETE FROM compartilhamento WHERE registro_id IN ({_PECAS_OF})",
    *(
        f"DELETE FROM {tabela} WHERE peca_id IN ({_PECAS_OF})"
        for tabela in (
            "mensagem_da_conversa",
            "pedido_de_ajuste",
            "ato_da_revisao",
            "dossie",
            "feedback",
            "distancia_de_edicao",
            "edicao_da_peca",
            "versao_da_peca",
        )
    ),
    *(
        f"DELETE FROM {tabela} WHERE geracao_id = ANY(:chaves)"
        for tabela in (
            "peca",
            "tempo_da_geracao",
            "documento_da_geracao",
            "fato",
            "decisao_do_modulo",
            "modulo_da_geracao",
            "ato_da_curadoria",
        )
    ),
    "UPDATE pedido_de_calculo SET folha_id = NULL WHERE folha_id = ANY(:chaves)",
    "DELETE FROM geracao WHERE id = ANY(:chaves)",
)
"""Orders that take gerações away, by their ids."""

CALCULO = (
    "DELETE FROM resultado_do_calculo WHERE pedido_id = ANY(:chaves)",
    "DELETE FROM campo_do_calculo WHERE pedido_id = ANY(:chaves)",
    "DELETE FROM pedido_de_calculo WHERE id = ANY(:chaves)",
)
"""Orders that take pedidos de cálculo away."""

DATASET_APAGADO = """chave = 'apagado:' || id, exame = NULL, primeiras = '[]', is_arquivado = true,
    estado = 'pronto', rodada = rodada + 1"""
"""What is written on a dataset whose texts go away: its key is free for the same file, and no exam goes on."""

LIGADOS = """SELECT sha256 FROM documento_baixado WHERE numero_cnj = ANY(:casos)
    UNION SELECT sha256 FROM arquivo_enviado WHERE chave = ANY(:casos)
    UNION SELECT d.sha256 FROM documento_da_geracao d JOIN geracao g ON g.id = d.geracao_id
        WHERE d.numero_cnj = ANY(:casos) OR g.numero_cnj = ANY(:casos)
    UNION SELECT i.sha256 FROM item_do_lote i JOIN lote l ON l.id = i.lote_id
        WHERE i.numero_cnj = ANY(:casos) OR l.chave = ANY(:casos)"""
"""Contents of cases, whether their bytes are still here or only what was read of them."""

ORFAOS = f"""SELECT t.sha256 FROM ({LIGADOS}) t
    WHERE NOT EXISTS (SELECT 1 FROM documento_baixado o WHERE o.sha256 = t.sha256 AND NOT o.numero_cnj = ANY(:casos))
    AND NOT EXISTS (SELECT 1 FROM documento_da_geracao d JOIN geracao g ON g.id = d.geracao_id
        WHERE d.sha256 = t.sha256 AND NOT g.numero_cnj = ANY(:casos))
    AND NOT EXISTS (SELECT 1 FROM item_do_lote i JOIN lote l ON l.id = i.lote_id
        WHERE i.sha256 = t.sha256 AND NOT (i.numero_cnj = ANY(:casos) OR l.chave = ANY(:casos)))"""
"""Contents that no other case, and nothing that was made of another case, has."""

CASO = (
    "DELETE FROM documento_baixado WHERE numero_cnj = ANY(:casos)",
    *(
        f"DELETE FROM {tabela} WHERE sha256 = ANY(:orfaos)"
        for tabela in ("leitura", "texto_de_pesquisa", "pagina_lida", "imagem_de_pagina", "conteudo")
    ),
    *(
        f"DELETE FROM {tabela} WHERE numero_cnj = ANY(:casos)"
        for tabela in ("novidades_do_processo", "busca_nos_autos", "visita_aos_autos", "processo")
    ),
)
"""Orders that take away what is known of cases; what another case has too stays."""

EXPURGOS = (
    Expurgo(
        "documentos",
        ("conteudo", "pedaco_de_conteudo", "documento_baixado"),
        f"""SELECT sha256 FROM conteudo t WHERE created_at < :antes AND {_IS_FROM_COURT}
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        (
            "DELETE FROM documento_baixado WHERE sha256 = ANY(:chaves)",
            *(  # nothing would lead from a case to them any more
                f"DELETE FROM {tabela} t WHERE sha256 = ANY(:chaves) AND {_IS_UNHELD}"
                for tabela in ("leitura", "texto_de_pesquisa", "pagina_lida")
            ),
            "DELETE FROM conteudo WHERE sha256 = ANY(:chaves)",
        ),
    ),
    _plain("leituras", "leitura", "sha256", "created_at", f"{_IS_UNHELD} AND {_IS_FROM_COURT}"),
    _plain("leituras", "resumo", "sha256", "created_at"),
    _plain("leituras", "texto_de_pesquisa", "sha256", "created_at", _IS_FROM_COURT),
    _plain("leituras", "pagina_lida", "sha256", "created_at", _IS_FROM_COURT),
    _geracoes(
        "minutas",
        f"NOT {_IS_FINAL}",
        "geracao",
        "documento_da_geracao",
        "fato",
        "decisao_do_modulo",
        "modulo_da_geracao",
        "ato_da_curadoria",
        "mensagem_da_conversa",
        "pedido_de_ajuste",
        "edicao_da_peca",
        "tempo_da_geracao",
        "compartilhamento",
    ),
    _geracoes(
        "pecas", _IS_FINAL, "peca", "versao_da_peca", "ato_da_revisao", "dossie", "feedback", "distancia_de_edicao"
    ),
    Expurgo(
        "minutas",
        ("envio", "arquivo_enviado"),
        """SELECT chave FROM envio t WHERE created_at < :antes
        AND NOT EXISTS (SELECT 1 FROM geracao g WHERE g.numero_cnj = t.chave)
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        ("DELETE FROM envio WHERE chave = ANY(:chaves)",),
        "SELECT chave FROM envio WHERE chave = ANY(:chaves)",
    ),
    _plain("perguntas", "pergunta_aos_autos", "id", "created_at", f"estado NOT IN {_WORKING}"),
    Expurgo(
        "calculos",
        ("pedido_de_calculo", "campo_do_calculo", "resultado_do_calculo"),
        f"""SELECT id FROM pedido_de_calculo t WHERE created_at < :antes AND estado NOT IN {_WORKING}
        AND NOT EXISTS (SELECT 1 FROM campo_do_calculo c WHERE c.pedido_id = t.id AND c.created_at >= :antes)
        AND NOT EXISTS (SELECT 1 FROM resultado_do_calculo r WHERE r.pedido_id = t.id AND r.created_at >= :antes)
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        CALCULO,
    ),
    Expurgo(
        "lotes",
        (
            "lote",
            "fonte_do_lote",
            "item_do_lote",
            "correcao_de_item",
            "avaliacao",
            "remessa",
            "arquivo_da_remessa",
        ),
        f"""SELECT id FROM lote t WHERE created_at < :antes AND estado NOT IN {_WORKING}
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        (
            "DELETE FROM avaliacao WHERE lote_id = ANY(:chaves)",
            "DELETE FROM remessa WHERE lote_id = ANY(:chaves)",
            "DELETE FROM lote WHERE id = ANY(:chaves)",
        ),
        "SELECT chave FROM lote WHERE id = ANY(:chaves)",
    ),
    Expurgo(
        "gabaritos",
        ("gabarito", "caso_do_gabarito"),
        """SELECT id FROM gabarito t WHERE created_at < :antes
        AND EXISTS (SELECT 1 FROM gabarito n WHERE n.slug = t.slug AND n.versao > t.versao)
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        ("DELETE FROM gabarito WHERE id = ANY(:chaves)",),
    ),
    _plain("gabaritos", "proposta_de_caso", "id", "created_at", "estado <> 'pendente'"),
    Expurgo(
        "gabaritos",
        ("texto_do_gabarito",),
        """SELECT sha256 FROM texto_do_gabarito t WHERE CAST(:antes AS timestamptz) IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM caso_do_gabarito c WHERE c.sha256 = t.sha256)
        AND NOT EXISTS (SELECT 1 FROM proposta_de_caso p WHERE p.sha256 = t.sha256)
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        ("DELETE FROM texto_do_gabarito WHERE sha256 = ANY(:chaves)",),
    ),
    Expurgo(
        "datasets",
        ("amostra_do_dataset", "arquivo_do_dataset"),
        f"""SELECT id FROM dataset t WHERE created_at < :antes
        AND (EXISTS (SELECT 1 FROM amostra_do_dataset s WHERE s.dataset_id = t.id) OR primeiras <> '[]')
        AND NOT EXISTS (SELECT 1 FROM treinamento r WHERE r.dataset_id = t.id AND r.estado IN {_WORKING})
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        (
            "DELETE FROM amostra_do_dataset WHERE dataset_id = ANY(:chaves)",
            """DELETE FROM arquivo_do_dataset a WHERE NOT EXISTS (
            SELECT 1 FROM dataset d WHERE d.sha256 = a.sha256 AND (d.created_at >= :antes OR d.id <> ALL(:chaves)
            AND (d.primeiras <> '[]' OR EXISTS (SELECT 1 FROM amostra_do_dataset s WHERE s.dataset_id = d.id))))""",
            f"UPDATE dataset SET {DATASET_APAGADO} WHERE id = ANY(:chaves)",
        ),
    ),
    # Reports of months stay: they are sums without a name, and only the last month would be made again.
    _plain("arquivos", "arquivo", "chave", "created_at", "chave NOT LIKE 'relatorio/%' AND chave NOT LIKE 'timbre/%'"),
    _plain("acessos", "sessao", "id", "expires_at"),
    _plain("acessos", "falha_de_login", "id", "created_at"),
    _plain("falhas", "tarefa_morta", "id", "falhou_em"),
    Expurgo(
        "processos",
        ("processo", "novidades_do_processo", "busca_nos_autos", "visita_aos_autos"),
        """SELECT numero_cnj FROM processo t WHERE consultado_em < :antes
        AND NOT EXISTS (SELECT 1 FROM geracao g WHERE g.numero_cnj = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM documento_da_geracao d WHERE d.numero_cnj = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM pedido_de_calculo c WHERE c.numero_cnj = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM pergunta_aos_autos q WHERE q.numero_cnj = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM item_do_lote i WHERE i.numero_cnj = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM lote l WHERE l.chave = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM envio e WHERE e.chave = t.numero_cnj)
        AND NOT EXISTS (SELECT 1 FROM remessa r WHERE r.chave = t.numero_cnj)
        LIMIT :quantos FOR UPDATE SKIP LOCKED""",
        (),
        "SELECT numero_cnj FROM processo WHERE numero_cnj = ANY(:chaves)",
    ),
)
"""In the order of work: headers last, for they stay while anything holds them."""

FICAM = {
    **dict.fromkeys(
        ("imagem_de_pagina", "volume_dos_autos", "pedaco_de_volume"),
        "Imagens e PDFs de processos, apagados em 24 horas pela faxina de cada hora.",
    ),
    "auditoria": "Registro de atos: prestação de contas; nenhum programa o apaga.",
    "consumo_do_modelo": "Custo de cada chamada ao modelo, sem texto: prestação de contas.",
    **dict.fromkeys(
        (
            "consumo_por_dia",
            "consumo_por_mes",
            "consumo_por_dia_da_unidade",
            "consumo_por_versao",
            "consumo_por_processo",
            "medidas_por_dia",
            "medidas_por_dia_da_unidade",
            "medidas_por_mes",
            "modulos_por_dia",
            "modulos_por_mes",
        ),
        _SOMAS,
    ),
    **dict.fromkeys(
        ("consumo_resumido", "atualizacao_dos_resumos", "dia_a_resumir"), "Até onde as somas foram feitas."
    ),
    "ajuste": "Valores do portal e quem os mudou: prestação de contas.",
    **dict.fromkeys(
        ("usuario", "grupo_de_usuarios", "membro_do_grupo"),
        "Pessoas do portal, enquanto tiverem acesso; anonimizadas a pedido.",
    ),
    **dict.fromkeys(
        (
            "modulo",
            "instrucao",
            "rotulo_da_instrucao",
            "categoria_de_documento",
            "grupo_de_modulos",
            "politica",
            "constante_legal",
            "cenario",
            "autoridade",
            "embedding_de_modulo",
            "importacao_de_modulos",
            "tabela_de_calculo",
            "timbre",
            "uso_do_timbre",
        ),
        _ACERVO,
    ),
    "arquivo (timbre/)": "Amostras de papéis timbrados: sem dado de caso, e ninguém as refaz.",
    "dataset": "Cadastro de conjuntos de textos; os textos têm prazo.",
    "treinamento": "Medidas de treinamentos, sem textos.",
    "modelo_treinado": "Medidas de modelos, sem textos.",
    "alembic_version": "Versão do banco de dados.",
}
"""Tables whose rows stay, and why."""
