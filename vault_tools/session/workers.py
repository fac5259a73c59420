"""Decides where notes are examined: in this process, in several, or wherever an executor takes the work."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeAlias

from vault_tools.session.examine import Examined, Examiner, ExamineRequest

if TYPE_CHECKING:
    from concurrent.futures import Executor

Workers: TypeAlias = "Callable[[int], AbstractContextManager[Executor | None]]"
"""Returns the executor for this many bytes of notes, any of `concurrent.futures`; None for this process."""

CHUNK = 1_000_000
"""Bytes of notes that a worker gets at a time, at most: some tenths of a second of work."""
_SHARES, _LEAST = 4, 0.1
"""A worker gets this part of what is left, and at least this part of CHUNK, so that all workers end at about
the same time."""
WORTH_IT = 8_000_000
"""Bytes of notes from which several processes are faster, including the time to start them."""
MOST = 8
"""The largest number of processes; each takes some tens of megabytes."""


def alone(size: int) -> AbstractContextManager[None]:
    return nullcontext()


def processes(size: int) -> "AbstractContextManager[Executor | None]":
    """One process per core, if there is enough work."""
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
    """Examine notes, given with their sizes in bytes, in this order.

    The first note is examined here, so that what that imports and compiles need not be done in each forked
    process. An answer gets the path of its request: one from another process would take memory again.
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


def _chunks(requests: Sequence[tuple[ExamineRequest, int]]) -> Iterator[list[ExamineRequest]]:
    chunk: list[ExamineRequest] = []
    filled, left = 0, sum(size for _, size in requests)
    for request, size in requests:
        if chunk and filled + size > min(CHUNK, max(left / _SHARES, CHUNK * _LEAST)):
            yield chunk
            left -= filled
            chunk, filled = [], 0
        chunk.append(request)
        filled += size
    if chunk:
        yield chunk


def _cores() -> int:
    """The number of cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
