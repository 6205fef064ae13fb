"""What may be stored as a version of a table; every refusal names the place and says why."""

from __future__ import annotations

from decimal import Decimal

from core.calculo.calendario.domain import LinhaDoCalendario
from core.calculo.calendario.tabela import require_dias
from core.calculo.entrada import PRIMEIRO_ANO
from core.calculo.indices.domain import SerieMensal, first_dia, render_mes
from core.calculo.regimes.domain import Regime
from core.calculo.tabelas.domain import Conteudo, TabelaDeDias, TabelaDeRegimes
from core.errors import InvalidInputError

_MAX_TEXTO = 500
_MINIMO = Decimal(-100)


def require_conteudo(conteudo: Conteudo) -> None:
    """Raises InvalidInputError naming the month, the regime or the row that cannot stand."""
    if isinstance(conteudo, SerieMensal):
        _require_serie(conteudo)
    elif isinstance(conteudo, TabelaDeRegimes):
        _require_regimes(conteudo)
    else:
        _require_dias(conteudo)


def require_motivo(motivo: str) -> str:
    """The reason without blanks around it. Raises InvalidInputError for none, or one that is too long."""
    if not motivo.strip() or len(motivo) > _MAX_TEXTO:
        raise refuse("motivo", "escreva em uma frase por que a tabela muda")
    return motivo.strip()


def refuse(lugar: str, motivo: str) -> InvalidInputError:
    return InvalidInputError(
        f"table refused at {lugar}", user_message=f"A tabela não foi publicada. Confira {lugar}: {motivo}."
    )


def _require_serie(serie: SerieMensal) -> None:
    _require_texto("a fonte do índice", serie.fonte)
    if not serie.valores:
        raise refuse(serie.nome, "a tabela ficaria sem nenhum mês")
    first, last = min(serie.valores), max(serie.valores)
    if first_dia(first).year < PRIMEIRO_ANO:
        raise refuse(render_mes(first), f"o portal não tem índices antes de {PRIMEIRO_ANO}")
    for mes in range(first, last + 1):
        valor = serie.valores.get(mes)
        if valor is None:
            raise refuse(render_mes(mes), "falta este mês entre outros que a tabela tem")
        if not valor.is_finite() or valor <= _MINIMO:
            raise refuse(render_mes(mes), "o percentual não é possível")


def _require_regimes(tabela: TabelaDeRegimes) -> None:
    _require_texto("o nome da dívida", tabela.natureza.nome)
    if not tabela.regimes:
        raise refuse(tabela.natureza.nome, "a tabela ficaria sem nenhum regime")
    seen: set[object] = set()
    for regime in tabela.regimes:
        lugar = f"o regime de {regime.vigencia:%d/%m/%Y}"
        if regime.natureza != tabela.natureza.slug:
            raise refuse(lugar, "ele é de outra espécie de dívida")
        if regime.de in seen:
            raise refuse(lugar, "outro regime começa no mesmo dia")
        seen.add(regime.de)
        _require_regime(lugar, regime)


def _require_regime(lugar: str, regime: Regime) -> None:
    _require_texto(f"a fonte d{lugar}", regime.fonte)
    if not PRIMEIRO_ANO <= regime.vigencia.year <= 9000:
        raise refuse(lugar, "a data está fora do alcance das tabelas")
    if not (regime.correcao or regime.correcao_antes_da_mora or regime.juros):
        raise refuse(lugar, "diga ao menos um índice de correção ou uma taxa de juros")
    juros = regime.juros
    if juros and not juros.indice and not (juros.taxa.is_finite() and 0 < juros.taxa <= 100):
        raise refuse(lugar, "a taxa de juros tem de ser maior que zero e no máximo 100%")
    if juros and juros.is_lei_9250 and not regime.is_unificado:
        raise refuse(lugar, "a regra de 1% no mês do pagamento só vale para um índice único de juros, sem correção")
    if regime.correcao_antes_da_mora and not regime.juros:
        raise refuse(lugar, "a correção até a mora só faz sentido quando há juros depois dela")


def _require_dias(tabela: TabelaDeDias) -> None:
    _require_texto("o nome da comarca", tabela.abrangencia)
    if not tabela.linhas:
        raise refuse(tabela.abrangencia, "o calendário ficaria sem nenhuma linha")
    seen: set[object] = set()
    for linha in tabela.linhas:
        _require_linha(tabela, linha)
        key = (linha.quando, linha.efeito, linha.de_ano, linha.ate_ano)
        if key in seen:
            raise refuse(f"“{linha.motivo}”", "há duas linhas iguais para os mesmos dias")
        seen.add(key)
    anos = [portaria.ano for portaria in tabela.portarias]
    if len(anos) != len(set(anos)):
        raise refuse("as portarias", "um ano está duas vezes na lista")


def _require_linha(tabela: TabelaDeDias, linha: LinhaDoCalendario) -> None:
    lugar = f"“{linha.motivo or linha.quando}”"
    _require_texto(f"o motivo de {lugar}", linha.motivo)
    _require_texto(f"a fonte de {lugar}", linha.fonte)
    if linha.abrangencia != tabela.abrangencia:
        raise refuse(lugar, "a linha é de outra comarca")
    if linha.de_ano > linha.ate_ano:
        raise refuse(lugar, "o último ano vem antes do primeiro")
    try:
        require_dias(linha)
    except ValueError as error:
        raise refuse(lugar, "o dia não existe no calendário, ou o período termina antes de começar") from error


def _require_texto(lugar: str, texto: str) -> None:
    if not texto.strip() or len(texto) > _MAX_TEXTO:
        raise refuse(lugar, "escreva em poucas palavras")
