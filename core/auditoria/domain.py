"""Acts that are put on record, and how they are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Acao(StrEnum):
    """What was done. ``label`` is what people read; those from ``AJUSTE`` on are noted by the database itself."""

    ENTRADA = "entrada"
    ENTRADA_RECUSADA = "entrada_recusada"
    SAIDA = "saida"
    PROCESSO_VISTO = "processo_visto"
    GERACAO_PEDIDA = "geracao_pedida"
    ARQUIVO_BAIXADO = "arquivo_baixado"
    PESSOA_CRIADA = "pessoa_criada"
    PESSOA_MUDADA = "pessoa_mudada"
    SENHA_TROCADA = "senha_trocada"
    TRABALHO_RETOMADO = "trabalho_retomado"
    AJUSTE = "ajuste"
    MODULO = "modulo"
    INSTRUCAO = "instrucao"
    ROTULO = "rotulo"
    CATEGORIA = "categoria"
    GRUPO = "grupo"
    CONSTANTE = "constante"
    POLITICA = "politica"
    TABELA = "tabela"
    TIMBRE = "timbre"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Acao.ENTRADA: "Entrou no portal",
    Acao.ENTRADA_RECUSADA: "Entrada recusada",
    Acao.SAIDA: "Saiu do portal",
    Acao.PROCESSO_VISTO: "Abriu um processo",
    Acao.GERACAO_PEDIDA: "Pediu uma peça",
    Acao.ARQUIVO_BAIXADO: "Baixou um arquivo",
    Acao.PESSOA_CRIADA: "Cadastrou uma pessoa",
    Acao.PESSOA_MUDADA: "Mudou o acesso de uma pessoa",
    Acao.SENHA_TROCADA: "Trocou a senha de uma pessoa",
    Acao.TRABALHO_RETOMADO: "Pôs um trabalho parado de volta na fila",
    Acao.AJUSTE: "Mudou um limite, valor ou recurso",
    Acao.MODULO: "Mudou um módulo",
    Acao.INSTRUCAO: "Mudou uma instrução",
    Acao.ROTULO: "Mudou a versão em uso de uma instrução",
    Acao.CATEGORIA: "Mudou um tipo de documento",
    Acao.GRUPO: "Mudou um grupo de módulos",
    Acao.CONSTANTE: "Mudou uma constante legal",
    Acao.POLITICA: "Mudou uma política de módulos",
    Acao.TABELA: "Mudou uma tabela de cálculo",
    Acao.TIMBRE: "Mudou o papel timbrado em uso",
}


@dataclass(frozen=True)
class Ato:
    """One act to be put on record. ``autor`` is a login; empty where nobody was known."""

    acao: Acao
    autor: str
    objeto: str = ""
    detalhe: str = ""


@dataclass(frozen=True)
class Registro:
    """One act as it was put on record. ``anterior`` is the hash of the record before, ``acao`` as it was stored."""

    numero: int
    feito_em: datetime
    autor: str
    acao: str
    objeto: str
    detalhe: str
    anterior: str
    hash: str

    @property
    def label(self) -> str:
        """What was done, in words; the name itself for an act that a newer version knows."""
        return next((acao.label for acao in Acao if acao.value == self.acao), self.acao)


@dataclass(frozen=True)
class FiltroDaAuditoria:
    """What is looked for; what is empty does not narrow. ``texto`` stands in the object or in the detail.

    ``desde`` is the first instant and ``ate`` the first one after the last.
    """

    desde: datetime | None = None
    ate: datetime | None = None
    autor: str = ""
    acao: Acao | None = None
    texto: str = ""


@dataclass(frozen=True)
class Laudo:
    """What the verification of the whole record found. ``falha`` names the first place, in words; empty when whole."""

    registros: int
    ultimo: str
    falha: str = ""

    @property
    def is_integro(self) -> bool:
        return not self.falha
