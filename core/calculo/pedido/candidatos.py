"""Days on which the State may have been served, each with its score and reason (domain.md 10). Pure.

What a certificate says was sent was not yet received: an electronic notice that nobody opened counts as made ten days
later (Lei 11.419/2006, art. 5º, § 3º).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.prazos import date_intimacao_eletronica
from core.calculo.pedido.buscas import Busca
from core.calculo.pedido.campos import NomeDoCampo
from core.calculo.pedido.comunicacao import Ato, Comunicacao, read_comunicacao, speaks_of_comunicacao
from core.calculo.pedido.domain import Ancora, CandidatoDeCitacao
from core.infra.folding import fold
from core.processos.domain import Documento, Movimento, PecaDosAutos

MINIMO = 40
"""Score from which a candidate fills the field by itself; the person confirms it all the same."""

_LEI = "Lei 11.419/2006, art. 5º"
_JUIZOS = MappingProxyType(
    {
        Ato.CIENCIA: (92, "A certidão diz em que dia houve ciência.", ""),
        Ato.TACITA: (92, "A certidão diz em que dia a lei deu a comunicação por feita.", f"{_LEI}, § 3º"),
        Ato.TACITA_SEM_DIA: (
            88,
            "A certidão diz que passaram dez dias sem consulta ao portal eletrônico.",
            f"{_LEI}, § 3º",
        ),
        Ato.PESSOAL: (
            80,
            "A certidão diz que o ato foi cumprido em pessoa; conta do dia em que foi juntada.",
            "CPC, art. 231, I e II",
        ),
        Ato.CIENCIA_SEM_DIA: (78, "A certidão diz que houve ciência no dia em que foi feita.", ""),
        Ato.NEGADA: (10, "A certidão diz que a comunicação não foi feita.", ""),
        Ato.ENVIO_FISICO: (10, "A certidão só diz que o mandado ou a carta saiu; conta o que voltar cumprido.", ""),
        Ato.NENHUM: (15, "A certidão não fala de citação nem de intimação feita.", ""),
    }
)
"""Score, reason and source of each act on the day that the text names or, without one, on that of the certificate."""


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
    for documento in busca.certidoes:
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
        falta = "não foi lida pelo portal" if peca is None else "não pôde ser lida"
        motivo = f"A certidão {falta}; só se sabe o dia em que foi juntada."
        return CandidatoDeCitacao(busca.campo, dia, 20, motivo)
    pagina, frase = _find_frase(peca)
    ancora = Ancora(peca.numero_cnj, documento.id_documento, peca.rotulo, pagina, frase, is_encontrada=bool(frase))
    lida = read_comunicacao(peca.lido.texto)
    bonus = 3 if lida.is_do_estado else -30 if lida.is_de_outro else 0
    data, score, motivo, fonte = _judge(calendario, lida, dia)
    return CandidatoDeCitacao(busca.campo, data, score + bonus, motivo, fonte, ancora)


def _judge(calendario: Calendario, lida: Comunicacao, dia: date) -> tuple[date, int, str, str]:
    """Day, score, reason and source of what a certificate of ``dia`` says."""
    if lida.ato is Ato.ENVIO:
        envio = lida.dia or dia
        feita = date_intimacao_eletronica(calendario, envio)
        motivo = f"Enviada em {envio:%d/%m/%Y}: enviada não é recebida. Sem consulta, a lei a dá por feita neste dia."
        return feita.dia, 72, motivo, feita.fonte
    if lida.ato is Ato.TACITA_SEM_DIA and lida.envio:
        feita = date_intimacao_eletronica(calendario, lida.envio)
        motivo = f"A certidão diz que passaram dez dias sem consulta; o envio foi em {lida.envio:%d/%m/%Y}."
        return feita.dia, 90, motivo, feita.fonte
    score, motivo, fonte = _JUIZOS[lida.ato]
    return lida.dia or dia, score, motivo, fonte


def _read_movimento(calendario: Calendario, busca: Busca, movimento: Movimento, dia: date) -> CandidatoDeCitacao | None:
    """None for one that records no service, or one that was not done."""
    lida = read_comunicacao(" ".join((movimento.descricao, *movimento.complementos)), is_movimento=True)
    if lida.ato >= Ato.NEGADA:
        return None
    ancora = Ancora(busca.processo.numero_cnj, movimento.id_documento, f"Movimento de {dia:%d/%m/%Y}", None)
    bonus = -30 if lida.is_de_outro else 0
    if lida.ato is not Ato.ENVIO:
        motivo = "O movimento registra a ciência neste dia."
        return CandidatoDeCitacao(busca.campo, lida.dia or dia, 78 + bonus, motivo, "", ancora)
    envio = lida.dia or dia
    intimacao = date_intimacao_eletronica(calendario, envio)
    motivo = f"O movimento diz que o envio foi em {envio:%d/%m/%Y}. Sem consulta, a lei a dá por feita neste dia."
    return CandidatoDeCitacao(busca.campo, intimacao.dia, 50 + bonus, motivo, intimacao.fonte, ancora)


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
            if start >= 0 and speaks_of_comunicacao(folded):
                return pagina.numero, " ".join(frase[start:].split())
    return None, ""
