"""The dossiê over a real database and queue: what is put on record, when, for whom, and what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.bootstrap import Services, build_services
from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia, TipoDeItem
from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.events import Estado
from core.infra.ledger import ModelCall
from core.infra.queue import QueueName
from core.pecas.domain import (
    Coleta,
    DocumentoDaGeracao,
    EstadoDoFato,
    Fato,
    ModuloDecidido,
    ModuloEscolhido,
    OrigemDaVersao,
    OrigemDoModulo,
    PedidoDeGeracao,
    TipoDePeca,
)
from core.pecas.dossie.cadeia import Entrada, verify_dossie, write_dossie
from core.pecas.edicao.secoes import split_secoes
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.pecas.revisao.domain import AtoDaRevisao, TipoDeAto, hash_texto
from core.pecas.revisao.repository import RevisaoRepository
from core.processos.domain import (
    ConteudoBaixado,
    DocumentoLido,
    EstadoDaPagina,
    EstadoDoDocumento,
    FormatoDeArquivo,
    Pagina,
)
from core.processos.repository import ProcessoRepository
from core.prompts.comparacao import Decisao
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.domain import Papel, Usuario
from ops import verify
from tests.builders import build_documento, build_numero_cnj, build_processo

PEDIDO = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps", observacao="observacao-sigilosa-4711")
TRECHO = "pede o remédio de nome inventado"
CONTEUDO = b"%PDF um documento inventado"
SHA256 = sha256(CONTEUDO).hexdigest()
PAGINAS = (Pagina(1, EstadoDaPagina.LIDA, "pagina-inteira-4711"), Pagina(2, EstadoDaPagina.OCR, TRECHO))
DOCUMENTO = DocumentoDaGeracao(
    1, "d1", "fls. 1-4 – Inicial", "Petição inicial", 500, EstadoDoDocumento.LIDO, sha256=SHA256, paginas=2
)
RESUMIDO = DocumentoDaGeracao(**{**DOCUMENTO.__dict__, "resumo": "resumo-inteiro-4711"})
FATO = Fato("pedido_medicamento", EstadoDoFato.VALORADO, True, "fls. 1-4 – Inicial", "d1", 2, TRECHO)
DECIDIDO = ModuloDecidido(
    "tema_6",
    3,
    "Mérito",
    "Do Tema 6",
    1,
    OrigemDoModulo.REGRA,
    Decisao.SIM,
    "porque pede remédio",
    ("pedido_medicamento",),
)
MODULO = ModuloEscolhido("tema_6", 3, "Mérito", "Do Tema 6", 1, OrigemDoModulo.REGRA, "porque pede remédio")
KEPT = ("dossie", "distancia_de_edicao")
MINUTA = "# Contestação\n\nFrase primeira da minuta.\n\n### Do Tema 6\n\nO pedido não atende ao tema.\n"
CONFERENCIA = Conferencia(
    (
        ItemDaConferencia("a1", TipoDeItem.AUTORIDADE, Cor.VERDE, "Tema 6", "Está num módulo."),
        ItemDaConferencia("a2", TipoDeItem.CITACAO, Cor.VERMELHO, "sem o remédio", "Não está nos autos."),
    ),
    frases_de_fato=4,
    frases_com_fonte=3,
    avisos=("fl. 9: não foi lido.",),
)
FINAL = MINUTA.replace("não atende ao tema", "não atende aos requisitos do tema")


@pytest.fixture
def settings(database_url: str, redis_url: str) -> Settings:
    return Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )


class Checked:
    """The check of the text is another test's."""

    found = CONFERENCIA

    def check(self, *_: object) -> Conferencia:
        return self.found


@pytest.fixture
def current(settings: Settings) -> Iterator[Services]:
    built = build_services(settings, process="web")
    built.__dict__["conferencia"] = Checked()
    yield built
    built.close()


@pytest.fixture
def rita(current: Services) -> Usuario:
    statement = (
        "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at) "
        "VALUES ('rita', 'Rita Inventada', 'procurador', 'Saúde', '', true, now()) RETURNING id"
    )
    with current.machinery.engine.begin() as connection:
        usuario_id = connection.execute(text(statement)).scalar_one()
    return Usuario(usuario_id, "rita", "Rita Inventada", Papel.PROCURADOR, "Saúde")


