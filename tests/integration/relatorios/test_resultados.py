"""Reports of results: every sum is what a count of the raw rows answers, over a real database."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from core.ajustes.domain import Ajuste, Orcamento
from core.errors import PermissionDeniedError
from core.infra.db import SessionScope
from core.relatorios.domain import Divisao, FiltroDoRelatorio
from core.relatorios.resultados.domain import DivisaoDaClassificacao
from core.relatorios.resultados.repository import ResultadoRepository
from core.relatorios.resultados.service import ResultadoService
from core.relatorios.resumos.repository import ResumoRepository
from core.usuarios.domain import Papel, Usuario

ZONE = ZoneInfo("America/Campo_Grande")
FIRST, DAYS = date(2026, 1, 20), 60
WHOLE = FiltroDoRelatorio(FIRST, FIRST + timedelta(days=DAYS))
UNIDADES, TIPOS, GRUPOS = ("Saúde", "Fiscal"), ("contestacao", "apelacao"), ("ps", "detran")
VEREDITOS = ("correto", "parcial", "incorreto", "erro_da_ia")
SLUGS = ("tese-a", "tese-b", "tese-c")
ADMIN = Usuario(1, "admin", "Olga Prado", Papel.ADMIN, "PGE")
GESTOR = Usuario(2, "gestor", "Ivo Leal", Papel.GESTOR, "PGE")

Row = dict[str, Any]

_USUARIO = text(
    "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at) "
    "VALUES (:id, 'p' || :id, 'Pessoa ' || :id, 'procurador', :unidade, '', true, now())"
)
_GERACAO = text(
    "INSERT INTO geracao (id, numero_cnj, tipo_de_peca, grupo, observacao, usuario_id, estado, agente, attempt, "
    "texto, erro_codigo, erro_mensagem, avisos, assunto, versoes, created_at) "
    "VALUES (:id, :numero, :tipo, :grupo, '', :usuario_id, :estado, 'redator', 1, '', '', '', '[]', '', '{}', :at)"
)
_PECA = text(
    "INSERT INTO peca (id, geracao_id, numero_cnj, tipo_de_peca, usuario_id, versao_final, created_at) "
    "VALUES (:peca_id, :id, :numero, :tipo, :usuario_id, :final, :at)"
)
_FEEDBACK = text(
    "INSERT INTO feedback (peca_id, numero, usuario_id, versao, estrelas, veredito, campos_errados, comentario, "
    "created_at) VALUES (:peca_id, 1, :usuario_id, 1, 6 - :estrelas, 'parcial', '[]', '', :at), "
    "(:peca_id, 2, :usuario_id, 1, :estrelas, :veredito, '[]', '', :at)"
)
_DISTANCIA = text(
    "INSERT INTO distancia_de_edicao (peca_id, fechamento, ordem, topico, modulo, situacao, palavras_minuta, "
    "palavras_final, distancia, created_at) VALUES (:peca_id, 1, 1, 'x', '', 'mudado', 900, 900, 900, :at), "
    "(:peca_id, 3, 1, 'x', '', 'mudado', 100, 80, :distancia, :at), (:peca_id, 3, 2, 'y', '', 'igual', 50, 60, 0, :at)"
)
_ATO = text(
    "INSERT INTO ato_da_revisao (peca_id, numero, tipo, alvo, versao, texto_sha256, valor, usuario_id, autor, "
    "created_at) VALUES (:peca_id, 1, 'conferiu', '', 1, '', '{\"tempo_s\": 60}', :usuario_id, 'x', :at), "
    "(:peca_id, 2, 'aprovou', '', 1, '', '{\"tempo_s\": 90}', :usuario_id, 'x', :at), "
    "(:peca_id, 3, 'finalizou', '', 1, '', cast(:valor AS jsonb), :usuario_id, 'x', :at)"
)
_DECISAO = text(
    "INSERT INTO decisao_do_modulo (geracao_id, slug, versao, secao, titulo, ordem, origem, decisao, motivo, "
    "variaveis, perguntas, created_at) VALUES (:id, :slug, 1, 's', 'Título', 1, 'regra', :decisao, '', '[]', '[]', :at)"
)
_MODULO = text(
    "INSERT INTO modulo_da_geracao (geracao_id, slug, versao, secao, titulo, ordem, origem, motivo) "
    "VALUES (:id, :slug, 1, 's', 'Título', 1, 'regra', '')"
)
_LOTE = text(
    "INSERT INTO lote (id, usuario_id, unidade, autor, chave, nome, prompt_slug, prompt_versao, modelo, corte_modo, "
    "corte_tokens, finalidade, estado, created_at) VALUES (:id, :usuario_id, :unidade, 'x', :chave, 'x', 'x', 1, 'x', "
    "'inicio', 1, :finalidade, 'concluido', :at)"
)
_ITEM = text(
    "INSERT INTO item_do_lote (id, lote_id, ordem, nome, estado, categoria, revisao) OVERRIDING SYSTEM VALUE "
    "VALUES (:item, :id, :ordem, 'x', 'classificado', :categoria, :revisao)"
)
_CORRECAO = text(
    "INSERT INTO correcao_de_item (item_id, revisao, categoria, subcategoria, numero_processo, usuario_id, autor, "
    "created_at) VALUES (:item, 1, 'outra', '', '', :usuario_id, 'x', :at), "
    "(:item, 2, :corrigida, '', '', :usuario_id, 'x', :at)"
)


class Office:
    """Raw rows of an office, and the same rows in the database."""

    def __init__(self, engine: Engine, scope: SessionScope) -> None:
        chance = random.Random(11)
        self.usuarios = [{"id": n, "unidade": UNIDADES[n % 2]} for n in range(10, 14)]
        self.geracoes = [self._make_geracao(chance, n) for n in range(150)]
        self.modulos = [self._make_modulo(chance, one, slug) for one in self.geracoes for slug in SLUGS]
        self.itens = [one for n in range(12) for one in self._make_itens(chance, n)]
        pecas = [one for one in self.geracoes if one["estado"] == "pronto"]
        with engine.begin() as connection:
            connection.execute(_USUARIO, self.usuarios)
            connection.execute(_GERACAO, self.geracoes)
            connection.execute(_PECA, pecas)
            connection.execute(_FEEDBACK, [one for one in pecas if one["estrelas"]])
            connection.execute(_DISTANCIA, [one for one in pecas if one["final"]])
            connection.execute(_ATO, [one for one in pecas if one["final"]])
            connection.execute(_DECISAO, self.modulos)
            connection.execute(_MODULO, [one for one in self.modulos if one["usado"]])
            connection.execute(_LOTE, [one for one in self.itens if one["ordem"] == 1])
            connection.execute(_ITEM, self.itens)
            connection.execute(_CORRECAO, [one for one in self.itens if one["revisao"]])
        ResumoRepository(scope).refresh()
        self.service = ResultadoService(
            ResultadoRepository(scope),
            list_nomes=lambda: {str(one["id"]): f"Pessoa {one['id']}" for one in self.usuarios},
            read_minutos=lambda at: {alvo: _minutos(alvo, value, at) for alvo, value in (("", 60), ("apelacao", 120))},
            list_orcamentos=lambda at: (_orcamento("", at), _orcamento("Saúde", at)),
        )

    def _make_geracao(self, chance: random.Random, number: int) -> Row:
        pessoa, vermelhos = chance.choice(self.usuarios), chance.randrange(3)
        is_final = chance.random() < 0.6
        itens = [{"cor": 2}] * vermelhos + [{"cor": 1}]
        return {
            "id": uuid4(),
            "peca_id": uuid4(),
            "numero": f"{number:020}",
            "tipo": chance.choice(TIPOS),
            "grupo": chance.choice(GRUPOS),
            "usuario_id": pessoa["id"],
            "unidade": pessoa["unidade"],
            "estado": chance.choice(("pronto", "pronto", "com_erro")),
            "at": _moment(chance),
            "final": 1 if is_final else None,
            "estrelas": chance.choice((None, 1, 3, 5)),
            "veredito": chance.choice(VEREDITOS),
            "distancia": chance.choice((0, 30)),
            "vermelhos": vermelhos,
            "valor": json.dumps({"conferencia": {"itens": itens}}),
        }

    def _make_modulo(self, chance: random.Random, geracao: Row, slug: str) -> Row:
        return {**geracao, "slug": slug, "decisao": chance.choice(("sim", "nao")), "usado": chance.random() < 0.5}

    def _make_itens(self, chance: random.Random, number: int) -> list[Row]:
        pessoa, at = chance.choice(self.usuarios), _moment(chance)
        lote = {"id": uuid4(), "chave": f"l{number}", "usuario_id": pessoa["id"], "unidade": pessoa["unidade"]}
        lote |= {"at": at, "finalidade": "avaliacao" if number == 0 else "lote"}
        return [
            {
                **lote,
                "item": number * 100 + ordem,
                "ordem": ordem,
                "categoria": chance.choice(("saude", "fiscal", "")),
                "revisao": chance.choice((0, 2)),
                "corrigida": chance.choice(("saude", "fiscal")),
            }
            for ordem in range(1, 9)
        ]


def _moment(chance: random.Random) -> datetime:
    at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=ZONE) + timedelta(minutes=chance.randrange(DAYS * 1440))
    return at.astimezone(UTC)


def _minutos(alvo: str, value: float, at: datetime) -> Ajuste:
    return Ajuste("minutos_por_peca", alvo, 1, value, None, "admin", "teste", at)


def _orcamento(unidade: str, at: datetime) -> Orcamento:
    ajuste = Ajuste("orcamento", unidade, 1, 100.0, at, "admin", "teste", at)
    return Orcamento(unidade, 100.0, 40.0, ajuste)


@pytest.fixture
def office(engine: Engine, session_scope: SessionScope) -> Office:
    return Office(engine, session_scope)


@st.composite
def filtros(draw: st.DrawFn) -> FiltroDoRelatorio:
    first = draw(st.integers(-2, DAYS))
    return FiltroDoRelatorio(
        FIRST + timedelta(days=first),
        FIRST + timedelta(days=draw(st.integers(first, DAYS + 2))),
        unidade=draw(st.sampled_from(("", *UNIDADES))),
        usuario_id=draw(st.sampled_from((None, 10, 13))),
        tipo_de_peca=draw(st.sampled_from(("", *TIPOS))),
        grupo=draw(st.sampled_from(("", *GRUPOS))),
    )


def is_inside(filtro: FiltroDoRelatorio, row: Row) -> bool:
    day = row["at"].astimezone(ZONE).date()
    wanted = (
        filtro.unidade in ("", row["unidade"]),
        filtro.usuario_id in (None, row["usuario_id"]),
        filtro.tipo_de_peca in ("", row.get("tipo", filtro.tipo_de_peca)),
        filtro.grupo in ("", row.get("grupo", filtro.grupo)),
    )
    return filtro.desde <= day <= filtro.ate and all(wanted)


def list_inside(filtro: FiltroDoRelatorio, rows: list[Row]) -> list[Row]:
    return [one for one in rows if is_inside(filtro, one) and one.get("estado", "pronto") == "pronto"]


def count_qualidade(rows: list[Row]) -> dict[str, int]:
    rated, finals = [one for one in rows if one["estrelas"]], [one for one in rows if one["final"]]
    verdicts = [one["veredito"] for one in rated]
    return {
        "pecas": len(rows),
        "avaliacoes": len(rated),
        "estrelas": sum(one["estrelas"] for one in rated),
        "corretas": verdicts.count("correto"),
        "parciais": verdicts.count("parcial"),
        "incorretas": verdicts.count("incorreto"),
        "erros_da_ia": verdicts.count("erro_da_ia"),
        "medidas": len(finals),
        "sem_mudanca": sum(one["distancia"] == 0 for one in finals),
        "palavras": 160 * len(finals),
        "distancia": sum(one["distancia"] for one in finals),
        "conferidas": len(finals),
        "com_vermelho": sum(one["vermelhos"] > 0 for one in finals),
        "vermelhos": sum(one["vermelhos"] for one in finals),
    }


def count_modulos(rows: list[Row]) -> dict[str, int]:
    pairs = [(one["decisao"] == "sim", one["usado"]) for one in rows]
    return {
        "sugeridos": sum(suggested for suggested, _ in pairs),
        "usados": sum(used for _, used in pairs),
        "rejeitados": pairs.count((True, False)),
        "acrescentados": pairs.count((False, True)),
    }


def count_classificados(rows: list[Row]) -> dict[str, int]:
    answered = [one for one in rows if one["categoria"] and one["finalidade"] == "lote"]
    seen = [one for one in answered if one["revisao"]]
    corrected = sum(one["categoria"] != one["corrigida"] for one in seen)
    return {"documentos": len(answered), "revistos": len(seen), "corrigidos": corrected}


def _sum(lines: tuple[Any, ...], names: dict[str, int]) -> dict[str, int]:
    return {name: sum(getattr(line, name) for line in lines) for name in names}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filtro=filtros(), divisao=st.sampled_from(Divisao), of_lots=st.sampled_from(DivisaoDaClassificacao))
def test_sums_of_every_report_equal_the_raw_rows(
    office: Office, filtro: FiltroDoRelatorio, divisao: Divisao, of_lots: DivisaoDaClassificacao
) -> None:
    pecas = list_inside(filtro, office.geracoes)
    quality = count_qualidade(pecas)
    assert _sum(office.service.list_qualidade(filtro, ADMIN, divisao), quality) == quality
    modules = count_modulos(list_inside(filtro, office.modulos))
    assert _sum(office.service.list_modulos(filtro, ADMIN), modules) == modules
    lots = count_classificados([one for one in office.itens if is_inside(filtro, one)])
    assert _sum(office.service.list_classificados(filtro, ADMIN, of_lots), lots) == lots
    saved = {one.tipo_de_peca: (one.finais, one.economizado_s) for one in office.service.list_tempo(filtro, ADMIN)}
    finals = [one["tipo"] for one in pecas if one["final"]]
    minutes = {"contestacao": 60, "apelacao": 120}
    assert saved == {tipo: (finals.count(tipo), finals.count(tipo) * (minutes[tipo] * 60 - 90)) for tipo in set(finals)}


def test_a_manager_reads_results_of_units_and_of_no_person(office: Office) -> None:
    assert {line.chave for line in office.service.list_qualidade(WHOLE, GESTOR, Divisao.UNIDADE)} == set(UNIDADES)
    of_one = FiltroDoRelatorio(WHOLE.desde, WHOLE.ate, usuario_id=10)
    for ask in (
        lambda: office.service.list_qualidade(WHOLE, GESTOR, Divisao.PESSOA),
        lambda: office.service.list_classificados(WHOLE, GESTOR, DivisaoDaClassificacao.PESSOA),
        lambda: office.service.list_modulos(of_one, GESTOR),
        lambda: office.service.list_tempo(of_one, GESTOR),
    ):
        with pytest.raises(PermissionDeniedError):
            ask()


def test_budgets_are_those_of_the_unit_in_the_last_month(office: Office) -> None:
    asked = FiltroDoRelatorio(WHOLE.desde, WHOLE.ate, unidade="Saúde")
    (one,) = office.service.list_orcamentos(asked, GESTOR)
    assert (one.unidade, one.ajuste.criado_em.date()) == ("Saúde", WHOLE.ate)
    assert [each.unidade for each in office.service.list_orcamentos(WHOLE, GESTOR)] == ["", "Saúde"]
