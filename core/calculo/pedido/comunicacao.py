"""What a certificate or a movement says of a service: done, held as done by the law, only sent, or not done. Pure.

Read sentence by sentence: each day belongs to the act that governs it, and a sentence that denies the act proves none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from core.calculo.entrada import parse_data
from core.errors import InvalidCalculoError
from core.infra.folding import fold

_MESES = (
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
    "novembro", "dezembro",
)  # fmt: skip
_PERTO = 60
"""Letters after a day within which the act stands that governs it."""

_POR_LEI = ("consider", "reputa", "tem-se", "tendo-se", "tacit")
_SEM = "#sem-consulta#"
"""Stands in a sentence for the words that say that nobody opened it."""

_FRASE = re.compile(
    r"(?<!\bdr\.)(?<!\bsr\.)(?<!\bdra\.)(?<!\bsra\.)(?<!\bn\.)(?<!\bart\.)(?<=[.;])\s+|\n\s*\n"
    r"|,?\s+\b(?:mas|porem|contudo|todavia|entretanto)\b"
)
_DIA = re.compile(rf"(?<![\d./-])(\d{{1,2}})o?(?:[/.](\d{{1,2}})[/.]| de ({'|'.join(_MESES)}) de )(\d{{4}})(?![\d])")
_EM = re.compile(r"(?:\bem|\bdia|\bdata(?: de)?|\baos?|:|^)\s*$")
_SEM_CONSULTA = re.compile(
    r"\b(?:sem|nao)\b(?: [\w-]+){0,4}? (?:consult(?:a|ad[oa])|leitura|lid[oa]|acess(?:o|ad[oa])|ciencia)\b"
)
_ENVIO = r"remessa|expedicao|envio|disponibilizacao|encaminhamento"
_FEITO = r"(?:confirmad|realizad|efetivad|efetuad|cumprid)[oa]s?"
_ENVIO_FEITO = re.compile(rf"\b(?:{_ENVIO})\b[^,.;#]{{0,70}}?\b{_FEITO}\b|\b{_FEITO} (?:[oa]s? )?(?:{_ENVIO})\b")
_ATO = re.compile(
    r"(?P<envio>\b(?:remetid|enviad|expedid|disponibilizad|encaminhad)[oa]s?\b|\b(?:remeto|remeti|enviei|expedi)\b"
    rf"|\b(?:{_ENVIO})\b)"
    r"|(?P<tacita>\b(?:consider\w+|reputa\w*|tem-se por|tendo-se por|decorreu|decorrid[oa]s?|decurso|transcorreu"
    r"|transcorrid[oa]|escoou|tacit[oa])(?:-se)?(?: \w+mente)?(?: (?:realizad|efetivad|feit|ocorrid)[oa])?)"
    r"|(?P<ciencia>(?<!para )(?<!para a )(?<!prazo de )\b(?:cientes?|ciencia|cientificad[oa]s?|consult(?:a|ou|ad[oa])"
    r"|leitura|leu|lid[oa]s?|acess(?:ou|ad[oa])|cit(?:ei|ou|ad[oa]s?)|intim(?:ei|ou|ad[oa]s?)|notific(?:ou|ad[oa]s?)|notifiquei"
    r"|receb(?:eu|id[oa]s?|imento)|realiz(?:ou|ad[oa]s?)|efetiv(?:ou|ad[oa]s?)|confirm(?:ou|ad[oa]s?)|cumprid[oa]s?"
    r"|ocorr(?:eu|id[oa]))\b)"
    r"|(?P<alheio>\b(?:distribu|ajuiz|proferid|prolatad|exarad|publicad|publicac|datad|transit|venc|juntad|protocol|assinad"
    r"|termo final|prazo (?:final|fatal|ate))\w*)"
)
_NOME = re.compile(r"\b(?:citacao|intimacao|notificacao)\b")
_COMUNICA = re.compile(r"\b(?:cit(?:a|ei|ou)|intim(?:a|ei|ou)|notific|notifiquei|ciencia|cientific)")
_ABERTA = re.compile(r"\b(?:consult|leitura|lid[oa]s?\b)")
_DECORREU = re.compile(r"\b(?:decorreu|transcorreu|escoou|(?:decorrid|transcorrid)o o (?:prazo|decendio))\b")
_CONSIDERA = re.compile(r"\b(?:decurso|tacit[oa]|considerou|considerad[oa]|considerando-se)\b|\bse considera\b")
"""Told of a thing done, or of what the law says of it: of a thing done only where nothing is told as sent."""

_TACITA = re.compile(r"\btacit[oa]\b|\bleitura automatica\b")
_NEGADA = re.compile(
    r"\b(?:nao|nem)\b(?: [\w-]+){0,3}? (?:cit(?:ad|ei|ou|ar|acao)|intim(?:ad|ei|ou|ar|acao)|notific|realiz|efetiv|efetu"
    r"|cumprid|cumpri\b|cumprir|confirm|receb|entreg|localiz|encontr|concretiz|logr|possivel)"
    r"|\bdeix(?:ei|ou|o|aram|ando)(?:-se)? de (?:\w+ )?(?:cit|intim|notific|cumpr|proced|efetu|realiz|cientific|dar)"
    r"|\bsem (?:cumprimento|exito|efeito)|\bnegativ[oa]|\binfrutifer|\bfrustrad|\bprejudicad|\bimpossib|\bimpossivel"
    r"|\bcancelad|\bnul[oa]\b|\bnulidade"
)
_FUTURA = re.compile(
    r"\b(?:sera|serao|seja|sejam|para ser|a ser)\b(?: \w+){0,2} (?:cit|intim|notific|realiz|efetiv|cumpr|confirm|lid"
    r"|consi|consul)|\bocorrera|\bconsiderar-se-a|\bsob pena|\baguard|\bcaso (?:nao|haja|houver)|\bse nao houver"
    r"|\b(?:expeca|cite|intime)-se"
)
_ELETRONICA = re.compile(r"\bportal\b|\beletronic")
_POR_SERVIDOR = re.compile(r"\b(?:citei|intimei|notifiquei)\b")
_PESSOAL = re.compile(
    r"\b(?:citei|intimei|notifiquei)\b|\boficial de justica\b.{0,80}\b(?:citou|intimou|notificou|cumpriu)\b"
    r"|\bmandado\b.{0,60}\bcumprid[oa]\b|\baviso de recebimento\b.{0,80}\b(?:junt|positiv|assinad|recebid|cumprid)"
    r"|\bjunt.{0,30}\baviso de recebimento\b"
)
_FISICA = re.compile(r"\bmandado|\bcarta|\boficio|\bcorreio|\baviso de recebimento|\bprecatoria")
_HOJE = re.compile(r"\bnesta data\b|\bneste ato\b|\bnesta oportunidade\b|\bhoje\b")
_SOUBE = re.compile(
    r"\b(?:teve|tomou|houve|dada|deu-se por) (?:plena )?(?:ciencia|ciente)"
    r"|\bfo(?:i|ram) (?:\w+ )?(?:citad|intimad|cientificad|lid[oa]|consultad|confirmad)"
)
_CONFIRMADA = re.compile(r"\b(?:confirmad|lid[oa]\b|realizad|efetivad|cumprid)")
_DO_ESTADO = re.compile(
    r"fazenda publica(?! (?:do )?munic)|(?<!judiciario do )(?<!justica do )\bestado\b|\bpge\b|procuradoria[- ]geral"
)
_DE_OUTRO = re.compile(r"\bmunicip|\bautor[a]?\b|\bexequente\b")


class Ato(IntEnum):
    """What was done; the smaller, the more it proves."""

    TACITA = 1
    CIENCIA = 2
    TACITA_SEM_DIA = 3
    PESSOAL = 4
    CIENCIA_SEM_DIA = 5
    ENVIO = 6
    NEGADA = 7
    ENVIO_FISICO = 8
    NENHUM = 9


@dataclass(frozen=True)
class Comunicacao:
    """``dia`` is the one that the text names for the act; ``envio`` that of the sending, of one held as done.

    ``frase`` are the words that tell it, folded.
    """

    ato: Ato
    dia: date | None = None
    frase: str = ""
    envio: date | None = None

    @property
    def is_de_outro(self) -> bool:
        """It speaks of another party, and not of the State."""
        return bool(_DE_OUTRO.search(self.frase)) and not self.is_do_estado

    @property
    def is_do_estado(self) -> bool:
        return bool(_DO_ESTADO.search(self.frase))


def speaks_of_comunicacao(texto: str) -> bool:
    """Whether folded words name a service at all."""
    return bool(_COMUNICA.search(texto))


def read_comunicacao(texto: str, *, is_movimento: bool = False) -> Comunicacao:
    """The act that the text proves best, of the State before that of others.

    A movement records what was done on its own day; a certificate that names no day must say that it was done now.
    """
    folded = fold(texto)
    if not _COMUNICA.search(folded) and (is_movimento or not _SEM_CONSULTA.search(folded)):
        return Comunicacao(Ato.NENHUM)
    frases = [" ".join(frase.split()) for frase in _FRASE.split(folded) if frase and frase.strip()]
    lidas = [lida for frase in frases for lida in _read_frase(frase, is_movimento=is_movimento)]
    best = min(lidas, key=lambda um: (um.is_de_outro, um.ato, um.dia is None), default=Comunicacao(Ato.NENHUM))
    if best.ato is not Ato.TACITA_SEM_DIA:
        return best
    envio = next((um.dia for um in lidas if um.ato is Ato.ENVIO and um.dia), None)
    return Comunicacao(best.ato, None, best.frase, envio)


def _read_frase(frase: str, *, is_movimento: bool) -> Iterator[Comunicacao]:
    texto = _SEM_CONSULTA.sub(_SEM, frase)
    if _NEGADA.search(texto):
        yield Comunicacao(Ato.NEGADA, None, frase)
        return
    texto = _ENVIO_FEITO.sub(lambda um: re.sub(_FEITO, "enviada", um[0]), texto)
    is_futura = bool(_FUTURA.search(texto))
    yield from (um for um in _read_datas(texto) if um.ato >= Ato.ENVIO or not is_futura)
    ato = _read_envio(texto)
    if not is_futura:
        ato = _read_feita(texto, is_movimento=is_movimento, has_envio=ato is not None) or ato
    if ato is not None:
        yield Comunicacao(ato, None, frase)


def _read_feita(texto: str, *, is_movimento: bool, has_envio: bool) -> Ato | None:
    """What the sentence tells as done without a day."""
    is_tacita = _SEM in texto or _TACITA.search(texto)
    if is_tacita and (_DECORREU.search(texto) or (_CONSIDERA.search(texto) and not has_envio)):
        return Ato.TACITA_SEM_DIA
    if _PESSOAL.search(texto) and not _is_do_portal(texto):
        return Ato.PESSOAL
    if _SEM in texto:
        return None
    if is_movimento:
        return Ato.CIENCIA_SEM_DIA if _CONFIRMADA.search(texto) else None
    return Ato.CIENCIA_SEM_DIA if _HOJE.search(texto) and _SOUBE.search(texto) else None


def _read_envio(texto: str) -> Ato | None:
    has_envio = any(um.lastgroup == "envio" for um in _ATO.finditer(texto)) or _is_do_portal(texto)
    if not has_envio or not _COMUNICA.search(texto):
        return None
    return _name_envio(texto)


def _read_datas(texto: str) -> Iterator[Comunicacao]:
    """Each day that an act governs; one that follows another party's by a mere "and" has the same act."""
    if not (_COMUNICA.search(texto) or _ABERTA.search(texto) or _SEM in texto):
        return
    found = list(_DIA.finditer(texto))
    starts = [0, *(um.end() for um in found)]
    ends = [*(um.start() for um in found[1:]), len(texto)]
    last: Ato | None = None
    for um, start, end in zip(found, starts, ends, strict=False):
        antes, depois = texto[start : um.start()], texto[um.end() : end]
        dia = _parse(um)
        if dia is None or not _EM.search(antes):
            continue
        is_seguinte = antes.startswith((" e ", ", e ")) and Comunicacao(Ato.NENHUM, None, antes).is_do_estado
        last = _find_ato(antes, depois, texto) or (last if is_seguinte else None)
        if last is not None:
            yield Comunicacao(last, dia, antes if len(found) > 1 else texto)