@pytest.fixture
def peca_id(current: Services, rita: Usuario, tmp_path: Path) -> UUID:
    """A minuta that was generated from one document, with one call of the model."""
    geracoes, processos = GeracaoRepository(current._scope), ProcessoRepository(current._scope)
    path = tmp_path / "d1.pdf"
    path.write_bytes(CONTEUDO)
    processos.save_processo(build_processo(build_documento("d1", 500)))
    processos.save_conteudo(PEDIDO.numero_cnj, ConteudoBaixado("d1", path, len(CONTEUDO), SHA256, "application/pdf"))
    processos.save_leitura(DocumentoLido(SHA256, FormatoDeArquivo.PDF, PAGINAS))
    asked = current.pecas.request_geracao(PEDIDO, rita.id)
    running = current.pecas.begin_attempt(asked.id)
    assert running is not None
    geracoes.save_coleta(running, Coleta((RESUMIDO,), (FATO,)))
    geracoes.save_decisoes(running, (DECIDIDO,))
    geracoes.save_modulos(running, (MODULO,), ())
    call = ModelCall(str(asked.id), "redator", "gemini-x", 0.2, 900, 300, 40, Decimal("0.0123"), 4.5, "ok")
    current.machinery.ledger._save((call,))
    return MinutaRepository(current._scope).save_minuta(running, MINUTA, "Portal", estado=Estado.PRONTO)


