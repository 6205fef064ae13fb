"""What the periodic work tidies up, and how often."""

from __future__ import annotations

import os
import tempfile
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from jobs import schedule

_REST = ["leitor", "imagens", "volumes", "treinos", "modelos"]


@pytest.fixture
def cleanings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return []


def build_services(cleanings: list[str]) -> Any:
    pecas = SimpleNamespace(requeue_lost=lambda: 0, end_overdue=lambda: 0)
    recovering = SimpleNamespace(requeue_lost=lambda: 0)
    operacao = SimpleNamespace(collect_mortas=lambda: 0)
    usuarios = SimpleNamespace(delete_old=lambda: cleanings.append("usuarios"))
    batches = [200, 7, 0]
    remessas = SimpleNamespace(delete_old=lambda: cleanings.append("remessas") or batches.pop(0) if batches else 0)
    named = {"envios": "envios", "autos": "leitor", "imagens": "imagens", "volumes": "volumes"}
    named["modelos_treinados"] = "modelos"
    made = {service: SimpleNamespace(delete_old=partial(cleanings.append, name)) for service, name in named.items()}
    busca = SimpleNamespace(request_embeddings=lambda: 0)
    return SimpleNamespace(
        ajustes=SimpleNamespace(sync=lambda: 0),
        pecas=pecas,
        buscas=recovering,
        conversa=recovering,
        assistencia=recovering,
        lotes=recovering,
        pedidos_de_calculo=recovering,
        timbres=recovering,
        datasets=recovering,
        treinamentos=SimpleNamespace(requeue_lost=lambda: 0, delete_old=partial(cleanings.append, "treinos")),
        dossie=SimpleNamespace(request_missing=lambda: 0),
        operacao=operacao,
        usuarios=usuarios,
        remessas=remessas,
        busca_de_modulos=busca,
        relatorios=SimpleNamespace(request_refresh=lambda: 0),
        lgpd=SimpleNamespace(request_purge=lambda: 0),
        auditoria=SimpleNamespace(anchor=lambda: 0),
        relatorios_mensais=SimpleNamespace(request_missing=lambda: 0),
        **made,
    )


def stay() -> bool:
    return True


def test_cleaning_comes_at_most_once_an_hour(cleanings: list[str]) -> None:
    services = build_services(cleanings)
    cleaned_at = schedule.run_once(services, stay)
    assert cleaned_at is not None
    assert schedule.run_once(services, stay, cleaned_at) == cleaned_at
    assert cleanings == ["usuarios", "envios", "remessas", "remessas", "remessas", *_REST]
    schedule.run_once(services, stay, cleaned_at - 3600)
    assert cleanings.count("usuarios") == 2


def test_folders_of_long_dead_jobs_go_away(cleanings: list[str], tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in ("portal-job-old", "portal-job-new", "other"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "documento.pdf").touch()
    yesterday = time.time() - 25 * 3600
    for folder in (old, other):
        os.utime(folder, (yesterday, yesterday))
    schedule.run_once(build_services(cleanings), stay)
    assert [folder.exists() for folder in (old, new, other)] == [False, True, True]


def test_one_whose_turn_went_to_another_stops_before_the_next_step(cleanings: list[str]) -> None:
    services = build_services(cleanings)
    steps = len(schedule.list_steps(services))
    turns = iter([True] * (steps + 4) + [False])  # it ends while old files are deleted, a few at a time
    assert schedule.run_once(services, lambda: next(turns)) is None
    assert cleanings == ["usuarios", "envios", "remessas", "remessas"]
    assert schedule.run_once(services, stay) is not None
    assert cleanings[4:] == ["usuarios", "envios", "remessas", *_REST]


def test_the_turn_is_renewed_between_the_steps_of_a_long_round(cleanings: list[str], redis_url: str) -> None:
    """Half the lease per step: without a renewal the other one would begin before the end."""
    services = build_services(cleanings)
    with redis.Redis.from_url(redis_url) as client:
        one, other = schedule.Turn(client), schedule.Turn(client)
        assert one.take()

        def work_long() -> bool:
            client.pexpire("schedule", int(client.pttl("schedule")) - 5000)
            cleanings.append("other" if other.take() else "step")
            return True

        for service in (services.usuarios, services.autos, services.imagens, services.volumes):
            service.delete_old = lambda: work_long() and None
        assert schedule.run_once(services, one.take) is not None
    assert "other" not in cleanings
    assert cleanings.count("step") == 4
