"""The files for a Prometheus and a Grafana: each measure that they name is one that the portal tells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from core.infra.breaker import BreakerReport
from core.infra.prometheus import render_metrics
from core.infra.rate import Action
from tests.snapshots import build_snapshot

FOLDER = Path(__file__).parents[3] / "observabilidade"
MEASURE = re.compile(r"\bportal_\w+")
CALL = (("operation", "generateContent"), ("resource", "gemini"))
COUNTED = (  # what the guard counts
    *("requests", "retries", "outside_calls_started", "outside_calls_ended", "outside_calls_s"),
    *("tokens_in", "tokens_out", "cost_brl", "waits", "waits_s"),
)


def list_expressions() -> Iterator[str]:
    for rule in list_rules():
        yield rule["expr"]
    for panel in json.loads((FOLDER / "painel.json").read_text("utf-8"))["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def list_rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alertas.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def list_told() -> set[str]:
    snapshot = build_snapshot(
        counters={(name, CALL): 1.0 for name in COUNTED},
        breakers={"tjms": BreakerReport("open", 3, 45.0, 1.0, 75.0)},
    )
    rates: Any = SimpleNamespace(refused=Counter(dict.fromkeys(Action, 1)), uncounted=Counter(dict.fromkeys(Action, 1)))
    families = text_string_to_metric_families(render_metrics(snapshot, rates).decode())
    return {sample.name for family in families for sample in family.samples}


def test_each_measure_that_a_rule_or_a_chart_names_is_told() -> None:
    named = {name for expression in list_expressions() for name in MEASURE.findall(expression)}
    assert len(named) > 20
    assert named - list_told() == set()


def test_each_alert_says_how_grave_it_is_and_what_to_do() -> None:
    for rule in list_rules():
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"].endswith(".")


def test_a_prometheus_takes_the_rules() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    subprocess.run([promtool, "check", "rules", str(FOLDER / "alertas.yml")], check=True, capture_output=True)