@pytest.fixture
def command(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is called in, and the settings of this test's portal."""
    monkeypatch.setattr(verify, "load_settings", lambda: settings)
    monkeypatch.setenv("PORTAL_CALLED_FROM", str(tmp_path))
    return tmp_path


def finalize(current: Services, peca_id: UUID, rita: Usuario, texto: str = FINAL) -> None:
    """Edit the text and take every step of the review."""
    edicao = current.edicao.get(peca_id, rita.id)
    for secao in edicao.secoes:
        current.edicao.save_secao(peca_id, rita, secao=secao.chave, base=secao.base, texto=_find(texto, secao.chave))
    versao = current.edicao.fix_versao(peca_id, rita, OrigemDaVersao.EDICAO)
    act(current, peca_id, rita, TipoDeAto.ACEITOU, versao.numero, alvo="a2")
    for tipo, tempo_s in ((TipoDeAto.CONFERIU, 300), (TipoDeAto.APROVOU, 420), (TipoDeAto.FINALIZOU, 0)):
        act(current, peca_id, rita, tipo, versao.numero, tempo_s)


def _find(texto: str, chave: str) -> str:
    return next(secao.texto for secao in split_secoes(texto) if secao.chave == chave)


def act(
    current: Services, peca_id: UUID, rita: Usuario, tipo: TipoDeAto, versao: int, tempo_s: int = 0, *, alvo: str = ""
) -> None:
    repository = RevisaoRepository(current._scope)
    numero = len(repository.get(peca_id).atos) + 1
    texto = hash_texto(current.edicao.get(peca_id, rita.id).texto)
    valor = {"tempo_s": tempo_s}
    now = datetime.now(UTC)
    repository.add_ato(peca_id, AtoDaRevisao(numero, tipo, alvo, versao, texto, valor, rita.id, rita.nome, now))


def close(current: Services, peca_id: UUID, rita: Usuario) -> bytes:
    current.dossie.close(peca_id)
    dossie = current.dossie.find(peca_id, rita.id)
    assert dossie is not None
    return current.dossie.read_conteudo(dossie)


def list_tipo(conteudo: bytes, tipo: str) -> list[dict[str, object]]:
    return [dict(one.conteudo) for one in verify_dossie(conteudo).entradas if one.tipo == tipo]


def test_the_file_says_how_the_peca_was_made(current: Services, peca_id: UUID, rita: Usuario) -> None:
    finalize(current, peca_id, rita)
    conteudo = close(current, peca_id, rita)
    laudo = verify_dossie(conteudo)
    assert laudo.is_integro
    assert current.dossie.list_cabecas(peca_id) == (laudo.cabeca,)
    (documento,) = list_tipo(conteudo, "documento")
    assert (documento["estado"], documento["paginas"]) == ("lido", 2)
    assert documento["partes"] == [{"sha256": SHA256, "paginas": ["lida", "ocr"]}]
    (fato,) = list_tipo(conteudo, "fato")
    assert (fato["trecho"], fato["pagina"], fato["id_documento"]) == (TRECHO, 2, "d1")
    (decisao,) = list_tipo(conteudo, "decisao")
    assert (decisao["slug"], decisao["versao"], decisao["decisao"]) == ("tema_6", 3, "sim")
    (chamada,) = list_tipo(conteudo, "chamada")
    assert (chamada["entrada"], chamada["saida"], chamada["temperatura"]) == (900, 300, 0.2)
    assert [consumo["custo_brl"] for consumo in list_tipo(conteudo, "consumo")] == ["0.012300"]
    (fechamento,) = list_tipo(conteudo, "fechamento")
    assert (fechamento["autor"], fechamento["texto_sha256"]) == (rita.nome, hash_texto(FINAL))
    assert fechamento["tempo_de_revisao_s"] == 420
    assert [versao["origem"] for versao in list_tipo(conteudo, "versao")] == ["geracao", "edicao"]
    assert [ato["tipo"] for ato in list_tipo(conteudo, "revisao")] == [
        "aceitou",
        "conferiu",
        "aprovou",
        "finalizou",
    ]
    found = [(one["chave"], one["cor"], one["aceite"]) for one in list_tipo(conteudo, "apontamento")]
    assert found == [("a1", "verde", None), ("a2", "vermelho", 1)]
    whole = conteudo.decode()
    assert TRECHO in whole
    for unquoted in (PEDIDO.observacao, RESUMIDO.resumo, PAGINAS[0].texto, "Frase primeira", "não atende"):
        assert unquoted not in whole


def test_closing_twice_changes_nothing_and_another_final_is_another_file(
    current: Services, peca_id: UUID, rita: Usuario
) -> None:
    finalize(current, peca_id, rita)
    first = close(current, peca_id, rita)
    assert close(current, peca_id, rita) == first
    act(current, peca_id, rita, TipoDeAto.REABRIU, 2)
    assert close(current, peca_id, rita) == first  # not final now: nothing new
    finalize(current, peca_id, rita, MINUTA)
    second = close(current, peca_id, rita)
    assert second != first
    assert current.dossie.list_cabecas(peca_id) == (verify_dossie(first).cabeca, verify_dossie(second).cabeca)


def test_the_schedule_asks_for_it_once_when_the_peca_is_final_and_its_owner_alone_gets_it(
    current: Services, peca_id: UUID, rita: Usuario
) -> None:
    dossie = current.dossie
    assert dossie.request_missing() == 0
    with pytest.raises(ForbiddenChangeError):
        dossie.request(peca_id, rita.id)
    finalize(current, peca_id, rita)
    assert dossie.is_closing(peca_id, rita.id)
    assert [dossie.request_missing(), dossie.request_missing()] == [1, 0]
    dossie.request(peca_id, rita.id)
    assert current.machinery.queue.list_waiting(QueueName.DOCX) == (f"dossie-{peca_id}",)
    dossie.close(peca_id)
    for ask in (dossie.find, dossie.is_closing, dossie.request):
        with pytest.raises(RecordNotFoundError):
            ask(peca_id, rita.id + 1000)
    assert not dossie.is_closing(peca_id, rita.id)
    current.machinery.queue.forget(f"dossie-{peca_id}")
    assert dossie.request_missing() == 0


@pytest.mark.parametrize(("days", "asked"), [(29, 1), (31, 0)])
def test_a_request_that_was_lost_weeks_ago_is_made_again(
    current: Services, peca_id: UUID, rita: Usuario, days: int, asked: int
) -> None:
    when = datetime.now(UTC) - timedelta(days=days)
    texto = hash_texto(current.edicao.get(peca_id, rita.id).texto)
    ato = AtoDaRevisao(1, TipoDeAto.FINALIZOU, "", 1, texto, {}, rita.id, rita.nome, when)
    RevisaoRepository(current._scope).add_ato(peca_id, ato)
    assert current.dossie.request_missing() == asked


def test_the_findings_on_record_are_those_that_were_approved(
    current: Services, peca_id: UUID, rita: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the library changes before the worker closes the file."""
    seen = current.revisao.accept(current.revisao.get(peca_id, rita.id), rita, "a2", "Conferi nos autos e está certo.")
    checked = current.revisao.finish_conferencia(seen, rita)
    current.revisao.finalize(current.revisao.approve(checked, rita, declaracao=True), rita)
    changed = ItemDaConferencia("b1", TipoDeItem.AUTORIDADE, Cor.VERMELHO, "Tema 6", "Não está mais na base.")
    monkeypatch.setattr(Checked, "found", Conferencia((changed,)))
    conteudo = close(current, peca_id, rita)
    found = [(one["chave"], one["motivo"], one["aceite"]) for one in list_tipo(conteudo, "apontamento")]
    assert found == [("a1", "Está num módulo.", None), ("a2", "Não está nos autos.", 1)]
    (conferencia,) = list_tipo(conteudo, "conferencia")
    assert (conferencia["frases_de_fato"], conferencia["avisos"]) == (4, ["fl. 9: não foi lido."])
    assert conteudo.decode().count("Está num módulo.") == 1


def test_the_difference_to_the_final_text_is_kept_by_module_for_good(
    current: Services, peca_id: UUID, rita: Usuario
) -> None:
    finalize(current, peca_id, rita)
    conteudo = close(current, peca_id, rita)
    kept = current.feedback.find_distancia(peca_id)
    assert kept is not None
    assert [(one.topico, one.modulo, one.modulo_versao, one.distancia) for one in kept.topicos] == [
        ("Contestação", "", None, 0),
        ("Do Tema 6", "tema_6", 3, 3),
    ]
    assert [topico["distancia"] for topico in list_tipo(conteudo, "topico")] == [0, 3]
    engine = current.machinery.engine
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT modulo, versao, pecas, distancia FROM relatorio_de_edicao ORDER BY 1"))
        assert [tuple(row) for row in rows] == [("", None, 1, 0), ("tema_6", 3, 1, 3)]
    changes = [f"{verb} {table}" for table in KEPT for verb in ("DELETE FROM", "UPDATE")]
    for change in changes:
        statement = f"{change} SET created_at = now()" if change.startswith("UPDATE") else change
        with pytest.raises(DBAPIError, match="RaiseException"), engine.begin() as connection:
            connection.execute(text(statement))


def test_the_command_finds_a_changed_file_and_with_the_database_a_forged_one(
    current: Services, peca_id: UUID, rita: Usuario, command: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finalize(current, peca_id, rita)
    conteudo = close(current, peca_id, rita)
    forged = [Entrada(e["tipo"], e["conteudo"]) for e in json.loads(conteudo)["entradas"][:-1] if e["tipo"] != "fato"]
    files = {
        "whole.json": conteudo,
        "altered.json": conteudo.replace(TRECHO.encode(), TRECHO.replace("remédio", "remedio").encode()),
        "forged.json": write_dossie(forged).conteudo,
    }
    for name, content in files.items():
        (command / name).write_bytes(content)
    found = {(name, banco): verify.main([name, *banco]) for name in files for banco in ((), ("--banco",))}
    assert found == {
        ("whole.json", ()): 0,
        ("whole.json", ("--banco",)): 0,
        ("altered.json", ()): 1,
        ("altered.json", ("--banco",)): 1,
        ("forged.json", ()): 0,
        ("forged.json", ("--banco",)): 1,
    }
    assert verify.main(["missing.json"]) == 2
    said = capsys.readouterr().out
    assert "Final: versão 2, por Rita Inventada" in said
    assert "(fato)" in said
