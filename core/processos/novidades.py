"""What changed in a case between two answers of the court."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.processos.domain import Documento, Movimento, Processo
from core.processos.numero_cnj import DIGITS, format_numero_cnj

_POLOS = {"AT": "Polo ativo", "PA": "Polo passivo"}
_SISTEMAS = {"saj": "SAJ", "eproc": "eproc"}


@dataclass(frozen=True)
class Mudanca:
    """A fact of the header that changed, in words: the values that it lost and those that it has now."""

    nome: str
    sairam: tuple[str, ...]
    entraram: tuple[str, ...]


@dataclass(frozen=True)
class Novidades:
    """``desde`` is when the court gave the earlier answer, None without one: then everything is new."""

    desde: datetime | None
    documentos: tuple[Documento, ...] = ()
    movimentos: tuple[Movimento, ...] = ()
    mudancas: tuple[Mudanca, ...] = ()

    @property
    def has_news(self) -> bool:
        return bool(self.documentos or self.movimentos or self.mudancas)


def compare_processos(antes: Processo | None, agora: Processo, desde: datetime | None) -> Novidades:
    """The documents and movements that are in the later answer and not in the earlier one, in the court's order.

    A document is known by the ids of its parts, so that a part that came later makes it new. Movements have no id
    that stays (their numbers shift when one is put between them): equal ones are counted.
    """
    if antes is None:
        return Novidades(None, agora.documentos, agora.movimentos)
    vistos = {ident for documento in antes.documentos for ident in documento.ids_das_partes}
    documentos = tuple(d for d in agora.documentos if not vistos.issuperset(d.ids_das_partes))
    contados = Counter(replace(movimento, evento=None) for movimento in antes.movimentos)
    movimentos: list[Movimento] = []
    for movimento in agora.movimentos:
        known = replace(movimento, evento=None)
        if contados[known] > 0:
            contados[known] -= 1
        else:
            movimentos.append(movimento)
    return Novidades(desde, documentos, tuple(movimentos), _compare_cabecalhos(antes, agora))


def join_novidades(novidades: Sequence[Novidades]) -> Novidades:
    """What several answers in a row brought, as one: of a document the last form, of a fact only what is left of it."""
    if not novidades:
        return Novidades(None)
    documentos = {d.id_documento: d for parte in novidades for d in parte.documentos}
    mudancas: dict[str, Mudanca] = {}
    for mudanca in (mudanca for parte in novidades for mudanca in parte.mudancas):
        before = mudancas.get(mudanca.nome, Mudanca(mudanca.nome, (), ()))
        mudancas[mudanca.nome] = replace(
            before,
            sairam=_without(before.sairam, mudanca.entraram) + _without(mudanca.sairam, before.entraram),
            entraram=_without(before.entraram, mudanca.sairam) + _without(mudanca.entraram, before.sairam),
        )
    return Novidades(
        novidades[0].desde,
        tuple(documentos.values()),
        tuple(movimento for parte in novidades for movimento in parte.movimentos),
        tuple(mudanca for mudanca in mudancas.values() if mudanca.sairam or mudanca.entraram),
    )


def _without(values: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value not in set(others))


def _compare_cabecalhos(antes: Processo, agora: Processo) -> tuple[Mudanca, ...]:
    """The facts of the header that people care for; numbers of documents and unnamed fields are none."""
    old, new = _list_fatos(antes), _list_fatos(agora)
    mudancas = [
        Mudanca(nome, _without(old.get(nome, ()), new.get(nome, ())), _without(new.get(nome, ()), old.get(nome, ())))
        for nome in dict.fromkeys([*new, *old])
    ]
    return tuple(mudanca for mudanca in mudancas if mudanca.sairam or mudanca.entraram)


def _list_fatos(processo: Processo) -> dict[str, list[str]]:
    """The values of each fact of the header, in words."""
    fatos: dict[str, list[str]] = {}
    partes = [parte for parte in processo.partes if parte.nome]
    for parte in partes:
        fatos.setdefault(_POLOS.get(parte.polo, f"Polo {parte.polo}"), []).append(parte.nome)
    classe, centavos = processo.classe, processo.valor_causa_centavos
    return fatos | {
        "Justiça gratuita": [parte.nome for parte in partes if parte.has_justica_gratuita],
        "Advogados": [advogado for parte in processo.partes for advogado in parte.advogados],
        "Valor da causa": [] if centavos is None else [_format_reais(centavos)],
        "Órgão julgador": [processo.orgao_julgador] if processo.orgao_julgador else [],
        "Classe (código do CNJ)": [] if classe is None else [str(classe)],
        "Competência (código do TJMS)": [processo.competencia] if processo.competencia else [],
        "Assuntos (códigos do CNJ)": [str(assunto) for assunto in processo.assuntos],
        "Processos vinculados": [_format_numero(vinculo.numero_cnj) for vinculo in processo.vinculados],
        "Nível de sigilo": [str(processo.nivel_sigilo)],
        "Sistema do TJMS": [_SISTEMAS[processo.sistema]],
    }


def _format_numero(numero: str) -> str:
    """The court may write another kind of number in a link between cases."""
    return format_numero_cnj(numero) if len(numero) == DIGITS else numero


def _format_reais(centavos: int) -> str:
    return f"R$ {centavos // 100:,}".replace(",", ".") + f",{centavos % 100:02d}"
