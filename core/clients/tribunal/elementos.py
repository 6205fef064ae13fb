"""The parts of a reply: one open element, and what is made of it when it ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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

_NAMED_DO_DOCUMENTO = frozenset(
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
_NAMED_DO_MOVIMENTO = frozenset(
    {
        "codigo",
        "codigoMovimento",
        "codigoNacional",
        "codigoPaiNacional",
        "complemento",
        "dataHora",
        "descricao",
        "idDocumentoVinculado",
        "idMovimento",
        "identificadorMovimento",
    }
)
_NAMED_DA_PARTE = frozenset(
    {
        "assistenciaJudiciaria",
        "identidade",
        "interessePublico",
        "nome",
        "numeroDocumentoPrincipal",
        "qualificacaoPessoa",
        "tipoPessoa",
    }
)
_UNNEEDED = frozenset(
    {
        "cidadeNatural",
        "dataNascimento",
        "dataObito",
        "endereco",
        "estadoNatural",
        "nacionalidade",
        "nomeGenitor",
        "nomeGenitora",
        "sexo",
    }
)
"""Facts about people that the schema has and the product has no use for: LGPD, art. 6, III (only what is needed)."""

MAX_KEPT = 500
"""Characters kept of what the portal has no name for, one value or several joined."""


@dataclass(slots=True)
class No:
    """An element that has not ended. ``fields`` are its attributes and its children that are plain text.

    ``parametros`` are its parameters and what has no place of its own: repeated fields, and unknown blocks as
    ``block/field``.
    """

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
        first = self.fields.get(name)
        if first and name not in _LISTS and text not in ("", first):
            self.parametros.setdefault(name, first[:MAX_KEPT])
            self.keep_unnamed(name, text)
        elif not first and (name in self.fields or len(self.fields) < MAX_FIELDS):
            self.fields[name] = text

    def keep_unnamed(self, name: str, text: str) -> None:
        """A value that the portal has no name for; several are joined."""
        kept = self.parametros.get(name)
        if kept is None and len(self.parametros) < MAX_FIELDS:
            self.parametros[name] = text[:MAX_KEPT]
        elif kept is not None and text not in kept.split("; "):
            self.parametros[name] = f"{kept}; {text}"[:MAX_KEPT]

    def keep_block(self, other: No, named: Collection[str] = ()) -> None:
        """What a child holds that has no place of its own; ``named`` are the fields that have one."""
        values = other.fields | other.parametros | {name: "; ".join(values) for name, values in other.lists.items()}
        for name, value in values.items():
            if value and name not in named:
                self.keep_unnamed(f"{other.name}/{name}", value)
        if text := "".join(other.text).strip():
            self.keep_unnamed(other.name, text)

    def add(self, name: str, text: str) -> None:
        """One of several; what is beyond any case is left out."""
        values = self.lists.setdefault(name, [])
        if len(values) < MAX_VALUES:
            values.append(text)

    def merge(self, other: No) -> None:
        for name, value in other.fields.items():
            if name in _LISTS:
                self.fields.setdefault(name, value)
            else:
                self.keep(name, value)
        for name, value in other.parametros.items():
            self.keep_unnamed(name, value)
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
        outros=tuple(
            (name, value)
            for name, value in _list_outros(node, _NAMED_DA_PARTE)
            if _UNNEEDED.isdisjoint(name.split("/"))
        ),
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
        outros=_list_outros(node, _NAMED_DO_MOVIMENTO),
    )


def build_documento(node: No) -> Documento:
    """A listed document; the codes of MNI 2.2.2 are attributes, those of 3.0 have longer names."""
    fields = node.fields
    tipos = (
        fields.get(name, "")
        for name in ("tipoDocumento", "tipoDocumentoLocal", "codigoTipoDocumentoLocal", "codigoTipoDocumento")
    )
    movimento = fields.get("movimento", "") or fields.get("idMovimento", "")
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
        outros=_list_outros(node, _NAMED_DO_DOCUMENTO),
    )


def _list_outros(node: No, named: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What an element holds that the portal has no name for."""
    unnamed = {name: value for name, value in node.fields.items() if name not in named} | node.parametros
    return tuple(sorted((name, value[:MAX_KEPT]) for name, value in unnamed.items() if value))


def _parse_evento(text: str) -> int | None:
    evento = parse_int(text)
    return evento if evento is not None and 0 < evento <= _MAX_EVENTO else None


def _find_rotulo(descricao: str, parametros: Mapping[str, str]) -> str:
    """The label where the court names it, or a description that is one."""
    named = next((parametros[name].strip() for name in _ROTULOS if parametros.get(name)), descricao.strip())
    return named if _ROTULO.fullmatch(named) else ""
