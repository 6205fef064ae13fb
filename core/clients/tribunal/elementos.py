"""The parts of a reply: one open element, and what is made of it when it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.clients.tribunal.domain import Documento, Movimento, Parte, ProcessoVinculado
from core.clients.tribunal.valores import parse_bool, parse_data_hora, parse_int, parse_nivel_sigilo

MAX_TEXT = 100_000
"""Characters kept of one field."""

MAX_FIELDS = 200
"""Fields kept of one element: unknown ones are kept too, and a reply may be hostile."""

MAX_VALUES = 1000
"""Values kept of a field that may repeat."""

_LISTS = frozenset({"complemento", "idDocumentoVinculado"})
_TIPO_DE_PESSOA = {
    "FIS": "fisica",
    "JUR": "juridica",
    "AUT": "autoridade",
    "ORP": "orgaorepresentacao",
    "EDP": "despersonalizado",
}
"""Kinds of persons of MNI 3.0 in the words of 2.2.2."""

_ROTULO = re.compile(r"[A-Z][A-Z_]{1,29}\d{1,4}")
"""A label that eproc gives to a document of an event: kind and order, as ``LAUDO3``."""

_ROTULOS = ("rotulo", "rotuloDocumento", "label")
_MAX_EVENTO = 99_999
"""Events of a case count from 1; a greater number is the court's internal key."""

_NAMED = frozenset(
    {
        "codigoTipoDocumento",
        "codigoTipoDocumentoLocal",
        "dataHora",
        "descricao",
        "idDocumento",
        "idMovimento",
        "mimetype",
        "movimento",
        "nivelSigilo",
        "tipoDocumento",
        "tipoDocumentoLocal",
    }
)
_MAX_KEPT = 500


@dataclass(slots=True)
class No:
    """An element that has not ended. ``fields`` are its attributes and its children that are plain text."""

    name: str
    fields: dict[str, str]
    lists: dict[str, list[str]] = field(default_factory=dict)
    parametros: dict[str, str] = field(default_factory=dict)
    vinculados: list[tuple[Documento, bool]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    size: int = 0
    is_leaf: bool = True
    is_open: bool = False

    def keep(self, name: str, text: str) -> None:
        """A plain child; of several with one name the first counts, except where there may be many."""
        if name in _LISTS:
            self.add(name, text)
        self.fields.setdefault(name, text)

    def add(self, name: str, text: str) -> None:
        """One of several; what is beyond any case is left out."""
        values = self.lists.setdefault(name, [])
        if len(values) < MAX_VALUES:
            values.append(text)

    def merge(self, other: No) -> None:
        for name, value in other.fields.items():
            if not self.fields.get(name):
                self.fields[name] = value
        for name, values in other.lists.items():
            for value in values:
                self.add(name, value)

    def keep_identidade(self, fields: Mapping[str, str]) -> None:
        """CPF (CMF) or CNPJ (CAN) of a person whose main number the court left out."""
        if fields.get("tipoDocumento") in ("CMF", "CAN"):
            self.fields.setdefault("identidade", fields.get("codigoDocumento", ""))


def build_parte(polo: str, node: No) -> Parte:
    fields = node.fields
    interesse = fields.get("interessePublico", "")
    tipo = fields.get("tipoPessoa", "") or fields.get("qualificacaoPessoa", "")
    return Parte(
        polo=polo,
        nome=fields.get("nome", "") or (interesse if parse_bool(interesse) is None else ""),
        tipo_pessoa=_TIPO_DE_PESSOA.get(tipo, tipo),
        documento=fields.get("numeroDocumentoPrincipal", "") or fields.get("identidade", ""),
        has_justica_gratuita=parse_bool(fields.get("assistenciaJudiciaria", "")) is True,
        advogados=tuple(node.lists.get("advogado", ())),
    )


def build_vinculado(node: No) -> ProcessoVinculado:
    numero = "".join(c for c in node.fields.get("numeroProcesso", "") if c.isdecimal())
    return ProcessoVinculado(numero, node.fields.get("vinculo", "") or node.fields.get("tipoVinculo", ""))


def build_movimento(node: No) -> Movimento:
    fields = node.fields
    nacional = parse_int(fields.get("codigoNacional", ""))
    local = parse_int(fields.get("codigoMovimento", "") or fields.get("codigo", ""))
    complementos = tuple(filter(None, node.lists.get("complemento", ())))
    vinculados = [text.partition(" - ")[0].strip() for text in node.lists.get("idDocumentoVinculado", ())]
    return Movimento(
        codigo=nacional if nacional is not None else local,
        descricao=fields.get("descricao", "") or next(iter(complementos), ""),
        data_hora=parse_data_hora(fields.get("dataHora", "")),
        complementos=complementos,
        id_documento=next(filter(None, vinculados), ""),
        evento=_parse_evento(fields.get("idMovimento", "") or fields.get("identificadorMovimento", "")),
    )


def build_documento(node: No) -> Documento:
    """A listed document; the codes of MNI 2.2.2 are attributes, those of 3.0 have longer names."""
    fields = node.fields
    tipos = (
        fields.get(name, "")
        for name in ("tipoDocumento", "tipoDocumentoLocal", "codigoTipoDocumentoLocal", "codigoTipoDocumento")
    )
    movimento = fields.get("movimento", "") or fields.get("idMovimento", "")
    unnamed = {name: value for name, value in fields.items() if name not in _NAMED} | node.parametros
    return Documento(
        id_documento=fields.get("idDocumento", ""),
        tipo=next((tipo for tipo in map(parse_int, tipos) if tipo is not None), None),
        descricao=fields.get("descricao", ""),
        data_hora=parse_data_hora(fields.get("dataHora", "")),
        mimetype=fields.get("mimetype", ""),
        nivel_sigilo=parse_nivel_sigilo(fields.get("nivelSigilo", "")),
        movimento=parse_int(movimento),
        evento=_parse_evento(fields.get("idMovimento", "")),
        rotulo=_find_rotulo(fields.get("descricao", ""), node.parametros),
        outros=tuple(sorted((name, value[:_MAX_KEPT]) for name, value in unnamed.items() if value)),
    )


def _parse_evento(text: str) -> int | None:
    evento = parse_int(text)
    return evento if evento is not None and 0 < evento <= _MAX_EVENTO else None


def _find_rotulo(descricao: str, parametros: Mapping[str, str]) -> str:
    """The label where the court names it, or a description that is one."""
    named = next((parametros[name].strip() for name in _ROTULOS if parametros.get(name)), descricao.strip())
    return named if _ROTULO.fullmatch(named) else ""
