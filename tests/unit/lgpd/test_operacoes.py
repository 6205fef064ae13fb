"""The register of operations."""

from __future__ import annotations

from core.ajustes.retencao import CLASSES
from core.lgpd.operacoes import OPERACOES


def test_every_class_of_data_belongs_to_an_operation() -> None:
    assert {classe for one in OPERACOES for classe in one.classes} == {classe.slug for classe in CLASSES}


def test_every_operation_says_all_that_the_law_asks() -> None:
    for one in OPERACOES:
        assert all((one.finalidade, one.base_legal, one.titulares, one.dados, one.acesso, one.compartilhamento))
        assert one.classes or one.guarda
