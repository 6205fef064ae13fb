"""What a party of cases and a person of the portal may ask for: a copy, and to be erased; each on record."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import Connection, Engine, text

from core.bootstrap import Services
from core.errors import ForbiddenChangeError, InvalidInputError, PermissionDeniedError
from core.infra.cache import Cache
from core.lgpd.titulares.domain import ATENDER, Andamento, is_cpf, parse_busca
from core.lgpd.titulares.esquecimento import SO_O_LOGIN
from core.usuarios.domain import Papel, Usuario
from tests.integration.lgpd.acervo import Acervo
from tests.integration.lgpd.test_expurgo import portal

__all__ = ["portal"]
NOW = datetime(2030, 6, 1, tzinfo=UTC)
CPF = "52998224725"
ATENDENTE = Usuario(0, "dpo", "Encarregada Inventada", Papel.ADMIN, "", permissoes=frozenset({ATENDER}))
NINGUEM = replace(ATENDENTE, permissoes=frozenset())


@pytest.fixture
def acervos(portal: Services) -> tuple[Acervo, ...]:
    """A case of somebody, one of somebody else, and one with a final peça of the first."""
    with portal.machinery.engine.begin() as connection:
        made = tuple(
            Acervo(connection, nome, NOW, is_final=is_final)
            for nome, is_final in (("aaa", False), ("bbb", False), ("ccc", True))
        )
        for acervo, documento in zip(made, (CPF, "11144477735", CPF), strict=True):
            _name_party(connection, acervo, documento)
    return made


def _name_party(connection: Connection, acervo: Acervo, documento: str) -> None:
    """The case becomes one of the court with one person among its parties; files are said to belong to it."""
    parte = {"nome": f"Cícera Bogarim {acervo.nome}", "documento": documento, "tipo_pessoa": "fisica", "polo": "AT"}
    change = (
        "UPDATE processo SET cabecalho = jsonb_set(cabecalho, '{partes}', CAST(:partes AS jsonb)) WHERE numero_cnj = :n"
    )
    connection.execute(text(change), {"partes": json.dumps([parte]), "n": acervo.caso})
    resposta = json.dumps({"autora": parte["nome"].upper()})
    connection.execute(
        text("UPDATE resumo SET resposta = CAST(:resposta AS jsonb) WHERE sha256 = :sha"),
        {"resposta": resposta, "sha": acervo.sha},
    )


def count(engine: Engine, tabela: str, condition: str = "true") -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {tabela} WHERE {condition}")) or 0


def list_traces(engine: Engine, words: Iterable[str], but: Collection[str] = ()) -> set[tuple[str, str]]:
    """The tables of the whole database in which a word stands anywhere, each with the word."""
    with engine.connect() as connection:
        tabelas = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        query = "SELECT 1 FROM {} t WHERE strpos(lower(CAST(to_jsonb(t) AS text)), lower(:word)) > 0 LIMIT 1"
        return {
            (tabela, word)
            for tabela in tabelas
            for word in words
            if tabela not in but and connection.scalar(text(query.format(tabela)), {"word": word})
        }


def erase(portal: Services, chave: str) -> None:
    """What a worker does."""
    with Redis.from_url(portal.settings.redis.url.get_secret_value()) as client:
        args = Job.fetch(chave, connection=client, serializer=JSONSerializer).args
    portal.titulares.erase(*args)


@pytest.mark.parametrize("typed", [CPF, "529.982.247-25"])
def test_cases_are_found_by_cpf(portal: Services, acervos: tuple[Acervo, ...], typed: str) -> None:
    """With files that somebody said belong to them; each search is on record, and not who was searched."""
    found = portal.titulares.find_casos(typed, ATENDENTE)
    first, _, final = acervos
    assert {caso.numero_cnj for caso in found.casos} == {first.caso, first.chave, final.caso, final.chave}
    assert {caso.numero_cnj for caso in found.casos if caso.has_final} == {final.chave}
    assert {caso.informado for caso in found.casos if caso.numero_cnj == first.chave} == {first.caso}
    by_nome = portal.titulares.find_casos("cicera bogarim", ATENDENTE)
    assert (len(by_nome.casos), by_nome.is_by_nome, found.is_by_nome) == (6, True, False)
    with pytest.raises(PermissionDeniedError):
        portal.titulares.find_casos(typed, NINGUEM)
    engine = portal.machinery.engine
    assert count(engine, "auditoria", "acao = 'titular_buscado' AND autor = 'dpo'") == 2
    assert count(engine, "auditoria", "objeto ILIKE '%bogarim%' OR objeto LIKE '%529%'") == 0


def test_cases_of_namesakes_are_not_erased(portal: Services, acervos: tuple[Acervo, ...]) -> None:
    engine, (first, other, final) = portal.machinery.engine, acervos
    unknown = "9" * 20
    chave = portal.titulares.request_erase([first.caso, unknown], "Cícera Bogarim", ATENDENTE, "Pedido 12")
    assert portal.titulares.find_andamento(chave, ATENDENTE) is Andamento.EM_ANDAMENTO
    erase(portal, chave)
    left = {first.chave, other.caso, other.chave, final.caso, final.chave}
    with engine.connect() as connection:
        assert left <= set(connection.scalars(text("SELECT numero_cnj FROM processo")))
    assert count(engine, "processo", f"numero_cnj = '{first.caso}'") == 0
    with pytest.raises(ForbiddenChangeError):
        portal.titulares.request_erase([unknown, final.chave], "Cícera Bogarim", ATENDENTE, "Pedido 12")


def test_what_became_final_meanwhile_is_not_erased(portal: Services, acervos: tuple[Acervo, ...]) -> None:
    engine, first = portal.machinery.engine, acervos[0]
    chave = portal.titulares.request_erase([first.caso, first.chave], CPF, ATENDENTE, "Pedido 12")
    with engine.begin() as connection:
        connection.execute(text("UPDATE peca SET versao_final = 1 WHERE id = :id"), {"id": first.peca})
    erase(portal, chave)
    assert count(engine, "processo", f"numero_cnj = '{first.chave}'") == 1
    assert count(engine, "versao_da_peca", "texto = 'Texto aaa'") == 1
    assert count(engine, "processo", f"numero_cnj = '{first.caso}'") == 0


def test_the_whole_database_is_without_what_was_erased(portal: Services, acervos: tuple[Acervo, ...]) -> None:
    """Also what nothing leads to but the work that was made of it: its document was purged long ago."""
    engine, first = portal.machinery.engine, acervos[0]
    with engine.begin() as connection:
        first.reopen(connection)
        connection.execute(text("DELETE FROM documento_baixado WHERE numero_cnj = :n"), {"n": first.chave})
        for chave in (f"docx/{first.peca}/v1/minuta/t0", f"planilha/{first.pedido}/n1", "titular:1", "docx/outra/v1"):
            first.plant("arquivo", chave=chave, conteudo=b"x")
        first.plant("tarefa_morta", chave="outra", falhou_em=NOW, argumentos=[first.caso])
        first.plant("volume_dos_autos", chave="v")
    cache = Cache(portal.machinery.client, "resumos", max_entries=9)
    cache.save("aaa", "Resumo aaa")
    erase(portal, portal.titulares.request_erase([first.caso, first.chave], CPF, ATENDENTE, "Pedido 12"))
    words = (first.caso, first.chave, "Bogarim aaa", "Resumo aaa", str(first.geracao), str(first.peca))
    assert list_traces(engine, (*words, str(first.pedido)), {"auditoria"}) == set()
    for tabela in ("leitura", "texto_de_pesquisa", "pagina_lida"):
        assert count(engine, tabela, f"sha256 IN ('{first.sha}', '{first.sha[:-1]}b')") == 0
        assert count(engine, tabela, f"sha256 = '{first.sha[:-1]}c'") == 1  # of a lot of somebody else's files
    assert count(engine, "arquivo", "chave = 'docx/outra/v1'") == 1
    assert count(engine, "arquivo", "chave LIKE 'titular:%'") == count(engine, "volume_dos_autos") == 0
    assert cache.find("aaa") is None


def test_a_copy_has_what_is_kept_and_is_on_record(portal: Services, acervos: tuple[Acervo, ...]) -> None:
    first = acervos[0]
    portal.titulares.copy("titular:1", f"{first.caso},{first.chave}", 0, "dpo")
    arquivo = portal.titulares.find_arquivo("titular:1", ATENDENTE)
    assert arquivo is not None
    with ZipFile(BytesIO(arquivo.conteudo)) as pacote:
        dados = json.loads(pacote.read("dados.json"))
    for tabela in ("pagina_lida", "texto_de_pesquisa", "leitura"):
        assert {row["sha256"] for row in dados[tabela]} == {first.sha, f"{first.sha[:-1]}b"}
    for tabela in ("resumo", "decisao_do_modulo", "pedido_de_ajuste", "envio", "arquivo_enviado"):
        assert len(dados[tabela]) == 1, tabela
    assert {"dossie", "feedback", "proposta_de_caso"} <= set(dados)
    assert [row["texto"] for row in dados["versao_da_peca"]] == ["Texto aaa"]
    assert [row["texto"] for row in dados["pergunta_aos_autos"]] == ["Pergunta aaa"]
    assert "bbb" not in arquivo.conteudo.decode("latin-1")
    assert count(portal.machinery.engine, "auditoria", "acao = 'dados_exportados' AND autor = 'dpo'") == 2
    with pytest.raises(PermissionDeniedError):
        portal.titulares.find_arquivo("titular:1", NINGUEM)


def test_erasing_takes_every_trace_and_leaves_others_and_final_pecas(
    portal: Services, acervos: tuple[Acervo, ...]
) -> None:
    engine, (first, other, final) = portal.machinery.engine, acervos
    with engine.begin() as connection:
        for numero in ("", first.caso, first.chave, other.caso):
            connection.execute(
                text("INSERT INTO consumo_por_processo VALUES ('2030-06-01', 'PGE', '7', :n, 1, 0, 5, 5, 2.5, 1)"),
                {"n": numero},
            )
    with pytest.raises(InvalidInputError):
        portal.titulares.request_erase([first.caso], CPF, ATENDENTE, "  ")
    numeros = [first.caso, first.chave, final.caso, final.chave]
    erase(portal, portal.titulares.request_erase(numeros, CPF, ATENDENTE, "Pedido 12"))
    for tabela in ("geracao", "processo", "documento_baixado", "pergunta_aos_autos", "pedido_de_calculo"):
        mine = f"numero_cnj IN ('{first.caso}', '{first.chave}')"
        assert count(engine, tabela, mine) == 0
    with engine.connect() as connection:
        spent = connection.execute(text("SELECT numero_cnj, chamadas, custo_brl FROM consumo_por_processo")).all()
    assert {row[0]: (row.chamadas, float(row.custo_brl)) for row in spent} == {"": (3, 7.5), other.caso: (1, 2.5)}
    assert count(engine, "resumo", f"sha256 = '{first.sha}'") == 0
    assert count(engine, "leitura", f"sha256 = '{first.sha}'") == 0
    assert count(engine, "processo", f"numero_cnj IN ('{other.caso}', '{other.chave}')") == 2
    assert count(engine, "resumo", f"sha256 = '{other.sha}'") == 1
    assert count(engine, "versao_da_peca", "texto IN ('Texto bbb', 'Texto ccc')") == 2
    assert count(engine, "auditoria", "acao = 'dados_eliminados' AND detalhe = 'Pedido 12'") == 3
    assert portal.auditoria.verify().is_integro


def test_a_person_who_left_is_forgotten_and_the_record_of_acts_stays(
    portal: Services, acervos: tuple[Acervo, ...]
) -> None:
    engine, first = portal.machinery.engine, acervos[0]
    with pytest.raises(ForbiddenChangeError):
        portal.titulares.forget_pessoa(first.pessoa, ATENDENTE, "Pedido 13")
    portal.titulares.copy("titular:2", "", first.pessoa, "dpo")
    arquivo = portal.titulares.find_arquivo("titular:2", ATENDENTE)
    assert arquivo is not None
    with ZipFile(BytesIO(arquivo.conteudo)) as pacote:
        dados = json.loads(pacote.read("dados.json"))
    assert dados["usuario"][0]["login"] == "login-aaa"
    assert "senha_hash" not in dados["usuario"][0]
    with engine.begin() as connection:
        change = "UPDATE usuario SET is_active = false, unidade = 'U', identidade = 'oidc-aaa' WHERE id = :id"
        connection.execute(text(change), {"id": first.pessoa})
        connection.execute(text("UPDATE lote SET autor = 'Antiga aaa' WHERE usuario_id = :id"), {"id": first.pessoa})
        first.reopen(connection)
        _plant_authored(first)
    acts = count(engine, "auditoria", "autor = 'login-aaa'")
    portal.titulares.forget_pessoa(first.pessoa, ATENDENTE, "Pedido 13")
    assert list_traces(engine, ("Pessoa aaa", "login-aaa", "Antiga aaa", "oidc-aaa"), {"auditoria"}) == set()
    assert count(engine, "usuario", f"id = {first.pessoa} AND unidade = '' AND identidade IS NULL") == 1
    assert count(engine, "versao_da_peca", "autor = 'Pessoa removida'") == 1
    assert count(engine, "sessao", f"usuario_id = {first.pessoa}") == 0
    assert count(engine, "auditoria", "autor = 'login-aaa'") == acts > 0
    assert portal.auditoria.verify().is_integro


def _plant_authored(acervo: Acervo) -> None:
    """What else a person made, by login or by name."""
    treino = acervo.plant("treinamento", dataset_id=acervo.dataset, usuario_id=acervo.pessoa, estado="pronto")["id"]
    model = {"id": treino, "dataset_id": acervo.dataset, "promovido_por": "Pessoa aaa"}
    acervo.plant("modelo_treinado", autor="Pessoa aaa", **model)
    timbre = acervo.plant("timbre", autor="Pessoa aaa")["id"]
    acervo.plant("uso_do_timbre", timbre_id=timbre, autor="Antiga aaa")
    for tabela, coluna in SO_O_LOGIN:
        if not tabela.endswith("_de_caso") and tabela != "caso_do_gabarito":
            acervo.plant(tabela, **{coluna: "login-aaa"})
    acervo.plant("cenario", autor="login-aaa", slug="aaa")


def test_a_namesake_keeps_what_they_signed(portal: Services, acervos: tuple[Acervo, ...]) -> None:
    engine, (first, other, _) = portal.machinery.engine, acervos
    with engine.begin() as connection:
        for tabela, coluna in (("usuario", "nome"), ("lote", "autor")):
            whose = "id" if tabela == "usuario" else "usuario_id"
            connection.execute(
                text(f"UPDATE {tabela} SET {coluna} = 'Pessoa aaa' WHERE {whose} = :id"), {"id": other.pessoa}
            )
        connection.execute(text("UPDATE usuario SET is_active = false WHERE id = :id"), {"id": first.pessoa})
    portal.titulares.forget_pessoa(first.pessoa, ATENDENTE, "Pedido 13")
    assert count(engine, "lote", f"autor = 'Pessoa aaa' AND usuario_id = {other.pessoa}") == 1
    assert count(engine, "lote", "autor = 'Pessoa removida'") == 1
    assert count(engine, "versao_da_peca", "autor = 'Pessoa removida'") == 1


@pytest.mark.parametrize("typed", ["529.982.247-26", "11111111111", "123", "Ana", "%", "Silva"])
def test_a_search_for_nearly_everybody_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_busca(typed)


def test_check_digits_of_a_cpf() -> None:
    assert is_cpf(CPF)
    assert is_cpf("11144477735")
    assert not is_cpf("52998224724")
