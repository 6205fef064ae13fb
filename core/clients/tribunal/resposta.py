"""The court's reply, read while it arrives.

A target for lxml's push parser: it looks at local names only, because prefixes and namespaces vary between replies, and
takes a field for the same whether it is an attribute (MNI 2.2.2) or a child element (MNI 3.0). It keeps no tree: a node
lives until it ends and hands what it was to its parent. Documents' contents go straight to a ConteudoSink.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field, replace

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.domain import Documento, Movimento, Parte, ProcessoVinculado
from core.clients.tribunal.elementos import (
    MAX_FIELDS,
    MAX_TEXT,
    No,
    build_documento,
    build_movimento,
    build_parte,
    build_vinculado,
)
from core.clients.tribunal.valores import parse_bool, parse_int
from core.errors import TribunalResponseError

_ROOT = "Envelope"
_MAX_DEPTH = 64
_MAX_ITEMS = 100_000
"""Parties, movements or documents of one case."""
_DOCUMENTOS = frozenset({"documento", "documentoVinculado", "documentos"})
_HASHES = frozenset({"hashCabecalho", "hashMovimentacoes", "hashDocumentos"})
_FAULT_TEXTS = frozenset({"faultstring", "Text"})
_FAULT_CODES = frozenset({"faultcode", "Value"})
_CASE_DEPTH = 4
"""Elements around whatever belongs to a case: envelope, body, answer, and the case or a delivered document."""

_PIECE = 1 << 20
"""Characters of an attribute decoded at a time, so that it is not copied whole."""

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NAMED_DO_ASSUNTO = frozenset({"codigoAssunto", "codigoNacional", "codigoPaiNacional", "descricao", "principal"})
_NAMED_DO_VINCULADO = frozenset({"numeroProcesso", "tipoVinculo", "vinculo"})


@dataclass
class Resposta:
    """What one reply carried, in the order of its elements."""

    sucesso: bool | None = None
    mensagem: str = ""
    fault: str = ""
    is_server_fault: bool = False
    cabecalho: dict[str, str] | None = None
    orgao_julgador: str = ""
    partes: list[Parte] = field(default_factory=list)
    assuntos: list[int] = field(default_factory=list)
    vinculados: list[ProcessoVinculado] = field(default_factory=list)
    movimentos: list[Movimento] = field(default_factory=list)
    documentos: dict[str, Documento] = field(default_factory=dict)
    outros: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)


class RespostaTarget:
    """The callbacks of lxml's target interface; ``close`` gives the Resposta. ``ticks`` counts them."""

    def __init__(self, sink: ConteudoSink | None = None, *, max_items: int = _MAX_ITEMS) -> None:
        self._sink = sink
        self._max_items = max_items
        self._resposta = Resposta()
        self._nodes: list[No] = []
        self._is_content = False
        self.ticks = 0
        ends: dict[str, Callable[[No, No], None]] = dict.fromkeys(_DOCUMENTOS, self._end_documento)
        self._ends = ends | {
            "processo": self._end_processo,
            "dadosBasicos": self._end_basicos,
            "pessoa": self._end_pessoa,
            "advogado": self._end_advogado,
            "parte": self._end_parte,
            "polo": self._end_polo,
            "assunto": self._end_assunto,
            "assuntoLocal": _merge,
            "processoVinculado": self._end_vinculado,
            "outroParametro": self._end_parametro,
            "orgaoJulgador": self._end_orgao,
            "movimentoNacional": _merge,
            "movimentoLocal": _merge,
            "movimento": self._end_movimento,
            "conteudo": _merge,
        }

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        self.ticks += 1
        name = tag.rpartition("}")[2]
        if not self._nodes and name != _ROOT:
            raise TribunalResponseError("the reply is not a SOAP envelope")
        if len(self._nodes) >= _MAX_DEPTH:
            raise TribunalResponseError("the reply is nested too deeply")
        parent = self._nodes[-1] if self._nodes else None
        if self._is_content and parent is not None:
            self._start_in_content(name, attrib, parent)
        if parent is not None:
            parent.is_leaf = False
            parent.text.clear()
        names = {key.rpartition("}")[2]: key for key in attrib if not key.startswith(_XSI)}
        content = attrib[names.pop("conteudo")] if name in _DOCUMENTOS and "conteudo" in names else ""
        node = No(name, {name: attrib[key].strip() for name, key in names.items()})
        self._nodes.append(node)
        if name == "conteudo":
            self._is_content = self._sink is not None
        elif content:
            self._take_attribute(node, content)

    def data(self, text: str) -> None:
        self.ticks += 1
        node = self._nodes[-1]
        if self._is_content and self._sink is not None:
            if not node.is_open:
                if text.isspace():
                    return
                self._sink.open(*self._owner())
                node.is_open = True
            self._sink.write(text)
        elif node.is_leaf and node.name != "conteudo" and node.size < MAX_TEXT:
            node.size += len(text)
            node.text.append(text)

    def end(self, _tag: str) -> None:
        self.ticks += 1
        node = self._nodes.pop()
        parent = self._nodes[-1] if self._nodes else No("", {})
        if node.name == "conteudo" and self._is_content:
            self._close_content(node)
        elif node.is_leaf and self._keep_leaf(node, parent):
            return
        handler = self._ends.get(node.name)
        if handler is not None:
            handler(node, parent)
        elif node.name in _HASHES:
            self._resposta.hashes[node.name] = node.fields.get("hash", "")
        elif len(self._nodes) >= _CASE_DEPTH:
            parent.keep_block(node)

    def doctype(self, *_: str | None) -> None:
        raise TribunalResponseError("the reply declares a document type")

    def comment(self, _text: str) -> None:
        """Comments say nothing to us."""

    def pi(self, _target: str, _data: str | None = None) -> None:
        """Nor do processing instructions."""

    def close(self) -> Resposta:
        return self._resposta

    def _keep_leaf(self, node: No, parent: No) -> bool:
        """True when the node was a plain field: text and nothing else, which its parent now has."""
        text = "".join(node.text).strip()
        resposta = self._resposta
        if node.name == "sucesso":
            resposta.sucesso = parse_bool(text)
        elif node.name == "mensagem" or (node.name == "descritivo" and parent.name == "mensagens"):
            resposta.mensagem = " ".join(filter(None, (resposta.mensagem, text)))
        elif node.name in _FAULT_TEXTS:
            resposta.fault = text or "fault"
        elif node.name in _FAULT_CODES:
            resposta.is_server_fault = text.endswith(("Server", "Receiver"))
            resposta.fault = resposta.fault or "fault"
        elif node.name in _HASHES:
            resposta.hashes[node.name] = text
        elif node.fields or (not text and node.name in self._ends):
            return False
        else:
            parent.keep(node.name, text)
        return True

    # Contents

    def _owner(self) -> tuple[str, str]:
        """Id and announced type of the document around the content."""
        around = [node.fields for node in reversed(self._nodes) if "idDocumento" in node.fields]
        return (around[0]["idDocumento"], around[0].get("mimetype", "")) if around else ("", "")

    def _start_in_content(self, name: str, attrib: Mapping[str, str], node: No) -> None:
        """A child of ``conteudo``: a reference to another part, or the fields that MNI 3.0 has around the bytes."""
        self._is_content = False
        if self._sink is None:
            return
        if node.is_open:
            self._sink.drop()
        elif name == "Include":
            self._sink.refer(*self._owner(), attrib.get("href", ""))
        node.is_open = False

    def _close_content(self, node: No) -> None:
        self._is_content = False
        if self._sink is None:
            return
        if not node.is_open:
            self._sink.open(*self._owner())
        self._sink.close()

    def _take_attribute(self, node: No, base64_text: str) -> None:
        """A content that the parser had to hold whole: at most ``ConteudoSink.max_encoded_bytes`` of it."""
        if self._sink is not None:
            self._sink.open(node.fields.get("idDocumento", ""), node.fields.get("mimetype", ""))
            for start in range(0, len(base64_text), _PIECE):
                self._sink.write(base64_text[start : start + _PIECE])
            self._sink.close()

    # Header

    def _end_processo(self, node: No, _parent: No) -> None:
        self._keep_outros(node.fields | node.parametros)

    def _end_basicos(self, node: No, parent: No) -> None:
        if parent.name in ("dadosBasicos", "pessoa"):
            _merge(node, parent)
        else:
            self._resposta.cabecalho = node.fields
            self._keep_outros(node.parametros)

    def _end_pessoa(self, node: No, parent: No) -> None:
        """Relatives and representatives of a party are persons too, further down."""
        if parent.name == "parte":
            _merge(node, parent)
        else:
            parent.keep_block(node)

    def _end_advogado(self, node: No, parent: No) -> None:
        if parent.name == "parte" and node.fields.get("nome"):
            parent.add("advogado", node.fields["nome"])
        parent.keep_block(node, ("nome",))

    def _end_parte(self, node: No, parent: No) -> None:
        if parent.name == "polo":
            self._require_room(self._resposta.partes)
            self._resposta.partes.append(build_parte(parent.fields.get("polo", ""), node))

    def _end_polo(self, node: No, parent: No) -> None:
        parent.keep_block(node, ("polo",))

    def _end_assunto(self, node: No, parent: No) -> None:
        parent.keep_block(node, _NAMED_DO_ASSUNTO)
        codigo = parse_int(node.fields.get("codigoNacional", "") or node.fields.get("codigoPaiNacional", ""))
        if codigo is not None and codigo not in self._resposta.assuntos:
            self._resposta.assuntos.append(codigo)

    def _end_vinculado(self, node: No, parent: No) -> None:
        parent.keep_block(node, _NAMED_DO_VINCULADO)
        vinculado = build_vinculado(node)
        if vinculado.numero_cnj and vinculado not in self._resposta.vinculados:
            self._resposta.vinculados.append(vinculado)

    def _end_parametro(self, node: No, parent: No) -> None:
        if nome := node.fields.get("nome", ""):
            parent.keep_unnamed(nome, node.fields.get("valor", ""))

    def _end_orgao(self, node: No, parent: No) -> None:
        parent.keep_block(node, ("nomeOrgao", "nome"))
        if parent.name == "dadosBasicos":
            nome = node.fields.get("nomeOrgao", "") or node.fields.get("nome", "")
            self._resposta.orgao_julgador = nome or self._resposta.orgao_julgador

    def _keep_outros(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            if value and len(self._resposta.outros) < MAX_FIELDS:
                self._resposta.outros.setdefault(name, value)

    def _require_room(self, items: Sized) -> None:
        if len(items) >= self._max_items:
            raise TribunalResponseError("the reply lists more than a case can have")

    # Movements and documents

    def _end_movimento(self, node: No, _parent: No) -> None:
        self._require_room(self._resposta.movimentos)
        self._resposta.movimentos.append(build_movimento(node))

    def _end_documento(self, node: No, parent: No) -> None:
        if parent.name == "pessoa":
            parent.keep_identidade(node.fields)
            return
        documento = build_documento(node)
        documentos = [documento] if documento.id_documento else []
        for vinculado, has_nivel in node.vinculados:
            documentos.append(vinculado if has_nivel else _as_secret_as(vinculado, documento))
        if parent.name in _DOCUMENTOS:
            has_nivel = bool(node.fields.get("nivelSigilo"))
            parent.vinculados += [(each, has_nivel or each is not documento) for each in documentos]
            return
        self._require_room(self._resposta.documentos)
        for each in documentos:
            known = self._resposta.documentos.get(each.id_documento)
            self._resposta.documentos[each.id_documento] = each if known is None else _as_secret_as(known, each)


def _merge(node: No, parent: No) -> None:
    """The fields of a node that only groups them belong to what it is part of."""
    parent.merge(node)


def _as_secret_as(documento: Documento, other: Documento) -> Documento:
    """A document listed twice, or linked to a more secret one, has the higher of both levels."""
    if other.nivel_sigilo <= documento.nivel_sigilo:
        return documento
    return replace(documento, nivel_sigilo=other.nivel_sigilo)