def _find_ato(antes: str, depois: str, texto: str) -> Ato | None:
    """The last act before the day; without any, the first after it; a bare "service" says that it was done."""
    before = list(_ATO.finditer(antes))
    found = before[-1] if before else _ATO.search(depois[:_PERTO])
    if found is None:
        return Ato.CIENCIA if _NOME.search(antes) and _SEM not in texto else None
    match found.lastgroup:
        case "envio":
            return _name_envio(texto)
        case "tacita":
            return Ato.TACITA if _SEM in texto or _TACITA.search(texto) or found[0].startswith(_POR_LEI) else None
        case "ciencia":
            return Ato.ENVIO if _SEM in texto or _is_do_portal(texto) else Ato.CIENCIA
        case _:
            return None


def _is_do_portal(texto: str) -> bool:
    """The clerk who says to have served through the portal has sent."""
    return bool(_POR_SERVIDOR.search(texto) and _ELETRONICA.search(texto))


def _name_envio(texto: str) -> Ato:
    """On paper nothing counts as received by the mere passing of days."""
    return Ato.ENVIO_FISICO if _FISICA.search(texto) and not _ELETRONICA.search(texto) else Ato.ENVIO


def _parse(found: re.Match[str]) -> date | None:
    mes = found[2] or _MESES.index(found[3]) + 1
    try:
        return parse_data(f"{found[1]}/{mes}/{found[4]}", "certidão")
    except InvalidCalculoError:
        return None
