"""Days on which the State may have been served, each with its score and reason (domain.md 10). Pure.

What a certificate says was sent was not yet received: an electronic notice that nobody opened counts as made ten days
later (Lei 11.419/2006, art. 5º, § 3º).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.prazos import date_intimacao_eletronica
from core.calculo.entrada import parse_data
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.domain import Ancora, CandidatoDeCitacao
from core.calculo.pedido.levantamento import CERTIDOES, CUMPRIMENTOS, SENTENCAS, Cadeia
from core.errors import InvalidCalculoError
from core.infra.folding import fold
from core.processos.domain import Documento, Movimento, PecaDosAutos, Processo

MINIMO = 40
"""Score from which a candidate fills the field by itself; the person confirms it all the same."""

_JANELA = 15
"""Business days after the enforcement in which its notice is looked for."""

_DOIS_ANOS = timedelta(days=730)
_LEI = "Lei 11.419/2006, art. 5º"
_APENSADO = 50292
_COMUNICA = re.compile(r"\b(?:cita|citei|intima|intimei|notifica|ciencia)")
_PRESUMIDA = re.compile(r"sem consulta|consulta tacita|ciencia tacita|leitura automatica|intimacao tacita")
_DECORREU = re.compile(r"\bdecorreu|\bdecurso|\bdecorrid[oa] o prazo|considera(?:-se)? (?:realizada|efetivada)")
_CIENTE = re.compile(
    r"\b(?:ciencia|consulta|leitura|citacao|intimacao)\b[^.;]{0,80}\b(?:em|no dia)\s+(\d{1,2}/\d{1,2}/\d{4})"
    r"|\b(?:citei|intimei|recebid[oa]|citad[oa]|intimad[oa])\b[^.;]{0,80}?\b(?:em|no dia)\s+(\d{1,2}/\d{1,2}/\d{4})"
)
_PESSOAL = re.compile(r"\bcitei\b|\bintimei\b|\boficial de justica\b|aviso de recebimento|\bmandado cumprido\b")
_ENVIADA = re.compile(r"\b(?:remetid|enviad|expedid|disponibilizad|encaminhad|expedicao|remessa|envio)")
_CONFIRMADA = re.compile(r"\b(?:confirmad|lida|realizad|efetivad|cumprid)")
_DO_ESTADO = re.compile(r"fazenda publica|estado de mato grosso do sul|procuradoria[- ]geral do estado|\bpge\b")
_DE_OUTRO = re.compile(r"\bmunicipio\b|\bautor[a]?\b|\bexequente\b")


@dataclass(frozen=True)
class Busca:
    """Where a service is looked for: a field, its case, and the days between which it can be."""

    campo: NomeDoCampo
    processo: Processo
    de: date
    ate: date


def plan_buscas(calendario: Calendario, cadeia: Cadeia, *, is_autonomo: bool) -> tuple[Busca, ...]:
    """The service in the action, until the sentence; and the notice of the enforcement, within 15 business days.

    Of an enforcement whose origin did not open the service in the action cannot be known.
    """
    buscas = []
    caso, origem = cadeia.processo, cadeia.de_conhecimento
    inicio = origem.ajuizado_em
    if inicio and not (is_autonomo and origem is caso):
        sentencas = [dia for dia in _list_datas(origem, SENTENCAS) if dia >= inicio]
        buscas.append(Busca(NomeDoCampo.DATA_DA_CITACAO, origem, date.min, min(sentencas, default=inicio + _DOIS_ANOS)))
    cumprimento = _find_cumprimento(caso, is_autonomo=is_autonomo)
    if cumprimento:
        fim = cumprimento
        for _ in range(_JANELA):
            fim = calendario.next_dia_util(fim)
        buscas.append(Busca(NomeDoCampo.DATA_DA_INTIMACAO, caso, cumprimento, fim))
    return tuple(buscas)


def list_candidatos(
    calendario: Calendario, buscas: Sequence[Busca], lidas: Mapping[str, PecaDosAutos]
) -> tuple[CandidatoDeCitacao, ...]:
    """Best first for each field; ``lidas`` are the documents that were read, by id."""
    found = [candidato for busca in buscas for candidato in _search(calendario, busca, lidas)]
    best: dict[tuple[NomeDoCampo, date], CandidatoDeCitacao] = {}
    for candidato in sorted(found, key=lambda one: -one.score):
        best.setdefault((candidato.campo, candidato.data), candidato)
    return tuple(sorted(best.values(), key=lambda one: (one.campo, -one.score, one.data)))


def _search(calendario: Calendario, busca: Busca, lidas: Mapping[str, PecaDosAutos]) -> Iterator[CandidatoDeCitacao]:
    processo = busca.processo
    for documento in processo.documentos:
        if documento.tipo in CERTIDOES and documento.data_hora and busca.de <= documento.data_hora.date() <= busca.ate:
            candidato = _read_certidao(calendario, busca, documento, lidas.get(documento.id_documento))
            yield _weigh(candidato, processo.ajuizado_em)
    for movimento in processo.movimentos:
        if movimento.data_hora and busca.de <= movimento.data_hora.date() <= busca.ate:
            registrado = _read_movimento(calendario, busca, movimento, movimento.data_hora.date())
            yield from [_weigh(one, processo.ajuizado_em) for one in (registrado,) if one]


def _read_certidao(
    calendario: Calendario, busca: Busca, documento: Documento, peca: PecaDosAutos | None
) -> CandidatoDeCitacao:
    """What the text of a certificate makes of its own day."""
    assert documento.data_hora is not None
    dia = documento.data_hora.date()
    if peca is None or peca.lido is None or not peca.lido.texto.strip():
        motivo = "A certidão não pôde ser lida; só se sabe o dia em que foi juntada."
        return CandidatoDeCitacao(busca.campo, dia, 20, motivo)
    pagina, frase = _find_frase(peca)
    ancora = Ancora(peca.numero_cnj, documento.id_documento, peca.rotulo, pagina, frase, is_encontrada=bool(frase))
    texto = fold(peca.lido.texto)
    bonus = 3 if _DO_ESTADO.search(texto) else -30 if _DE_OUTRO.search(texto) else 0
    found = _CIENTE.search(texto)
    ciente = _parse(found[1] or found[2]) if found else None
    if ciente:
        return CandidatoDeCitacao(
            busca.campo, ciente, 92 + bonus, "A certidão diz em que dia houve ciência.", "", ancora
        )
    if _PESSOAL.search(texto):
        motivo = "A certidão diz que o ato foi cumprido em pessoa; conta do dia em que foi juntada."
        return CandidatoDeCitacao(busca.campo, dia, 80 + bonus, motivo, "CPC, art. 231, I e II", ancora)
    if _PRESUMIDA.search(texto) and _DECORREU.search(texto) and not _ENVIADA.search(texto):
        motivo = "A certidão diz que passaram dez dias sem consulta ao portal eletrônico."
        return CandidatoDeCitacao(busca.campo, dia, 88 + bonus, motivo, f"{_LEI}, § 3º", ancora)
    if _ENVIADA.search(texto) and _COMUNICA.search(texto):
        intimacao = date_intimacao_eletronica(calendario, dia)
        motivo = f"Enviada em {dia:%d/%m/%Y}: enviada não é recebida. Sem consulta, a lei a dá por feita neste dia."
        return CandidatoDeCitacao(busca.campo, intimacao.dia, 72 + bonus, motivo, intimacao.fonte, ancora)
    return CandidatoDeCitacao(busca.campo, dia, 15, "A certidão não fala de citação nem de intimação.", "", ancora)


def _read_movimento(calendario: Calendario, busca: Busca, movimento: Movimento, dia: date) -> CandidatoDeCitacao | None:
    texto = fold(" ".join((movimento.descricao, *movimento.complementos)))
    if not _COMUNICA.search(texto):
        return None
    ancora = Ancora(busca.processo.numero_cnj, movimento.id_documento, f"Movimento de {dia:%d/%m/%Y}", None)
    bonus = -30 if _DE_OUTRO.search(texto) and not _DO_ESTADO.search(texto) else 0
    if _CONFIRMADA.search(texto) or (_DECORREU.search(texto) and _PRESUMIDA.search(texto)):
        motivo = "O movimento registra a ciência neste dia."
        return CandidatoDeCitacao(busca.campo, dia, 78 + bonus, motivo, "", ancora)
    if _ENVIADA.search(texto):
        intimacao = date_intimacao_eletronica(calendario, dia)
        motivo = f"O movimento de {dia:%d/%m/%Y} é de envio. Sem consulta, a lei dá a comunicação por feita neste dia."
        return CandidatoDeCitacao(busca.campo, intimacao.dia, 50 + bonus, motivo, intimacao.fonte, ancora)
    return None


def _weigh(candidato: CandidatoDeCitacao, ajuizado_em: date | None) -> CandidatoDeCitacao:
    if ajuizado_em and candidato.data < ajuizado_em:
        motivo = f"{candidato.motivo} O dia é anterior ao ajuizamento ({ajuizado_em:%d/%m/%Y}): não pode ser."
        return replace(candidato, score=0, motivo=motivo, is_impossivel=True)
    return replace(candidato, score=max(0, min(100, candidato.score)))


def _find_frase(peca: PecaDosAutos) -> tuple[int | None, str]:
    """The first line of the certificate that speaks of the notice, with its page."""
    assert peca.lido is not None
    for pagina in peca.lido.paginas:
        for frase in re.split(r"(?<=[.;])\s+|\n\s*\n", pagina.texto):
            folded = fold(frase)
            start = folded.find("certifico")
            if start >= 0 and _COMUNICA.search(folded):
                return pagina.numero, " ".join(frase[start:].split())
    return None, ""


def _find_cumprimento(caso: Processo, *, is_autonomo: bool) -> date | None:
    """The day from which the enforcement runs: joined to the case, or asked for, or filed as a case of its own."""
    apensos = [m.data_hora.date() for m in caso.movimentos if m.codigo == _APENSADO and m.data_hora]
    pedidos = _list_datas(caso, CUMPRIMENTOS)
    last = max(apensos, default=None) or max(pedidos, default=None)
    return last or (caso.ajuizado_em if is_autonomo else None)


def _list_datas(processo: Processo, codigos: frozenset[int]) -> list[date]:
    return [d.data_hora.date() for d in processo.documentos if d.tipo in codigos and d.data_hora]


def _parse(texto: str) -> date | None:
    try:
        return parse_data(texto, "certidão")
    except InvalidCalculoError:
        return None
