"""The training itself. Only jobs import it: torch and transformers live here and in ``core.bert.inference``.

What torch's threads may do is read once, when torch is first imported, so it is said here before: as many threads as
there are processors, whatever the workers ask of the engine of scans, and none that waits by turning in circles
(beside other work on the same processors an answer takes up to ten times as long with those).
"""

from __future__ import annotations

import os

PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""That this process may use; only Linux says which."""

os.environ["OMP_THREAD_LIMIT"] = str(PROCESSORS)
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
