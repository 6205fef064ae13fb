"""Replies of eproc (MNI 3.0) written by hand, with invented people and numbers; and replies packed as MTOM."""

from __future__ import annotations

from collections.abc import Iterable

NUMERO = "08099877220268120001"

_NAMESPACES = (
    'xmlns:ns1="http://www.cnj.jus.br/mni/v300/intercomunicacao"'
    ' xmlns:ns2="http://www.cnj.jus.br/mni/v300/tipos-servico-intercomunicacao"'
    ' xmlns:ns3="http://www.cnj.jus.br/mni/v300/"'
)

CABECALHO = """<ns1:dadosBasicos>
 <ns1:dadosBasicos><ns1:numero>08099877220268120001</ns1:numero><ns1:classeProcessual>7</ns1:classeProcessual>
  <ns1:orgaoJulgador><ns1:codigo>30</ns1:codigo><ns1:nome>Vara Única</ns1:nome><ns1:instancia>ORIG</ns1:instancia>
  </ns1:orgaoJulgador></ns1:dadosBasicos>
 <ns1:competencia>8</ns1:competencia><ns1:codigoLocalidade>1</ns1:codigoLocalidade>
 <ns1:nivelSigilo>0</ns1:nivelSigilo><ns1:dataAjuizamento>2026-02-03T10:15:00-04:00</ns1:dataAjuizamento>
 <ns1:polo polo="AT"><ns1:parte>
  <ns1:pessoa><ns1:dadosBasicos><ns1:nome>Maria &amp; Filhos</ns1:nome>
   <ns1:qualificacaoPessoa>FIS</ns1:qualificacaoPessoa>
   <ns1:numeroDocumentoPrincipal>00000000191</ns1:numeroDocumentoPrincipal></ns1:dadosBasicos>
   <ns1:pessoaRelacionada><ns1:pessoa><ns1:dadosBasicos><ns1:nome>Outra</ns1:nome></ns1:dadosBasicos></ns1:pessoa>
   </ns1:pessoaRelacionada></ns1:pessoa>
  <ns1:advogado><ns1:nome>Dra. Ana</ns1:nome><ns1:inscricao>MS0000001A</ns1:inscricao></ns1:advogado>
  <ns1:assistenciaJudiciaria>true</ns1:assistenciaJudiciaria></ns1:parte></ns1:polo>
 <ns1:polo polo="PA"><ns1:parte><ns1:pessoa><ns1:dadosBasicos><ns1:nome>Estado de Mato Grosso do Sul</ns1:nome>
  <ns1:qualificacaoPessoa>JUR</ns1:qualificacaoPessoa></ns1:dadosBasicos></ns1:pessoa></ns1:parte></ns1:polo>
 <ns1:assunto principal="true"><ns1:codigoNacional>12484</ns1:codigoNacional></ns1:assunto>
 <ns1:processoVinculado><ns1:numeroProcesso>14000011120248120000</ns1:numeroProcesso><ns1:vinculo>OR</ns1:vinculo>
 </ns1:processoVinculado>
 <ns1:outroParametro nome="rito" valor="Ordinário"/>
 <ns1:valorCausa>15000.5</ns1:valorCausa>
</ns1:dadosBasicos>"""

MOVIMENTOS = """<ns1:movimento dataHora="2026-02-03T10:15:00-04:00" idMovimento="1">
 <ns1:movimentoNacional codigoNacional="26"/><ns1:idDocumentoVinculado>901</ns1:idDocumentoVinculado></ns1:movimento>
<ns1:movimento dataHora="2026-02-20T09:00:00-04:00" idMovimento="12"><ns1:complemento>com urgência</ns1:complemento>
 <ns1:movimentoLocal codigoMovimento="540400422" codigoPaiNacional="581" descricao="Juntada de laudo"/>
</ns1:movimento>"""


def documento(ident: str, *, evento: str = "12", descricao: str = "LAUDO3", extra: str = "", sigilo: str = "0") -> str:
    """One listed document: everything in elements."""
    return (
        f"<ns1:documento><ns1:idDocumento>{ident}</ns1:idDocumento><ns1:codigoTipoDocumento>74</ns1:codigoTipoDocumento>"
        f"<ns1:dataHora>2026-02-20T09:00:00-04:00</ns1:dataHora><ns1:nivelSigilo>{sigilo}</ns1:nivelSigilo>"
        f"<ns1:idMovimento>{evento}</ns1:idMovimento><ns1:descricao>{descricao}</ns1:descricao>"
        "<ns1:codigoTipoDocumentoLocal>8369</ns1:codigoTipoDocumentoLocal>"
        f"<ns1:conteudo><ns1:idDocumento>{ident}</ns1:idDocumento><ns1:mimetype>application/pdf</ns1:mimetype>"
        "<ns1:hash><ns1:hash>ab12</ns1:hash><ns1:algoritmo>SHA-256</ns1:algoritmo></ns1:hash></ns1:conteudo>"
        f"{extra}</ns1:documento>"
    )


def conteudo(ident: str, body: str, mimetype: str = "application/pdf") -> str:
    """One delivered content; ``body`` is base64 or a reference."""
    return (
        f"<ns2:documentos><ns1:idDocumento>{ident}</ns1:idDocumento><ns1:mimetype>{mimetype}</ns1:mimetype>"
        f"<ns1:conteudo>{body}</ns1:conteudo></ns2:documentos>"
    )


def include(content_id: str) -> str:
    return f'<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:{content_id}"/>'


def resposta(
    body: str = "", *, operacao: str = "ConsultarProcesso", sucesso: str = "true", mensagem: str = "ok"
) -> str:
    """A whole envelope of one operation."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>'
        f"<ns3:resposta{operacao} {_NAMESPACES}><ns2:recibo><ns1:sucesso>{sucesso}</ns1:sucesso><ns1:mensagens>"
        f"<ns1:descritivo>{mensagem}</ns1:descritivo><ns1:codigo/><ns1:codigoUnico/></ns1:mensagens></ns2:recibo>{body}"
        f"</ns3:resposta{operacao}></SOAP-ENV:Body></SOAP-ENV:Envelope>"
    )


def processo(body: str) -> str:
    """A reply to the query of a case."""
    return resposta(f"<ns2:processo>{body}</ns2:processo>")


def pack(
    envelope: str, parts: Iterable[tuple[str, bytes]], *, is_first: bool = True, encoding: str = "binary"
) -> tuple[bytes, str]:
    """The body and the content type of a packed reply; the envelope comes first or last."""
    blocks = [
        f"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: {encoding}\r\n"
        f"Content-ID: <{content_id}>\r\n\r\n".encode()
        + content
        for content_id, content in parts
    ]
    root = b'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <raiz@eproc>\r\n\r\n'
    blocks.insert(0 if is_first else len(blocks), root + envelope.encode())
    body = b"".join(b"--limite\r\n" + block + b"\r\n" for block in blocks) + b"--limite--\r\n"
    return body, 'multipart/related; type="application/xop+xml"; start="<raiz@eproc>"; boundary="limite"'
