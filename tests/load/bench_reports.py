"""``portal bench reports``: each report of a year on a large database, beside the same question on the raw tables, and
how long the summaries take to be made anew. The rows are made in the database itself, over two years.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from pydantic import SecretStr
from sqlalchemy import Engine, text

from core.infra.db import build_engine, build_session_scope
from core.infra.queue import WorkQueue
from core.relatorios.domain import Divisao, DivisaoDoCusto, FiltroDoRelatorio
from core.relatorios.repository import RelatorioRepository
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

_MAKE = (
    (
        "INSERT INTO usuario (id, login, nome, papel, unidade, senha_hash, is_active, created_at) SELECT n, 'p' || n, "
        "'Pessoa ' || n, 'procurador', 'Unidade ' || n % 12, '', true, now() FROM generate_series(1, :pessoas) n"
    ),
    (
        "INSERT INTO geracao (id, numero_cnj, tipo_de_peca, grupo, observacao, usuario_id, estado, agente, attempt, "
        "iniciada_em, terminada_em, texto, erro_codigo, erro_mensagem, avisos, assunto, versoes, created_at) "
        "SELECT gen_random_uuid(), lpad(n::text, 20, '0'), (ARRAY['contestacao', 'apelacao', 'parecer', 'agravo'])"
        "[1 + (random() * 3)::int], (ARRAY['ps', 'detran', 'tributario'])[1 + (random() * 2)::int], '', "
        "1 + (random() * (:pessoas - 1))::int, (ARRAY['pronto', 'pronto', 'pronto_com_ressalvas', 'com_erro'])"
        "[1 + (random() * 3)::int], 'redator', 1, at + interval '8 s', at + interval '70 s', '', '', '', "
        "'[]', '', '{}', at"
        " FROM (SELECT n, :last - random() * :days * interval '1 day' AS at FROM generate_series(1, :geracoes) n) made"
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
        "INSERT INTO consumo_do_modelo (id, operacao, operation, modelo, pessoa, unidade, entrada, saida, custo_brl, "
        "segundos, resultado, created_at) SELECT gen_random_uuid(), 'op-' || n % :geracoes, "
        "(ARRAY['coletor', 'detector', 'redator'])[1 + (random() * 2)::int], 'modelo-' || n % 2, u::text, "
        "'Unidade ' || u % 12, 4000, 800, 0.031, "
        "9, 'ok', :last - random() * :days * interval '1 day' FROM (SELECT n, 1 + (random() * (:pessoas - "
        "1))::int AS u "
        "FROM generate_series(1, :chamadas) n) made"
    ),
)

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
        for statement in _MAKE:
            bound = text(statement.replace(":last", f"timestamptz '{_LAST}'"))
            connection.execute(bound, sizes)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return time.perf_counter() - began


def _measure(engine: Engine, options: Options) -> tuple[list[tuple[str, object, str]], dict[str, object]]:
    scope = build_session_scope(engine)
    service = RelatorioService(RelatorioRepository(scope), ResumoRepository(scope), cast("WorkQueue", None))
    refresh_s = [_time_ms(service.refresh) / 1000 for _ in range(2)]
    rounds = 3 if options.is_quick else 10
    taken = _measure_reports(service, random.Random(options.seed), rounds)
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
        "refresh_s": round(refresh_s[-1], 2),
        "refresh_first_s": round(refresh_s[0], 2),
        "raw_p95_ms": round(percentile(raw, 0.95), 1),
    }
    rows = [(f"{name}, p95 (ms)", f"{percentile(ms, 0.95):.1f}", "a year") for name, ms in taken.items()]
    rows += [
        ("every report, p50 / p95 (ms)", f"{figures['p50_ms']} / {figures['p95_ms']}", "target p95 <= 300"),
        ("the raw tables, p95 (ms)", figures["raw_p95_ms"], "by unit, and by model"),
        ("both summaries made anew (s)", figures["refresh_s"], "readers do not wait"),
    ]
    return rows, figures


def _measure_reports(service: RelatorioService, random_: random.Random, rounds: int) -> Mapping[str, Sequence[float]]:
    """Milliseconds of each report over different years, half of them of one unit."""
    taken: dict[str, list[float]] = {}
    for number in range(rounds):
        ate = _LAST - timedelta(days=random_.randrange(300))
        filtro = FiltroDoRelatorio(ate - timedelta(days=364), ate)
        if number % 2:
            filtro = replace(filtro, unidade=f"Unidade {random_.randrange(12)}")
        for name, ask in _list_reports(service, filtro):
            taken.setdefault(name, []).append(_time_ms(ask))
    return taken


def _list_reports(service: RelatorioService, filtro: FiltroDoRelatorio) -> list[tuple[str, Callable[[], object]]]:
    volume = [(f"volume by {one.value}", lambda one=one: service.list_volume(filtro, _LEITOR, one)) for one in Divisao]
    custo = [
        (f"cost by {one.value}", lambda one=one: service.list_custo(filtro, _LEITOR, one)) for one in DivisaoDoCusto
    ]
    return [*volume, *custo, ("records behind a number", lambda: service.list_registros(filtro, _LEITOR))]


def _time_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
