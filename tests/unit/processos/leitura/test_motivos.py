"""Reasons in words."""

from __future__ import annotations

from core.processos.domain import EstadoDaPagina, Pagina
from core.processos.leitura.motivos import PaginaLida, describe_losses


def test_pages_with_one_reason_are_named_together():
    reasons = {1: "", 2: "está danificada", 3: "está danificada", 5: "está danificada", 6: "é enorme"}
    pages = [PaginaLida(Pagina(n, EstadoDaPagina.ILEGIVEL, ""), reason) for n, reason in reasons.items()]
    assert describe_losses(pages) == "Páginas 2-3 e 5: está danificada. Página 6: é enorme."
    assert describe_losses(pages[:1]) == ""
