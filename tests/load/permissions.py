"""A portal with one record of each kind and people in every relation to its owner, for tables of who opens what."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from io import BytesIO
from typing import Any, get_type_hints
from uuid import UUID, uuid4

from pydantic import SecretStr

from core.assistencia.domain import Pergunta
from core.assistencia.repository import PerguntaRepository
from core.bootstrap import Services, build_services
from core.calculo.pedido.domain import PedidoDeCalculo
from core.calculo.pedido.repository import PedidoDeCalculoRepository
from core.classificador.tables import ItemDoLoteRow, LoteRow
from core.errors import AccessDeniedError, NotFoundError, PortalError
from core.events import Estado
from core.infra.db import build_session_scope
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.processos.repository import ProcessoRepository
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from core.usuarios.acesso import Especie
from core.usuarios.compartilhamento.domain import Alvo, Registro
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from tests.builders import build_processo

CASO = "08000010220268120001"

DONO, UNIDADE, COMPARTILHADO, GRUPO = "dono", "unidade", "compartilhado", "grupo"
OUTRA, SEM_PERFIL, INATIVO = "outra unidade", "sem perfil", "inativo"
PESSOAS = {
    DONO: (Papel.PROCURADOR, "Saúde"),
    UNIDADE: (Papel.PROCURADOR, "Saúde"),
    COMPARTILHADO: (Papel.PROCURADOR, "Fiscal"),
    GRUPO: (Papel.CURADOR, "Fiscal"),
    OUTRA: (Papel.PROCURADOR, "Fiscal"),
    SEM_PERFIL: (Papel.GESTOR, "Saúde"),
    INATIVO: (Papel.PROCURADOR, "Saúde"),
}
"""Relations to the owner; ``sem perfil`` is of the unit with a profile that opens nothing, ``inativo`` is out."""

SERVICES = (
    "pecas", "leituras_de_pecas", "downloads", "edicao", "revisao", "conferencia", "conversa", "curadoria", "dossie",
    "feedback", "casos", "folhas_de_calculo", "anexos", "envios", "lotes", "itens", "remessas", "pedidos_de_calculo",
    "planilhas_de_calculo", "assistencia",
)  # fmt: skip
"""Services with records of people. Each public method that takes a record and a person is a row of the table."""

_READERS = frozenset({DONO, UNIDADE, COMPARTILHADO, GRUPO})
_OF_THE_UNIT = frozenset({DONO, UNIDADE})
OPEN_TO = {
    "leituras_de_pecas.find_alheia": _READERS,
    "leituras_de_pecas.require_open": _READERS,
    "downloads.request": _READERS,
    "lotes.get_lote": _OF_THE_UNIT,
    "itens.list_itens": _OF_THE_UNIT,
    "itens.get_item": _OF_THE_UNIT,
    "itens.find_lido": _OF_THE_UNIT,
    "itens.correct_item": _OF_THE_UNIT,
}
"""What others than the owner open; everything else is the owner's alone."""

WRITES = ("pause", "resume", "cancel", "retry_errors", "archive", "request", "export")
"""Of a lot that a colleague of the unit sees, these are refused as not hers to do."""

_RECORDS = ("geracao_id", "peca_id", "pedido_id", "pergunta_id", "lote_id", "item_id", "chave", "vista", "geracao")


@dataclass(frozen=True)
class World:
    services: Services
    pessoas: dict[str, Usuario]
    records: dict[tuple[str, str], object]
    """By the service that takes it ('' for all) and the name of the parameter."""

    def find_record(self, service: str, name: str) -> object:
        return self.records.get((service, name), self.records.get(("", name)))


@dataclass(frozen=True)
class Row:
    """One method: what is called with the owner's record by one person."""

    name: str
    call: Callable[[Usuario], object]

    @property
    def allowed(self) -> frozenset[str]:
        return OPEN_TO.get(self.name, frozenset({DONO}))


def build_settings(database_url: str, redis_url: str) -> Settings:
    """Simulated systems are never called."""
    nowhere = "http://127.0.0.1:9"
    return Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url=nowhere, usuario="x", senha=SecretStr("x")),
    )


