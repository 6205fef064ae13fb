"""``portal bench generation``: the portal's time for a geração over the time of the same calls made directly.

Also: how soon after the simulator's first piece a real browser has painted the first character, and how many bytes
the browser is sent for each character of the minuta. What was read before is forgotten between the rounds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

import httpx
from playwright.sync_api import Page, sync_playwright

from core.bootstrap import Services, build_services
from core.events import OperationEnded
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.settings import Settings
from tests.load.direct import DirectClient, list_calls
from tests.load.report import parse_options, percentile, print_report
from tests.load.stack import Stack, run_stack

_CASO = ("08032667520258120001", "detran")
"""A traffic case whose documents all have a text layer: both sides wait for the same things."""

_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_WATCH = """
() => {
  window.pintado = 0;
  const look = () => {
    const minuta = document.querySelector('.acompanhamento .portal-minuta');
    if (!window.pintado && minuta && minuta.textContent.length > 0)
      requestAnimationFrame(() => { if (!window.pintado) window.pintado = Date.now(); });
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}
"""


@dataclass
class Figures:
    portal_s: list[float] = field(default_factory=list)
    direct_s: list[float] = field(default_factory=list)
    first_paint_ms: list[float] = field(default_factory=list)
    bytes_per_char: list[float] = field(default_factory=list)


def main() -> None:
    options = parse_options("generation")
    rounds, speed = (1, 1.75) if options.is_quick else (5, 1.0)
    figures = Figures()
    with run_stack(speed=speed, seed=options.seed) as stack:
        os.environ.update(stack.environment)
        services = build_services(Settings(), process="bench", is_worker=True)
        direct = DirectClient(services.settings)
        direct.warm(_CASO[0])
        client = stack.log_in()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM)
            context = browser.new_context(locale="pt-BR")
            context.add_cookies(
                [{"name": c.name, "value": c.value or "", "url": stack.address} for c in client.cookies.jar]
            )
            page = context.new_page()
            page.goto(f"{stack.address}/ajuda")
            page.wait_for_selector("h1")
            for _ in range(rounds):
                _run_round(services, direct, stack, page, client, figures)
            browser.close()
        services.close()
    ratio = statistics.median(figures.portal_s) / statistics.median(figures.direct_s)
    paint, size = percentile(figures.first_paint_ms, 0.95), statistics.median(figures.bytes_per_char)
    rows = [
        (
            "portal, from the request to the end, median s",
            f"{statistics.median(figures.portal_s):.2f}",
            f"{rounds} rounds",
        ),
        (
            "the same calls directly, median s",
            f"{statistics.median(figures.direct_s):.2f}",
            f"simulators at {speed:g}x",
        ),
        ("ratio", f"{ratio:.3f}", "target <= 1.10"),
        ("first character painted after the first piece, p95 ms", f"{paint:.0f}", "target <= 300"),
        ("bytes sent for each character", f"{size:.2f}", "target <= 6"),
    ]
    keys = {
        "ratio_vs_direct": round(ratio, 3),
        "first_paint_p95_ms": round(paint),
        "bytes_per_char": round(size, 2),
        "portal_s": [round(value, 2) for value in figures.portal_s],
        "direct_s": [round(value, 2) for value in figures.direct_s],
    }
    print_report("generation", options, rows, keys)


def _run_round(
    services: Services, direct: DirectClient, stack: Stack, page: Page, client: httpx.Client, figures: Figures
) -> None:
    """One geração through the portal, watched in the browser, then its calls directly."""
    _forget(services)
    usuario = next(person for person in services.usuarios.list_usuarios() if person.login == "procurador")
    started = time.monotonic()
    geracao = services.pecas.request_geracao(PedidoDeGeracao(_CASO[0], TipoDePeca.CONTESTACAO, _CASO[1]), usuario.id)
    page.goto(f"{stack.address}/gerador_de_pecas?geracao={geracao.id}", wait_until="commit")
    page.wait_for_selector(".acompanhamento")
    page.evaluate(_WATCH)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(_count_bytes, client, geracao.id)
        _wait_end(services, geracao.id)
        figures.portal_s.append(time.monotonic() - started)
    painted_ms = page.wait_for_function("window.pintado").json_value()
    figures.first_paint_ms.append(painted_ms - 1000 * _find_first_piece(services.settings))
    done = services.pecas.get_geracao(geracao.id, usuario.id)
    figures.bytes_per_char.append(sent.result() / len(done.texto))
    calls = list_calls(services, done)
    started = time.monotonic()
    text = direct.run(calls)
    figures.direct_s.append(time.monotonic() - started)
    assert len(text) > 1000, "the direct calls did not write a minuta"


def _forget(services: Services) -> None:
    """Drop what was read and answered before, so that every round pays for everything."""
    tables = "documento_da_geracao, fato, modulo_da_geracao, versao_da_peca, peca, geracao"
    with services.machinery.engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables}, resumo, leitura, documento_baixado, conteudo CASCADE")
    client = services.machinery.client
    client.delete("cache:", *client.scan_iter("cache:*"))


def _wait_end(services: Services, geracao_id: UUID) -> None:
    for followed in services.machinery.channel.follow(geracao_id):
        if isinstance(followed.event, OperationEnded):
            return


def _count_bytes(client: httpx.Client, geracao_id: UUID) -> int:
    """Bytes of the whole stream that one browser receives."""
    with client.stream("GET", f"/acompanhar/{geracao_id}") as answer:
        return sum(len(chunk) for chunk in answer.iter_raw())


def _find_first_piece(settings: Settings) -> float:
    """When the simulator sent the first piece of the newest minuta, in Unix seconds."""
    entries = httpx.get(f"{settings.gemini.base_url}/_control/ledger").json()["entries"]
    return float(
        next(e["first_t"] for e in reversed(entries) if e["call"] == "streamGenerateContent" and "first_t" in e)
    )


if __name__ == "__main__":
    main()
