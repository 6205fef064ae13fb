"""What a party of cases and a person of the portal may ask for: a copy, and to be erased; each on record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, Engine, text

from core.bootstrap import Services
from core.errors import ForbiddenChangeError, InvalidInputError, PermissionDeniedError
from core.lgpd.titulares.domain import ATENDER, is_cpf, parse_busca
from core.lgpd.titulares.lugares import COLUNAS_COM_NOME
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
    """The cases become cases of the court with one person among their parties."""
    parte = {"nome": f"Cícera Bogarim {acervo.nome}", "documento": documento, "tipo_pessoa": "fisica", "polo": "AT"}
    change = (
        "UPDATE processo SET cabecalho = jsonb_set(cabecalho, '{partes}', CAST(:partes AS jsonb)) WHERE numero_cnj = :n"
    )
    for numero in (acervo.caso, acervo.chave):
        connection.execute(text(change), {"partes": json.dumps([parte]), "n": numero})
    resposta = json.dumps({"autora": parte["nome"].upper()})
    connection.execute(
        text("UPDATE resumo SET resposta = CAST(:resposta AS jsonb) WHERE sha256 = :sha"),
        {"resposta": resposta, "sha": acervo.sha},
    )


def count(engine: Engine, tabela: str, condition: str = "true") -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {tabela} WHERE {condition}")) or 0


@pytest.mark.parametrize("typed", [CPF, "529.982.247-25"])
def test_cases_are_found_by_cpf(portal: Services, acervos: tuple[Acervo, ...], typed: str) -> None:
    found = portal.titulares.find_casos(typed, ATENDENTE)
    first, _, final = acervos
    assert {caso.numero_cnj for caso in found} == {first.caso, first.chave, final.caso, final.chave}
    assert {caso.numero_cnj for caso in found if caso.has_final} == {final.chave}
    assert len(portal.titulares.find_casos("cicera bogarim", ATENDENTE)) == 6
    with pytest.raises(PermissionDeniedError):
        portal.titulares.find_casos(typed, NINGUEM)


def test_a_copy_has_what_is_kept_and_is_on_record(portal: Services, acervos: tuple[Acervo, ...]) -> None:
    first = acervos[0]
    portal.titulares.copy("titular:1", f"{first.caso},{first.chave}", 0, "dpo")
    arquivo = portal.titulares.find_arquivo("titular:1", ATENDENTE)
    assert arquivo is not None
    with ZipFile(BytesIO(arquivo.conteudo)) as pacote:
        dados = json.loads(pacote.read("dados.json"))
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
    with pytest.raises(InvalidInputError):
        portal.titulares.erase_casos(CPF, ATENDENTE, "  ")
    erased = portal.titulares.erase_casos(CPF, ATENDENTE, "Pedido 12")
    assert {caso.numero_cnj for caso in erased} == {first.caso, first.chave, final.caso}
    for tabela in ("geracao", "processo", "documento_baixado", "pergunta_aos_autos", "pedido_de_calculo"):
        mine = f"numero_cnj IN ('{first.caso}', '{first.chave}')"
        assert count(engine, tabela, mine) == 0
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
        connection.execute(text("UPDATE usuario SET is_active = false WHERE id = :id"), {"id": first.pessoa})
    acts = count(engine, "auditoria", "autor = 'login-aaa'")
    portal.titulares.forget_pessoa(first.pessoa, ATENDENTE, "Pedido 13")
    for tabela, coluna in COLUNAS_COM_NOME:
        assert count(engine, tabela, f"{coluna} = 'Pessoa aaa'") == 0
    assert count(engine, "usuario", "nome = 'Pessoa aaa' OR login = 'login-aaa'") == 0
    assert count(engine, "versao_da_peca", "autor = 'Pessoa removida'") == 1
    assert count(engine, "sessao", f"usuario_id = {first.pessoa}") == 0
    assert count(engine, "auditoria", "autor = 'login-aaa'") == acts > 0
    assert portal.auditoria.verify().is_integro


@pytest.mark.parametrize("typed", ["529.982.247-26", "11111111111", "123", "Ana", "%", "Silva"])
def test_a_search_for_nearly_everybody_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_busca(typed)


def test_check_digits_of_a_cpf() -> None:
    assert is_cpf(CPF)
    assert is_cpf("11144477735")
    assert not is_cpf("52998224724")