def build_world(settings: Settings) -> World:
    """One record of each kind, shared with one person and with a group."""
    services = build_services(settings, process="web")
    scope = build_session_scope(services.machinery.engine)
    services.prompts.seed_library()
    people, repository = {}, UsuarioRepository(scope)
    for number, (relacao, (papel, unidade)) in enumerate(PESSOAS.items()):
        usuario = Usuario(0, f"p{number}", relacao.title(), papel, unidade, relacao != INATIVO)
        added = repository.add(usuario, senha_hash="-", autor="sistema")
        assert added is not None
        people[relacao] = added
    dono = people[DONO]
    ProcessoRepository(scope).save_processo(replace(build_processo(), numero_cnj=CASO))
    geracoes = GeracaoRepository(scope)
    running = geracoes.begin_attempt(geracoes.add(PedidoDeGeracao(CASO, TipoDePeca.CONTESTACAO, "ps"), dono.id).id)
    assert running is not None
    peca_id = MinutaRepository(scope).save_minuta(running, "# Dos fatos\n\nUm.\n", "Portal", estado=Estado.PRONTO)
    registro = Registro(Especie.PECA, peca_id, dono.id, "Contestação")
    grupo = services.compartilhamentos.create_grupo("Tema", [people[GRUPO].id], autor=dono)
    services.compartilhamentos.share(registro, Alvo("", people[COMPARTILHADO].id), dono)
    services.compartilhamentos.share(registro, Alvo("", grupo_id=grupo.id), dono)
    now = datetime.now(UTC)
    pergunta = Pergunta(uuid4(), CASO, dono.id, "Qual o valor?", Estado.PRONTO, 0, now)
    PerguntaRepository(scope).add(pergunta)
    calculo = PedidoDeCalculo(uuid4(), CASO, dono.id, Estado.AGUARDANDO_VOCE, 0, now)
    PedidoDeCalculoRepository(scope).add(calculo)
    with scope() as session:
        lote = LoteRow(
            id=uuid4(), usuario_id=dono.id, unidade=dono.unidade, autor=dono.nome, chave="E0123456789abcdef012",
            nome="Lote", prompt_slug="triagem", prompt_versao=1, modelo="m", corte_modo="inteiro", corte_tokens=0,
            finalidade="lote", estado="concluido",
        )  # fmt: skip
        session.add(lote)
        session.flush()
        item = ItemDoLoteRow(lote_id=lote.id, ordem=1, nome="a.txt", estado="pendente")
        session.add(item)
        session.flush()
        lote_id, item_id = lote.id, item.id
    envio = services.envios.begin(dono.id).chave
    records: dict[tuple[str, str], object] = {
        ("", "geracao_id"): running.id,
        ("", "geracao"): geracoes.get(running.id),
        ("", "peca_id"): peca_id,
        ("", "pergunta_id"): pergunta.id,
        ("", "pedido_id"): calculo.id,
        ("", "lote_id"): lote_id,
        ("", "item_id"): item_id,
        ("", "chave"): envio,
        ("remessas", "chave"): services.remessas.begin(dono.id).chave,
        ("", "vista"): services.revisao.get(peca_id, dono.id),
    }
    return World(services, people, records)


def list_rows(world: World) -> Iterator[Row]:
    """Every public method of a service that names a record and a person, found by its signature."""
    for service in SERVICES:
        target = getattr(world.services, service)
        for name, method in inspect.getmembers(target, inspect.ismethod):
            parameters = list(inspect.signature(method).parameters)
            record = next((one for one in parameters if one in _RECORDS), None)
            has_person = {"usuario", "usuario_id"} & set(parameters)
            if name.startswith("_") or record is None or not has_person or (service, name) in _NOT_RECORDS:
                continue
            yield Row(f"{service}.{name}", _bind(world, service, method))


_NOT_RECORDS = {
    ("conversa", "get_pedido"),  # a request has no owner apart from its peça's
    ("leituras_de_pecas", "require_open"),  # is told whose it is; asked by the others
    ("leituras_de_pecas", "note_leitura"),
}


def judge_all(world: World, relacoes: Collection[str], *, rows: Collection[Row]) -> list[str]:
    """What went wrong, the owner last: what she does may end the record."""
    order = sorted(relacoes, key=lambda relacao: relacao == DONO)
    return [wrong for row in rows for one in order if (wrong := judge(row, one, world.pessoas[one]))]


def judge(row: Row, relacao: str, usuario: Usuario) -> str:
    """Empty when the person met what the table says; otherwise what happened instead."""
    is_allowed = relacao in row.allowed
    try:
        row.call(usuario)
    except (NotFoundError, AccessDeniedError) as error:
        return f"{row.name} refused to {relacao}: {error}" if is_allowed else ""
    except PortalError as error:
        is_hers_to_see = relacao == UNIDADE and row.name.split(".")[-1] in WRITES
        return "" if is_allowed or is_hers_to_see else f"{row.name} told {relacao} of its state: {error.code}"
    except (TypeError, AttributeError, ValueError, LookupError) as error:  # beyond the gate: only made-up values failed
        return "" if is_allowed else f"{row.name} went on for {relacao}: {type(error).__name__}"
    return "" if is_allowed else f"{row.name} answered {relacao}"


def _bind(world: World, service: str, method: Callable[..., object]) -> Callable[[Usuario], object]:
    hints = get_type_hints(method)

    def call(usuario: Usuario) -> object:
        given: dict[str, Any] = {}
        for name, parameter in inspect.signature(method).parameters.items():
            if name in ("usuario", "usuario_id"):
                given[name] = usuario if name == "usuario" else usuario.id
            elif name in _RECORDS:
                given[name] = world.find_record(service, name)
            elif parameter.default is inspect.Parameter.empty:
                given[name] = _make_up(hints.get(name))
        return method(**given)

    return call


def _make_up(hint: Any) -> object:
    """A value of the kind that a method asks for; it does not have to make sense."""
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return next(iter(hint))
    known: dict[Any, object] = {str: "x" * 12, int: 1, bool: True, UUID: uuid4()}
    if hint in known:
        return known[hint]
    return BytesIO(b"%PDF-1.7 x") if "BinaryIO" in str(hint) else ()
