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
    CHAMADAS_AO_MODELO = "chamadas_ao_modelo"
    PECA_ABERTA = "peca_aberta"
    ACESSO_COMPARTILHADO = "acesso_compartilhado"
    ACESSO_RETIRADO = "acesso_retirado"
    GRUPO_DE_PESSOAS = "grupo_de_pessoas"
    AUDITORIA_REANCORADA = "auditoria_reancorada"
    EXPURGO = "expurgo"
    TITULAR_BUSCADO = "titular_buscado"
    DADOS_EXPORTADOS = "dados_exportados"
    DADOS_ELIMINADOS = "dados_eliminados"
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
    CENARIO = "cenario"
    AUTORIDADE = "autoridade"
    GABARITO = "gabarito"
    MODELO_TREINADO = "modelo_treinado"
    PERGUNTA_FEITA = "pergunta_feita"
    CALCULO_PEDIDO = "calculo_pedido"
    LOTE_PEDIDO = "lote_pedido"
    TREINO_PEDIDO = "treino_pedido"
    AJUSTE_DA_PECA = "ajuste_da_peca"
    REVISAO_DA_PECA = "revisao_da_peca"

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
    Acao.CHAMADAS_AO_MODELO: "Chamadas ao modelo lacradas",
    Acao.PECA_ABERTA: "Abriu a peça de outra pessoa",
    Acao.ACESSO_COMPARTILHADO: "Compartilhou um trabalho",
    Acao.ACESSO_RETIRADO: "Retirou um compartilhamento",
    Acao.GRUPO_DE_PESSOAS: "Mudou um grupo de pessoas",
    Acao.AUDITORIA_REANCORADA: "Deu a auditoria como certa depois de uma cópia voltar",
    Acao.EXPURGO: "Apagou dados com prazo vencido",
    Acao.TITULAR_BUSCADO: "Buscou os processos de uma pessoa",
    Acao.DADOS_EXPORTADOS: "Reuniu os dados de uma pessoa",
    Acao.DADOS_ELIMINADOS: "Eliminou os dados de uma pessoa",
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
    Acao.CENARIO: "Mudou um cenário",
    Acao.AUTORIDADE: "Mudou a base de autoridades",
    Acao.GABARITO: "Guardou uma versão de um gabarito",
    Acao.MODELO_TREINADO: "Mudou o uso de um modelo treinado",
    Acao.PERGUNTA_FEITA: "Perguntou aos autos",
    Acao.CALCULO_PEDIDO: "Pediu um cálculo",
    Acao.LOTE_PEDIDO: "Pediu uma classificação",
    Acao.TREINO_PEDIDO: "Pediu um treinamento",
    Acao.AJUSTE_DA_PECA: "Pediu um ajuste ao assistente",
    Acao.REVISAO_DA_PECA: "Revisou uma peça",
}


SISTEMA = "sistema"
"""Who did what the portal does by itself."""


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
class Ancora:
    """The head of the record at some moment, kept outside of it: what was cut off or made anew since is found by it."""

    numero: int
    hash: str


@dataclass(frozen=True)
class Lacre:
    """Calls of the model as they are stored now, of one entry of the record. ``codigo`` is computed anew."""

    registro: int
    chamadas: int
    codigo: str

    @property
    def texto(self) -> str:
        """What the entry holds as its detail."""
        return f"{self.chamadas} · {self.codigo}"


@dataclass(frozen=True)
class Laudo:
    """What the verification of the whole record found. ``falha`` names the first place, in words; empty when whole.

    ``ancoras`` counts the heads from outside that were found in it.
    """

    registros: int
    ultimo: str
    falha: str = ""
    ancoras: int = 0

    @property
    def is_integro(self) -> bool:
        return not self.falha
