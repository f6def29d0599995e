"""What every driver in Python does: say that it is ready, then run the workload once for each line on standard input and answer in
one line of JSON. Nothing but answers goes to standard output."""

import gc
import json
import os
import sys
import time

WORKLOAD = json.loads(sys.argv[1])
_ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what libraries print goes to standard error


def _answer(value):
    _ANSWERS.write(json.dumps(value) + "\n")
    _ANSWERS.flush()


def drive(version, run, reset=lambda: None):
    """Answer until standard input ends. `run` does the timed part and returns what it did; `reset` is not timed."""
    _answer({"ready": version})
    for _ in sys.stdin:
        reset()
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        done = run()
        seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
        _answer({"wallMs": seconds * 1e3, "cpuMs": cpu_seconds * 1e3, **done})
