"""People and services for page tests, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from core.errors import LoginLockedError, LoginRefusedError, RateLimitError
from core.events import Agente, Estado
from core.infra.metrics import Part, Snapshot
from core.infra.rate import Action
from core.pecas.domain import (
    DocumentoDaGeracao,
    Fato,
    Geracao,
    ItemDoHistorico,
    PedidoDeGeracao,
    TipoDePeca,
)
from core.pecas.fila import Lugar
from core.pecas.revisao.domain import EstadoDaPeca
from core.relatorios.domain import Custo, FiltroDoRelatorio, Monitor, Volume
from core.settings import WebSettings
from core.usuarios.domain import Papel, Sessao, Usuario

SENHA = "senha-certa"


def build_usuario(papel: Papel = Papel.PROCURADOR, **changes: Any) -> Usuario:
    values = {"id": 7, "login": papel.value, "nome": "Rita Inventada", "unidade": "Saúde", **changes}
    return Usuario(papel=papel, **values)


@dataclass
class FakeUsuarios:
    """The part of UsuarioService that the web frame uses; tokens are ``token-<n>``."""

    people: dict[str, Usuario] = field(default_factory=dict)
    sessoes: dict[str, Sessao] = field(default_factory=dict)
    touched: list[UUID] = field(default_factory=list)
    is_locked: bool = False
    federacao: None = None

    def enter(self, usuario: Usuario) -> str:
        """A session without a form."""
        now = datetime.now(UTC)
        token = f"token-{len(self.sessoes)}-{usuario.login}"
        self.sessoes[token] = Sessao(uuid4(), usuario, now, now, now + timedelta(hours=8))
        return token

    def list_nomes(self, logins: Iterable[str]) -> dict[str, str]:
        return {login: self.people[login].nome for login in logins if login in self.people}

    def login(self, login: str, password: str, address: str, *, agent: str = "") -> str:
        if self.is_locked:
            raise LoginLockedError("locked", retry_after_s=90)
        if login not in self.people or password != SENHA:
            raise LoginRefusedError("wrong")
        return self.enter(self.people[login])

    def find_sessao(self, token: str) -> Sessao | None:
        return self.sessoes.get(token)

    def find_sessao_by_id(self, sessao_id: UUID) -> Sessao | None:
        return next((sessao for sessao in self.sessoes.values() if sessao.id == sessao_id), None)

    def list_live(self, ids: Iterable[UUID]) -> frozenset[UUID]:
        return frozenset(ids) & {sessao.id for sessao in self.sessoes.values()}

    def touch(self, sessao: Sessao) -> None:
        self.touched.append(sessao.id)

    def logout(self, token: str) -> None:
        self.sessoes.pop(token, None)


@dataclass
class FakeRates:
    """Refuses the ``full`` actions."""

    full: set[Action] = field(default_factory=set)
    counted: list[tuple[Action, str]] = field(default_factory=list)
    refused: Counter[Action] = field(default_factory=Counter)
    uncounted: Counter[Action] = field(default_factory=Counter)

    def get_number(self, _action: object) -> int:
        return 6

    def require(self, action: Action, key: str) -> None:
        if action in self.full:
            raise RateLimitError(action.value, user_message="Cheio. Aguarde 7 segundos.", retry_after_s=6.2)
        self.counted.append((action, key))

    def require_all(self, *events: tuple[Action, str]) -> None:
        for action, key in sorted(events, key=lambda event: event[0] not in self.full):  # refusals come first
            self.require(action, key)


def build_geracao(estado: Estado, **changes: Any) -> Geracao:
    values = {
        "id": uuid4(),
        "pedido": PedidoDeGeracao("08000010220268120001", TipoDePeca.CONTESTACAO, "ps"),
        "usuario_id": 7,
        "agente": Agente.COLETOR,
        "attempt": 1,
        "criada_em": datetime.now(UTC),
        "iniciada_em": None,
        "terminada_em": None,
        "texto": "",
        "erro_codigo": "",
        "erro_mensagem": "",
        "peca_id": None,
        **changes,
    }
    return Geracao(estado=estado, **values)


@dataclass
class FakePecas:
    """``error`` breaks what is looked at, ``refusal`` what is asked for."""

    itens: tuple[ItemDoHistorico, ...] = ()
    error: Exception | None = None
    geracao: Geracao | None = None
    refusal: Exception | None = None
    asked: list[str] = field(default_factory=list)
    documentos: tuple[DocumentoDaGeracao, ...] = ()
    fatos: tuple[Fato, ...] = ()
    is_touched: bool = False

    def list_modulos(self, geracao_id: UUID) -> tuple[()]:
        return ()

    def list_decisoes(self, geracao_id: UUID) -> tuple[()]:
        return ()

    def list_documentos(self, geracao_id: UUID) -> tuple[DocumentoDaGeracao, ...]:
        return self.documentos

    def list_fatos(self, geracao_id: UUID) -> tuple[Fato, ...]:
        return self.fatos

    def list_em_andamento(self, usuario_id: int) -> tuple[ItemDoHistorico, ...]:
        if self.error is not None:
            raise self.error
        return tuple(item for item in self.itens if not item.estado.is_final)

    def get_geracao(self, geracao_id: UUID, usuario_id: int) -> Geracao | None:
        return self.geracao

    def request_geracao(self, pedido: PedidoDeGeracao, usuario_id: int) -> Geracao | None:
        return self._ask("request")

    def cancel_geracao(self, geracao_id: UUID, usuario_id: int) -> None:
        self._ask("cancel")

    def resume_geracao(self, geracao_id: UUID, usuario_id: int) -> None:
        self._ask("resume")

    def can_resume(self, geracao: Geracao) -> bool:
        return geracao.estado in (Estado.COM_ERRO, Estado.CANCELADO) and not self.is_touched

    def _ask(self, name: str) -> Geracao | None:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(name)
        return self.geracao

    def list_historico(self, usuario_id: int, busca: str = "", limit: int = 20) -> tuple[ItemDoHistorico, ...]:
        if self.error is not None:
            raise self.error
        return self.itens[:limit]


@dataclass
class FakeRelatorios:
    """The figures of a month, and of the one before it."""

    volumes: tuple[Volume, Volume] = (Volume("", geracoes=12, prontas=7, com_ressalvas=2), Volume("", geracoes=9))
    custos: tuple[Custo, Custo] = (Custo("", custo_brl=Decimal("81.5")), Custo(""))
    monitores: tuple[Monitor, ...] = ()

    def compare_volume(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Volume, Volume]:
        return self.volumes

    def compare_custo(self, filtro: FiltroDoRelatorio, leitor: Usuario) -> tuple[Custo, Custo]:
        return self.custos

    def list_monitores(self) -> tuple[Monitor, ...]:
        return self.monitores

    def get_atualizado_em(self) -> datetime:
        return datetime.now(UTC)


def build_snapshot(**changes: Any) -> Snapshot:
    """Measures of a portal in which all is well and nothing runs."""
    values: dict[str, Any] = {
        "taken_at": datetime.now(UTC),
        "seconds": 0.0,
        "up": dict.fromkeys(Part, True),
        "slots": (),
        "breakers": {},
        "queues": (),
        "counters": {},
        "caches": {},
        "operations": (),
        "dead_letters": 0,
        "database": None,
        "silence_s": None,
    }
    return Snapshot(**(values | changes))


def build_services(
    usuarios: FakeUsuarios, pecas: FakePecas, *, rates: FakeRates | None = None, is_demonstration: bool = False
) -> Any:
    web = WebSettings(is_demonstration=is_demonstration)
    prompts = SimpleNamespace(
        list_grupos=lambda: (SimpleNamespace(slug="ps", nome="Saúde"),), list_variaveis=dict[str, object]
    )
    return SimpleNamespace(
        usuarios=usuarios,
        pecas=pecas,
        leituras_de_pecas=SimpleNamespace(
            find_alheia=lambda geracao_id, usuario: None,
            list_recebidas=lambda usuario: (),
            list_da_unidade=lambda usuario, *, limit: (),
            list_acessos=lambda geracao, usuario: (),
            list_alvos=lambda usuario: (),
        ),
        revisao=SimpleNamespace(list_estados=lambda geracoes: dict.fromkeys(geracoes, EstadoDaPeca.APROVADA)),
        ajustes=SimpleNamespace(is_ligado=lambda _page: True, list_tetos=lambda *_: (), list_orcamentos=lambda **_: ()),
        lotes=SimpleNamespace(list_proprios=lambda usuario: ()),
        autos=SimpleNamespace(list_mudados=lambda usuario_id: ()),
        pedidos_de_calculo=SimpleNamespace(list_historico=lambda usuario_id, limit: ()),
        assistencia=SimpleNamespace(list_recentes=lambda usuario_id, limit: ()),
        treinamentos=SimpleNamespace(list=lambda: ()),
        relatorios=FakeRelatorios(),
        gauges=SimpleNamespace(read=build_snapshot),
        operacao=SimpleNamespace(list_mortas=lambda *, limit: ()),
        fila=SimpleNamespace(find=lambda _: Lugar(3, 130.0)),
        prompts=prompts,
        rates=rates or FakeRates(),
        settings=SimpleNamespace(web=web),
    )
