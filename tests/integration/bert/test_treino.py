"""A training on real torch: interrupted in every way it ends with the same bits, and it says what went wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.bert.domain import CodigoDoAviso
from core.errors import (
    BaseIndisponivelError,
    BaseRecusadaError,
    DiscoCheioError,
    ModeloDanificadoError,
    OperationCancelledError,
    TreinoDivergiuError,
    TreinoImpossivelError,
)
from ops.state import ROOT
from tests.integration.bert.hub import OWNER, serving_hub

Feito = dict[str, Any]


@pytest.fixture(scope="module")
def feito(tmp_path_factory: pytest.TempPathFactory) -> Feito:
    """What the process that trains made of every scenario."""
    folder: Path = tmp_path_factory.mktemp("treino")
    with serving_hub(folder / "bases") as hub:
        done = subprocess.run(
            [sys.executable, "-m", "tests.integration.bert.oficina", str(folder)],
            cwd=ROOT, capture_output=True, text=True, check=False,
            env={**os.environ, "HF_ENDPOINT": hub.url, "NO_PROXY": "127.0.0.1"},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    made: Feito = json.loads(done.stdout.splitlines()[-1])
    return {**made, "asked": hub.asked}


def test_run_learns_what_is_in_the_words(feito: Feito) -> None:
    assert feito["plain"]["f1"] > 0.7
    assert feito["linear"] > 0.9


def test_run_says_stages_and_epochs_in_order(feito: Feito) -> None:
    kinds = [kind for kind in feito["kinds"] if kind != "PassoMedido"]
    assert kinds == [*["EtapaIniciada"] * 3, *["EpocaMedida"] * 4, "EtapaIniciada"]


def test_every_side_has_its_share(feito: Feito) -> None:
    assert feito["partes"] == {"treino": 84, "validacao": 18, "teste": 18}


@pytest.mark.parametrize("name", ["killed", "damaged", "cancelled_again", "full_again"])
def test_interrupted_run_ends_with_the_bits_of_the_uninterrupted(feito: Feito, name: str) -> None:
    assert feito[name]["pesos"] == feito["plain"]["pesos"]


def test_killed_run_goes_on_from_its_checkpoint(feito: Feito) -> None:
    assert feito["signal"] != 0
    assert feito["killed"]["avisos"] == [CodigoDoAviso.RETOMADO]


def test_damaged_checkpoint_is_passed_over_for_the_one_before(feito: Feito) -> None:
    assert feito["damaged"]["avisos"] == [CodigoDoAviso.CHECKPOINT_DANIFICADO, CodigoDoAviso.RETOMADO]


def test_checkpoint_of_other_code_is_not_gone_on_from_and_is_called_what_it_is(feito: Feito) -> None:
    assert feito["other_code"]["avisos"] == [CodigoDoAviso.PORTAL_MUDOU]
    assert feito["other_code"]["pesos"] == feito["plain"]["pesos"]


def test_cancellation_is_heard_between_two_fits_of_the_linear_model(feito: Feito) -> None:
    assert feito["linear_cancelled"] == {"etapas": ["preparo", "linear"], "fits": 1}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("cancelled", OperationCancelledError),
        ("full", DiscoCheioError),
        ("nan", TreinoDivergiuError),
        ("one_family", TreinoImpossivelError),
    ],
)
def test_failure_has_its_name(feito: Feito, name: str, error: Any) -> None:
    assert feito[name]["code"] == error.code


def test_patience_ends_a_run_that_gets_no_better(feito: Feito) -> None:
    assert feito["patience"]["epocas"] == 2
    assert CodigoDoAviso.PACIENCIA in feito["patience"]["avisos"]


def test_windows_of_long_texts_are_trained_on(feito: Feito) -> None:
    assert feito["janelas"]["epocas"] == 1


def test_base_of_this_office_is_used(feito: Feito) -> None:
    assert feito["bases"]["boa"]["epocas"] == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("picles", BaseRecusadaError),
        ("nenhuma", BaseIndisponivelError),
        ("../boa", BaseRecusadaError),
        ("hub picles", BaseRecusadaError),
        ("hub nenhuma", BaseIndisponivelError),
        ("hub full", DiscoCheioError),
        ("hub slow", OperationCancelledError),
        (f"{OWNER}/boa", BaseIndisponivelError),
    ],
)
def test_base_that_may_not_be_used_is_refused(feito: Feito, name: str, error: Any) -> None:
    assert feito["bases"][name]["code"] == error.code
    assert feito["bases"][name].get("is_prompt", True)


def test_base_of_the_hub_gives_the_weights_of_the_same_folder(feito: Feito) -> None:
    assert feito["bases"]["hub boa"]["pesos"] == feito["bases"]["boa"]["pesos"]


def test_base_of_the_hub_is_taken_again_as_it_was(feito: Feito) -> None:
    assert feito["bases"]["hub again"]["pesos"] == feito["bases"]["boa"]["pesos"]
    assert feito["bases"]["hub gone"]["code"] == BaseIndisponivelError.code


def test_nothing_that_can_run_code_is_taken_from_the_hub(feito: Feito) -> None:
    assert [path for path in feito["asked"] if path.endswith("tokenizer.json")]
    assert not [path for path in feito["asked"] if path.endswith(".bin")]


def test_too_little_memory_halves_until_it_fits_and_draws_the_same(feito: Feito) -> None:
    assert feito["halved"] == {"found": [2, 2], "tried": [16, 8, 4, 2], "noticed": [8, 4, 2], "draws": 1}


def test_the_fast_way_of_attention_says_what_the_other_says(feito: Feito) -> None:
    assert max(feito["atencao"].values()) < 0.05


def test_loaded_model_answers_as_it_was_measured(feito: Feito) -> None:
    assert feito["use"]["same"]
    assert feito["use"]["sums"] == pytest.approx([1.0] * len(feito["use"]["sums"]))


def test_explanation_shows_the_whole_text_in_windows(feito: Feito) -> None:
    janelas = feito["use"]["janelas"]
    assert janelas["total"] > 5
    assert janelas["is_cut_from_text"]
    assert janelas["reach"] == [0, 0]


def test_model_with_another_file_is_not_loaded(feito: Feito) -> None:
    assert feito["use"]["damaged"] == ModeloDanificadoError.code
    assert feito["use"]["unlisted"] == ModeloDanificadoError.code
