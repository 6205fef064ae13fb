"""The court's answers as SOAP 1.1 documents in the namespaces of MNI 2.2.2."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from simulators.tribunal.casos.domain import CasoSimulado, DocumentoSimulado, ParteSimulada

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICO = "http://www.cnj.jus.br/servico-intercomunicacao-2.2.2/"
TIPOS = "http://www.cnj.jus.br/tipos-servico-intercomunicacao-2.2.2"
DADOS = "http://www.cnj.jus.br/intercomunicacao-2.2.2"

_PREFIXES = ({None: TIPOS, "ns2": SERVICO, "ns3": DADOS}, {"ns4": TIPOS, "ns3": SERVICO, "ns2": DADOS})
"""The court's replies do not keep their prefixes; readers must not rely on them."""


@dataclass(frozen=True)
class Consulta:
    """What a reply to consultarProcesso includes. ``conteudos`` holds the bytes of the documents asked for."""

    has_cabecalho: bool = True
    has_movimentos: bool = True
    documentos: tuple[DocumentoSimulado, ...] = ()
    conteudos: dict[str, bytes] | None = None
    has_datas_malformadas: bool = False


def build_processo(caso: CasoSimulado, consulta: Consulta) -> etree._Element:
    """The whole envelope of a successful consultarProcesso."""
    envelope, resposta = _open("consultarProcessoResposta", sucesso=True, mensagem="Processo consultado com sucesso.")
    processo = etree.SubElement(resposta, _q(TIPOS, "processo"))
    _add_cabecalho(processo, caso, is_complete=consulta.has_cabecalho)
    if consulta.has_movimentos:
        _add_movimentos(processo, caso)
    movimentos = {m.id_documento: ordem for ordem, m in enumerate(caso.movimentos, start=1)}
    for documento in consulta.documentos:
        elemento = _add_documento(processo, documento, (consulta.conteudos or {}).get(documento.id_documento))
        elemento.set("movimento", str(movimentos[documento.id_documento]))
    if consulta.has_datas_malformadas:
        _spoil_dates(processo)
    return envelope


def build_alteracao(caso: CasoSimulado) -> etree._Element:
    envelope, resposta = _open("consultarAlteracaoResposta", sucesso=True, mensagem="Consulta realizada com sucesso.")
    for nome, partes in (
        ("hashCabecalho", [repr(caso.partes), str(caso.valor_centavos)]),
        ("hashMovimentacoes", [repr(m) for m in caso.movimentos]),
        ("hashDocumentos", [repr(d) for d in caso.documentos]),
    ):
        _text(resposta, TIPOS, nome, hashlib.sha1("|".join(partes).encode(), usedforsecurity=False).hexdigest())
    return envelope


def build_recusa(operacao: str, mensagem: str) -> etree._Element:
    """``sucesso=false`` with its sentence, which the court sends with HTTP 200."""
    return _open(f"{operacao}Resposta", sucesso=False, mensagem=mensagem)[0]


def build_fault(code: str, texto: str) -> etree._Element:
    """``code`` is Client or Server."""
    envelope = etree.Element(_q(SOAP, "Envelope"), nsmap={"soap": SOAP})
    fault = etree.SubElement(etree.SubElement(envelope, _q(SOAP, "Body")), _q(SOAP, "Fault"))
    etree.SubElement(fault, "faultcode").text = f"soap:{code}"
    etree.SubElement(fault, "faultstring").text = texto
    return envelope


def serialize(envelope: etree._Element) -> bytes:
    return bytes(etree.tostring(envelope, xml_declaration=True, encoding="UTF-8"))


def _open(nome: str, *, sucesso: bool, mensagem: str) -> tuple[etree._Element, etree._Element]:
    nsmap = _PREFIXES[len(mensagem) % 2]
    envelope = etree.Element(_q(SOAP, "Envelope"), nsmap={"soap": SOAP})
    body = etree.SubElement(envelope, _q(SOAP, "Body"))
    resposta = etree.SubElement(body, _q(SERVICO, nome), nsmap=nsmap)
    _text(resposta, TIPOS, "sucesso", str(sucesso).lower())
    _text(resposta, TIPOS, "mensagem", mensagem)
    return envelope, resposta


def _add_cabecalho(processo: etree._Element, caso: CasoSimulado, *, is_complete: bool) -> None:
    """Without ``incluirCabecalho`` the court still sends this element, with what the schema requires."""
    dados = etree.SubElement(processo, _q(DADOS, "dadosBasicos"))
    dados.set("numero", caso.numero_cnj)
    dados.set("competencia", caso.competencia)
    dados.set("classeProcessual", str(caso.classe))
    dados.set("codigoLocalidade", str(int(caso.orgao.foro)))
    dados.set("nivelSigilo", str(caso.nivel_sigilo))
    dados.set("dataAjuizamento", _stamp(caso.ajuizamento))
    for polo in ("AT", "PA"):
        _add_polo(dados, polo, [p for p in caso.partes if p.polo == polo])
    for indice, codigo in enumerate(caso.assuntos):
        assunto = etree.SubElement(dados, _q(DADOS, "assunto"), principal=str(indice == 0).lower())
        _text(assunto, DADOS, "codigoNacional", str(codigo))
    if is_complete:
        for numero, tipo in caso.vinculados:
            etree.SubElement(dados, _q(DADOS, "processoVinculado"), numeroProcesso=numero, vinculo=tipo)
        if any(parte.pessoa.idade >= 60 for parte in caso.partes):
            _text(dados, DADOS, "prioridade", "Idoso")
        etree.SubElement(dados, _q(DADOS, "outroParametro"), nome="situacaoProcesso", valor="Em andamento")
        _text(dados, DADOS, "valorCausa", f"{caso.valor_centavos / 100:.2f}")
    etree.SubElement(
        dados,
        _q(DADOS, "orgaoJulgador"),
        codigoOrgao=caso.orgao.codigo,
        nomeOrgao=caso.orgao.nome,
        instancia=caso.orgao.instancia,
        codigoMunicipioIBGE=str(caso.orgao.ibge),
    )


