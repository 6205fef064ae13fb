"""Events on the wire."""

from __future__ import annotations

from dataclasses import fields

import pytest

from core.events import Event, TextAppended, decode_event, encode_event

SAMPLES = {"int": 7, "bool": True, "str": "ação “x”", "float | None": 12.5}


@pytest.mark.parametrize("kind", Event.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_event_comes_back_as_it_was(kind: type[Event]) -> None:
    event = kind(**{field.name: SAMPLES[str(field.type)] for field in fields(kind)})
    assert decode_event(encode_event(event)) == event


def test_a_field_of_a_newer_version_is_ignored() -> None:
    assert decode_event({"kind": "TextAppended", "body": '{"offset":1,"text":"a","mood":"x"}'}) == TextAppended(1, "a")


@pytest.mark.parametrize(
    "entry", [{"kind": "Unknown", "body": "{}"}, {"kind": "TextAppended", "body": '{"offset":1}'}, {}]
)
def test_what_this_version_does_not_know_is_none(entry: dict[str, str]) -> None:
    assert decode_event(entry) is None
