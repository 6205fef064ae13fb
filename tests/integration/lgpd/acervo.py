"""One of everything that the portal keeps, as it was kept at one instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Connection, insert
from sqlalchemy.dialects.postgresql import JSONB

from core.bert.datasets.tables import DatasetRow
from core.infra.db import Base
from core.lgpd import expurgo

PURGED = tuple(dict.fromkeys(tabela for one in expurgo.EXPURGOS for tabela in one.tabelas))
_ZERO = {str: "", int: 0, float: 0.0, bool: False, bytes: b"x", UUID: None, datetime: None}


class Acervo:
    """Rows that belong together; ``nome`` stands in the keys and texts of all of them."""

    def __init__(self, connection: Connection, nome: str, at: datetime, *, is_final: bool = False) -> None:
        self._connection, self.nome, self.at = connection, nome, at
        who = {"login": f"login-{nome}", "nome": f"Pessoa {nome}", "papel": "procurador", "is_active": True}
        self.pessoa = self.plant("usuario", **who)["id"]
        self.caso = f"{nome}1".ljust(20, "0")[:20]
        self.chave, self.lote_chave = (f"E{sha256(f'{nome}{one}'.encode()).hexdigest()[:19]}" for one in (2, 3))
        self.sha = nome.ljust(64, "a")[:64]
        self._plant_casos()
        self.geracao = self._plant_geracao(is_final=is_final)
        self._plant_work()
        self._plant_lote()
        self._plant_textos()
        self._plant_rest()

    def reopen(self, connection: Connection) -> None:
        """More is planted later."""
        self._connection = connection

    def plant(self, tabela: str, **values: Any) -> dict[str, Any]:
        """A row with these values; everything else that must not be empty is as empty as it may be."""
        table = Base.metadata.tables[tabela]
        for column in table.columns:
            is_empty = column.name not in values and not column.nullable and column.server_default is None
            if is_empty and not _is_numbered(column):
                values[column.name] = self._fill(column)
        row = self._connection.execute(insert(table).values(**values).returning(*table.primary_key.columns)).one()
        return values | dict(row._mapping)

    def _fill(self, column: Column[Any]) -> Any:
        if isinstance(column.type, JSONB):
            return []
        kind = column.type.python_type
        if kind is datetime:
            return self.at
        return uuid4() if kind is UUID else _ZERO.get(kind, 0)

    def _plant_casos(self) -> None:
        for numero, sha in (
            (self.caso, self.sha),
            (self.chave, f"{self.sha[:-1]}b"),
            (self.lote_chave, f"{self.sha[:-1]}c"),
        ):
            partes = [{"polo": "AT", "nome": f"Parte {self.nome}"}] if numero == self.caso else []
            outros = {"numero_informado": self.caso} if numero == self.chave else {}
            cabecalho = {"outros": outros, "partes": partes}
            self.plant("processo", numero_cnj=numero, cabecalho=cabecalho, consultado_em=self.at)
            self.plant("novidades_do_processo", numero_cnj=numero, novidades={}, consultado_em=self.at)
            self.plant("conteudo", sha256=sha)
            self.plant("pedaco_de_conteudo", sha256=sha)
            self.plant("documento_baixado", numero_cnj=numero, id_documento="1", sha256=sha)
            for tabela in ("leitura", "texto_de_pesquisa", "pagina_lida"):
                self.plant(tabela, sha256=sha)
        self.plant("resumo", sha256=self.sha)
        self.plant("resumo", sha256=f"{self.sha[:-1]}d", resposta={"texto": f"Resumo {self.nome}"})
        self.plant("busca_nos_autos", numero_cnj=self.caso, usuario_id=self.pessoa)
        self.plant("visita_aos_autos", numero_cnj=self.caso, usuario_id=self.pessoa)
        self.plant("envio", chave=self.chave, usuario_id=self.pessoa, enviado_em=self.at)
        self.plant("arquivo_enviado", chave=self.chave, sha256=f"{self.sha[:-1]}b")

    def _plant_geracao(self, *, is_final: bool) -> UUID:
        texts = {"texto": f"Texto {self.nome}", "assunto": f"Assunto {self.nome}", "estado": "pronto"}
        geracao: UUID = self.plant("geracao", numero_cnj=self.chave, usuario_id=self.pessoa, **texts)["id"]
        own = {"geracao_id": geracao}
        self.plant("documento_da_geracao", sha256=f"{self.sha[:-1]}b", resumo=f"Resumo {self.nome}", **own)
        for tabela in ("fato", "decisao_do_modulo", "modulo_da_geracao", "tempo_da_geracao"):
            self.plant(tabela, **own)
        self.plant("ato_da_curadoria", usuario_id=self.pessoa, autor=f"Pessoa {self.nome}", **own)
        final = 1 if is_final else None
        peca = self.plant("peca", numero_cnj=self.chave, usuario_id=self.pessoa, versao_final=final, **own)["id"]
        self.peca = peca
        self.plant("versao_da_peca", peca_id=peca, texto=f"Texto {self.nome}", autor=f"Pessoa {self.nome}")
        self.plant("compartilhamento", especie="peca", registro_id=peca, usuario_id=self.pessoa, autor_id=self.pessoa)
        self.plant("edicao_da_peca", peca_id=peca, autor=f"Pessoa {self.nome}")
        pedido = self.plant("pedido_de_ajuste", peca_id=peca, usuario_id=self.pessoa)["id"]
        self.plant("mensagem_da_conversa", peca_id=peca, pedido_id=pedido, usuario_id=self.pessoa)
        if is_final:
            self.plant("ato_da_revisao", peca_id=peca, usuario_id=self.pessoa)
            self.plant("dossie", peca_id=peca)
            self.plant("feedback", peca_id=peca, usuario_id=self.pessoa, estrelas=5)
            self.plant("distancia_de_edicao", peca_id=peca)
        return geracao

    def _plant_work(self) -> None:
        self.plant("pergunta_aos_autos", numero_cnj=self.caso, usuario_id=self.pessoa, texto=f"Pergunta {self.nome}")
        values = {"numero_cnj": self.caso, "usuario_id": self.pessoa, "estado": "pronto", "folha_id": self.geracao}
        pedido = self.plant("pedido_de_calculo", **values)["id"]
        self.pedido = pedido
        self.plant("campo_do_calculo", pedido_id=pedido)
        self.plant("resultado_do_calculo", pedido_id=pedido, usuario_id=self.pessoa)

    def _plant_lote(self) -> None:
        own = {"usuario_id": self.pessoa, "autor": f"Pessoa {self.nome}"}
        lote = self.plant("lote", chave=self.lote_chave, estado="concluido", **own)["id"]
        self.plant("remessa", chave=self.lote_chave, usuario_id=self.pessoa, lote_id=lote)
        self.plant("arquivo_da_remessa", chave=self.lote_chave)
        self.plant("fonte_do_lote", lote_id=lote)
        self.lote = lote
        keys = {"numero_cnj": self.lote_chave, "sha256": f"{self.sha[:-1]}c"}
        item = self.plant("item_do_lote", lote_id=lote, **keys)["id"]
        self.plant("correcao_de_item", item_id=item, **own)
        self.plant("avaliacao", lote_id=lote, **own)

    def _plant_textos(self) -> None:
        for versao, at in ((1, self.at), (2, self.at + timedelta(seconds=1))):
            sha = f"{self.sha[:-1]}{versao}"
            self.plant("texto_do_gabarito", sha256=sha, texto=f"Texto {self.nome}")
            keys = {"slug": self.nome, "versao": versao, "created_at": at, "autor": "sistema"}
            gabarito = self.plant("gabarito", **keys)["id"]
            self.plant("caso_do_gabarito", gabarito_id=gabarito, sha256=sha)
        self.plant("proposta_de_caso", gabarito_slug=self.nome, sha256=f"{self.sha[:-1]}1", estado="aceita")
        values = {"chave": self.nome, "sha256": self.sha, "usuario_id": self.pessoa, "autor": f"Pessoa {self.nome}"}
        dataset = self.plant(DatasetRow.__tablename__, primeiras=[["texto"]], **values)["id"]
        self.dataset = dataset
        self.plant("amostra_do_dataset", dataset_id=dataset, texto=f"Texto {self.nome}")
        self.plant("arquivo_do_dataset", sha256=self.sha)

    def _plant_rest(self) -> None:
        self.plant("arquivo", chave=self.nome, conteudo=b"x")
        self.plant("sessao", token_sha256=self.nome, usuario_id=self.pessoa, expires_at=self.at)
        self.plant("falha_de_login", chave_sha256=self.nome)
        self.plant("tarefa_morta", chave=self.nome, falhou_em=self.at)
        self.plant("consumo_do_modelo", operacao=self.nome, pessoa=str(self.pessoa), custo_brl=2, resultado="ok")


def _is_numbered(column: Column[Any]) -> bool:
    """Whether the database gives the number."""
    table = column.table
    return column is table.autoincrement_column or column.identity is not None  # type: ignore[union-attr]  # a table's own
