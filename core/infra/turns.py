"""People take turns in a work queue: the second job of one waits behind the first jobs of all others.

The rank of a job is the number of jobs that the same person has in front of it. A new job goes before the first one of
a higher rank, so that whoever asked for two hundred delays nobody else by more than one. Jobs of a lot take their turns
behind all others; one that waits and is asked for by itself leaves the lot. One script saves the job and chooses its
place; whose a job is stands in the job's own record, so nothing has to be tidied up when it leaves.
"""

from __future__ import annotations

from typing import Any

from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import Job

from core.infra.tracing import carry

_PERSON = "person"
_LOT = "lot"
_TRACE = "trace"

_TAKE_PLACE = """
local record, queue = KEYS[1], KEYS[2]
local ident, person, is_lot, prefix = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4]
local behind_all = 1000000
local function describe(waiting)
  local meta = redis.call('HGET', prefix .. waiting, 'meta')
  meta = meta and cjson.decode(meta) or {}
  return (meta['lot'] and 'lot:' or 'one:') .. (meta['person'] or ''), meta['lot'] and behind_all or 0
end
local is_new = redis.call('EXISTS', record) == 0
if is_new then
  redis.call('HSET', record, unpack(ARGV, 5))
else
  local _, first = describe(ident)
  if is_lot or first == 0 or redis.call('LREM', queue, 1, ident) == 0 then return 0 end
  for at = 5, #ARGV, 2 do
    if ARGV[at] == 'meta' then redis.call('HSET', record, 'meta', ARGV[at + 1]) end
  end
end
local me = (is_lot and 'lot:' or 'one:') .. person
local waiting, who, before = redis.call('LRANGE', queue, 0, -1), {}, {}
local mine = is_lot and behind_all or 0
for place, other in ipairs(waiting) do
  local first
  who[place], first = describe(other)
  before[who[place]] = first
  if who[place] == me then mine = mine + 1 end
end
for place, other in ipairs(waiting) do
  local rank = before[who[place]]
  if rank > mine then
    redis.call('LINSERT', queue, 'BEFORE', other, ident)
    return is_new and 1 or 0
  end
  before[who[place]] = rank + 1
end
redis.call('RPUSH', queue, ident)
return is_new and 1 or 0
"""


class TurnQueue(Queue):
    """An RQ queue whose new unique jobs take their place by turns. What goes to the front goes there."""

    def _enqueue_async_job(self, job: Job, pipeline: Any = None, at_front: bool = False, unique: bool = False) -> Job:  # noqa: FBT001, FBT002  # RQ's signature
        if at_front or not unique:
            return super()._enqueue_async_job(job, pipeline=pipeline, at_front=at_front, unique=unique)
        self._prepare_for_queue(job)
        fields = [part for pair in job.to_dict().items() for part in pair]
        take_place = self.connection.register_script(_TAKE_PLACE)
        args = [job.id, read_person(job), int(is_of_lot(job)), self.job_class.key_for(""), *fields]
        if not take_place(keys=[job.key, self.key], args=args):
            raise DuplicateJobError(f"Job with ID '{job.id}' already exists")
        return job


def build_meta(person: str, *, is_lot: bool) -> dict[str, str | bool]:
    """What an RQ job carries to tell whose it is, and the trace of the click that asked for it."""
    return {_PERSON: person, _TRACE: carry(), **({_LOT: True} if is_lot else {})}


def read_person(job: Job) -> str:
    """Whose job it is; empty for nobody's."""
    return str(job.get_meta(refresh=False).get(_PERSON, ""))


def read_trace(job: Job) -> str:
    """The trace that it goes on with; empty for none."""
    return str(job.get_meta(refresh=False).get(_TRACE, ""))


def is_of_lot(job: Job) -> bool:
    """Whether it lets all pass that is not of a lot."""
    return bool(job.get_meta(refresh=False).get(_LOT, False))
