"""What the collection says about what it could not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.clients.tribunal.domain import SEGUNDA_INSTANCIA
from core.errors import DocumentoSigilosoError, TribunalUnavailableError
from core.pecas.coletor import ORIGEM, Acervo, Coletor
from core.pecas.domain import Coleta, EstadoDoFato, Resumo
from core.processos.domain import Documento, DocumentoLido, EstadoDoDocumento, Processo, ProcessoVinculado
from tests.builders import (
    build_categoria,
    build_constantes,
    build_documento,
    build_geracao,
    build_lido,
    build_numero_cnj,
    build_processo,
    build_variavel,
)

CATEGORIAS = (
    build_categoria("peticao_inicial", 500, variaveis=(build_variavel("peticao_inicial_idoso"),)),
    build_categoria("parecer_nat", 207, variaveis=(build_variavel("parecer_nat_favoravel"),)),
    build_categoria("documento_geral"),
)
NUMERO_DA_ORIGEM = build_numero_cnj(77)


class FakeProcessos:
    """The court and the readers; a case that is not known is a court out of reach."""

    def __init__(self, *processos: Processo, lido: DocumentoLido) -> None:
        self._processos = {processo.numero_cnj: processo for processo in processos}
        self._lido = lido

    def fetch_processo(self, numero_cnj: str) -> Processo:
        if numero_cnj not in self._processos:
            raise TribunalUnavailableError("away")
        return self._processos[numero_cnj]

    def download(self, _numero: str, documentos: tuple[Documento, ...]) -> dict[str, str]:
        return {ident: self._lido.sha256 for documento in documentos for ident in documento.ids_das_partes}

    def read(self, hashes: tuple[str, ...]) -> Iterator[DocumentoLido]:
        yield from (replace(self._lido, sha256=sha256) for sha256 in hashes)


def collect(
    *processos: Processo,
    lido: DocumentoLido | None = None,
    max_chars: int = 1000,
    obtain: Callable[..., Resumo] = lambda *_: Resumo("Resumo.", {}),
) -> Coleta:
    """The collection of the first case, with every answer of the model already stored."""
    repository: Any = SimpleNamespace(save_assunto=lambda *_: None)
    resumos: Any = SimpleNamespace(obtain=obtain)
    prompts: Any = SimpleNamespace(
        list_categorias=lambda: CATEGORIAS, get_prompt=lambda _: SimpleNamespace(versao=1, texto="Leia.")
    )
    gemini = SimpleNamespace(modelo_coletor="m", modelo_detector="m", modelo_redator="m", max_input_chars=max_chars)
    settings: Any = SimpleNamespace(
        gemini=gemini,
        leitura=SimpleNamespace(max_nivel_sigilo=0),
        limits=SimpleNamespace(leituras_por_geracao=2),
    )
    court: Any = FakeProcessos(*processos, lido=lido or build_lido("texto"))
    constantes: Any = SimpleNamespace(load=lambda _versoes: build_constantes())
    no_model: Any = None
    coletas: list[Coleta] = []

    def run() -> Iterator[object]:
        coletor = Coletor(repository, court, Acervo(prompts, constantes), no_model, resumos, settings)
        coletas.append((yield from coletor.collect(build_geracao())))

    assert list(run())
    return coletas[0]


def build_recurso() -> Processo:
    """An appeal that holds no opinion and names its origin."""
    vinculo = ProcessoVinculado(NUMERO_DA_ORIGEM, ORIGEM)
    processo = build_processo(build_documento("1", 500))
    return replace(processo, competencia=SEGUNDA_INSTANCIA, vinculados=(vinculo,))


def find_parecer(coleta: Coleta) -> EstadoDoFato:
    return next(fato.estado for fato in coleta.fatos if fato.variavel == "parecer_nat_favoravel")


def test_an_origin_that_cannot_be_consulted_leaves_the_opinion_unknown() -> None:
    coleta = collect(build_recurso())
    assert find_parecer(coleta) is EstadoDoFato.DESCONHECIDO
    assert coleta.documentos[-1].estado is EstadoDoDocumento.NAO_ENTREGUE
    (aviso,) = [aviso for aviso in coleta.avisos if "processo de origem" in aviso]
    assert "Gere de novo" in aviso


def test_an_origin_without_an_opinion_says_that_there_is_none() -> None:
    origem = replace(build_processo(build_documento("9", 500)), numero_cnj=NUMERO_DA_ORIGEM)
    coleta = collect(build_recurso(), origem)
    assert find_parecer(coleta) is EstadoDoFato.NAO_SE_APLICA
    assert len(coleta.documentos) == 1


def test_pages_the_model_does_not_read_are_named_even_when_its_answer_is_stored() -> None:
    coleta = collect(build_processo(build_documento("1", 500)), lido=build_lido("curta", "longa" * 10), max_chars=20)
    assert any("1 página final" in aviso for aviso in coleta.avisos)


def test_document_is_cited_by_its_place_in_the_case_file_not_among_those_read() -> None:
    """The reader of the case numbers all of them: the same number must lead to the same document."""
    documentos = [build_documento(f"n{day}", 207, dia=day) for day in range(7)]
    lidos = collect(build_processo(*documentos)).documentos
    assert [documento.rotulo for documento in lidos[:2]] == ["doc. 3 – Documento n2", "doc. 4 – Documento n3"]


@pytest.mark.parametrize(
    ("folhas", "rotulo"),
    [
        ((30, 31), "processo de origem, fls. 30-31 – Documento 9"),
        ((None, None), "processo de origem, doc. 2 – Documento 9"),
    ],
    ids=["leaves", "order"],
)
def test_opinion_borrowed_from_the_origin_is_cited_as_of_there(folhas: tuple[int | None, ...], rotulo: str) -> None:
    origem = build_processo(build_documento("8", 500), build_documento("9", 207, dia=1))
    lido = build_lido("uma", "outra")
    paginas = tuple(replace(pagina, folha=folha) for pagina, folha in zip(lido.paginas, folhas, strict=True))
    origem = replace(origem, numero_cnj=NUMERO_DA_ORIGEM)
    coleta = collect(build_recurso(), origem, lido=replace(lido, paginas=paginas))
    assert coleta.documentos[-1].rotulo == rotulo


def test_documents_left_out_are_named_by_description_and_date() -> None:
    documentos = [build_documento(f"n{day}", 207, dia=day) for day in range(7)]
    (aviso,) = [aviso for aviso in collect(build_processo(*documentos)).avisos if "Fora do limite" in aviso]
    assert "Documento n0 (10/03/2025); Documento n1 (11/03/2025)" in aviso
    assert "n2" not in aviso


@pytest.mark.parametrize(("missing", "estado"), [((), EstadoDoDocumento.LIDO), (("b",), "lido_em_parte")])
def test_a_split_document_is_read_whole_or_says_so(
    missing: tuple[str, ...], estado: EstadoDoDocumento, monkeypatch: pytest.MonkeyPatch
) -> None:
    documento = replace(build_documento("a", 500), partes=("a", "b"))
    hashes = {ident: ident * 64 for ident in ("a", "b") if ident not in missing}
    monkeypatch.setattr(FakeProcessos, "download", lambda *_: hashes)
    (lido,) = collect(build_processo(documento), lido=build_lido("uma página")).documentos
    assert (lido.estado, lido.paginas) == (estado, 2)


def test_a_document_that_became_secret_is_held_back_and_listed_and_the_others_go_on() -> None:
    answers = iter([DocumentoSigilosoError("level 3"), Resumo("Resumo.", {})])

    def obtain(*_: object) -> Resumo:
        answer = next(answers)
        if isinstance(answer, Resumo):
            return answer
        raise answer

    coleta = collect(build_processo(build_documento("1", 500), build_documento("2", 207, dia=1)), obtain=obtain)
    assert sorted(documento.estado for documento in coleta.documentos) == ["lido", "sigiloso"]
    (secret,) = [documento for documento in coleta.documentos if documento.estado is EstadoDoDocumento.SIGILOSO]
    assert secret.resumo == ""
    assert [aviso for aviso in coleta.avisos if "sigiloso depois de baixado" in aviso]
