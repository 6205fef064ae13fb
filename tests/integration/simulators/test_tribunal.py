"""The simulated court spoken to by a SOAP library that knows nothing of it, and by the product's own client."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pypdfium2
import pytest
import zeep
from pydantic import SecretStr
from zeep.exceptions import Fault

from core.clients.tribunal.tjms import TjmsClient
from core.settings import TribunalSettings
from simulators.tribunal.casos import Formato, find_caso, list_casos

T = TypeVar("T")
PRIMEIRO = list_casos()[0]
HASHES = ("hashCabecalho", "hashMovimentacoes", "hashDocumentos")
LOGIN = {"idConsultante": "procuradoria-demo", "senhaConsultante": "demo"}


class OpenGuard:
    """Lets every call through, once."""

    def run(self, resource: str, operation: str, attempt: Callable[[], T], *, circuit: str) -> T:
        assert (resource, circuit.partition("_")[0]) == ("tjms", "tjms")
        return attempt()


@pytest.fixture
def soap(court_url: str) -> Any:
    """The service built by zeep, in its strict mode, from the description that the court serves."""
    client = zeep.Client(f"{court_url}?wsdl", settings=zeep.Settings(strict=True))
    assert client.service._binding_options["address"] == court_url
    return client.service


def consult(soap: Any, numero: str = PRIMEIRO.numero_cnj, **fields: Any) -> Any:
    asked = {"movimentos": True, "incluirCabecalho": True, "incluirDocumentos": True} | fields
    if "documento" in asked:
        del asked["incluirDocumentos"]
    return soap.consultarProcesso(**(LOGIN | {"numeroProcesso": numero} | asked))


def test_zeep_reads_header_movements_and_list_of_every_case(soap: Any) -> None:
    for caso in list_casos():
        resposta = consult(soap, caso.numero_cnj)
        dados = resposta.processo.dadosBasicos
        assert (resposta.sucesso, dados.numero, dados.nivelSigilo) == (True, caso.numero_cnj, caso.nivel_sigilo)
        assert [d.idDocumento for d in resposta.processo.documento] == [d.id_documento for d in caso.documentos]
        assert all(d.conteudo is None for d in resposta.processo.documento)
        assert len(resposta.processo.movimento) == len(caso.movimentos)


def test_header_says_what_the_case_says(soap: Any) -> None:
    dados = consult(soap).processo.dadosBasicos
    polos = {polo.polo: polo.parte for polo in dados.polo}
    autor = polos["AT"][0]
    assert autor.assistenciaJudiciaria is True
    assert autor.pessoa.documento[0].tipoDocumento == "CMF"
    assert "Estado de Mato Grosso do Sul" in {parte.pessoa.nome for parte in polos["PA"]}
    assert dados.valorCausa == PRIMEIRO.valor_centavos / 100
    assert dados.dataAjuizamento == f"{PRIMEIRO.ajuizamento:%Y%m%d%H%M%S}"
    vinculado = next(m for m in consult(soap).processo.movimento if m.idDocumentoVinculado)
    assert vinculado.idDocumentoVinculado[0].split(" - ")[0] == PRIMEIRO.documentos[0].id_documento


def test_filters_leave_out_what_was_not_asked(soap: Any) -> None:
    processo = consult(soap, movimentos=False, incluirCabecalho=False, incluirDocumentos=False).processo
    assert (processo.movimento, processo.documento) == ([], [])
    assert processo.dadosBasicos.valorCausa is None


def test_case_may_change_between_two_queries(soap: Any, court: httpx.Client) -> None:
    """With its movement, its leaves after the others, a content and other hashes."""
    hashes = soap.consultarAlteracao(*LOGIN.values(), PRIMEIRO.numero_cnj)
    mudou = {"documentos": ["peticao"], "movimentos": ["Remessa"], "valor": 12.5}
    court.post("/_control", json={"options": {"mudou": {PRIMEIRO.numero_cnj: mudou}}}).raise_for_status()
    processo = consult(soap).processo
    [novo] = [d for d in processo.documento if not PRIMEIRO.find_documento(d.idDocumento)]
    assert (novo.descricao, processo.dadosBasicos.valorCausa) == ("Petição Intermediária", 12.5)
    assert len(processo.movimento) == len(PRIMEIRO.movimentos) + 2
    [baixado] = consult(soap, documento=[novo.idDocumento]).processo.documento
    assert baixado.conteudo.startswith(b"%PDF-")
    now = soap.consultarAlteracao(*LOGIN.values(), PRIMEIRO.numero_cnj)
    assert [getattr(hashes, name) != getattr(now, name) for name in HASHES] == [True] * 3


def test_download_brings_only_the_documents_asked_and_pdfs_open(soap: Any) -> None:
    ids = [d.id_documento for d in PRIMEIRO.documentos if d.formato in (Formato.PDF, Formato.DIGITALIZADO)][:5]
    documentos = consult(soap, documento=[*ids, "999"]).processo.documento
    assert [d.idDocumento for d in documentos] == ids
    for documento in documentos:
        pdf = pypdfium2.PdfDocument(documento.conteudo)
        assert len(pdf) >= 1
        pdf.close()


def test_unknown_number_and_wrong_password_are_refused_in_words(soap: Any) -> None:
    desconhecido = consult(soap, "0" * 20)
    assert (desconhecido.sucesso, desconhecido.processo) == (False, None)
    assert "não localizado" in desconhecido.mensagem
    recusado = consult(soap, senhaConsultante="outra")
    assert recusado.sucesso is False
    assert "senha" in recusado.mensagem


def test_alteracao_has_three_hashes_that_stay(soap: Any) -> None:
    hashes = [soap.consultarAlteracao(**LOGIN, numeroProcesso=PRIMEIRO.numero_cnj) for _ in range(2)]
    assert hashes[0] == hashes[1]
    assert len({hashes[0].hashCabecalho, hashes[0].hashMovimentacoes, hashes[0].hashDocumentos}) == 3


def test_filing_is_not_offered(soap: Any) -> None:
    with pytest.raises(Fault, match="não oferecida"):
        soap.entregarManifestacaoProcessual(numeroProcesso=PRIMEIRO.numero_cnj, dataEnvio="20260101000000")


def test_schemas_are_served_and_nothing_else(court: httpx.Client) -> None:
    base = "/mniws/servico-intercomunicacao-2.2.2"
    assert court.get(f"{base}/intercomunicacao-2.2.2.xsd").status_code == 200
    assert court.get(f"{base}/intercomunicacao?xsd=cda-2.2.2.xsd").status_code == 200
    assert court.get(f"{base}/intercomunicacao?xsd=../../settings.py").status_code == 404


@pytest.mark.parametrize("mode", ["fault_200", "fault_500", "html", "http_401", "cut", "malformed"])
def test_spoiled_answer_is_an_error_for_zeep_once(soap: Any, court: httpx.Client, mode: str) -> None:
    court.post("/_control", json={"mode": mode, "remaining": 1}).raise_for_status()
    with pytest.raises((zeep.exceptions.Error, OSError)):
        consult(soap)
    assert consult(soap).sucesso


def test_storm_ends_after_its_count_and_spares_the_other_kind(soap: Any, court: httpx.Client) -> None:
    court.post("/_control", json={"storm": {"status": 503, "count": 2}, "options": {"only": "consulta"}})
    assert consult(soap, documento=[PRIMEIRO.documentos[1].id_documento]).sucesso
    for _ in range(2):
        with pytest.raises(zeep.exceptions.Error):
            consult(soap)
    assert consult(soap).sucesso
    assert court.get("/_control/ledger").json()["counts"] == {
        "download:ok": 1,
        "consulta:http_503": 2,
        "consulta:ok": 1,
    }


def test_malformed_dates_missing_and_empty_documents(soap: Any, court: httpx.Client) -> None:
    ids = [d.id_documento for d in PRIMEIRO.documentos[:2]]
    court.post("/_control", json={"mode": "malformed_dates"})
    assert "T" in consult(soap).processo.movimento[0].dataHora
    court.post("/_control", json={"mode": "missing"})
    assert [d.idDocumento for d in consult(soap, documento=ids).processo.documento] == ids[:1]
    court.post("/_control", json={"mode": "empty"})
    assert [d.conteudo for d in consult(soap, documento=ids).processo.documento] == [None, None]


def test_mtom_carries_the_contents_beside_the_envelope(soap: Any, court: httpx.Client) -> None:
    court.post("/_control", json={"mode": "mtom"})
    (documento,) = consult(soap, documento=[PRIMEIRO.documentos[0].id_documento]).processo.documento
    assert documento.conteudo.startswith(b"%PDF")


def test_silent_court_notices_that_the_client_left(court: httpx.Client, court_url: str) -> None:
    court.post("/_control", json={"mode": "silent"})
    envelope = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><consultarProcesso/></s:Body></s:Envelope>'
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(court_url, content=envelope, timeout=0.2)
    for _ in range(200):
        ledger = court.get("/_control/ledger").json()
        if ledger["counts"] and ledger["in_flight"] == 0:
            break
    assert ledger["counts"] == {"consulta:silent": 1}


def test_ledger_sees_calls_at_the_same_time(soap: Any, court: httpx.Client) -> None:
    court.post("/_control", json={"latency_s": 0.3})
    with ThreadPoolExecutor(3) as pool:
        assert all(r.sucesso for r in pool.map(lambda _: consult(soap), range(3)))
    assert court.get("/_control/ledger").json()["max_in_flight"] == 3


def test_product_client_reads_every_case_and_downloads_true_bytes(court_url: str, tmp_path: Path) -> None:
    settings = TribunalSettings(url=court_url, usuario="procuradoria-demo", senha=SecretStr("demo"))
    client = TjmsClient(settings, OpenGuard())
    for caso in list_casos():
        if caso.nivel_sigilo == 0:
            processo = client.fetch_processo(caso.numero_cnj)
            assert sum(max(1, len(d.partes)) for d in processo.documentos) == len(caso.documentos)
    scan = next(d for d in PRIMEIRO.documentos if d.formato is Formato.DIGITALIZADO)
    (baixado,) = client.fetch_conteudos(PRIMEIRO.numero_cnj, (scan.id_documento,), tmp_path)
    assert baixado.sha256 == hashlib.sha256(baixado.path.read_bytes()).hexdigest()
    client.close()


def test_product_client_finds_the_origin_of_the_agravo(court_url: str) -> None:
    agravo = next(c for c in list_casos() if c.classe == 202)
    settings = TribunalSettings(url=court_url, usuario="procuradoria-demo", senha=SecretStr("demo"))
    client = TjmsClient(settings, OpenGuard())
    processo = client.fetch_processo(agravo.numero_cnj)
    client.close()
    assert processo.is_segunda_instancia
    (vinculado,) = processo.vinculados
    assert vinculado.tipo == "OR"
    assert find_caso(vinculado.numero_cnj) is not None
