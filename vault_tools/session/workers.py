"""Where notes are examined: in this process, in several, or wherever an executor takes the work to."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeAlias

from vault_tools.session.examine import Examined, Examiner, ExamineRequest

if TYPE_CHECKING:
    from concurrent.futures import Executor

Workers: TypeAlias = "Callable[[int], AbstractContextManager[Executor | None]]"
"""The executor for so many bytes of notes, any of `concurrent.futures`; None for this process."""

CHUNK = 1_000_000
"""Bytes of notes that a worker gets at a time: tenths of a second of work."""
WORTH_IT = 8_000_000
"""Bytes from which on several processes are quicker, the time to start them included."""
MOST = 8
"""Processes; each takes some tens of megabytes."""


def alone(size: int) -> AbstractContextManager[None]:
    return nullcontext()


def processes(size: int) -> "AbstractContextManager[Executor | None]":
    """One process a core, where there is work for them."""
    count = min(_cores(), MOST)
    if count < 2 or size < WORTH_IT:
        return nullcontext()
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A fork is the quickest start and shares memory, but it is not safe beside threads, nor on a Mac.
    forks = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(count, multiprocessing.get_context("fork" if forks else "spawn"))


def examined(
    examiner: Examiner, requests: Iterable[tuple[ExamineRequest, int]], workers: Workers
) -> Iterator[Examined]:
    """The notes that are asked for, each with its size in bytes, examined in that order.

    The first is examined here: what that imports and compiles need not be in each forked process again. An
    answer has the path of its request, which from another process would take memory again.
    """
    sized = list(requests)
    with workers(sum(size for _, size in sized)) as executor:
        if executor:
            yield from examiner.chunk([request for request, _ in sized[:1]])
            del sized[:1]
        chunks = list(_chunks(sized))
        answers = executor.map(examiner.packed_chunk, chunks) if executor else map(examiner.chunk, chunks)
        for chunk, of_chunk in zip(chunks, answers, strict=True):
            for request, answer in zip(chunk, of_chunk, strict=True):
                yield answer._replace(path=request.path)


def _chunks(requests: Iterable[tuple[ExamineRequest, int]]) -> Iterator[list[ExamineRequest]]:
    chunk: list[ExamineRequest] = []
    filled = 0
    for request, size in requests:
        if chunk and filled + size > CHUNK:
            yield chunk
            chunk, filled = [], 0
        chunk.append(request)
        filled += size
    if chunk:
        yield chunk


def _cores() -> int:
    """Those that this process may run on."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
