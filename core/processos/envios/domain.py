"""Handed-in files with what is known of them, and the case file that they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from core.processos.chave import NUMERO
from core.processos.domain import Documento, FormatoDeArquivo, Processo

CATEGORIA = "categoria"
CONFIANCA = "confianca"
"""Names under which a case file of handed-in files keeps what the court's records have no place for."""

_MAX_NOME = 120


@dataclass(frozen=True)
class ArquivoEnviado:
    """One file. ``categoria`` is empty until somebody, or the model, says what kind of document it is.

    ``confianca`` is the model's (alta, media, baixa), empty for a person's choice; ``motivo`` is the model's reason.
    ``nivel_sigilo`` is what the person declared.
    """

    id_documento: str
    ordem: int
    nome: str
    sha256: str
    size_bytes: int
    formato: FormatoDeArquivo
    categoria: str = ""
    confianca: str = ""
    motivo: str = ""
    nivel_sigilo: int = 0


@dataclass(frozen=True)
class Envio:
    """The files of one request. After ``enviado_em`` none can be added or taken out: a geração stands on them.

    ``numero_informado`` is the case that the person says they belong to (20 digits), or empty.
    """

    chave: str
    usuario_id: int
    criado_em: datetime
    numero_informado: str = ""
    enviado_em: datetime | None = None
    arquivos: tuple[ArquivoEnviado, ...] = ()

    def find(self, id_documento: str) -> ArquivoEnviado | None:
        return next((a for a in self.arquivos if a.id_documento == id_documento), None)


def clean_nome(nome: str) -> str:
    """The name of a file as a person reads it: one line, no folders, no invisible characters, not too long."""
    bare = nome.replace("\\", "/").rpartition("/")[2]
    text = "".join(c if c.isprintable() else " " for c in bare)
    text = " ".join(text.split()) or "Arquivo sem nome"
    path = PurePath(text)
    return text if len(text) <= _MAX_NOME else path.stem[: _MAX_NOME - len(path.suffix) - 1] + "…" + path.suffix


def build_processo(envio: Envio) -> Processo:
    """The files as a case file: documents in the order they came, and nothing known of the lawsuit itself."""
    return Processo(
        numero_cnj=envio.chave,
        classe=None,
        competencia="",
        data_ajuizamento=None,
        nivel_sigilo=0,
        valor_causa_centavos=None,
        orgao_julgador="",
        documentos=tuple(_to_documento(arquivo) for arquivo in envio.arquivos),
        outros={NUMERO: envio.numero_informado} if envio.numero_informado else {},
    )


def join_processo(envio: Processo, do_tribunal: Processo) -> Processo:
    """The case file of handed-in files with what the court says of the lawsuit that they belong to."""
    return replace(
        do_tribunal,
        numero_cnj=envio.numero_cnj,
        documentos=envio.documentos,
        vinculados=(),
        outros=envio.outros,
        sistema=envio.sistema,
    )


def read_categoria(documento: Documento) -> tuple[str, str]:
    """Category and confidence of a handed-in document, empty when nobody said what it is."""
    outros = dict(documento.outros)
    return outros.get(CATEGORIA, ""), outros.get(CONFIANCA, "")


def _to_documento(arquivo: ArquivoEnviado) -> Documento:
    known = ((CATEGORIA, arquivo.categoria), (CONFIANCA, arquivo.confianca))
    return Documento(
        id_documento=arquivo.id_documento,
        tipo=None,
        descricao=PurePath(arquivo.nome).stem,
        data_hora=None,
        nivel_sigilo=arquivo.nivel_sigilo,
        outros=tuple((name, value) for name, value in known if value),
    )
