"""The register of processing operations that Lei 13.709/2018 (LGPD), art. 37, asks of the portal."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from core.infra.celulas import disarm

_DEFESA = "Art. 7º, VI, e art. 11, II, “d”: exercício regular de direitos em processo judicial."
_PUBLICO = "Art. 7º, III, e art. 23: execução de competência legal da Procuradoria."
_DEVER = "Art. 7º, II: obrigação legal de prestar contas e de segurança (art. 46)."
_GEMINI = "Gemini (Google), só o texto necessário a cada pedido e nunca o de processo sigiloso; TJMS, de onde vêm."
_PARTES = "Partes e terceiros citados nos autos"
_SAUDE = "Nomes, documentos, endereço, dados de saúde e outros que constam dos autos (sensíveis)"
_PORTAL = "Pessoas que usam o portal"
_NINGUEM = "Ninguém de fora."
_CABECALHO = (
    "Operação",
    "Finalidade",
    "Base legal",
    "Titulares",
    "Dados",
    "Quem acessa",
    "Com quem é compartilhado",
    "Guarda",
)


@dataclass(frozen=True)
class OperacaoDeTratamento:
    """One thing that is done with data of people. ``classes`` are those of ``core.ajustes.retencao``."""

    nome: str
    finalidade: str
    base_legal: str
    titulares: str
    dados: str
    acesso: str
    compartilhamento: str
    classes: tuple[str, ...]
    guarda: str = ""
    """What is kept otherwise, in words."""


OPERACOES = (
    OperacaoDeTratamento(
        "Consulta e leitura de processos",
        "Conhecer os autos em que o Estado é parte.",
        _DEFESA,
        _PARTES,
        _SAUDE,
        "Quem tem a permissão de ver processos.",
        "TJMS, de onde vêm.",
        ("documentos", "leituras", "processos"),
        "Imagens de páginas e PDFs reunidos: 24 horas.",
    ),
    OperacaoDeTratamento(
        "Geração de minutas de peças",
        "Escrever a defesa do Estado, revisada por uma pessoa.",
        _DEFESA,
        _PARTES,
        _SAUDE,
        "Quem pediu a peça, e com quem foi compartilhada.",
        _GEMINI,
        ("minutas", "pecas", "arquivos"),
    ),
    OperacaoDeTratamento(
        "Pedido de cálculo",
        "Conferir e escrever pedidos de cálculo em execuções.",
        _DEFESA,
        _PARTES,
        "Nomes, valores e datas que constam dos autos",
        "Quem fez o pedido.",
        _GEMINI,
        ("calculos", "arquivos"),
    ),
    OperacaoDeTratamento(
        "Perguntas sobre um processo",
        "Responder a dúvidas de quem defende o Estado, só com o que está nos autos.",
        _DEFESA,
        _PARTES,
        _SAUDE,
        "Quem perguntou.",
        _GEMINI,
        ("perguntas",),
    ),
    OperacaoDeTratamento(
        "Classificação de documentos",
        "Separar documentos por categoria e medir o acerto das instruções.",
        _PUBLICO,
        _PARTES,
        _SAUDE,
        "Quem criou o lote e a equipe de dados.",
        _GEMINI,
        ("lotes", "gabaritos"),
    ),
    OperacaoDeTratamento(
        "Treinamento de modelos próprios",
        "Classificar documentos sem enviá-los para fora.",
        _PUBLICO,
        _PARTES,
        "Textos rotulados por pessoas (podem ser sensíveis)",
        "Equipe de dados.",
        _NINGUEM,
        ("datasets",),
        "Medidas e arquivos de modelos: enquanto estiverem em uso.",
    ),
    OperacaoDeTratamento(
        "Acesso ao portal",
        "Saber quem entra e o que pode fazer.",
        _DEVER,
        _PORTAL,
        "Nome, login, unidade, permissões, sessões; senha e endereço só como resumo irreversível",
        "Administração.",
        _NINGUEM,
        ("acessos",),
        "Cadastro: enquanto houver acesso; depois é anonimizado a pedido.",
    ),
    OperacaoDeTratamento(
        "Registro de atos",
        "Provar quem fez o quê e quando.",
        _DEVER,
        _PORTAL,
        "Login, ato, número do processo e momento",
        "Administração.",
        _NINGUEM,
        (),
        "Não é apagado.",
    ),
    OperacaoDeTratamento(
        "Custo e relatórios",
        "Prestar contas do uso do modelo e do trabalho feito.",
        _DEVER,
        _PORTAL,
        "Pessoa, unidade, processo, quantidade, tempo e custo; nenhum texto",
        "Gestão; nomes só com permissão própria.",
        _NINGUEM,
        (),
        "Não é apagado.",
    ),
    OperacaoDeTratamento(
        "Logs, métricas e falhas",
        "Manter o portal funcionando.",
        _DEVER,
        _PORTAL,
        "Códigos, tempos e quantidades; nenhum texto de processo, instrução ou resposta",
        "Administração.",
        _NINGUEM,
        ("falhas",),
        "Logs: pelo prazo do sistema em que o portal roda.",
    ),
)


def export_operacoes(retencoes: dict[str, tuple[str, int]]) -> bytes:
    """The register as a sheet (semicolons, UTF-8 with its mark). ``retencoes``: title and days by class."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(_CABECALHO)
    for one in OPERACOES:
        guarda = describe_guarda(one, retencoes)
        fixed = (one.nome, one.finalidade, one.base_legal, one.titulares, one.dados)
        writer.writerow(map(disarm, (*fixed, one.acesso, one.compartilhamento, guarda)))
    return stream.getvalue().encode("utf-8-sig")


def describe_guarda(operacao: OperacaoDeTratamento, retencoes: dict[str, tuple[str, int]]) -> str:
    """For how long what it leaves is kept, in words."""
    terms = [f"{retencoes[classe][0]}: {retencoes[classe][1]} dias." for classe in operacao.classes]
    return " ".join([*terms, operacao.guarda]).strip()
