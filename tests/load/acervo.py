"""A large library over real servers: how fast it is searched, and how soon an edit is seen in every process.

The modules are those of the seeds with the words of others mixed in; their vectors are those of the seeds' texts with
some noise. The vector of a question comes from the stand-in of the model once and then from the cache, as in the
product, so that no time of the model is measured.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import insert, select, text

from core.bootstrap import Services, build_services
from core.infra.logging import configure_logging
from core.prompts.busca.repository import BuscaRepository, Filtro
from core.prompts.busca.sentidos import build_vetor, pack_vetor
from core.prompts.domain import Modulo
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.seeds import load_seeds
from core.prompts.tables import ModuloRow
from core.settings import Settings
from ops.services import run_services
from ops.state import ROOT, open_state
from simulators.gemini.embedding import embed
from tests.load.crowd import Crowd
from tests.load.report import Options, percentile
from tests.load.stack import run_simulator

Row = tuple[str, object, str]

_MODULOS = 5000
_AT_ONCE = 200
_PROCESSES = 8
_LOOK_S = 0.05
_EDIT_S = 0.5
_LONGEST_S = 20

_NOISE = 0.02
_LIKE = text(
    "SELECT id FROM modulo WHERE is_current AND is_active AND (titulo ILIKE ALL (:words) OR texto ILIKE ALL (:words))"
    " ORDER BY titulo LIMIT 20"
)


@dataclass(frozen=True)
class Watch:
    """What one process looks at, in the environment it needs: how often ``slug`` is to be edited."""

    environment: Mapping[str, str]
    slug: str
    edits: int


def measure_library(options: Options) -> tuple[Sequence[Row], Mapping[str, object]]:
    """Searches by words and by meaning beside a plain scan; then edits while eight processes look."""
    with _run_library(options.seed) as environment:
        services = _open_services(environment)
        rows, keys = _measure_search(services, options)
        more_rows, more_keys = _measure_live(services, environment, 5 if options.is_quick else 30)
        services.close()
    return [*rows, *more_rows], keys | more_keys


def _measure_search(services: Services, options: Options) -> tuple[list[Row], dict[str, object]]:
    random_ = random.Random(options.seed)
    busca, engine = services.busca_de_modulos, services.machinery.engine
    questions = _build_questions(random_, 60 if options.is_quick else 400)

    def scan(question: str) -> object:
        words = [f"%{word}%" for word in question.split()]
        with engine.connect() as connection:
            return connection.execute(_LIKE, {"words": words}).all()

    ways: dict[str, Callable[[str], object]] = {
        "words": lambda question: busca.search_words(question, Filtro("ps"), 60),
        "meaning": lambda question: busca.search_sentido(question, Filtro("ps"), 60),
        "search": lambda question: busca.search(question, "ps", None, 20),
        "scan": scan,
    }
    for question in questions:
        busca.search_sentido(question, Filtro(), 1)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for question in questions:
        for way, ask in ways.items():
            began = time.perf_counter()
            ask(question)
            taken[way].append((time.perf_counter() - began) * 1000)
    names = {
        "search": ("ms a search, words and meaning, p95 (p50)", "target <= 50, 5,000 modules"),
        "words": ("  by words, first beginnings of words too", "PostgreSQL, Portuguese"),
        "meaning": ("  by meaning", "numpy, vectors of 768 numbers"),
        "scan": ("  plain ILIKE scan: no ranks, no other forms", f"{len(questions)} questions each"),
    }
    rows: list[Row] = []
    for way, (name, remark) in names.items():
        p50, p95 = (percentile(taken[way], share) for share in (0.5, 0.95))
        rows.append((name, f"{p95:.1f} ({p50:.1f})", remark))
    keys: dict[str, object] = {"search_p95_ms": round(percentile(taken["search"], 0.95), 1)}
    for way in ways:
        keys[f"{way}_p50_ms"] = round(percentile(taken[way], 0.5), 1)
        keys[f"{way}_p95_ms"] = round(percentile(taken[way], 0.95), 1)
    return rows, keys


def _measure_live(
    services: Services, environment: Mapping[str, str], edits: int
) -> tuple[list[Row], dict[str, object]]:
    repository = ModuloRepository(services._scope, {})
    modulo = repository.get_versao(_name(0)).modulo
    watches = [Watch(environment, modulo.slug, edits) for _ in range(_PROCESSES)]
    crowd: Crowd[Watch, list[dict[int, float]]] = Crowd(_look, watches, preload=["core.bootstrap"])
    crowd.begin()
    saved: dict[int, float] = {}
    for number in range(edits):
        began = time.monotonic()
        changed = replace(modulo, titulo=f"Título {_mark(modulo.versao + 1)}")
        modulo = repository.save(
            changed, autor="bench", motivo=f"edit {number}", check=lambda _modulo, _vocabulario: None
        )
        saved[modulo.versao] = began
        time.sleep(_EDIT_S)
    looks = crowd.collect()
    read_s, found_s = (
        [max(_find_seen(look[way], versao) for look in looks) - began for versao, began in saved.items()]
        for way in (0, 1)
    )
    rows: list[Row] = [
        ("s from an edit to the last of 8 processes", f"{max(read_s + found_s):.2f}", f"target <= 5, {edits} edits"),
        ("  read as a geração reads it, the slowest (p50)", f"{max(read_s):.2f} ({percentile(read_s, 0.5):.2f})", ""),
        ("  found by its new words, the slowest (p50)", f"{max(found_s):.2f} ({percentile(found_s, 0.5):.2f})", ""),
    ]
    return rows, {"live_s": round(max(read_s + found_s), 3), "live_processes": _PROCESSES}


def _find_seen(seen: Mapping[int, float], versao: int) -> float:
    """When a process first saw the edit: the version or a later one."""
    return min((at for later, at in seen.items() if later >= versao), default=float("inf"))


def _look(watch: Watch, wait_for_all: Callable[[], object]) -> list[dict[int, float]]:
    """When each version was first read and first found by its words, on the clock that all processes share."""
    services = _open_services(watch.environment)
    first = services.prompts.get_modulo(watch.slug).versao
    services.busca_de_modulos.search_words(_mark(first), Filtro(), 1)
    wait_for_all()
    read: dict[int, float] = {}
    found: dict[int, float] = {}
    ends_at = time.monotonic() + watch.edits * _EDIT_S + _LONGEST_S
    while first + watch.edits not in found and time.monotonic() < ends_at:
        versao = services.prompts.get_modulo(watch.slug).versao
        if versao > first:
            read.setdefault(versao, time.monotonic())
            if services.busca_de_modulos.search_words(_mark(versao), Filtro(), 1):
                found.setdefault(versao, time.monotonic())
        time.sleep(_LOOK_S)
    services.close()
    return [read, found]


@contextmanager
def _run_library(seed: int) -> Iterator[dict[str, str]]:
    """Servers of its own with the library in them: the environment that reaches them."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
        run_services(open_state(Path(folder))) as urls,
        run_simulator("gemini", Path(folder) / "ledger", seed=seed, speed=200) as gemini,
    ):
        environment = dict(urls) | {
            "WEB_IS_DEMONSTRATION": "true",
            "GEMINI_API_KEY": "demo-key",
            "GEMINI_BASE_URL": gemini,
            "TRIBUNAL_URL": "http://127.0.0.1:9",
            "TRIBUNAL_USUARIO": "bench",
            "TRIBUNAL_SENHA": "bench",
            "LOGGING_LEVEL": "ERROR",
        }
        argv = [sys.executable, "-m", "alembic", "upgrade", "head"]
        subprocess.run(argv, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True)
        services = _open_services(environment)
        _fill(services, random.Random(seed))
        services.close()
        yield environment


