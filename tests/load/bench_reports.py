"""``portal bench reports``: each report of a year on a large database, beside the same question on the raw tables, and
how long the summaries take to follow a day's work. The rows are made in the database itself, over two years.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import cast

from pydantic import SecretStr
from sqlalchemy import Engine, text

from core.infra.db import build_engine, build_session_scope
from core.infra.queue import WorkQueue
from core.relatorios.domain import Divisao, DivisaoDoCusto, FiltroDoRelatorio
from core.relatorios.repository import RelatorioRepository
from core.relatorios.resultados.domain import DivisaoDaClassificacao
from core.relatorios.resultados.repository import ResultadoRepository
from core.relatorios.resultados.service import ResultadoService
from core.relatorios.resumos.repository import ResumoRepository
from core.relatorios.service import RelatorioService
from core.settings import DatabaseSettings
from core.usuarios.domain import Papel, Usuario
from ops.services import run_services
from ops.state import ROOT, open_state
from tests.load.report import Options, parse_options, percentile, print_report

_PESSOAS, _GERACOES, _CHAMADAS = 200, 1_000_000, 5_000_000
_QUICK = 20
"""How many times less a quick run has of each."""

_LAST = date(2026, 6, 30)
_DAYS = 730
_LEITOR = Usuario(1, "leitor", "Leitor", Papel.ADMIN, "Unidade 1")

Services = tuple[RelatorioService, ResultadoService]

_MAKE = (
    (
        "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at) SELECT n, 'p' || n, "
        "'Pessoa ' || n, 'procurador', 'Unidade ' || n % 12, '', true, now() FROM generate_series(1, :pessoas) n"
    ),
    (
        "INSERT INTO geracao (id, numero_cnj, tipo_de_peca, grupo, observacao, usuario_id, estado, agente, attempt, "
        "iniciada_em, terminada_em, texto, erro_codigo, erro_mensagem, avisos, assunto, versoes, created_at) "
        "SELECT gen_random_uuid(), lpad((n % (:geracoes / 3))::text, 20, '0'), "
        "(ARRAY['contestacao', 'apelacao', 'parecer', 'agravo'])[1 + (random() * 3)::int], "
        "(ARRAY['ps', 'detran', 'tributario'])[1 + (random() * 2)::int], '', "
        "1 + (random() * (:pessoas - 1))::int, (ARRAY['pronto', 'pronto', 'pronto_com_ressalvas', 'com_erro'])"
        "[1 + (random() * 3)::int], 'redator', 1, at + interval '8 s', at + interval '70 s', '', '', '', "
        "'[]', '', jsonb_build_object('instrucoes', jsonb_build_object('coletor', 1 + n % 3, 'redator', 1 + n % 5)), at"
        " FROM (SELECT n, :last - random() * :days * interval '1 day' AS at FROM generate_series(1, :geracoes) n) made "
        "ORDER BY at"
    ),
    (
        "INSERT INTO peca (id, geracao_id, numero_cnj, tipo_de_peca, usuario_id, versao_final, created_at) "
        "SELECT gen_random_uuid(), id, numero_cnj, tipo_de_peca, usuario_id, 1, terminada_em FROM geracao "
        "WHERE estado = 'pronto'"
    ),
    (
        "INSERT INTO feedback (peca_id, numero, usuario_id, versao, estrelas, veredito, campos_errados, comentario, "
        "created_at) SELECT id, 1, usuario_id, 1, 1 + (random() * 4)::int, 'correto', '[]', '', created_at FROM peca "
        "WHERE random() < 0.2"
    ),
    (
        "INSERT INTO distancia_de_edicao (peca_id, fechamento, ordem, topico, modulo, situacao, palavras_minuta, "
        "palavras_final, distancia, created_at) SELECT id, 1, 1, 'x', '', 'mudado', 900, 950, (random() * 90)::int, "
        "created_at FROM peca WHERE random() < 0.4"
    ),
    (
        "INSERT INTO tempo_da_geracao SELECT id, 3, 20, 4, 25, 6 FROM geracao WHERE estado IN ('pronto', "
        "'pronto_com_ressalvas')"
    ),
    (
        "INSERT INTO modulo_da_geracao (geracao_id, slug, versao, secao, titulo, ordem, origem, motivo) "
        "SELECT id, 'tese-' || s, 1, 'merito', 'Tese ' || s, s, 'regra', '' FROM geracao, generate_series(1, 20) s "
        "WHERE estado = 'pronto' AND (get_byte(uuid_send(id), 3) + s) % 8 = 0"
    ),
    (
        "INSERT INTO lote (id, usuario_id, unidade, autor, chave, nome, prompt_slug, prompt_versao, modelo, "
        "corte_modo, corte_tokens, finalidade, estado, created_at) SELECT gen_random_uuid(), 1 + n % :pessoas, "
        "'Unidade ' || (1 + n % :pessoas) % 12, 'x', 'l' || n, 'x', 'triagem', 1, 'modelo-0', 'inicio', 1, "
        "'lote', 'concluido', :last - random() * :days * interval '1 day' FROM generate_series(1, :geracoes / 500) n"
    ),
    (
        "INSERT INTO item_do_lote (lote_id, ordem, nome, estado, categoria, revisao) SELECT id, o, 'x', "
        "'classificado', 'categoria_' || o % 9, 0 FROM lote, generate_series(1, 200) o"
    ),
    (
        "INSERT INTO consumo_do_modelo (id, operacao, operation, modelo, pessoa, unidade, entrada, saida, custo_brl, "
        "segundos, resultado, created_at) SELECT gen_random_uuid(), g.id::text, "
        "(ARRAY['coletor', 'coletor', 'coletor', 'detector', 'redator'])[c], 'modelo-' || c % 2, g.usuario_id::text, "
        "'Unidade ' || g.usuario_id % 12, 4000, 800, 0.031, 9, 'ok', g.created_at + c * interval '9 s' "
        "FROM geracao g, generate_series(1, :chamadas / :geracoes) c"
    ),
)

_UNWATCHED = text("SET LOCAL session_replication_role = replica")
"""No trigger or foreign key is looked at: the rows are made in one go."""

_INDEXES = text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'consumo_do_modelo'")
"""Built again once the rows are there: millions of rows at random places of an index are what takes the time."""

_MARK_ALL = text(
    "INSERT INTO dia_a_resumir SELECT DISTINCT (created_at AT TIME ZONE 'America/Campo_Grande')::date FROM geracao"
)
_CHANGE = text(
    "UPDATE geracao SET terminada_em = terminada_em + interval '1 s' WHERE created_at > :last - interval '1 day'"
)
"""What is done in a day, as the trigger sees it."""

_RAW_VOLUME = text(
    "SELECT unidade, count(*), count(*) FILTER (WHERE estado = 'pronto'), sum(espera_s), sum(trabalho_s), "
    "sum(estrelas) FROM registro_de_geracao WHERE dia BETWEEN :desde AND :ate GROUP BY 1"
)
_RAW_CUSTO = text(
    "SELECT modelo, count(*), sum(entrada), sum(saida), sum(custo_brl) FROM consumo_do_modelo WHERE "
    "(created_at AT TIME ZONE 'America/Campo_Grande')::date BETWEEN :desde AND :ate GROUP BY 1"
)


def main() -> None:
    options = parse_options("reports")
    share = _QUICK if options.is_quick else 1
    with (
        tempfile.TemporaryDirectory(prefix="portal-reports-") as folder,
        run_services(open_state(Path(folder))) as urls,
    ):
        environment = {**os.environ, "DATABASE_URL": urls["DATABASE_URL"]}
        migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True, stderr=subprocess.DEVNULL)
        settings = DatabaseSettings(url=SecretStr(urls["DATABASE_URL"]), statement_timeout_ms=900_000)
        engine = build_engine(settings, application_name="bench", is_worker=True)
        made_s = _fill(engine, options, share)
        rows, keys = _measure(engine, options)
        engine.dispose()
    sizes = f"{_GERACOES // share:,} gerações, {_CHAMADAS // share:,} calls"
    print_report("reports", options, [("rows made in (s)", f"{made_s:.1f}", sizes), *rows], keys)


def _fill(engine: Engine, options: Options, share: int) -> float:
    sizes = {"pessoas": _PESSOAS, "geracoes": _GERACOES // share, "chamadas": _CHAMADAS // share, "days": _DAYS}
    began = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(text("SELECT setseed(:seed)"), {"seed": options.seed % 1000 / 1000})
        connection.execute(_UNWATCHED)
        indexes = [tuple(row) for row in connection.execute(_INDEXES)]
        connection.execute(text("ALTER TABLE consumo_do_modelo DROP CONSTRAINT pk_consumo_do_modelo"))
        for name, _ in indexes:
            connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        for statement in _MAKE:
            bound = text(statement.replace(":last", f"timestamptz '{_LAST}'"))
            connection.execute(bound, sizes)
        for _, definition in indexes:
            connection.execute(text(definition))
        connection.execute(_MARK_ALL)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return time.perf_counter() - began


def _measure(engine: Engine, options: Options) -> tuple[list[tuple[str, object, str]], dict[str, object]]:
    scope = build_session_scope(engine)
    service = RelatorioService(RelatorioRepository(scope), ResumoRepository(scope), cast("WorkQueue", None))
    results = ResultadoService(
        ResultadoRepository(scope), list_nomes=dict, read_minutos=lambda _at: {}, list_orcamentos=lambda _at: ()
    )
    first_s = _time_ms(service.refresh) / 1000
    with engine.begin() as connection:
        connection.execute(_CHANGE, {"last": _LAST})
    refresh_s = _time_ms(service.refresh) / 1000
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    rounds = 3 if options.is_quick else 10
    taken = _measure_reports((service, results), random.Random(options.seed), rounds)
    every = [ms for times in taken.values() for ms in times]
    year = {"desde": _LAST - timedelta(days=364), "ate": _LAST}
    with engine.connect() as connection:
        raw = [
            _time_ms(lambda asked=asked: connection.execute(asked, year).all())
            for asked in (_RAW_VOLUME, _RAW_CUSTO) * 3
        ]
    figures = {
        "p50_ms": round(percentile(every, 0.5), 1),
        "p95_ms": round(percentile(every, 0.95), 1),
        "refresh_s": round(refresh_s, 2),
        "refresh_first_s": round(first_s, 2),
        "raw_p95_ms": round(percentile(raw, 0.95), 1),
    }
    rows = [(f"{name}, p95 (ms)", f"{percentile(ms, 0.95):.1f}", "a year") for name, ms in taken.items()]
    rows += [
        ("every report, p50 / p95 (ms)", f"{figures['p50_ms']} / {figures['p95_ms']}", "target p95 <= 300"),
        ("the raw tables, p95 (ms)", figures["raw_p95_ms"], "by unit, and by model"),
        ("summaries, after a day's work (s)", figures["refresh_s"], "readers do not wait"),
        ("summaries of all there is (s)", figures["refresh_first_s"], "once"),
    ]
    return rows, figures


def _measure_reports(services: Services, random_: random.Random, rounds: int) -> Mapping[str, Sequence[float]]:
    """Milliseconds of each report over different years, half of them of one unit."""
    taken: dict[str, list[float]] = {}
    for number in range(rounds):
        ate = _LAST - timedelta(days=random_.randrange(300))
        filtro = FiltroDoRelatorio(ate - timedelta(days=364), ate)
        if number % 2:
            filtro = replace(filtro, unidade=f"Unidade {random_.randrange(12)}")
        for name, ask in _list_reports(services, filtro):
            taken.setdefault(name, []).append(_time_ms(ask))
    return taken


def _list_reports(services: Services, filtro: FiltroDoRelatorio) -> list[tuple[str, Callable[[], object]]]:
    service, results = services
    divided: tuple[tuple[str, Iterable[StrEnum], Callable[..., object]], ...] = (
        ("volume", Divisao, service.list_volume),
        ("cost", DivisaoDoCusto, service.list_custo),
        ("quality", Divisao, results.list_qualidade),
        ("classified", DivisaoDaClassificacao, results.list_classificados),
    )
    whole: tuple[tuple[str, Callable[..., object]], ...] = (
        ("records behind a number", service.list_registros),
        ("time by stage, two periods", service.compare_tempos),
        ("modules", results.list_modulos),
        ("time saved", results.list_tempo),
    )
    found = [
        (f"{name} by {one.value}", partial(ask, filtro, _LEITOR, one))
        for name, divisoes, ask in divided
        for one in divisoes
    ]
    return [*found, *((name, partial(ask, filtro, _LEITOR)) for name, ask in whole)]


def _time_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
