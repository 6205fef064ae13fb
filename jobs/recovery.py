"""Taking back at once what dead processes left, each step by exactly one cleaner."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from rq import Queue, Worker
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE, ExecutionRegistry
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from core.infra.queue import QueueName

_CLEANING_MS = 5000
"""Life of the lock of a cleaner that was killed."""

_POPPED_MS = 5000
"""A job that left the queue and was not started by then lost its worker in between."""

_TAKE_BACK = """
local popped, queue, started = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taken = 0
for _, ident in ipairs(redis.call('LRANGE', popped, 0, -1)) do
  local seen = popped .. ':seen:' .. ident
  local is_waiting = redis.call('HGET', ARGV[1] .. ident, 'status') == 'queued'
  local is_alive = false
  for _, execution in ipairs(redis.call('ZRANGE', ARGV[2] .. ident, 0, -1)) do
    local ends = redis.call('ZSCORE', started, ident .. ':' .. execution)
    is_alive = is_alive or (ends and tonumber(ends) * 1000 > now)
  end
  if not is_waiting or redis.call('LPOS', queue, ident) then
    redis.call('LREM', popped, 1, ident)
  elseif not is_alive then
    local first = redis.call('GET', seen)
    if not first then
      redis.call('SET', seen, now, 'PX', 2 * ARGV[3])
    elseif now - tonumber(first) >= tonumber(ARGV[3]) then
      redis.call('LREM', popped, 1, ident)
      redis.call('LPUSH', queue, ident)
      redis.call('DEL', seen)
      taken = taken + 1
    end
  end
end
return taken
"""


_END_CLEANING = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""


@contextmanager
def cleaning(queue: Queue) -> Iterator[bool]:
    """True for the only one who cleans this queue now: two at once would start a lost job twice.

    RQ's own lock would stay for fifteen minutes if its holder was killed.
    """
    key, token = f"cleaning:{queue.name}", uuid.uuid4().hex
    is_mine = bool(queue.connection.set(key, token, nx=True, px=_CLEANING_MS))
    try:
        yield is_mine
    finally:
        if is_mine:
            queue.connection.register_script(_END_CLEANING)(keys=[key], args=[token])


def take_back_popped(queue: Queue) -> int:
    """Put work whose worker died between taking and starting it back at the front; answers how many."""
    started = StartedJobRegistry(queue.name, connection=queue.connection, serializer=JSONSerializer)
    script = queue.connection.register_script(_TAKE_BACK)
    executions = ExecutionRegistry(job_id="", connection=queue.connection).key
    keys = [queue.intermediate_queue_key, queue.key, started.key]
    return int(script(keys=keys, args=[Job.key_for(""), executions, _POPPED_MS]))


def expire_executions(client: redis.Redis, worker_name: str, queue_name: QueueName) -> None:
    """Let what the dead worker ran be taken over at once, before its lease ends."""
    executions: Any = client.smembers(WORKER_EXECUTIONS_KEY_TEMPLATE.format(worker_name))
    if executions:
        key = StartedJobRegistry(queue_name.value, connection=client, serializer=JSONSerializer).key
        client.zadd(key, dict.fromkeys(executions, 0), xx=True)


def list_dead_workers(client: redis.Redis) -> list[tuple[str, QueueName]]:
    """Name and queue of the registered workers of this machine whose process is gone, as after a kill of their pool."""
    return [
        (worker.name, QueueName(worker.queue_names()[0]))
        for worker in Worker.all(connection=client, serializer=JSONSerializer)
        if worker.hostname == socket.gethostname() and worker.pid and not _is_running(worker.pid)
    ]


def job_folder(worker_name: str) -> Path:
    """Where the job of this worker keeps its temporary files."""
    return Path(tempfile.gettempdir()) / f"portal-job-{worker_name}"


def delete_folder(worker_name: str) -> None:
    shutil.rmtree(job_folder(worker_name), ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