def _open_services(environment: Mapping[str, str]) -> Services:
    os.environ.update(environment)
    settings = Settings()
    configure_logging(settings.logging, process="bench")
    return build_services(settings, process="bench")


def _fill(services: Services, random_: random.Random) -> None:
    services.prompts.seed_library()
    seeds = load_seeds().modulos
    words = [word for modulo in seeds for word in modulo.texto.split()]
    with services.machinery.engine.begin() as connection:
        rows = [_mix(seeds[number % len(seeds)], number, words, random_) for number in range(_MODULOS)]
        for start in range(0, _MODULOS, _AT_ONCE):
            connection.execute(insert(ModuloRow), rows[start : start + _AT_ONCE])
        hashes = dict(connection.execute(select(text("conteudo_md5, slug FROM modulo WHERE is_current"))).all())
        connection.execute(text("ANALYZE modulo"))
    numbers = np.random.default_rng(random_.randrange(2**31))
    known = [np.array(embed(f"{modulo.titulo}\n{modulo.texto}")) for modulo in seeds]
    settings = services.settings.gemini
    modelo = f"{settings.modelo_embedding}:{settings.dimensao_embedding}"
    repository, packed = BuscaRepository(services._scope), {}
    for place, md5 in enumerate(hashes):
        noisy = known[place % len(known)] + numbers.normal(0, _NOISE, settings.dimensao_embedding)
        packed[md5] = pack_vetor(build_vetor(noisy))
    repository.save_vetores(modelo, packed)


def _mix(modulo: Modulo, number: int, words: Sequence[str], random_: random.Random) -> dict[str, object]:
    """A new row: the texts of a seed with words of all of them."""
    return {
        "slug": _name(number),
        "versao": 1,
        "is_current": True,
        "autor": "bench",
        "motivo": "bench",
        "tipo": modulo.tipo.value,
        "secao": modulo.secao,
        "grupo": modulo.grupo,
        "subgrupo": modulo.subgrupo,
        "titulo": f"{modulo.titulo} {number}",
        "texto": f"{modulo.texto}\n\n{' '.join(random_.choices(words, k=150))}",
        "modo": modulo.modo.value,
        "ordem": number,
        "ativacao": modulo.ativacao,
        "tipos_de_peca": list(modulo.tipos_de_peca),
        "palavras_chave": [*modulo.palavras_chave, random_.choice(words)],
        "is_active": True,
    }


def _build_questions(random_: random.Random, count: int) -> list[str]:
    """One to three words of titles, keywords and texts, common ones too, the last one often not finished."""
    seeds = load_seeds().modulos
    texts = [part for m in seeds for part in (m.titulo, " ".join(m.palavras_chave), m.texto)]
    words = [[word for word in part.replace("*", " ").split() if len(word) > 3] for part in texts]
    questions = []
    for _ in range(count):
        chosen = random_.choice([found for found in words if len(found) > 3])
        start = random_.randrange(len(chosen) - 2)
        question = " ".join(chosen[start : start + random_.randint(1, 3)])
        questions.append(question[: max(4, len(question) - random_.choice((0, 0, 2, 4)))])
    return questions


def _name(number: int) -> str:
    return f"bench-{number}"


def _mark(versao: int) -> str:
    """A word that stands in one version only."""
    return f"marca{versao}x"
