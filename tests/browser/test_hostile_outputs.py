"""The policy of the headers alone: answers that no one made safe stand in a page as a browser builds them."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Route

from pages.ui.web.headers import build_policy
from tests.hostile.outputs import OUTPUTS

HOME = "http://portal.test/"
RAW = [texto for texto in OUTPUTS.values() if "<" in texto and len(texto) < 2_000]
SHOW = """async (texts) => {
    const frames = texts.map((text) => Object.assign(document.createElement("iframe"), { srcdoc: text }));
    await Promise.all(frames.map((frame) => new Promise((done) => {
        frame.onload = done;
        setTimeout(done, 2000);
        document.body.append(frame);
    })));
    for (const page of frames.map((frame) => frame.contentDocument).filter(Boolean))
        for (const one of page.querySelectorAll("[onclick], button, [href^=java i], [type=submit]")) {
            const clicks = { bubbles: true, cancelable: true };
            one.dispatchEvent(new MouseEvent("click", clicks));
        }
    return frames.length;
}"""


def show(chromium: Browser, policy: str, texts: list[str]) -> list[str]:
    """What happened that should not have: scripts that ran and machines that were asked."""
    harm: list[str] = []

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).netloc != urlsplit(HOME).netloc:
            harm.append(route.request.url)
            route.abort()
        elif route.request.url == HOME:
            headers = {"content-security-policy": policy} if policy else {}
            route.fulfill(body="<!doctype html><title>x</title><body>", content_type="text/html", headers=headers)
        else:
            route.fulfill(status=404, body="")

    context = chromium.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", lambda dialog: (harm.append(dialog.message), dialog.dismiss()))
    page.goto(HOME)
    assert page.evaluate(SHOW, texts) == len(texts)
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    context.close()
    return harm


def test_the_policy_alone_stops_every_answer(chromium: Browser) -> None:
    assert len(RAW) > 150
    assert show(chromium, build_policy(""), RAW) == []
    assert len(show(chromium, "", RAW[:8])) > 0
