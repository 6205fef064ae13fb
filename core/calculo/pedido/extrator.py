"""Agent 2: one call that answers every question with its place, each place checked by program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.calculo.pedido.ancoras import carries, find_ancora
from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo, TipoDeCampo
from core.calculo.pedido.domain import Achado, Ancora, Campo, CodigoDoAchado, EstadoDoCampo
from core.calculo.pedido.escrita import normalize_valor
from core.calculo.pedido.leitura import PecaLida
from core.calculo.pedido.modelo import LISTAS, PERGUNTAS, build_schema, cut_pecas, render_pedido
from core.clients.gemini import GeminiClient, PedidoAoModelo
from core.errors import GeminiResponseError, InvalidCalculoError
from core.infra.modelos import AgenteDoModelo, Modelos
from core.prompts.service import PromptService

INSTRUCAO = "extrair_calculo"


@dataclass(frozen=True)
class Extracao:
    """What was read, with the pages that did not fit; ``fontes`` are the instruction's version and the model."""

    campos: dict[NomeDoCampo, Campo]
    achados: tuple[Achado, ...]
    fontes: dict[str, str]


class Extrator:
    def __init__(self, gemini: GeminiClient, prompts: PromptService, modelos: Modelos, *, max_chars: int) -> None:
        """``max_chars`` bounds what is sent of the documents."""
        self._gemini = gemini
        self._prompts = prompts
        self._modelos = modelos
        self._max_chars = max_chars

    def extract(self, pecas: Sequence[PecaLida], naturezas: Sequence[str], numero_cnj: str) -> Extracao:
        """The fields that documents answer; all unknown when there is nothing to read.

        Raises the errors of the model, and ProcessoSigilosoError before anything is sent.
        """
        fitting, cut = cut_pecas(pecas, self._max_chars)
        achados = tuple(_tell_cut(lida, count) for lida, count in cut)
        if not fitting:
            return Extracao({}, achados, {})
        prompt = self._prompts.get_prompt(INSTRUCAO)
        modelo = self._modelos.get(AgenteDoModelo.EXTRATOR).modelo
        turno = render_pedido(fitting, naturezas, numero_cnj)
        pedido = PedidoAoModelo(modelo, prompt.texto, (turno,))
        answer = self._gemini.generate_json(pedido, build_schema(), operation="calculo").valor
        sent = [lida for lida, _ in fitting]
        fontes = {"instrucao": f"{INSTRUCAO} v{prompt.versao}", "modelo": modelo}
        return Extracao(read_campos(answer, sent, naturezas), achados, fontes)


def read_campos(
    answer: Mapping[str, Any], pecas: Sequence[PecaLida], naturezas: Sequence[str]
) -> dict[NomeDoCampo, Campo]:
    """The model's answer as fields. Raises GeminiResponseError when it has not the form that was asked for."""
    campos = answer.get("campos")
    if not isinstance(campos, Mapping):
        raise GeminiResponseError("the answer lacks campos")
    read = {}
    for nome in PERGUNTAS:
        one = campos.get(nome.value)
        if not isinstance(one, Mapping):
            raise GeminiResponseError(f"the answer lacks {nome}")
        campo = _read_campo(nome, one, pecas, naturezas)
        if campo is not None:
            read[nome] = campo
    return read


def _read_campo(
    nome: NomeDoCampo, answer: Mapping[str, Any], pecas: Sequence[PecaLida], naturezas: Sequence[str]
) -> Campo | None:
    """None for what the documents do not say. A value that is none of its kind stays as it was read.

    A choice that is answered without a value is unknown, and not silent: nothing may be presumed in its place.
    """
    if answer.get("situacao") != "respondida":
        return None
    texto, carregados = _read_lista(answer) if nome in LISTAS else (_read_texto(answer), ())
    definicao = DEFINICOES[nome]
    opcoes = tuple(naturezas) if nome is NomeDoCampo.NATUREZA else definicao.opcoes
    valor = _normalize(nome, texto, opcoes)
    if not valor:
        is_choice = definicao.tipo in (TipoDeCampo.ESCOLHA, TipoDeCampo.JUROS)
        return Campo(nome, "", EstadoDoCampo.DESCONHECIDO) if is_choice else None
    trecho = answer.get("trecho")
    words = trecho if isinstance(trecho, str) else ""
    ancora = find_ancora(pecas, _read_int(answer, "documento"), _read_int(answer, "pagina"), words, carregados)
    if ancora is not None and ancora.is_encontrada and not carries(definicao, valor, words):
        ancora = Ancora(ancora.numero_cnj, ancora.id_documento, ancora.rotulo, ancora.pagina, ancora.trecho)
    return Campo(nome, valor, EstadoDoCampo.EXTRAIDO, ancora, valor)


def _normalize(nome: NomeDoCampo, texto: str, opcoes: tuple[str, ...]) -> str:
    """The value in its own way of writing, or as it was read where it has none: a person then chooses."""
    try:
        return normalize_valor(DEFINICOES[nome], texto, opcoes)
    except InvalidCalculoError:
        return texto.strip()


def _read_texto(answer: Mapping[str, Any]) -> str:
    valor = answer.get("valor")
    return valor.strip() if isinstance(valor, str) else ""


def _read_lista(answer: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The lines as people write them, and the amounts, which must all stand in the document."""
    itens = answer.get("itens")
    lines, amounts = [], []
    for item in itens if isinstance(itens, list) else []:
        if isinstance(item, Mapping) and isinstance(item.get("data"), str) and isinstance(item.get("valor"), str):
            descricao = item.get("descricao")
            parts = [item["data"].strip(), item["valor"].removeprefix("R$").strip()]
            parts += [descricao.strip()] if isinstance(descricao, str) and descricao.strip() else []
            lines.append("; ".join(parts))
            amounts.append(parts[1])
    return "\n".join(lines), tuple(amounts)


def _read_int(answer: Mapping[str, Any], key: str) -> int | None:
    value = answer.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _tell_cut(lida: PecaLida, count: int) -> Achado:
    words = "1 página passou" if count == 1 else f"{count} páginas passaram"
    texto = (
        f"{lida.peca.rotulo}: {words} do tamanho que o modelo lê e não foram analisadas. Confira essa parte nos autos."
    )
    return Achado(CodigoDoAchado.DOCUMENTO_NAO_LIDO, texto)