def _add_polo(dados: etree._Element, codigo: str, partes: Iterable[ParteSimulada]) -> None:
    polo = etree.SubElement(dados, _q(DADOS, "polo"), polo=codigo)
    for parte in partes:
        elemento = etree.SubElement(polo, _q(DADOS, "parte"))
        elemento.set("assistenciaJudiciaria", str(parte.has_gratuidade).lower())
        _add_pessoa(elemento, parte)
        for advogado in parte.advogados:
            etree.SubElement(
                elemento,
                _q(DADOS, "advogado"),
                nome=advogado.nome,
                inscricao=advogado.inscricao,
                intimacao="true",
                tipoRepresentante=advogado.tipo,
            )


def _add_pessoa(parte: etree._Element, simulada: ParteSimulada) -> None:
    """Bodies come with an empty ``sexo``, which the schema forbids and the court sends."""
    pessoa = simulada.pessoa
    elemento = etree.SubElement(parte, _q(DADOS, "pessoa"), nome=pessoa.nome)
    elemento.set("sexo", pessoa.sexo if pessoa.is_fisica else "")
    elemento.set("tipoPessoa", "fisica" if pessoa.is_fisica else "juridica")
    if pessoa.nascimento:
        elemento.set("dataNascimento", f"{pessoa.nascimento:%Y%m%d}")
    if pessoa.documento:
        elemento.set("numeroDocumentoPrincipal", pessoa.documento)
        etree.SubElement(
            elemento,
            _q(DADOS, "documento"),
            codigoDocumento=pessoa.documento,
            emissorDocumento="Secretaria da Receita Federal do Brasil",
            tipoDocumento="CMF" if pessoa.is_fisica else "CAN",
        )


def _add_movimentos(processo: etree._Element, caso: CasoSimulado) -> None:
    descricoes = {d.id_documento: d.descricao for d in caso.documentos}
    for ordem, movimento in enumerate(caso.movimentos, start=1):
        elemento = etree.SubElement(processo, _q(DADOS, "movimento"), dataHora=_stamp(movimento.data_hora))
        elemento.set("identificadorMovimento", str(ordem))
        _text(elemento, DADOS, "complemento", movimento.descricao)
        if movimento.is_local:
            etree.SubElement(
                elemento,
                _q(DADOS, "movimentoLocal"),
                codigoMovimento=str(movimento.codigo),
                codigoPaiNacional="26",
                descricao=movimento.descricao,
            )
        else:
            etree.SubElement(elemento, _q(DADOS, "movimentoNacional"), codigoNacional=str(movimento.codigo))
        if movimento.id_documento:
            vinculado = f"{movimento.id_documento} - {descricoes[movimento.id_documento]}"
            _text(elemento, DADOS, "idDocumentoVinculado", vinculado)


def _add_documento(processo: etree._Element, documento: DocumentoSimulado, conteudo: bytes | None) -> etree._Element:
    elemento = etree.SubElement(processo, _q(DADOS, "documento"), idDocumento=documento.id_documento)
    elemento.set("tipoDocumento", str(documento.tipo))
    elemento.set("tipoDocumentoLocal", str(documento.tipo))
    elemento.set("descricao", documento.descricao)
    elemento.set("dataHora", _stamp(documento.data_hora))
    elemento.set("mimetype", documento.formato.mimetype)
    elemento.set("nivelSigilo", str(documento.nivel_sigilo))
    if conteudo is not None:
        _text(elemento, DADOS, "conteudo", base64.b64encode(conteudo).decode())
    return elemento


def _spoil_dates(processo: etree._Element) -> None:
    """The three shapes seen in practice, in turn: ISO, day first, and nothing at all."""
    shapes = ("%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "")
    for indice, elemento in enumerate(e for e in processo.iter() if "dataHora" in e.attrib):
        quando = datetime.fromisoformat(_as_iso(elemento.get("dataHora", "")))
        elemento.set("dataHora", quando.strftime(shapes[indice % 3]) if shapes[indice % 3] else "")


def _as_iso(stamp: str) -> str:
    return f"{stamp[:8]}T{stamp[8:]}"


def _text(parent: etree._Element, namespace: str, nome: str, texto: str) -> None:
    etree.SubElement(parent, _q(namespace, nome)).text = texto


def _q(namespace: str, nome: str) -> str:
    return f"{{{namespace}}}{nome}"


def _stamp(quando: datetime) -> str:
    return f"{quando:%Y%m%d%H%M%S}"
