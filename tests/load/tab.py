"""A browser's tab without the browser: it speaks Streamlit's own protocol and keeps the tree of elements and widgets.

It does what the browser does and costs the server: page, socket, one run per act, timers of fragments that run again by
themselves, messages that are sent once and then named by their hash. What it does not do is draw.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_STREAM = "/_stcore/stream"
_FRAME_BYTES = 200_000_000
_RUN_S = 30.0
_TRIGGERS = frozenset({"trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value"})
_HEADERS = {"accept": "text/html", "sec-fetch-site": "same-origin"}


class TabFailedError(RuntimeError):
    """The portal did not do what a person waits for."""


@dataclass
class Node:
    """A place of the tree: an element, or a block with its children by their numbers."""

    message: Any = None
    kind: str = ""
    run: str = ""
    fragment: str = ""
    children: dict[int, Node] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(getattr(self.message, "label", ""))

    def walk(self) -> Iterator[Node]:
        yield self
        for number in sorted(self.children):
            yield from self.children[number].walk()


@dataclass
class Wire:
    """Bytes that came over the socket, and runs that ended, of any number of tabs."""

    received: int = 0
    runs: int = 0


class Tab:
    """One tab of a person whose cookies stand in ``client``. ``open`` first; every act waits for the end of its run."""

    def __init__(self, client: httpx.AsyncClient, wire: Wire) -> None:
        self._client = client
        self._wire = wire
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._known: dict[str, bytes] = {}
        self._widgets: dict[str, WidgetState] = {}
        self._waiting: list[tuple[str, asyncio.Event]] = []
        self._page = self._drawing = ""
        self.query = ""
        self.root = Node()
        self.is_closed = False

    async def open(self, path: str = "/", query: str = "") -> float:
        """Seconds until everything of the page is there. Raises TabFailedError where the portal shows no page."""
        began = time.monotonic()
        self.query = query
        answer = await self._client.get(f"{path}?{query}" if query else path, headers=_HEADERS)
        if answer.status_code != httpx.codes.OK:
            raise TabFailedError(f"{path} answered {answer.status_code}")
        base = str(self._client.base_url).rstrip("/")
        cookies = "; ".join(f"{name}={value}" for name, value in self._client.cookies.items())
        self._socket = await connect(
            base.replace("http", "ws", 1) + _STREAM,
            additional_headers={"cookie": cookies},
            origin=base,  # type: ignore[arg-type]  # a NewType of str
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
            max_size=_FRAME_BYTES,
            compression=None,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._run(page_name=path.strip("/"))
        return time.monotonic() - began

    async def close(self) -> None:
        """Leave as a closed tab does."""
        for timer in self._timers.values():
            timer.cancel()
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def press(self, label: str, *, kind: str = "button") -> float:
        """Press the button with this label; seconds until its run ended."""
        node = self.find(kind, label)
        return await self._send(WidgetState(id=node.message.id, trigger_value=True), node)

    async def fill(self, label: str, text: str, *, kind: str = "text_input") -> float:
        """Write into the field with this label and leave it."""
        node = self.find(kind, label)
        return await self._send(WidgetState(id=node.message.id, string_value=text), node)

    async def choose(self, label: str, option: str) -> float:
        """Choose an option of the select box, or of the segments, with this label."""
        node = self._find("selectbox", label)
        if node is not None:
            return await self._send(WidgetState(id=node.message.id, string_value=option), node)
        node = self.find("button_group", label)
        state = WidgetState(id=node.message.id)
        state.int_array_value.data.extend(n for n, item in enumerate(node.message.options) if item.content == option)
        return await self._send(state, node)

    async def tell(self, component: Node, event: str, value: object) -> float:
        """What a component of the portal's own tells its page: one trigger with its value."""
        told = json.dumps([{"event": event, "value": value}])
        return await self._send(WidgetState(id=f"{component.message.id}__events", json_trigger_value=told), component)

    async def rerun(self) -> float:
        """Run the page again, as a click on a link within it does."""
        return await self._run()

    def find(self, kind: str, label: str) -> Node:
        """The element with this label. Raises TabFailedError where the page has none."""
        found = self._find(kind, label)
        if found is None:
            raise TabFailedError(f"no {kind} {label!r} among {[node.label for node in self.every(kind)]}")
        return found

    def has(self, kind: str, label: str) -> bool:
        return self._find(kind, label) is not None

    def every(self, kind: str) -> list[Node]:
        """Every element of a kind, in the order of the page."""
        return [node for node in self.root.walk() if node.kind == kind]

    def read(self) -> str:
        """Every word that elements of text show, for whoever looks for some."""
        return "\n".join(str(getattr(node.message, "body", "")) or node.label for node in self.root.walk())

    async def wait_for(self, is_there: Callable[[Tab], bool], *, within_s: float) -> float:
        """Seconds until the page shows it, by runs that come by themselves. Raises TabFailedError when they do not."""
        began = time.monotonic()
        while not is_there(self):
            if time.monotonic() - began > within_s or self.is_closed:
                raise TabFailedError(f"not there within {within_s:.0f} s: {self.read()[-300:]}")
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    def _find(self, kind: str, label: str) -> Node | None:
        return next((node for node in self.every(kind) if node.label == label), None)

    async def _send(self, state: WidgetState, node: Node) -> float:
        self._widgets[state.id] = state
        try:
            return await self._run(fragment=node.fragment)
        finally:
            if state.WhichOneof("value") in _TRIGGERS:
                self._widgets.pop(state.id, None)

    async def _run(self, *, page_name: str = "", fragment: str = "", is_auto: bool = False) -> float:
        """Ask for a run and wait for its end, over runs that follow from it (``st.rerun``)."""
        assert self._socket is not None
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_script_hash, client.page_name = self.query, self._page, page_name
        client.fragment_id, client.is_auto_rerun = fragment, is_auto
        client.widget_states.widgets.extend(self._widgets.values())
        client.cached_message_hashes.extend(self._known)
        client.context_info.timezone, client.context_info.locale = "America/Campo_Grande", "pt-BR"
        began = time.monotonic()
        ended = asyncio.Event()
        self._waiting.append((fragment, ended))
        try:
            await self._socket.send(message.SerializeToString())
            await asyncio.wait_for(ended.wait(), _RUN_S)
        except (TimeoutError, ConnectionClosed) as error:
            raise TabFailedError(f"a run did not end: {type(error).__name__}") from error
        if self.is_closed:
            raise TabFailedError("the portal closed the tab")
        return time.monotonic() - began

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for frame in socket:
                content = frame if isinstance(frame, bytes) else frame.encode()
                self._wire.received += len(content)
                self._take(ForwardMsg.FromString(content), content)
        self.is_closed = True
        self._resolve(lambda _fragment: True)

    def _take(self, message: ForwardMsg, content: bytes) -> None:
        if message.HasField("ref_hash"):
            kept = ForwardMsg.FromString(self._known[message.ref_hash])
            kept.metadata.CopyFrom(message.metadata)
            message = kept
        elif message.metadata.cacheable:
            self._known[message.hash] = content
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._drawing = message.metadata.run.script_run_id
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "delta":
            self._place(message.delta, message.metadata.delta_path)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self._stop_timer(message.stop_auto_rerun.fragment_id)
        elif kind == "script_finished":
            self._end_run(message)

    def _place(self, delta: Delta, path: Iterable[int]) -> None:
        node = self.root
        for number in path:
            node = node.children.setdefault(number, Node())
        node.run, node.fragment = self._drawing, delta.fragment_id
        if delta.WhichOneof("type") == "add_block":
            node.message, node.kind = delta.add_block, f"block:{delta.add_block.WhichOneof('type')}"
        elif delta.WhichOneof("type") == "new_element":
            element = delta.new_element
            kind = str(element.WhichOneof("type"))
            node.message, node.kind, node.children = getattr(element, kind), kind, {}

    def _end_run(self, message: ForwardMsg) -> None:
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        run, fragments = message.metadata.run.script_run_id, set(message.metadata.run.fragment_ids)
        _prune(self.root, lambda node: node.run != run and (not fragments or node.fragment in fragments))
        self._wire.runs += 1
        self._resolve(lambda fragment: not fragments or fragment in fragments)

    def _resolve(self, is_over: Callable[[str], bool]) -> None:
        for item in [item for item in self._waiting if is_over(item[0])]:
            self._waiting.remove(item)
            item[1].set()

    def _start_timer(self, fragment: str, interval: float) -> None:
        self._stop_timer(fragment)

        async def again() -> None:
            while True:
                await asyncio.sleep(interval)
                with suppress(TabFailedError):
                    await self._run(fragment=fragment, is_auto=True)

        self._timers[fragment] = asyncio.create_task(again())

    def _stop_timer(self, fragment: str) -> None:
        timer = self._timers.pop(fragment, None)
        if timer is not None:
            timer.cancel()


def _prune(node: Node, is_old: Callable[[Node], bool]) -> None:
    """Forget what a run that ended did not draw again, as the browser does."""
    for number, child in list(node.children.items()):
        _prune(child, is_old)
        if is_old(child) and not child.children:
            del node.children[number]
