"""People take turns in a work queue: the second job of one waits behind the first jobs of all others.

The rank of a job is the number of jobs that the same person has in front of it. A new job goes before the first one of
a higher rank, so that whoever asked for two hundred delays nobody else by more than one. One script saves the job and
chooses its place; whose a job is stands in the job's own record, so nothing has to be tidied up when it leaves.
"""

from __future__ import annotations

from typing import Any

from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import Job

_PERSON = "person"

_TAKE_PLACE = """
local record, queue = KEYS[1], KEYS[2]
local ident, person, prefix = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', record) == 1 then return 0 end
redis.call('HSET', record, unpack(ARGV, 4))
local function find_person(waiting)
  local meta = redis.call('HGET', prefix .. waiting, 'meta')
  return meta and cjson.decode(meta)['person'] or ''
end
local waiting, people, mine = redis.call('LRANGE', queue, 0, -1), {}, 0
for place, other in ipairs(waiting) do
  people[place] = find_person(other)
  if people[place] == person then mine = mine + 1 end
end
local before = {}
for place, other in ipairs(waiting) do
  local rank = before[people[place]] or 0
  if rank > mine then
    redis.call('LINSERT', queue, 'BEFORE', other, ident)
    return 1
  end
  before[people[place]] = rank + 1
end
redis.call('RPUSH', queue, ident)
return 1
"""


class TurnQueue(Queue):
    """An RQ queue whose new unique jobs take their place by turns. What goes to the front goes there."""

    def _enqueue_async_job(self, job: Job, pipeline: Any = None, at_front: bool = False, unique: bool = False) -> Job:  # noqa: FBT001, FBT002  # RQ's signature
        if at_front or not unique:
            return super()._enqueue_async_job(job, pipeline=pipeline, at_front=at_front, unique=unique)
        self._prepare_for_queue(job)
        fields = [part for pair in job.to_dict().items() for part in pair]
        take_place = self.connection.register_script(_TAKE_PLACE)
        args = [job.id, read_person(job), self.job_class.key_for(""), *fields]
        if not take_place(keys=[job.key, self.key], args=args):
            raise DuplicateJobError(f"Job with ID '{job.id}' already exists")
        return job


def build_meta(person: str) -> dict[str, str]:
    """What an RQ job carries to tell whose it is."""
    return {_PERSON: person}


def read_person(job: Job) -> str:
    """Whose job it is; empty for nobody's."""
    return str(job.get_meta(refresh=False).get(_PERSON, ""))
