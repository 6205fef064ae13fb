"""Which peça a case asks for, by what the court's own data say: a table of acts, without the model.

The newest act that calls for an answer decides. What the data do not settle is left open, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from core.pecas.domain import TipoDePeca
from core.processos.domain import Documento, Movimento, Processo

_SENTENCA = frozenset({8, 54, 9626})
_ACORDAO = frozenset({34, 35, 37, 202})
_DECISAO = frozenset({15, 44, 45, 137, 517, 8506, 9653, 9654, 9817})
_RECURSO = frozenset({8335, 8435, 576, 9628, 272, 9629, 9630, 264, 62, 17})
_CONTESTACAO = frozenset({8320})
_CONTRARRAZOES = frozenset({8305})
_TRANSITO = frozenset({9644})
"""Document codes of TJMS (domain: document codes)."""

_CLASSES_DE_RECURSO = {202: "agravo de instrumento", 198: "apelação"}
"""National classes of cases that are an appeal themselves."""

_PROCEDENCIA, _IMPROCEDENCIA, _EM_PARTE, _EM_JULGADO = 219, 220, 221, 848
_URGENCIA = frozenset({332, 339})
"""National movements: outcome of a sentence, final judgment, urgent relief granted."""

_ESTADO = re.compile(
    r"^(estado de (mato grosso do sul|ms)\b|fazenda publica (estadual|do estado)|departamento estadual de transito)"
)
_NOSSO = re.compile(r"\b(estado|pge|procuradoria[- ]geral|fazenda publica|detran)\b")
_ALHEIO = re.compile(r"\b(autora?|requerente|exequente|impetrante|defensoria|executad[oa])\b")
_CITACAO = re.compile(r"\bcitacao\b|\bcitad[oa]\b")
_CONCEDE = re.compile(r"\b(defer\w+|conced\w+)\b.*\b(tutela|liminar|urgencia)\b|\b(tutela|liminar)\b.*\b(defer|conced)")
_NEGA = re.compile(r"\b(indefer|nao conced|neg[ao])")


class _Ato(Enum):
    TRANSITO = "trânsito em julgado"
    CONTRARRAZOES = "contrarrazões"
    RECURSO = "recurso"
    ACORDAO = "acórdão"
    SENTENCA = "sentença"
    CONTESTACAO = "contestação"
    URGENCIA = "decisão de urgência"
    CITACAO = "citação"


@dataclass(frozen=True)
class _Marco:
    ato: _Ato
    quando: datetime
    texto: str
    id_documento: str = ""

    @property
    def dia(self) -> str:
        return f"{self.quando:%d/%m/%Y}"


@dataclass(frozen=True)
class TipoDecidido:
    """``motivo`` is a sentence for the attorney."""

    tipo: TipoDePeca
    motivo: str


def decide_tipo(processo: Processo) -> TipoDecidido | None:
    """The type that the court's data call for; None when they do not say, or when nothing is left to answer."""
    polo = _find_polo(processo)
    if polo is None:
        return None
    marcos = _list_marcos(processo)
    newest = {marco.ato: marco for marco in marcos}
    if _Ato.TRANSITO in newest:
        return None
    if processo.classe in _CLASSES_DE_RECURSO:
        return _answer_recurso_em_curso(processo, polo, newest)
    if recurso := newest.get(_Ato.RECURSO):
        return _answer_recurso(processo, polo, recurso, newest)
    if sentenca := newest.get(_Ato.SENTENCA):
        return _answer_sentenca(processo, polo, sentenca)
    return _answer_antes_da_sentenca(polo, newest) if _Ato.ACORDAO not in newest else None


def _answer_recurso_em_curso(processo: Processo, polo: str, newest: dict[_Ato, _Marco]) -> TipoDecidido | None:
    nome = _CLASSES_DE_RECURSO[processo.classe or 0]
    is_open = polo == "PA" and _Ato.CONTRARRAZOES not in newest and _Ato.ACORDAO not in newest
    if not is_open:
        return None
    motivo = f"O processo é {nome} da outra parte, o Estado é o recorrido e ainda não há contrarrazões nem acórdão."
    return TipoDecidido(TipoDePeca.CONTRARRAZOES, motivo)


def _answer_recurso(processo: Processo, polo: str, recurso: _Marco, newest: dict[_Ato, _Marco]) -> TipoDecidido | None:
    """An appeal of the other side without an answer after it; one of the State asks for nothing more."""
    answered = newest.get(_Ato.CONTRARRAZOES) or newest.get(_Ato.ACORDAO)
    if answered is not None and answered.quando > recurso.quando:
        return None
    sentenca = newest.get(_Ato.SENTENCA)
    is_nosso = _is_nosso(processo, polo, recurso)
    if is_nosso is None and sentenca is not None:
        lost = _has_lost(processo, polo, sentenca)
        is_nosso = None if lost is None else lost
        if lost is False:
            motivo = (
                f"A sentença de {sentenca.dia} foi favorável ao Estado e há recurso de {recurso.dia} "
                "ainda sem contrarrazões: só a outra parte tinha o que recorrer."
            )
            return TipoDecidido(TipoDePeca.CONTRARRAZOES, motivo)
    if is_nosso is not False:
        return None
    motivo = f"Há recurso da outra parte, de {recurso.dia}, ainda sem contrarrazões do Estado."
    return TipoDecidido(TipoDePeca.CONTRARRAZOES, motivo)


