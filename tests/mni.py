"""Replies of the court written by hand: the shapes seen in practice, with invented people and numbers."""

from __future__ import annotations

import base64

NUMERO = "08012345620248120001"

CABECALHO = """<ns2:dadosBasicos numero="0801234-56.2024.8.12.0001" competencia="6" classeProcessual="7"
 codigoLocalidade="1" nivelSigilo="0" dataAjuizamento="20240920101500">
 <ns2:polo polo="AT"><ns2:parte assistenciaJudiciaria="true">
  <ns2:pessoa nome="Maria &amp; Filhos" sexo="F" tipoPessoa="fisica" numeroDocumentoPrincipal="">
   <ns2:documento codigoDocumento="00000000191" emissorDocumento="SRF" tipoDocumento="CMF"/>
   <ns2:pessoaRelacionada><ns2:pessoa nome="Outra Pessoa" tipoPessoa="fisica"/></ns2:pessoaRelacionada>
  </ns2:pessoa>
  <ns2:advogado nome="Dra. Ana" intimacao="true" tipoRepresentante="A"/>
 </ns2:parte></ns2:polo>
 <ns2:polo polo="PA"><ns2:parte>
  <ns2:pessoa nome="Estado de Mato Grosso do Sul" tipoPessoa="juridica"/></ns2:parte></ns2:polo>
 <ns2:assunto principal="true"><ns2:codigoNacional>12484</ns2:codigoNacional></ns2:assunto>
 <ns2:processoVinculado numeroProcesso="1400001-11.2024.8.12.0000" vinculo="OR"/>
 <ns2:outroParametro nome="situacao" valor="Em andamento"/>
 <ns2:valorCausa>15000.5</ns2:valorCausa>
 <ns2:orgaoJulgador codigoOrgao="3" nomeOrgao="Vara da Fazenda" instancia="" codigoMunicipioIBGE="5002704"/>
</ns2:dadosBasicos>"""

MOVIMENTOS = """<ns2:movimento dataHora="20240921080000"><ns2:complemento>com urgência</ns2:complemento>
 <ns2:movimentoNacional codigoNacional="848"/>
 <ns2:idDocumentoVinculado>77 - Certidão</ns2:idDocumentoVinculado></ns2:movimento>
<ns2:movimento dataHora="ontem">
 <ns2:movimentoLocal codigoMovimento="50002" codigoPaiNacional="0" descricao="Dependência"/>
</ns2:movimento>"""


def documento(ident: str, content: bytes | None = None, *, extra: str = "", **attrs: str) -> str:
    """One ``documento`` element; attributes override the usual ones."""
    given = {
        "idDocumento": ident,
        "tipoDocumento": "9500",
        "descricao": f"Documento {ident}",
        "dataHora": "20240920101500",
        "mimetype": "application/pdf",
        "nivelSigilo": "0",
    } | attrs
    written = " ".join(f'{name}="{value}"' for name, value in given.items())
    body = "" if content is None else f"<ns2:conteudo>{base64.encodebytes(content).decode()}</ns2:conteudo>"
    return f"<ns2:documento {written}>{body}{extra}</ns2:documento>"


def resposta(processo: str = "", *, sucesso: str = "true", mensagem: str = "ok") -> str:
    """A whole envelope with the prefixes of one of the court's servers."""
    inner = f"<processo>{processo}</processo>" if processo else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        '<soap:Body><ns9:consultarProcessoResposta xmlns:ns9="http://www.cnj.jus.br/servico-intercomunicacao-2.2.2/"'
        ' xmlns="http://www.cnj.jus.br/tipos-servico-intercomunicacao-2.2.2"'
        ' xmlns:ns2="http://www.cnj.jus.br/intercomunicacao-2.2.2">'
        f"<sucesso>{sucesso}</sucesso><mensagem>{mensagem}</mensagem>{inner}"
        "</ns9:consultarProcessoResposta></soap:Body></soap:Envelope>"
    )


def fault(text: str, code: str = "soap:Server") -> str:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
        f"<faultcode>{code}</faultcode><faultstring>{text}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
    )
