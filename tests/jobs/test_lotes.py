"""Lots as their workers do them: every document once, however often the work is stopped, killed or fails."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import pytest

from core.bootstrap import Services
from core.classificador.domain import (
    Corte,
    EstadoDoItem,
    EstadoDoLote,
    Fonte,
    FonteDeArquivos,
    FonteDeProcessos,
    FonteDeTextos,
    ItemDoLote,
    Lote,
    ModoDoCorte,
    PedidoDeLote,
    TextoDoLote,
)
from core.errors import GeminiTruncatedError
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from core.prompts.instrucoes.domain import AtoDaInstrucao
from core.prompts.instrucoes.repository import InstrucaoRepository
from core.usuarios.domain import Papel, Usuario
from tests.jobs.stage import TEXTOS, Stage, wait_until

SLUG = "lote_de_teste"
MODELO = "gemini-2.5-flash"
SAUDE = CategoriaDeClassificacao("saude", "Saúde", "medicamento, cirurgia, tratamento, hospital", ("Remédio", "Leito"))
TRANSITO = CategoriaDeClassificacao("transito", "Trânsito", "multa, veículo, autuação, habilitação")
OUTROS = CategoriaDeClassificacao("outros", "Outros", "o que não é dos demais")
INTEIRO = Corte()
CODIGOS = (500, 9500)
"""Petitions."""

KINDS = ("O autor pede medicamento e cirurgia no hospital.", "Auto de multa do veículo: autuação da habilitação.")
SLOW = {"latency_pattern": r"demora ([\d.]+) s"}


def build_prompt(versao: int, *categorias: CategoriaDeClassificacao) -> Prompt:
    return Prompt(SLUG, versao, "Classifique. {{categorias}}", "Teste", Subsistema.CLASSIFICADOR, categorias)


@pytest.fixture(autouse=True, scope="session")
def instrucoes(portal: Services) -> InstrucaoRepository:
    repository = InstrucaoRepository(portal._scope)
    prompt = build_prompt(0, SAUDE, TRANSITO, OUTROS)
    repository.add(prompt, autor="teste", motivo="teste", check=lambda *_: None)
    return repository


@pytest.fixture
def ana(stage: Stage) -> Usuario:
    return Usuario(next(stage.usuarios), "ana", "Ana Inventada", Papel.PROCURADOR, "PGE")


def list_textos(total: int, tail: str = "") -> FonteDeTextos:
    """Texts of two kinds in turns, each with a number of its own."""
    return FonteDeTextos(
        tuple(TextoDoLote(f"doc-{n}.txt", f"Documento nº {n}.\n{KINDS[n % 2]} {tail}") for n in range(total))
    )


def ask(stage: Stage, usuario: Usuario, fonte: Fonte, corte: Corte = INTEIRO) -> Lote:
    return stage.services.lotes.create_lote(PedidoDeLote("Lote", SLUG, 1, MODELO, corte), usuario, fonte)


def wait_for_end(stage: Stage, lote: Lote, timeout_s: float = 60) -> Lote:
    wait_until(lambda: stage.services.lotes.inspect(lote.id).estado.is_final, timeout_s, "the end of the lot")
    return stage.services.lotes.inspect(lote.id)


def wait_for_some(stage: Stage, lote: Lote, count: int) -> None:
    wait_until(lambda: stage.services.lotes.inspect(lote.id).contagem.concluidos >= count, 30, "some answers")


def list_itens(stage: Stage, lote: Lote) -> list[ItemDoLote]:
    return list(stage.services.itens.iterate(lote.id))


def count_asked(stage: Stage) -> Counter[str]:
    """How often the model was sent each document, by its number."""
    return Counter(re.findall(r"Documento nº (\d+)\.", stage.gemini.sent()))


def hand_in(stage: Stage, usuario: Usuario, *files: tuple[str, bytes]) -> FonteDeArquivos:
    remessa = stage.services.remessas.begin(usuario.id)
    for name, data in files:
        stage.services.remessas.receive(remessa.chave, usuario.id, name, io.BytesIO(data))
    return FonteDeArquivos(remessa.chave)


def pack(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in members:
            package.writestr(name, data)
    return stream.getvalue()


def write_docx(text: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    return pack(("word/document.xml", body.encode()))


def test_files_of_many_kinds_are_classified_once_each_and_bad_ones_named(stage: Stage, ana: Usuario) -> None:
    saude, transito = (kind.encode() for kind in KINDS)
    inner = pack(("um.txt", saude + b" Um."), ("dois.docx", write_docx(KINDS[1])), ("ruim.bin", b"\x00\x01" * 30))
    rtf = rb"{\rtf1 O autor pede medicamento, cirurgia e tratamento no hospital.}"
    files = (("a.txt", saude), ("igual.txt", saude), ("b.rtf", rtf), ("pacote.zip", inner), ("c.txt", transito))
    lote = ask(stage, ana, hand_in(stage, ana, *(files[:1] + files[2:])))
    ended = wait_for_end(stage, lote)
    by_name = {item.nome: item for item in list_itens(stage, lote)}
    assert {nome: item.categoria for nome, item in by_name.items()} == {
        "a.txt": "saude",
        "b.rtf": "saude",
        "c.txt": "transito",
        "um.txt": "saude",
        "dois.docx": "transito",
        "ruim.bin": "",
    }
    assert ended.estado is EstadoDoLote.COM_RESSALVAS
    assert "ruim.bin" in by_name["ruim.bin"].erro_mensagem
    assert stage.gemini.count_started("lote") == 5
    item = by_name["a.txt"]
    assert item.tokens > 0
    assert item.custo_brl > 0
    assert ended.consumido.custo_brl == sum(item.custo_brl for item in by_name.values())
    lido = stage.services.itens.find_lido(by_name["dois.docx"].id, ana)
    assert lido is not None
    assert KINDS[1] in lido.texto


def test_documents_of_a_case_are_chosen_by_code(stage: Stage, ana: Usuario) -> None:
    lote = ask(stage, ana, FonteDeProcessos((TEXTOS,), CODIGOS))
    ended = wait_for_end(stage, lote)
    itens = list_itens(stage, lote)
    processo = stage.services.processos.get_processo(TEXTOS)
    assert {item.id_documento for item in itens} == {d.id_documento for d in processo.documentos if d.tipo in CODIGOS}
    assert 0 < len(itens) < len(processo.documentos)
    assert ended.estado is EstadoDoLote.CONCLUIDO, itens
    assert all(stage.services.itens.find_lido(item.id, ana) for item in itens)


def test_a_killed_worker_asks_about_no_finished_document_again(stage: Stage, ana: Usuario) -> None:
    stage.gemini.fail(latency_s={"generateContent": 0.3})
    lote = ask(stage, ana, list_textos(40))
    wait_for_some(stage, lote, 12)
    stage.pool.find_horse(f"lote-{lote.id}").kill()
    done = {n for n, item in enumerate(list_itens(stage, lote)) if item.estado is EstadoDoItem.CONCLUIDO}
    stage.gemini.fail(latency_s={})
    assert wait_for_end(stage, lote).estado is EstadoDoLote.CONCLUIDO
    asked = count_asked(stage)
    assert len(done) >= 12
    assert all(asked[str(n)] == 1 for n in done)
    assert sum(asked.values()) <= 40 + 15
    assert [item.categoria for item in list_itens(stage, lote)] == ["saude", "transito"] * 20


def test_a_pause_keeps_what_is_on_its_way_and_no_new_version_changes_the_rest(
    stage: Stage, ana: Usuario, instrucoes: InstrucaoRepository
) -> None:
    lotes = stage.services.lotes
    stage.gemini.fail(latency_s={"generateContent": 1.5})
    lote = ask(stage, ana, list_textos(60))
    wait_for_some(stage, lote, 3)
    lotes.pause(lote.id, ana)
    wait_until(lambda: not stage.services.machinery.queue.is_alive(f"lote-{lote.id}"), 20, "the worker's end")
    paused = lotes.inspect(lote.id)
    assert paused.estado is EstadoDoLote.PAUSADO
    assert paused.contagem.processando == 0
    assert 0 < paused.contagem.pendentes < 60
    renamed = CategoriaDeClassificacao("remedios", "Remédios", SAUDE.descricao)
    instrucoes.save_versao(build_prompt(1, renamed, TRANSITO), autor="teste", motivo="teste", check=lambda *_: None)
    instrucoes.set_producao(SLUG, 2, viva=1, ato=AtoDaInstrucao.PROMOVIDA, autor="teste", motivo="teste")
    stage.gemini.fail(latency_s={})
    lotes.resume(lote.id, ana)
    assert wait_for_end(stage, lote).estado is EstadoDoLote.CONCLUIDO
    assert set(count_asked(stage).values()) == {1}
    assert {item.categoria for item in list_itens(stage, lote)} == {"saude", "transito"}


def test_a_cancelled_lot_ends_at_once_and_keeps_its_answers(stage: Stage, ana: Usuario) -> None:
    stage.gemini.fail(options=SLOW)
    textos = (*list_textos(4).textos, TextoDoLote("lento", "Documento nº 99. demora 30 s"), *list_textos(9).textos[4:])
    lote = ask(stage, ana, FonteDeTextos(textos))
    wait_for_some(stage, lote, 4)
    stage.services.lotes.cancel(lote.id, ana)
    wait_until(lambda: stage.gemini.in_flight == 0, 10, "the end of the call")
    estados = {item.nome: item.estado for item in list_itens(stage, lote)}
    assert estados["lento"] is EstadoDoItem.PULADO
    assert estados["doc-0.txt"] is EstadoDoItem.CONCLUIDO
    assert stage.services.lotes.inspect(lote.id).estado is EstadoDoLote.CANCELADO


def test_an_answer_that_does_not_count_is_an_error_with_its_reason(stage: Stage, ana: Usuario) -> None:
    stage.gemini.fail(mode="max_tokens", remaining=1, options={"after_chars": 20})
    lote = ask(stage, ana, list_textos(4))
    ended = wait_for_end(stage, lote)
    failed = [item for item in list_itens(stage, lote) if item.estado is EstadoDoItem.ERRO]
    assert [(item.erro_codigo, item.erro_mensagem) for item in failed] == [
        (GeminiTruncatedError.code, GeminiTruncatedError.text)
    ]
    assert ended.estado is EstadoDoLote.COM_RESSALVAS
    stage.services.lotes.retry_errors(lote.id, ana)
    assert wait_for_end(stage, lote).estado is EstadoDoLote.CONCLUIDO
    assert set(count_asked(stage).values()) == {1, 2}


def test_only_the_last_tokens_are_sent_where_that_was_asked_for(stage: Stage, ana: Usuario) -> None:
    texto = " ".join(["Palavras sem importância."] * 400) + " Pede medicamento e cirurgia no hospital. FIM"
    lote = ask(stage, ana, FonteDeTextos((TextoDoLote("um", texto),)), Corte(ModoDoCorte.ULTIMOS, 50))
    wait_for_end(stage, lote)
    (item,) = list_itens(stage, lote)
    assert item.categoria == "saude"
    (call,) = stage.gemini.calls("lote")
    assert call["input_chars"] < 350
    assert stage.gemini.count_started("countTokens") >= 1
