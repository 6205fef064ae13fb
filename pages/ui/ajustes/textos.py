"""Values that people set, as they are read and typed."""

from __future__ import annotations

from datetime import UTC, datetime

from core.ajustes.catalogo import RECURSOS, TETO_DA_PESSOA, TETO_DA_UNIDADE, TETO_DE_TODOS
from core.ajustes.domain import Ajuste, Definicao, Linha, TipoDeAjuste, Valor
from core.errors import InvalidInputError
from core.infra.modelos import AgenteDoModelo, Origem, SubsistemaDoModelo
from core.pecas.apresentacao import format_moeda
from core.usuarios.domain import Usuario
from pages.ui.dates import CAMPO_GRANDE, format_when

AGENTES = {
    AgenteDoModelo.COLETOR: "Leitura dos documentos",
    AgenteDoModelo.DETECTOR: "Escolha dos módulos e do tipo",
    AgenteDoModelo.REDATOR: "Redação da minuta",
    AgenteDoModelo.REVISOR: "Assistente de redação",
    AgenteDoModelo.EXTRATOR: "Leitura do pedido de cálculo",
    AgenteDoModelo.RESPONDENTE: "Respostas sobre um processo",
    AgenteDoModelo.RASCUNHO: "Rascunho de regras",
}
SUBSISTEMAS = {
    SubsistemaDoModelo.PECAS: "Gerador de Peças",
    SubsistemaDoModelo.CALCULO: "Pedido de Cálculo",
    SubsistemaDoModelo.PERGUNTAS: "Assistência",
    SubsistemaDoModelo.BIBLIOTECA: "Prompts e Módulos",
}
ORIGENS = {
    Origem.AGENTE: "escolha própria",
    Origem.SUBSISTEMA: "herdado do subsistema",
    Origem.TODOS: "herdado de todos",
    Origem.PADRAO: "padrão do portal",
}
TODAS_AS_UNIDADES = "Toda a Procuradoria"
TETOS = {TETO_DA_PESSOA: "Cada pessoa", TETO_DA_UNIDADE: "Cada unidade", TETO_DE_TODOS: TODAS_AS_UNIDADES}


def format_valor(definicao: Definicao, valor: Valor | None) -> str:
    """``12``, ``R$ 1.500,00``, ``R$ 1,70 e R$ 14,00 por milhão``, ``Ligado`` or a model's name."""
    if valor is None:
        return "herdado"
    if isinstance(valor, tuple):
        return " e ".join(format_moeda(one) for one in valor)
    if isinstance(valor, bool):
        return "Ligado" if valor else "Desligado"
    if isinstance(valor, str):
        return valor
    if definicao.tipo is TipoDeAjuste.REAIS:
        return format_moeda(valor) if valor or definicao.is_dated else "sem teto"
    if definicao.tipo is TipoDeAjuste.NUMERO:
        return f"{valor:g}".replace(".", ",")
    return f"{valor:,.0f}".replace(",", ".") if valor else "sem limite"


def name_alvo(nome: str, alvo: str, pessoas: dict[str, Usuario]) -> str:
    """Whom a value is for."""
    if not alvo:
        return "Todos"
    if nome == TETO_DA_PESSOA:
        return pessoas[alvo].nome if alvo in pessoas else "Pessoa que saiu do portal"
    if alvo in RECURSOS:
        return RECURSOS[alvo]
    if alvo in list(AgenteDoModelo):
        return AGENTES[AgenteDoModelo(alvo)]
    if alvo in list(SubsistemaDoModelo):
        return f"{SUBSISTEMAS[SubsistemaDoModelo(alvo)]} (todo)"
    return alvo


def describe_autor(ajuste: Ajuste | None, nomes: dict[str, str]) -> str:
    """Who said so and when."""
    if ajuste is None:
        return "padrão do portal"
    return f"{nomes.get(ajuste.autor, ajuste.autor)}, {format_when(ajuste.criado_em)}"


def describe_desde(linha: Linha) -> str:
    """``01/12/2026 às 00:00``, or that it always counted."""
    desde = linha.ajuste.desde if linha.ajuste else None
    return f"{desde.astimezone(CAMPO_GRANDE):%d/%m/%Y às %H:%M}" if desde else "início do portal"


def is_future(linha: Linha) -> bool:
    """Whether it is known and does not count yet."""
    return linha.ajuste is not None and linha.ajuste.desde is not None and linha.ajuste.desde > datetime.now(UTC)


def parse_numero(text: str, campo: str) -> float:
    """``1.234,56`` as a number. Raises InvalidInputError naming the field."""
    bare = text.strip().removeprefix("R$").strip()
    whole, comma, cents = bare.partition(",")
    digits = whole.replace(".", "")
    is_grouped = "." not in whole or all(len(part) == 3 for part in whole.split(".")[1:])
    if not (digits.isascii() and digits.isdigit() and is_grouped) or (comma and not cents.isdigit()) or len(bare) > 20:
        raise InvalidInputError(
            f"number in {campo}",
            user_message=f"O valor em “{campo}” não foi entendido. Escreva como 1.234,56.",
        )
    return float(f"{digits}.{cents or 0}")