def _answer_sentenca(processo: Processo, polo: str, sentenca: _Marco) -> TipoDecidido | None:
    lost = _has_lost(processo, polo, sentenca)
    if lost is False:
        return None
    how = " contrária ao Estado" if lost else ""
    motivo = f"Há sentença{how} de {sentenca.dia} e nenhum recurso depois dela."
    return TipoDecidido(TipoDePeca.APELACAO, motivo)


def _answer_antes_da_sentenca(polo: str, newest: dict[_Ato, _Marco]) -> TipoDecidido | None:
    """The newer of urgent relief and citation; with a contestação in the case only the relief is left."""
    urgencia, citacao = newest.get(_Ato.URGENCIA), newest.get(_Ato.CITACAO)
    if polo != "PA":
        return None
    has_contestacao = _Ato.CONTESTACAO in newest
    is_citacao_newer = citacao is not None and (urgencia is None or citacao.quando > urgencia.quando)
    if citacao is not None and is_citacao_newer and not has_contestacao:
        motivo = f"O Estado foi citado em {citacao.dia} e não há contestação nem sentença nos autos."
        return TipoDecidido(TipoDePeca.CONTESTACAO, motivo)
    if urgencia is None:
        return None
    contestacao = newest.get(_Ato.CONTESTACAO)
    if contestacao is not None and contestacao.quando > urgencia.quando:
        return None
    motivo = f"A decisão de {urgencia.dia} concedeu a tutela de urgência e não há ato posterior que a substitua."
    return TipoDecidido(TipoDePeca.AGRAVO, motivo)


def _list_marcos(processo: Processo) -> list[_Marco]:
    """The acts that count, oldest first; what has no date cannot be put in order and is left out."""
    marcos = [marco for documento in processo.documentos if (marco := _read_documento(documento, processo))]
    marcos += [marco for movimento in processo.movimentos if (marco := _read_movimento(movimento))]
    return sorted(marcos, key=lambda marco: marco.quando.timestamp())


_BY_CODE = (
    (_TRANSITO, _Ato.TRANSITO),
    (_CONTRARRAZOES, _Ato.CONTRARRAZOES),
    (_RECURSO, _Ato.RECURSO),
    (_ACORDAO, _Ato.ACORDAO),
    (_SENTENCA, _Ato.SENTENCA),
    (_CONTESTACAO, _Ato.CONTESTACAO),
)


def _read_documento(documento: Documento, processo: Processo) -> _Marco | None:
    if documento.data_hora is None:
        return None
    texto = _fold(documento.descricao)
    ato = next((ato for codes, ato in _BY_CODE if documento.tipo in codes), None)
    if ato is None and documento.tipo in _DECISAO:
        told = [texto, *(_fold(m.descricao) for m in processo.movimentos if m.id_documento == documento.id_documento)]
        ato = _Ato.URGENCIA if any(_CONCEDE.search(t) and not _NEGA.search(t) for t in told) else None
    if ato is None and _CITACAO.search(texto):
        ato = _Ato.CITACAO
    return None if ato is None else _Marco(ato, documento.data_hora, texto, documento.id_documento)


def _read_movimento(movimento: Movimento) -> _Marco | None:
    if movimento.data_hora is None:
        return None
    texto = _fold(" ".join([movimento.descricao, *movimento.complementos]))
    if movimento.codigo == _EM_JULGADO:
        return _Marco(_Ato.TRANSITO, movimento.data_hora, texto, movimento.id_documento)
    if movimento.codigo in _URGENCIA:
        return _Marco(_Ato.URGENCIA, movimento.data_hora, texto, movimento.id_documento)
    if movimento.codigo in (_PROCEDENCIA, _IMPROCEDENCIA, _EM_PARTE):
        return _Marco(_Ato.SENTENCA, movimento.data_hora, texto, movimento.id_documento)
    is_citacao = _CITACAO.search(texto) is not None
    return _Marco(_Ato.CITACAO, movimento.data_hora, texto, movimento.id_documento) if is_citacao else None


def _find_polo(processo: Processo) -> str | None:
    """On which side the State stands; None when it is on neither, or on both."""
    polos = {parte.polo for parte in processo.partes if _ESTADO.match(_fold(parte.nome))} & {"AT", "PA"}
    return polos.pop() if len(polos) == 1 else None


def _is_nosso(processo: Processo, polo: str, recurso: _Marco) -> bool | None:
    """Whose appeal it is, when its own words name somebody."""
    if _NOSSO.search(recurso.texto):
        return True
    outro = "AT" if polo == "PA" else "PA"
    names = (_fold(parte.nome) for parte in processo.polo(outro))
    return False if _ALHEIO.search(recurso.texto) or _any_in(names, recurso.texto) else None


def _any_in(names: Iterable[str], texto: str) -> bool:
    return any(name and name in texto for name in names)


def _has_lost(processo: Processo, polo: str, sentenca: _Marco) -> bool | None:
    """Whether the sentence went against the State, in part counts as yes; None when no movement says so."""
    codes = {m.codigo for m in processo.movimentos if m.data_hora == sentenca.quando or _is_of(m, sentenca)}
    if _EM_PARTE in codes:
        return True
    won_by_author = _PROCEDENCIA in codes
    if not won_by_author and _IMPROCEDENCIA not in codes:
        return None
    return won_by_author == (polo == "PA")


def _is_of(movimento: Movimento, marco: _Marco) -> bool:
    return bool(marco.id_documento) and movimento.id_documento == marco.id_documento


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(bare.lower().split())
