"""generateContent and streamGenerateContent: compose the answer, spoil it when told to, send it at its pace."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulators.control import Control, run_until_disconnect
from simulators.gemini.answers import agent_of, compose_answer
from simulators.gemini.failures import storm_response
from simulators.gemini.faults import FINISH_REASONS, Fault, take_fault
from simulators.gemini.stream import STREAM_CALL, Answer, DroppedResponse, PacedStream
from simulators.gemini.variation import vary_answer
from simulators.gemini.wire import CHARS_PER_TOKEN, GenerationRequest, Reply, build_reply, parse_generation
from simulators.ledger import Call, identify_request

ANSWER_S = 1.2
REFUSAL_S = 0.05
THOUGHT = "**Planejando a resposta**\n\nVou ler os dados recebidos e organizar a resposta na ordem pedida.\n"


@dataclass(frozen=True)
class Task:
    """One call: what was asked and what is to go wrong with it."""

    call: str
    asked: GenerationRequest
    reply: Reply
    fault: Fault
    seed: int
    cut_at: int
    variation: float = 0.0

    @property
    def is_stream(self) -> bool:
        return self.call == STREAM_CALL

    def compose(self) -> Answer:
        """The text to send; pure computation that may take some tens of milliseconds on a long request."""
        mode = self.fault.mode
        thought = THOUGHT if self.asked.includes_thoughts or mode == "thoughts_only" else ""
        if mode in ("empty", "thoughts_only"):
            return Answer("", thought=thought)
        text = compose_answer(self.asked, self.seed)
        if self.variation and agent_of(self.asked) == "coletor":
            varied = vary_answer(json.loads(text), self.variation, f"{self.seed}|{self.asked.prompt}")
            text = json.dumps(varied, ensure_ascii=False)
        text, finish_reason = limit_text(text, self.asked)
        if mode in FINISH_REASONS:
            is_withheld = mode != "max_tokens" and not self.is_stream
            return Answer("" if is_withheld else text[: self.cut_at], FINISH_REASONS[mode], thought)
        if mode == "invalid_json":
            text = text[: len(text) * 3 // 5]
        return Answer(text, finish_reason, thought)


def limit_text(text: str, asked: GenerationRequest) -> tuple[str, str]:
    """Apply maxOutputTokens and stopSequences; the text and its finish reason."""
    ends = [at for at in (text.find(stop) for stop in asked.stop_sequences if stop) if at >= 0]
    text = text[: min(ends)] if ends else text
    max_chars = (asked.max_output_tokens or 65_536) * CHARS_PER_TOKEN
    return (text, "STOP") if len(text) <= max_chars else (text[:max_chars], "MAX_TOKENS")


class Generation:
    """Answers each request on its own; holds only the control."""

    def __init__(self, control: Control) -> None:
        self._control = control

    async def answer(self, request: Request, model: str, call: str, body: Any) -> Response:
        asked = parse_generation(model, body)
        agente = agent_of(asked)
        fault = take_fault(self._control, call=call, agente=agente)
        options = self._control.faults.options
        cut_at, variation = int(options.get("after_chars", 400)), float(options.get("variation", 0))
        seed = int(options.get("variation_seed", self._control.seed))
        task = Task(call, asked, build_reply(asked, seed), fault, seed, cut_at, variation)
        detail = {"model": model, "agente": agente, "input_chars": len(asked.prompt)}
        detail |= identify_request(request.headers, await request.body())
        if task.is_stream and not fault.is_refusal:
            entry = self._control.ledger.start("gemini", call, **detail)
            return PacedStream(self._control, entry, task.reply, compose=task.compose, mode=fault.mode)
        responses: list[Response] = []
        with self._control.ledger.track("gemini", call, **detail) as entry:
            entry.outcome = "cancelled"
            await run_until_disconnect(request.receive, self._answer_whole(task, entry, responses))
        return responses[0] if responses else Response(status_code=499)

    async def _answer_whole(self, task: Task, entry: Call, responses: list[Response]) -> None:
        """Wait as the service would and leave the one response in ``responses``."""
        mode, options = task.fault.mode, self._control.faults.options
        if task.fault.is_refusal or mode == "error_event":
            await self._control.pause("refusal", REFUSAL_S)
            responses.append(self._refusal(task))
            entry.outcome = mode or f"http_{task.fault.storm_status}"
            return
        pause = self._control.pause(task.call, ANSWER_S, task.asked.prompt)
        answer, _ = await asyncio.gather(asyncio.to_thread(task.compose), pause)
        if mode == "stall":
            await asyncio.sleep(float(options.get("stall_s", 120)))
        entry.detail |= {"chars": len(answer.text), "sha256": hashlib.sha256(answer.text.encode()).hexdigest()}
        body = task.reply.whole(answer.text, finish_reason=answer.finish_reason, thought=answer.thought)
        responses.append(DroppedResponse(json.dumps(body)) if mode == "cut" else JSONResponse(body))
        entry.outcome = mode or "ok"

    def _refusal(self, task: Task) -> Response:
        options = self._control.faults.options
        if task.fault.storm_status:
            return storm_response(task.fault.storm_status, task.reply.model, task.fault.retry_after_s)
        if task.fault.mode == "error_event":
            return storm_response(int(options.get("status", 503)), task.reply.model, options.get("retry_after_s"))
        blocked = task.reply.blocked(str(options.get("block_reason", "SAFETY")))
        if task.is_stream:
            return Response(f"data: {json.dumps(blocked)}\r\n\r\n", media_type="text/event-stream")
        return JSONResponse(blocked)
