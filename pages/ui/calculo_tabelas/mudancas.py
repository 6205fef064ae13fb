"""What differs between two versions of a table, as people read it."""

from __future__ import annotations

from html import escape

from core.calculo.calendario.domain import Efeito, LinhaDoCalendario, Portaria
from core.calculo.calendario.quando import describe_quando
from core.calculo.indices.domain import MudancaDeIndice, SerieMensal, compare_series, render_mes
from core.calculo.regimes.domain import Regime
from core.calculo.tabelas.domain import Conteudo
from core.calculo.tabelas.edicao import Linha, TrocaDeLinha, list_trocas
from pages.ui.calculo_tabelas.regimes_textos import describe_regime
from pages.ui.calculo_tabelas.textos import format_dia, format_percentual, render_tabela

EFEITOS_CURTOS = {
    Efeito.SEM_EXPEDIENTE: "Não é dia útil",
    Efeito.SUSPENSAO: "Prazos suspensos",
    Efeito.EXPEDIENTE_PARCIAL: "Expediente parcial",
    Efeito.EXPEDIENTE: "Expediente normal",
}
EFEITOS = {
    Efeito.SEM_EXPEDIENTE: "Sem expediente: não é dia útil",
    Efeito.SUSPENSAO: "Prazos suspensos",
    Efeito.EXPEDIENTE_PARCIAL: "Expediente parcial: nenhum prazo começa ou termina",
    Efeito.EXPEDIENTE: "Expediente normal, apesar da regra de todo ano",
}
_MOST = 60
_MUITOS = 12


def render_mudancas(antes: Conteudo, depois: Conteudo) -> str:
    """Safe HTML."""
    if isinstance(antes, SerieMensal):
        assert isinstance(depois, SerieMensal)
        return _render_serie(antes, depois)
    assert not isinstance(depois, SerieMensal)
    trocas = list_trocas(antes, depois)
    rows = (_render_troca(troca) for troca in trocas[:_MOST])
    return render_tabela("Linhas que mudam", ("Mudança", "Linha", "Fonte"), rows) + _count_rest(len(trocas))


def summarize(antes: Conteudo | None, depois: Conteudo) -> str:
    """In one line, for the history."""
    if antes is None:
        return "primeira versão"
    if isinstance(depois, SerieMensal):
        assert isinstance(antes, SerieMensal)
        mudancas = compare_series(depois.indice, antes, depois)
        shown = ", ".join(f"{render_mes(m.mes)}: {format_percentual(m.depois)}" for m in mudancas[:4])
        more = f" e mais {len(mudancas) - 4}" if len(mudancas) > 4 else ""
        return escape(f"{shown}{more}") if mudancas else "só a fonte ou a marca de provisório"
    assert not isinstance(antes, SerieMensal)
    trocas = list_trocas(antes, depois)
    parts = [f"{'saiu' if troca.antes else 'entrou'} {_name_linha(troca)}" for troca in trocas[:4]]
    more = f" e mais {len(trocas) - 4}" if len(trocas) > 4 else ""
    return escape("; ".join(parts) + more)


def describe_linha(linha: Linha) -> str:
    """What the row says, in words."""
    if isinstance(linha, Regime):
        return describe_regime(linha)
    if isinstance(linha, Portaria):
        return f"Calendário de {linha.ano} conferido com a {linha.nome}, em {format_dia(linha.consultada_em)}"
    return f"{describe_quando(linha)}: {linha.motivo} ({EFEITOS_CURTOS[linha.efeito].lower()})"


def _render_serie(antes: SerieMensal, depois: SerieMensal) -> str:
    mudancas = compare_series(depois.indice, antes, depois)
    changed = sum(mudanca.antes is not None for mudanca in mudancas)
    notes = [f"<p>{_count_meses(len(mudancas) - changed, changed)}</p>"]
    if changed > _MUITOS:
        notes.append(
            '<p class="portal-estado portal-estado-pronto_com_ressalvas">Muitos meses já publicados mudariam: '
            f"confira se o arquivo é mesmo do {escape(depois.nome)}.</p>"
        )
    if antes.fonte != depois.fonte:
        notes.append(f"<p>Fonte: <del>{escape(antes.fonte)}</del> <ins>{escape(depois.fonte)}</ins></p>")
    settled = sorted(antes.provisorios - depois.provisorios)
    if settled:
        notes.append(f"<p>Deixam de ser provisórios: {', '.join(map(render_mes, settled))}.</p>")
    rows = (_render_mes(mudanca, depois) for mudanca in reversed(mudancas[-_MOST:]))
    table = render_tabela("Meses que mudam", ("Mês", "Hoje", "Passa a", "Mudança"), rows) if mudancas else ""
    return "".join(notes) + table + _count_rest(len(mudancas))


def _count_meses(novos: int, mudados: int) -> str:
    new = "nenhum mês novo" if not novos else "1 mês novo" if novos == 1 else f"{novos} meses novos"
    old = "nenhum valor publicado" if not mudados else "1 valor publicado" if mudados == 1 else f"{mudados} valores"
    return f"{new.capitalize()}; {old} {'mudam' if mudados > 1 else 'muda'}."


def _render_mes(mudanca: MudancaDeIndice, serie: SerieMensal) -> tuple[str, ...]:
    kind = "entra" if mudanca.antes is None else "sai" if mudanca.depois is None else "muda"
    mark = " (provisório)" if mudanca.mes in serie.provisorios else ""
    return (
        render_mes(mudanca.mes),
        format_percentual(mudanca.antes),
        format_percentual(mudanca.depois),
        kind + mark,
    )


def _render_troca(troca: TrocaDeLinha) -> tuple[str, ...]:
    linha = troca.depois or troca.antes
    assert linha is not None
    tag, kind = ("ins", "Entra") if troca.depois else ("del", "Sai")
    return kind, f"<{tag}>{escape(describe_linha(linha))}</{tag}>", escape(linha.fonte)


def _name_linha(troca: TrocaDeLinha) -> str:
    linha = troca.depois or troca.antes
    if isinstance(linha, Regime):
        return f"o regime de {format_dia(linha.vigencia)}"
    if isinstance(linha, LinhaDoCalendario):
        return f"{linha.motivo} ({describe_quando(linha)})"
    assert linha is not None
    return f"a portaria de {linha.ano}"


def _count_rest(total: int) -> str:
    return f"<p>São mostrados {_MOST} de {total}.</p>" if total > _MOST else ""
