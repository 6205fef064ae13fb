"""The text that goes to the model with a question. Everything of the case is data: escaped, in the user turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from core.assistencia.domain import FolhaLida
from core.clients.gemini import Procedencia, Turno
from core.processos.domain import Movimento, Parte, Processo
from core.processos.numero_cnj import DIGITS, format_numero_cnj
from core.processos.ordem import sort_movimentos

DADOS_DO_TJMS = "dados do processo no TJMS"
_POLOS = {"AT": "Polo ativo", "PA": "Polo passivo"}
_MAX_MOVIMENTOS = 800


def render_pergunta(pergunta: str, folhas: Sequence[FolhaLida], procedencias: Iterable[Procedencia]) -> Turno:
    """The pages, numbered from 1 as the model names them, and the question."""
    lines = ['<pedido agente="assistencia">', "<paginas>"]
    for numero, folha in enumerate(folhas, start=1):
        place = f"documento={quoteattr(folha.documento)} lugar={quoteattr(folha.lugar)}"
        lines.append(f'<pagina n="{numero}" {place}>\n{escape(folha.texto)}\n</pagina>')
    lines += ["</paginas>", f"<pergunta>{escape(pergunta)}</pergunta>", "</pedido>"]
    return Turno("\n".join(lines), frozenset(procedencias))


def render_dados(processo: Processo) -> FolhaLida:
    """What the court says of the case itself, as one page that can be quoted."""
    return FolhaLida("", 0, DADOS_DO_TJMS, DADOS_DO_TJMS, "\n".join(_list_dados(processo)))


def _list_dados(processo: Processo) -> Iterator[str]:
    yield f"Processo {format_numero_cnj(processo.numero_cnj)}"
    if processo.orgao_julgador:
        yield f"Órgão julgador: {processo.orgao_julgador}"
    if processo.ajuizado_em:
        yield f"Ajuizado em {processo.ajuizado_em:%d/%m/%Y}"
    if processo.valor_causa_centavos is not None:
        yield f"Valor da causa: {format_reais(processo.valor_causa_centavos)}"
    for parte in processo.partes:
        yield _describe_parte(parte)
    for vinculado in processo.vinculados:
        is_cnj = len(vinculado.numero_cnj) == DIGITS
        yield f"Processo vinculado: {format_numero_cnj(vinculado.numero_cnj) if is_cnj else vinculado.numero_cnj}"
    for movimento in sort_movimentos(processo.movimentos)[-_MAX_MOVIMENTOS:]:
        yield _describe_movimento(movimento)


def _describe_parte(parte: Parte) -> str:
    gratuita = "com justiça gratuita registrada" if parte.has_justica_gratuita else "sem justiça gratuita registrada"
    facts = [gratuita]
    if parte.advogados:
        facts.append(f"advogados: {', '.join(parte.advogados)}")
    return f"{_POLOS.get(parte.polo, 'Outro participante')}: {parte.nome} ({'; '.join(facts)})"


def _describe_movimento(movimento: Movimento) -> str:
    day = f"{movimento.data_hora:%d/%m/%Y}" if movimento.data_hora else "sem data"
    more = [one for one in movimento.complementos if one != movimento.descricao]
    return f"Movimentação de {day}: {'; '.join([movimento.descricao or 'sem descrição', *more])}"


def format_reais(centavos: int) -> str:
    return f"R$ {centavos // 100:,}".replace(",", ".") + f",{centavos % 100:02d}"
