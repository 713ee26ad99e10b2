"""Work spread over processes: results come back in the order of the work, and a failing process fails the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Work = TypeVar("Work")
Result = TypeVar("Result")


def in_processes(function: Callable[[Work], Result], work: Sequence[Work], jobs: int) -> list[Result]:
    """`[function(one) for one in work]`, shared between this process and `jobs - 1` others."""
    import multiprocessing

    can_fork = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork") if can_fork else multiprocessing.get_context("spawn")
    shares = [work[len(work) * job // jobs : len(work) * (job + 1) // jobs] for job in range(jobs)]
    helpers = []
    for share in shares[1:]:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(function, share, sender), daemon=True)
        process.start()
        sender.close()
        helpers.append((process, receiver))
    results = [function(one) for one in shares[0]]
    for process, receiver in helpers:
        try:
            results += receiver.recv()
        except EOFError:
            raise RuntimeError("a helping process ended without a result") from None
        process.join()
    return results


def _work(function: Callable[[Work], Result], work: Sequence[Work], sender: Connection) -> None:
    sender.send([function(one) for one in work])
    sender.close()
