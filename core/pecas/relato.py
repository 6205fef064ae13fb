"""What agent 1 tells a person: which case it is, what was left out, and why something was not read."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import DocumentoNotFoundError, EmptyProcessoError
from core.processos.chave import NUMERO, is_envio
from core.processos.domain import Documento, EstadoDoDocumento, Processo
from core.processos.numero_cnj import format_numero_cnj

_MAX_NOME = 80
"""Characters of a description in a list of documents."""

_MOTIVOS = {
    EstadoDoDocumento.VAZIO: "O TJMS entregou este documento vazio.",
    EstadoDoDocumento.ILEGIVEL: "Nenhuma página pôde ser lida.",
    EstadoDoDocumento.SIGILOSO: "Documento sigiloso: não foi baixado nem enviado ao modelo.",
    EstadoDoDocumento.NAO_ENTREGUE: DocumentoNotFoundError.text,
    EstadoDoDocumento.LIDO_EM_PARTE: "Há páginas que não puderam ser lidas.",
}

_MOTIVOS_DO_ENVIO = _MOTIVOS | {
    EstadoDoDocumento.VAZIO: "O arquivo não tem texto nem imagem.",
    EstadoDoDocumento.SIGILOSO: "Você declarou este arquivo sigiloso: não foi enviado ao modelo.",
    EstadoDoDocumento.NAO_ENTREGUE: "O prazo de guarda passou e o portal apagou este arquivo. Envie-o de novo.",
}
SEM_TRIBUNAL = (
    "O TJMS não respondeu sobre o processo informado: o que depende dos dados dele ficou sem resposta. "
    "Gere de novo mais tarde para completar."
)
_NADA_ENVIADO = (
    "O portal não conseguiu ler nenhum dos arquivos enviados. Confira se eles têm texto ou imagem legível, "
    "e se não estão protegidos por senha, e envie de novo."
)


def describe_assunto(processo: Processo) -> str:
    """Short text of a case for screens and history; of handed-in files, their names."""
    if is_envio(processo.numero_cnj):
        names = ", ".join(_name_arquivo(documento) for documento in processo.documentos)
        numero = processo.outros.get(NUMERO, "")
        return " · ".join(part for part in (format_numero_cnj(numero) if numero else "", names) if part)
    autor = next((parte.nome for parte in processo.polo("AT")), "")
    return " · ".join(part for part in (autor, processo.orgao_julgador) if part)


def describe_deixados(documentos: Sequence[Documento]) -> str:
    """The documents beyond the limits, each by description and date, in one warning."""
    names = [_name(documento) for documento in documentos]
    return f"Fora do limite de leitura ({len(names)}), confira se algum importa para a peça: {'; '.join(names)}."


def _name(documento: Documento) -> str:
    descricao = " ".join(documento.descricao.split())[:_MAX_NOME] or "Documento sem descrição"
    return descricao + (f" ({documento.data_hora:%d/%m/%Y})" if documento.data_hora else " (sem data)")


def _name_arquivo(documento: Documento) -> str:
    return " ".join(documento.descricao.split())[:_MAX_NOME]


def build_vazio(numero: str) -> EmptyProcessoError:
    """No document of the case could be read."""
    return EmptyProcessoError("nothing could be read", user_message=_NADA_ENVIADO if is_envio(numero) else None)


def describe_motivo(numero: str, estado: EstadoDoDocumento) -> str:
    """Why a document of this case file was not, or not wholly, read."""
    return (_MOTIVOS_DO_ENVIO if is_envio(numero) else _MOTIVOS)[estado]
