"""Small components with their own JavaScript, served from this project's folder.

Files live in ``pages/ui/assets``; the browser loads them from ``/_stcore/bidi-components/portal.<name>/<name>.js``,
which the Content-Security-Policy allows because it is our own address (an inline string would need ``blob:``).
Streamlit finds such folders only in installed packages, so the declaration that its scanner would make is made here.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent
_PREFIX = "portal"


def build_component(name: str, *, has_css: bool = False, is_isolated: bool = True) -> ComponentRenderer:
    """The mounting command of ``assets/<name>.js`` (and ``.css``); call it in each run, not at import.

    The JavaScript is an ES module: ``export default function ({parentElement, data, setTriggerValue, setStateValue})``.
    It is called again after every run with the new ``data`` and the same ``parentElement`` (keep what is there), and
    the function it returns runs when the element leaves the page. ``setTriggerValue("x", value)`` reruns the page
    once with ``result.x == value``; pass ``on_x_change`` so that the attribute always exists.
    """
    full_name = f"{_PREFIX}.{name}"
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(full_name) is None:
        manifest = ComponentManifest(_PREFIX, "1", [ComponentConfig(name, "assets")])
        manager.register_from_manifest(manifest, _HERE)
    return st.components.v2.component(
        full_name, js=f"{name}.js", css=f"{name}.css" if has_css else None, isolate_styles=is_isolated
    )
