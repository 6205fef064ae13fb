"""The record of acts over the real database: what is noted, what is refused, and that a forged one is found."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from core.ajustes.domain import Mudanca
from core.ajustes.repository import AjusteRepository
from core.auditoria.ancoras import AncoraStore
from core.auditoria.cadeia import ORIGEM, compute_hash
from core.auditoria.domain import Acao, FiltroDaAuditoria, Registro
from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.clients.passwords import Passwords
from core.errors import ForbiddenChangeError, LoginRefusedError, VersionConflictError
from core.infra.db import SessionScope
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.repository import GeracaoRepository
from core.processos.autos.repository import AutosRepository
from core.settings import WebSettings
from core.usuarios.cadastro import Cadastro
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from core.usuarios.service import UsuarioService

CASO = "08000010220268120001"
SENHA = "Senha-boa-2026"
ALL = FiltroDaAuditoria()


class PlainPasswords(Passwords):
    """Real rules, hashes that cost nothing."""

    def hash(self, password: str) -> str:
        return password[::-1]

    def check(self, password: str, password_hash: str) -> bool:
        return password[::-1] == password_hash


@pytest.fixture
def ancoras(redis_url: str) -> Iterator[AncoraStore]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield AncoraStore(client)


@pytest.fixture
def auditoria(session_scope: SessionScope, ancoras: AncoraStore) -> AuditoriaService:
    return AuditoriaService(AuditoriaRepository(session_scope), ancoras)


@pytest.fixture
def usuarios(session_scope: SessionScope) -> UsuarioService:
    return UsuarioService(UsuarioRepository(session_scope), settings=WebSettings(), passwords=PlainPasswords())


@pytest.fixture
def admin(usuarios: UsuarioService) -> Usuario:
    return usuarios.add_usuario("rui", "Rui Inventado", papel=Papel.ADMIN, unidade="TI", senha=SENHA)


def list_acts(auditoria: AuditoriaService, filtro: FiltroDaAuditoria = ALL) -> list[tuple[str, str, str]]:
    return [(one.acao, one.autor, one.objeto) for one in reversed(auditoria.search(filtro)[0])]


def test_logins_and_changes_of_people_are_noted_with_who_made_them(
    usuarios: UsuarioService, auditoria: AuditoriaService, admin: Usuario
) -> None:
    rita = usuarios.cadastro.create(
        Cadastro("rita", "Rita Inventada", Papel.PROCURADOR, "Saúde"), senha=SENHA, autor="rui"
    )
    usuarios.logout(usuarios.login("rita", SENHA, "10.0.0.1"))
    for login in ("rita", "Senha-digitada-no-lugar"):
        with pytest.raises(LoginRefusedError):
            usuarios.login(login, "errada", "10.0.0.1")
    usuarios.cadastro.change(replace(rita, papel=Papel.CURADOR, unidade="Fiscal"), autor=admin, visto=rita)
    with pytest.raises(VersionConflictError):  # who opened the form before that does not undo it unseen
        usuarios.cadastro.change(replace(rita, nome="Rita Outra"), autor=admin, visto=rita)
    usuarios.cadastro.reset_senha(rita.id, autor="rui")
    assert list_acts(auditoria) == [
        (Acao.PESSOA_CRIADA, "sistema", "rui"),
        (Acao.PESSOA_CRIADA, "rui", "rita"),
        (Acao.ENTRADA, "rita", ""),
        (Acao.SAIDA, "rita", ""),
        (Acao.ENTRADA_RECUSADA, "", "rita"),
        (Acao.ENTRADA_RECUSADA, "", "login desconhecido"),
        (Acao.PESSOA_MUDADA, "rui", "rita"),
        (Acao.SENHA_TROCADA, "rui", "rita"),
    ]
    (changed,), _ = auditoria.search(FiltroDaAuditoria(acao=Acao.PESSOA_MUDADA))
    assert changed.detalhe == ("unidade: de Saúde para Fiscal; acesso: de Procuradoria para Curadoria de módulos")
    assert auditoria.verify().is_integro


def test_cases_geracoes_and_values_are_noted_once(
    auditoria: AuditoriaService, admin: Usuario, session_scope: SessionScope
) -> None:
    for _ in range(2):
        AutosRepository(session_scope).save_visita(admin.id, CASO)
        pedido = PedidoDeGeracao(CASO, TipoDePeca.CONTESTACAO, "ps")
        GeracaoRepository(session_scope).add(pedido, admin.id)
    AjusteRepository(session_scope).save(Mudanca("limite.gemini", "", 0, 4, "Contrato menor"), autor="rui")
    found = list_acts(auditoria, FiltroDaAuditoria(autor="rui"))
    numero = "0800001-02.2026.8.12.0001"
    assert found == [
        (Acao.PROCESSO_VISTO, "rui", numero),
        (Acao.GERACAO_PEDIDA, "rui", numero),
        (Acao.AJUSTE, "rui", "limite.gemini"),
    ]
    (ajuste,), _ = auditoria.search(FiltroDaAuditoria(acao=Acao.AJUSTE))
    assert ajuste.detalhe == "versão 1 · valor 4 · Contrato menor"
    assert auditoria.verify().is_integro


@pytest.mark.parametrize(
    "statement",
    ["UPDATE auditoria SET autor = 'outra'", "DELETE FROM auditoria", "TRUNCATE auditoria"],
)
def test_database_refuses_to_change_the_record(engine: Engine, auditoria: AuditoriaService, statement: str) -> None:
    auditoria.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto="peça.docx")
    with pytest.raises(DatabaseError, match="RaiseException"), engine.begin() as connection:
        connection.execute(text(statement))
    assert auditoria.search(ALL)[1] == 1


@pytest.mark.parametrize(
    ("statement", "falha"),
    [
        pytest.param("UPDATE auditoria SET detalhe = 'x' WHERE numero = 2", "registro 2 foi alterado", id="changed"),
        pytest.param(
            "UPDATE auditoria SET feito_em = feito_em - interval '1 day' WHERE numero = 3",
            "registro 3 foi alterado",
            id="moved-in-time",
        ),
        pytest.param("DELETE FROM auditoria WHERE numero = 2", "falta o registro 2", id="taken-away"),
    ],
)
def test_what_was_forged_behind_the_triggers_is_named(
    engine: Engine, auditoria: AuditoriaService, statement: str, falha: str
) -> None:
    for number in range(4):
        auditoria.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto=f"arquivo {number} é ção")
    assert auditoria.verify().registros == 4
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auditoria DISABLE TRIGGER USER"))
        connection.execute(text(statement))
    assert falha in auditoria.verify().falha


def test_who_makes_a_chain_anew_breaks_the_next_link() -> None:
    now = datetime.now(UTC)
    first = Registro(1, now, "a", "entrada", "", "", ORIGEM, "")
    first = replace(first, hash=compute_hash(first))
    forged = replace(first, autor="b")
    forged = replace(forged, hash=compute_hash(forged))
    assert compute_hash(replace(first, autor="a1", acao="")) != compute_hash(replace(first, autor="a", acao="1"))
    assert forged.hash != first.hash


def test_acts_at_the_same_moment_make_one_chain(auditoria: AuditoriaService) -> None:
    def work(number: int) -> None:
        auditoria.record(Acao.ARQUIVO_BAIXADO, autor=f"p{number}", objeto="x")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    laudo = auditoria.verify()
    assert (laudo.registros, laudo.falha) == (24, "")


def test_search_narrows_by_person_time_and_words_as_typed(auditoria: AuditoriaService) -> None:
    auditoria.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto="100% pronto.docx")
    auditoria.record(Acao.ARQUIVO_BAIXADO, autor="caio", objeto="1000 pronto.docx")
    now = datetime.now(UTC)
    assert [one.autor for one in auditoria.search(FiltroDaAuditoria(texto="100% PRONTO"))[0]] == ["rita"]
    assert auditoria.search(FiltroDaAuditoria(autor="caio"))[1] == 1
    assert auditoria.search(FiltroDaAuditoria(desde=now + timedelta(minutes=1)))[1] == 0
    assert auditoria.search(FiltroDaAuditoria(ate=now + timedelta(minutes=1)))[1] == 2


def test_exported_sheet_has_no_formula_and_the_codes_of_the_chain(auditoria: AuditoriaService) -> None:
    auditoria.record(Acao.ARQUIVO_BAIXADO, autor="rita", objeto='=HYPERLINK("http://x")')
    sheet = auditoria.export(ALL, {"rita": "Rita Inventada"}).decode("utf-8-sig").splitlines()
    assert sheet[0].startswith("Número;Quando;Quem;Login;O que fez")
    assert "Rita Inventada;rita;Baixou um arquivo" in sheet[1]
    assert "\"'=HYPERLINK" in sheet[1]
    assert sheet[1].endswith(auditoria.verify().ultimo)


def test_nobody_changes_the_own_access_and_somebody_always_administers(
    usuarios: UsuarioService, admin: Usuario
) -> None:
    with pytest.raises(ForbiddenChangeError):
        usuarios.cadastro.change(replace(admin, papel=Papel.GESTOR), autor=admin)
    other = usuarios.cadastro.create(
        Cadastro("ana", "Ana Inventada", Papel.GESTOR, "", frozenset({"prompts.editar"})), senha=SENHA, autor="rui"
    )
    with pytest.raises(ForbiddenChangeError):
        usuarios.cadastro.change(replace(admin, is_active=False), autor=other)
    usuarios.cadastro.change(replace(other, permissoes=frozenset({"admin.ver"})), autor=admin)
    assert not usuarios.cadastro.change(replace(admin, is_active=False), autor=other).is_active


def test_given_permission_counts_and_taking_it_ends_the_sessions(usuarios: UsuarioService, admin: Usuario) -> None:
    given = frozenset({"relatorios.pessoas"})
    ana = usuarios.cadastro.create(Cadastro("ana", "Ana Inventada", Papel.GESTOR, "", given), senha=SENHA, autor="rui")
    sessao = usuarios.find_sessao(token := usuarios.login("ana", SENHA, "10.0.0.1"))
    assert sessao is not None
    assert sessao.usuario.has_permission("relatorios.pessoas")
    usuarios.cadastro.change(replace(ana, nome="Ana Inventada Silva"), autor=admin)
    assert usuarios.list_live([sessao.id])
    usuarios.cadastro.change(replace(ana, permissoes=frozenset()), autor=admin)
    assert not usuarios.list_live([sessao.id])
    assert token
