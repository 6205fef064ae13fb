"""Each kind of case ends in its named state with its own sentence."""

from __future__ import annotations

import hashlib
import re

import pytest
from sqlalchemy import text

from core.errors import (
    EmptyProcessoError,
    InvalidNumeroCnjError,
    PortalError,
    ProcessoNotFoundError,
    ProcessoSigilosoError,
)
from core.events import Estado, OperationEnded, WarningRaised
from core.pecas.apresentacao import describe_lugar
from core.processos.domain import EstadoDoDocumento
from tests.jobs.stage import TEXTOS, Stage

INEXISTENTE = "08099995720258120001"
SEGREDO_DE_JUSTICA = "08035447620258120001"
SEM_LEITURA = "08036011020258120029"
COM_SIGILOSA = "08036556020258120001"
COM_TEXTO_OCULTO = "08015666420258120001"
COM_ILEGIVEL = "08026336420258120001"
EM_PARTES = "08016989220238120001"
NO_EPROC = "08045023220258120011"
PRONTOS = (Estado.PRONTO, Estado.PRONTO_COM_RESSALVAS)


def failed(error: type[PortalError]) -> OperationEnded:
    """The end that a person sees when this is what went wrong."""
    return OperationEnded(Estado.COM_ERRO, error.code, error.text)


def test_the_peca_is_the_text_that_the_model_sent(stage: Stage) -> None:
    geracao = stage.ask(TEXTOS)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    (stream,) = stage.gemini.calls("streamGenerateContent")
    texto = stage.get_peca(geracao).versao.texto
    assert hashlib.sha256(texto.encode()).hexdigest() == stream["sha256"]
    assert stage.streamed(geracao) == texto == stage.get(geracao).texto
    assert len(stage.list_versoes(geracao)) == 1
    assert stage.count_permits() == 0


def test_a_wrong_number_never_reaches_the_court(stage: Stage) -> None:
    with pytest.raises(InvalidNumeroCnjError):
        stage.ask(TEXTOS[:-1] + "2")
    assert stage.court.count_started("consulta") == 0


@pytest.mark.parametrize(
    ("numero", "error"),
    [
        pytest.param(INEXISTENTE, ProcessoNotFoundError, id="unknown"),
        pytest.param(SEGREDO_DE_JUSTICA, ProcessoSigilosoError, id="secret"),
        pytest.param(SEM_LEITURA, EmptyProcessoError, id="nothing legible"),
    ],
)
def test_a_case_without_use_ends_with_its_reason(stage: Stage, numero: str, error: type[PortalError]) -> None:
    geracao = stage.ask(numero)
    assert stage.follow_to_end(geracao) == failed(error)
    stored = stage.get(geracao)
    assert (stored.estado, stored.erro_codigo, stored.erro_mensagem) == (Estado.COM_ERRO, error.code, error.text)
    assert stored.peca_id is None
    assert stage.gemini.count_started("generateContent") == 0


def test_a_secret_document_is_listed_and_never_leaves(stage: Stage) -> None:
    geracao = stage.ask(COM_SIGILOSA)
    assert stage.follow_to_end(geracao).estado == Estado.PRONTO_COM_RESSALVAS
    documentos = stage.services.pecas.list_documentos(geracao.id)
    (secreto,) = [d for d in documentos if d.estado is EstadoDoDocumento.SIGILOSO]
    downloaded = sum(call["documentos"] for call in stage.court.calls("download"))
    assert downloaded == len(documentos) - 1
    assert secreto.rotulo not in stage.gemini.sent()
    assert not secreto.sha256
    assert any(secreto.rotulo in aviso for aviso in stage.get(geracao).avisos)


def test_hidden_text_is_shown_and_not_sent(stage: Stage) -> None:
    geracao = stage.ask(COM_TEXTO_OCULTO)
    events = stage.follow(geracao, lambda seen: any(isinstance(event, OperationEnded) for event in seen))
    assert any(isinstance(event, WarningRaised) and event.text.startswith("Texto oculto em") for event in events)
    oculto = " ".join(find_hidden_text(stage).split())
    sent = " ".join(stage.gemini.sent().split())
    assert len(oculto) > 40
    assert oculto[:40] not in sent
    assert oculto[-40:] not in sent


def find_hidden_text(stage: Stage) -> str:
    query = "SELECT p ->> 'suspeita' FROM leitura, jsonb_array_elements(paginas) AS p WHERE p ->> 'suspeita' <> ''"
    with stage.services.machinery.engine.connect() as connection:
        return str(connection.execute(text(query)).scalars().first())


def test_a_scan_nobody_can_read_is_named_and_the_rest_goes_on(stage: Stage) -> None:
    geracao = stage.ask(COM_ILEGIVEL)
    assert stage.follow_to_end(geracao).estado == Estado.PRONTO_COM_RESSALVAS
    documentos = stage.services.pecas.list_documentos(geracao.id)
    (ilegivel,) = [d for d in documentos if d.estado is EstadoDoDocumento.ILEGIVEL]
    assert ilegivel.motivo
    assert any(ilegivel.rotulo in aviso for aviso in stage.get(geracao).avisos)


def test_every_part_of_a_split_document_reaches_the_model(stage: Stage) -> None:
    geracao = stage.ask(EM_PARTES)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    (documento,) = [d for d in stage.services.processos.get_processo(EM_PARTES).documentos if d.partes]
    assert len(documento.partes) == 2
    sent = " ".join(stage.gemini.sent().split())
    for parte in documento.partes:
        words = find_text(stage, parte).split()
        assert " ".join(words[-8:]) in sent
    (peticao,) = [
        d for d in stage.services.pecas.list_documentos(geracao.id) if d.id_documento == documento.id_documento
    ]
    assert peticao.estado is EstadoDoDocumento.LIDO


def find_text(stage: Stage, id_documento: str) -> str:
    query = (
        "SELECT string_agg(p ->> 'texto', ' ') FROM documento_baixado JOIN leitura USING (sha256),"
        " jsonb_array_elements(paginas) AS p WHERE id_documento = :ident"
    )
    with stage.services.machinery.engine.connect() as connection:
        return str(connection.execute(text(query), {"ident": id_documento}).scalar_one())


def test_a_case_of_eproc_is_cited_by_event_label_and_page(stage: Stage) -> None:
    geracao = stage.ask(NO_EPROC)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    rotulos = [documento.rotulo for documento in stage.services.pecas.list_documentos(geracao.id)]
    assert {"evento 1, INIC1", "evento 1, LAUDO3"}.issubset(rotulos)
    lugares = {describe_lugar(fato) for fato in stage.services.pecas.list_fatos(geracao.id) if fato.pagina}
    assert "evento 1, INIC1, p. 1" in lugares
    assert all(re.fullmatch(r"evento \d+, [A-Z]+\d+, p\. \d+", lugar) for lugar in lugares)
