"""The answers of eproc as SOAP 1.1 documents in the namespaces of MNI 3.0, where fields are elements."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from lxml import etree

from simulators.tribunal.casos.domain import CasoSimulado, DocumentoSimulado, MovimentoSimulado, ParteSimulada
from simulators.tribunal.resposta import Consulta

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICO = "http://www.cnj.jus.br/mni/v300/"
TIPOS = "http://www.cnj.jus.br/mni/v300/tipos-servico-intercomunicacao"
DADOS = "http://www.cnj.jus.br/mni/v300/intercomunicacao"

_PREFIXES = {"ns1": DADOS, "ns2": TIPOS, "ns3": SERVICO}
_FUSO = timezone(timedelta(hours=-4))
_OPERACOES = {"consultarProcesso": "ConsultarProcesso", "consultarAlteracao": "ConsultarAlteracao"}
_ROTULOS = {
    "certidao": "CERT",
    "contestacao": "CONT",
    "decisao": "DESPADEC",
    "declaracao": "DECL",
    "despacho": "DESPADEC",
    "inicial": "INIC",
    "laudo": "LAUDO",
    "natjus": "PAREC",
    "negativa": "OFIC",
    "peticao": "PET",
    "procuracao": "PROC",
    "receita": "RECEIT",
    "sentenca": "SENT",
}


def list_eventos(caso: CasoSimulado) -> dict[str, tuple[int, str]]:
    """Event and label of each document: what comes in the same minute is one event, as ``(1, 'LAUDO3')``."""
    places: dict[str, tuple[int, str]] = {}
    moments = _list_moments(caso)
    orders = dict.fromkeys(moments, 0)
    for documento in caso.documentos:
        moment = _minute(documento.data_hora)
        orders[moment] += 1
        kind = _ROTULOS.get(documento.modelo.rpartition("/")[2].removesuffix(".md"), "OUT")
        places[documento.id_documento] = (moments.index(moment) + 1, f"{kind}{orders[moment]}")
    return places


def build_processo(caso: CasoSimulado, consulta: Consulta) -> etree._Element:
    """The whole envelope of a query, or, where contents were asked for, of a download."""
    if not consulta.has_cabecalho:
        return _build_documentos(consulta)
    envelope, resposta = _open("ConsultarProcesso", sucesso=True, mensagem="Consulta realizada com sucesso")
    processo = _sub(resposta, TIPOS, "processo")
    _add_cabecalho(processo, caso)
    if consulta.has_movimentos:
        _add_movimentos(processo, caso)
    eventos = list_eventos(caso)
    for documento in consulta.documentos:
        _add_documento(processo, documento, eventos[documento.id_documento])
    if consulta.has_datas_malformadas:
        _spoil_dates(processo)
    return envelope


def build_alteracao(caso: CasoSimulado) -> etree._Element:
    envelope, resposta = _open("ConsultarAlteracao", sucesso=True, mensagem="Consulta realizada com sucesso")
    for nome, parts in (
        ("hashCabecalho", [repr(caso.partes), str(caso.valor_centavos)]),
        ("hashMovimentacoes", [repr(m) for m in caso.movimentos]),
        ("hashDocumentos", [repr(d) for d in caso.documentos]),
    ):
        elemento = _sub(resposta, TIPOS, nome)
        _text(elemento, "hash", hashlib.sha256("|".join(parts).encode()).hexdigest())
        _text(elemento, "algoritmo", "SHA-256")
    return envelope


def build_recusa(operacao: str, mensagem: str) -> etree._Element:
    """A receipt without success, which the court sends with HTTP 200."""
    return _open(_OPERACOES[operacao], sucesso=False, mensagem=mensagem)[0]


def _open(nome: str, *, sucesso: bool, mensagem: str) -> tuple[etree._Element, etree._Element]:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"SOAP-ENV": SOAP})
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    resposta = etree.SubElement(body, f"{{{SERVICO}}}resposta{nome}", nsmap=_PREFIXES)
    recibo = _sub(resposta, TIPOS, "recibo")
    _text(recibo, "sucesso", str(sucesso).lower())
    mensagens = _sub(recibo, DADOS, "mensagens")
    _text(mensagens, "descritivo", mensagem)
    _text(mensagens, "codigo", "")
    _text(mensagens, "codigoUnico", "")
    _text(mensagens, "tipo", "INFORMACAO" if sucesso else "ERRO")
    return envelope, resposta


def _build_documentos(consulta: Consulta) -> etree._Element:
    envelope, resposta = _open("ConsultarDocumentosProcesso", sucesso=True, mensagem="Consulta realizada com sucesso")
    for documento in consulta.documentos:
        conteudo = (consulta.conteudos or {}).get(documento.id_documento)
        if conteudo is not None:
            elemento = _sub(resposta, TIPOS, "documentos")
            _add_conteudo(elemento, documento)
            _text(elemento, "conteudo", base64.b64encode(conteudo).decode())
    return envelope


def _add_cabecalho(processo: etree._Element, caso: CasoSimulado) -> None:
    dados = _sub(processo, DADOS, "dadosBasicos")
    simples = _sub(dados, DADOS, "dadosBasicos")
    _text(simples, "numero", caso.numero_cnj)
    _text(simples, "classeProcessual", str(caso.classe))
    _text(dados, "competencia", caso.competencia)
    _text(dados, "codigoLocalidade", str(int(caso.orgao.foro)))
    _text(dados, "nivelSigilo", str(caso.nivel_sigilo))
    _text(dados, "dataAjuizamento", _stamp(caso.ajuizamento))
    for codigo in ("AT", "PA"):
        polo = _sub(dados, DADOS, "polo")
        polo.set("polo", codigo)
        _add_partes(polo, [parte for parte in caso.partes if parte.polo == codigo])
    for indice, codigo_nacional in enumerate(caso.assuntos):
        assunto = _sub(dados, DADOS, "assunto")
        assunto.set("principal", str(indice == 0).lower())
        _text(assunto, "codigoNacional", str(codigo_nacional))
    for numero, tipo in caso.vinculados:
        vinculado = _sub(dados, DADOS, "processoVinculado")
        _text(vinculado, "numeroProcesso", numero)
        _text(vinculado, "vinculo", tipo)
    etree.SubElement(dados, f"{{{DADOS}}}outroParametro", nome="situacao", valor="MOVIMENTO")
    _text(dados, "valorCausa", f"{caso.valor_centavos / 100:.2f}")
    orgao = _sub(dados, DADOS, "orgaoJulgador")
    _text(orgao, "codigo", caso.orgao.codigo)
    _text(orgao, "nome", caso.orgao.nome)
    _text(orgao, "instancia", caso.orgao.instancia)


def _add_partes(polo: etree._Element, partes: Iterable[ParteSimulada]) -> None:
    for parte in partes:
        elemento = _sub(polo, DADOS, "parte")
        pessoa = _sub(elemento, DADOS, "pessoa")
        basicos = _sub(pessoa, DADOS, "dadosBasicos")
        _text(basicos, "nome", parte.pessoa.nome)
        _text(basicos, "qualificacaoPessoa", "FIS" if parte.pessoa.is_fisica else "JUR")
        if parte.pessoa.documento:
            _text(basicos, "numeroDocumentoPrincipal", parte.pessoa.documento)
        for advogado in parte.advogados:
            representante = _sub(elemento, DADOS, "advogado")
            _text(representante, "nome", advogado.nome)
            _text(representante, "inscricao", advogado.inscricao)
            _text(representante, "tipoRepresentante", advogado.tipo)
        _text(elemento, "assistenciaJudiciaria", str(parte.has_gratuidade).lower())


def _add_movimentos(processo: etree._Element, caso: CasoSimulado) -> None:
    moments = _list_moments(caso)
    for movimento in caso.movimentos:
        elemento = _sub(processo, DADOS, "movimento")
        elemento.set("dataHora", _stamp(movimento.data_hora))
        elemento.set("idMovimento", str(moments.index(_minute(movimento.data_hora)) + 1))
        _add_movimento(elemento, movimento)


def _add_movimento(elemento: etree._Element, movimento: MovimentoSimulado) -> None:
    _text(elemento, "complemento", movimento.descricao)
    if movimento.is_local:
        local = _sub(elemento, DADOS, "movimentoLocal")
        local.attrib.update(
            {"codigoMovimento": str(movimento.codigo), "codigoPaiNacional": "26", "descricao": movimento.descricao}
        )
    else:
        _sub(elemento, DADOS, "movimentoNacional").set("codigoNacional", str(movimento.codigo))
    if movimento.id_documento:
        _text(elemento, "idDocumentoVinculado", movimento.id_documento)


def _add_documento(processo: etree._Element, documento: DocumentoSimulado, place: tuple[int, str]) -> None:
    evento, rotulo = place
    elemento = _sub(processo, DADOS, "documento")
    _text(elemento, "idDocumento", documento.id_documento)
    _text(elemento, "codigoTipoDocumento", "1")
    _text(elemento, "dataHora", _stamp(documento.data_hora))
    _text(elemento, "nivelSigilo", str(documento.nivel_sigilo))
    _text(elemento, "idMovimento", str(evento))
    _text(elemento, "descricao", documento.descricao)
    _text(elemento, "codigoTipoDocumentoLocal", str(documento.tipo))
    _add_conteudo(_sub(elemento, DADOS, "conteudo"), documento)
    etree.SubElement(elemento, f"{{{DADOS}}}outroParametro", nome="rotulo", valor=rotulo)


def _add_conteudo(elemento: etree._Element, documento: DocumentoSimulado) -> None:
    _text(elemento, "idDocumento", documento.id_documento)
    _text(elemento, "mimetype", documento.formato.mimetype)


def _list_moments(caso: CasoSimulado) -> list[datetime]:
    moments = {_minute(movimento.data_hora) for movimento in caso.movimentos}
    return sorted(moments | {_minute(documento.data_hora) for documento in caso.documentos})


def _minute(quando: datetime) -> datetime:
    return quando.replace(second=0, microsecond=0)


def _spoil_dates(processo: etree._Element) -> None:
    """Dates of another standard, or none at all."""
    for indice, elemento in enumerate(processo.iter(f"{{{DADOS}}}movimento")):
        elemento.set("dataHora", "" if indice % 2 else elemento.get("dataHora", "")[:10])


def _sub(parent: etree._Element, namespace: str, nome: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{nome}")


def _text(parent: etree._Element, nome: str, texto: str) -> None:
    _sub(parent, DADOS, nome).text = texto


def _stamp(quando: datetime) -> str:
    return quando.replace(tzinfo=_FUSO).isoformat(timespec="seconds")
