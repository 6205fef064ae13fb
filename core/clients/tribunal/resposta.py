"""The court's reply, read while it arrives.

A target for lxml's push parser: it looks at local names only, because prefixes and namespaces vary between replies,
ignores what it does not know, and keeps no tree. Documents' contents go straight to a ConteudoSink.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.clients.tribunal.conteudo import ConteudoSink
from core.clients.tribunal.domain import Documento, Movimento, Parte, ProcessoVinculado
from core.clients.tribunal.valores import parse_bool, parse_data_hora, parse_int, parse_nivel_sigilo
from core.errors import TribunalResponseError

_ROOT = "Envelope"
_TEXTS = frozenset(
    {
        "sucesso",
        "mensagem",
        "faultcode",
        "faultstring",
        "Text",
        "Value",
        "valorCausa",
        "codigoNacional",
        "complemento",
        "idDocumentoVinculado",
        "interessePublico",
    }
)
_DOCUMENTOS = frozenset({"documento", "documentoVinculado"})
_MAX_TEXT = 1_000_000


@dataclass
class Resposta:
    """What one reply carried, in the order of its elements."""

    sucesso: bool | None = None
    mensagem: str = ""
    fault: str = ""
    is_server_fault: bool = False
    cabecalho: dict[str, str] | None = None
    orgao_julgador: str = ""
    valor_causa: str = ""
    partes: list[Parte] = field(default_factory=list)
    assuntos: list[int] = field(default_factory=list)
    vinculados: list[ProcessoVinculado] = field(default_factory=list)
    movimentos: list[Movimento] = field(default_factory=list)
    documentos: dict[str, Documento] = field(default_factory=dict)
    outros: dict[str, str] = field(default_factory=dict)


@dataclass
class _ParteAberta:
    polo: str
    has_justica_gratuita: bool
    nome: str = ""
    tipo_pessoa: str = ""
    documento: str = ""
    advogados: list[str] = field(default_factory=list)


@dataclass
class _MovimentoAberto:
    data_hora: str
    nacional: int | None = None
    local: int | None = None
    descricao: str = ""
    complementos: list[str] = field(default_factory=list)
    id_documento: str = ""


class RespostaTarget:
    """The callbacks of lxml's target interface; ``close`` gives the Resposta."""

    def __init__(self, sink: ConteudoSink | None = None) -> None:
        self._sink = sink
        self._resposta = Resposta()
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._text_size = 0
        self._polo = ""
        self._parte: _ParteAberta | None = None
        self._movimento: _MovimentoAberto | None = None
        self._is_content = False
        self._open_ids: list[tuple[str, str]] = []
        self._starts = {
            "dadosBasicos": self._start_cabecalho,
            "polo": self._start_polo,
            "parte": self._start_parte,
            "pessoa": self._start_pessoa,
            "advogado": self._start_advogado,
            "assuntoLocal": self._start_assunto_local,
            "processoVinculado": self._start_vinculado,
            "outroParametro": self._start_parametro,
            "orgaoJulgador": self._start_orgao,
            "movimento": self._start_movimento,
            "movimentoNacional": self._start_movimento_nacional,
            "movimentoLocal": self._start_movimento_local,
            "documento": self._start_documento,
            "documentoVinculado": self._start_documento,
            "conteudo": self._start_conteudo,
        }

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if not self._path and name != _ROOT:
            raise TribunalResponseError("the reply is not a SOAP envelope")
        self._path.append(name)
        self._text = [] if name in _TEXTS else None
        self._text_size = 0
        handler = self._starts.get(name)
        if handler is not None:
            handler({key.rpartition("}")[2]: value.strip() for key, value in attrib.items()})

    def data(self, text: str) -> None:
        if self._is_content and self._sink is not None:
            self._sink.write(text)
        elif self._text is not None:
            self._text_size += len(text)
            if self._text_size > _MAX_TEXT:
                raise TribunalResponseError("a short field of the reply is too long")
            self._text.append(text)

    def end(self, _tag: str) -> None:
        name = self._path.pop()
        if self._text is not None and name in _TEXTS:
            self._keep_text(name, "".join(self._text).strip())
        self._text = None
        if name == "conteudo":
            self._end_conteudo()
        elif name == "parte" and self._parte is not None:
            self._end_parte(self._parte)
        elif name == "movimento" and self._movimento is not None:
            self._end_movimento(self._movimento)
        elif name in _DOCUMENTOS and self._parent() != "pessoa" and self._open_ids:
            self._open_ids.pop()

    def doctype(self, *_: str | None) -> None:
        raise TribunalResponseError("the reply declares a document type")

    def comment(self, _text: str) -> None:
        """Comments say nothing to us."""

    def pi(self, _target: str, _data: str | None = None) -> None:
        """Nor do processing instructions."""

    def close(self) -> Resposta:
        return self._resposta

    def _parent(self, level: int = 1) -> str:
        return self._path[-level] if len(self._path) >= level else ""

    def _keep_text(self, name: str, text: str) -> None:
        resposta, parent = self._resposta, self._parent()
        match name:
            case "sucesso":
                resposta.sucesso = parse_bool(text)
            case "mensagem":
                resposta.mensagem = text
            case "faultstring" | "Text":
                resposta.fault = text or "fault"
            case "faultcode" | "Value":
                resposta.is_server_fault = text.endswith(("Server", "Receiver"))
                resposta.fault = resposta.fault or "fault"
            case "valorCausa":
                resposta.valor_causa = text
            case "codigoNacional" if parent == "assunto":
                self._add_assunto(text)
            case "interessePublico" if self._parte is not None:
                self._parte.nome = self._parte.nome or text
            case "complemento" if self._movimento is not None and text:
                self._movimento.complementos.append(text)
            case "idDocumentoVinculado" if self._movimento is not None:
                self._movimento.id_documento = self._movimento.id_documento or text.partition(" - ")[0].strip()

    # Header

    def _start_cabecalho(self, attrs: dict[str, str]) -> None:
        self._resposta.cabecalho = attrs

    def _start_polo(self, attrs: dict[str, str]) -> None:
        self._polo = attrs.get("polo", "")

    def _start_parte(self, attrs: dict[str, str]) -> None:
        self._parte = _ParteAberta(self._polo, parse_bool(attrs.get("assistenciaJudiciaria", "")) is True)

    def _start_pessoa(self, attrs: dict[str, str]) -> None:
        if self._parte is None or self._parent(2) != "parte":
            return  # relatives and representatives of the party
        self._parte.nome = attrs.get("nome", "")
        self._parte.tipo_pessoa = attrs.get("tipoPessoa", "")
        self._parte.documento = attrs.get("numeroDocumentoPrincipal", "")

    def _start_advogado(self, attrs: dict[str, str]) -> None:
        if self._parte is not None and self._parent(2) == "parte" and attrs.get("nome"):
            self._parte.advogados.append(attrs["nome"])

    def _end_parte(self, parte: _ParteAberta) -> None:
        self._resposta.partes.append(
            Parte(
                polo=parte.polo,
                nome=parte.nome,
                tipo_pessoa=parte.tipo_pessoa,
                documento=parte.documento,
                has_justica_gratuita=parte.has_justica_gratuita,
                advogados=tuple(parte.advogados),
            )
        )
        self._parte = None

    def _start_assunto_local(self, attrs: dict[str, str]) -> None:
        if self._parent(2) == "assunto":
            self._add_assunto(attrs.get("codigoPaiNacional", ""))

    def _add_assunto(self, text: str) -> None:
        codigo = parse_int(text)
        if codigo is not None and codigo not in self._resposta.assuntos:
            self._resposta.assuntos.append(codigo)

    def _start_vinculado(self, attrs: dict[str, str]) -> None:
        numero = "".join(c for c in attrs.get("numeroProcesso", "") if c.isdecimal())
        vinculado = ProcessoVinculado(numero, attrs.get("vinculo", "") or attrs.get("tipoVinculo", ""))
        if numero and vinculado not in self._resposta.vinculados:
            self._resposta.vinculados.append(vinculado)

    def _start_parametro(self, attrs: dict[str, str]) -> None:
        if self._parent(2) == "dadosBasicos" and attrs.get("nome"):
            self._resposta.outros[attrs["nome"]] = attrs.get("valor", "")

    def _start_orgao(self, attrs: dict[str, str]) -> None:
        self._resposta.orgao_julgador = attrs.get("nomeOrgao", "")

    # Movements

    def _start_movimento(self, attrs: dict[str, str]) -> None:
        self._movimento = _MovimentoAberto(attrs.get("dataHora", ""))

    def _start_movimento_nacional(self, attrs: dict[str, str]) -> None:
        if self._movimento is not None:
            self._movimento.nacional = parse_int(attrs.get("codigoNacional", ""))

    def _start_movimento_local(self, attrs: dict[str, str]) -> None:
        if self._movimento is not None:
            self._movimento.local = parse_int(attrs.get("codigoMovimento", "") or attrs.get("codigo", ""))
            self._movimento.descricao = attrs.get("descricao", "")

    def _end_movimento(self, movimento: _MovimentoAberto) -> None:
        self._resposta.movimentos.append(
            Movimento(
                codigo=movimento.nacional if movimento.nacional is not None else movimento.local,
                descricao=movimento.descricao or next(iter(movimento.complementos), ""),
                data_hora=parse_data_hora(movimento.data_hora),
                complementos=tuple(movimento.complementos),
                id_documento=movimento.id_documento,
            )
        )
        self._movimento = None

    # Documents

    def _start_documento(self, attrs: dict[str, str]) -> None:
        if self._parent(2) == "pessoa":
            self._add_identidade(attrs)
            return
        ident, mimetype = attrs.get("idDocumento", ""), attrs.get("mimetype", "")
        self._open_ids.append((ident, mimetype))
        if ident and ident not in self._resposta.documentos:
            self._resposta.documentos[ident] = _build_documento(ident, attrs)
        if attrs.get("conteudo") and self._sink is not None:
            self._sink.open(ident, mimetype)
            self._sink.write(attrs["conteudo"])
            self._sink.close()

    def _add_identidade(self, attrs: dict[str, str]) -> None:
        """CPF (CMF) or CNPJ (CAN) of a party whose main number the court left out."""
        is_main = attrs.get("tipoDocumento") in ("CMF", "CAN")
        if self._parte is not None and self._parent(3) == "parte" and is_main and not self._parte.documento:
            self._parte.documento = attrs.get("codigoDocumento", "")

    def _start_conteudo(self, _attrs: dict[str, str]) -> None:
        if self._open_ids and self._sink is not None:
            self._is_content = True
            self._sink.open(*self._open_ids[-1])

    def _end_conteudo(self) -> None:
        if self._is_content and self._sink is not None:
            self._sink.close()
        self._is_content = False


def _build_documento(ident: str, attrs: Mapping[str, str]) -> Documento:
    tipo = parse_int(attrs.get("tipoDocumento", ""))
    return Documento(
        id_documento=ident,
        tipo=tipo if tipo is not None else parse_int(attrs.get("tipoDocumentoLocal", "")),
        descricao=attrs.get("descricao", ""),
        data_hora=parse_data_hora(attrs.get("dataHora", "")),
        mimetype=attrs.get("mimetype", ""),
        nivel_sigilo=parse_nivel_sigilo(attrs.get("nivelSigilo", "")),
        movimento=parse_int(attrs.get("movimento", "")),
    )
