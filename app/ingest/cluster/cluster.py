"""The cluster: a Dask scheduler, and the machines that have joined it to read files for this server.

Dask carries orders and answers, knows who is there, and shows it on its dashboard. Who reads which file is decided
here, by the fair shares of the pool: each order names its machine. So a session keeps its share, a file can be skipped,
a stalled folder gives way, and it is known who did what, as with workers of this machine.

Everything that speaks with Dask runs on one event loop in a thread of its own: to pack and unpack reports must never
delay the server's loop.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from typing import Any, cast

import structlog
from dask import config as dask_config
from distributed import Client
from distributed.security import Security

from app.domain.cluster.machine import Machine, MachineState, parse_report
from app.domain.cluster.mapped_folders import narrow
from app.ingest.cluster.calls import METRIC, ReadAnswer, own_versions, quieten_dask
from app.ingest.cluster.machine_readers import (
    find_unseen_on_machine,
    read_on_machine,
    say_on_machine,
    stop_on_machine,
)
from app.ingest.cluster.remote_machine import RemoteErrand, RemoteMachine
from app.ingest.cluster.remote_worker import RemoteWorker
from app.ingest.workers.pool import WorkerPool
from app.ingest.workers.reading_worker import ReadingWorker
from app.ingest.workers.worker import FileInterruptedError
from app.readers import ReadOptions

LOOK_S = 0.5
"""Seconds between two looks at who is there."""
ANSWER_S = 5.0
"""The scheduler, or a machine that is asked which folders it sees, answers within this time, or counts as away."""
SILENT_S = 4.0
"""A machine that was not heard of for so long gets no files, and those it has are read elsewhere. Dask's workers tell
every 0.5 s that they are there, and every second when there are more than ten."""
ASK_S = 10.0
"""Seconds between two questions to a machine which folders it sees, while there is one that it does not see."""
SAMPLE = 32
"""Entries of a folder, one of which a machine must find to prove that it sees the same folder."""

log = structlog.get_logger(__name__)


class Cluster:
    """Owns what is known about the machines, and gives their workers to the pool.

    `scheduler` is HOST:PORT, `folders` are the media roots. `security` has the certificates; None: no encryption.
    """

    def __init__(
        self,
        scheduler: str,
        folders: Sequence[str],
        pool: WorkerPool[ReadingWorker],
        security: Security | None = None,
    ) -> None:
        self.scheduler = scheduler
        pool.explain_missing = self.explain_missing
        self._url = f"{'tls' if security else 'tcp'}://{scheduler}"
        self._folders = tuple(folders)
        self._pool = pool
        self._security = security
        self._topic = f"{METRIC}-{uuid.uuid4().hex}"
        self._machines: dict[str, RemoteMachine] = {}
        self._problem = "it has not answered yet"
        """Why the scheduler cannot be reached; empty when it can."""
        self._dashboard = ""
        self._errands: dict[int, tuple[RemoteErrand, asyncio.Task[None]]] = {}
        self._client: Client | None = None
        self._server_loop: asyncio.AbstractEventLoop | None = None
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)

    # What the server asks, in any thread.

    def start(self) -> None:
        """Begin to look for machines. Must be called on the event loop of the pool."""
        self._server_loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Leave the cluster. Files that are under way stay pending."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            await asyncio.to_thread(self._thread.join)

    @property
    def machines(self) -> Sequence[Machine]:
        """Those that are or were there, by name."""
        return sorted((machine.show() for machine in list(self._machines.values())), key=lambda one: one.name)

    @property
    def problem(self) -> str:
        """Why the scheduler cannot be reached; empty when it can."""
        return self._problem

    @property
    def dashboard(self) -> str:
        """Address of Dask's dashboard, as the scheduler's host is called here; empty when it is not known."""
        return self._dashboard

    def explain_missing(self, directories: Sequence[str]) -> str:
        """Return why no machine reads the files of these directories, and what to do."""
        if self._problem:
            return f"The Dask scheduler at {self.scheduler} cannot be reached: {self._problem}."
        machines = list(self._machines.values())
        present = [machine for machine in machines if machine.state is MachineState.READING]
        if not present:
            known = [machine for machine in machines if machine.state is not MachineState.GONE]
            away = [f"{machine.name}: {machine.reason}" for machine in known if machine.reason]
            why = f" ({'; '.join(away)})" if away else ""
            start = f"headrace worker dask://{self.scheduler} --root LOCAL=SHARED"
            return f"No machine has joined to read files{why}. Start one with {start}."
        if all(narrow(directories, machine.visible) == () for machine in present):
            return f"None of the machines that have joined sees {directories[0]}{_explain_blindness(present)}."
        return f"The machines that have joined cannot read what is left{_explain_blindness(present)}."

    # What follows runs on the loop of the cluster.

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        quieten_dask()
        try:
            self._loop.run_until_complete(self._run())
        finally:
            self._loop.close()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with dask_config.set({"distributed.comm.timeouts.connect": f"{ANSWER_S:g}s"}):
                    client = await Client(
                        self._url,
                        asynchronous=True,
                        security=self._security,
                        timeout=ANSWER_S,
                        set_as_default=False,
                        name=METRIC,
                    )
            except (OSError, ValueError) as error:
                self._lose_scheduler(_describe(error))
            else:
                await self._use(client)
            await self._wait(LOOK_S)

    async def _use(self, client: Client) -> None:
        """Look after the machines until the scheduler is gone or the server stops."""
        self._client = client
        try:
            client.subscribe_topic(self._topic, self._on_begun)
            while not self._stopping.is_set():
                await self._look(await asyncio.wait_for(client.scheduler.identity(), ANSWER_S))
                await self._wait(LOOK_S)
        except (OSError, TimeoutError) as error:
            self._lose_scheduler(_describe(error))
        finally:
            self._lose_scheduler(self._problem)
            tasks = [task for _, task in self._errands.values()]
            if tasks:
                await asyncio.wait(tasks, timeout=1)
            self._client = None
            await client.close(timeout=1)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _lose_scheduler(self, problem: str) -> None:
        if problem and problem != self._problem:
            log.warning("dask scheduler away", scheduler=self.scheduler, reason=problem)
        self._problem = problem
        for machine in self._machines.values():
            if machine.state is not MachineState.GONE:
                self._withdraw(machine, MachineState.GONE, "the scheduler is gone" if problem else "the server stops")

    async def _look(self, identity: Mapping[str, Any]) -> None:
        """Take over who is there by what the scheduler says."""
        if self._problem:
            log.info("dask scheduler found", scheduler=self.scheduler)
        self._problem = ""
        self._dashboard = _dashboard_of(self.scheduler, identity)
        workers: Mapping[str, Mapping[str, Any]] = identity["workers"]
        for address, machine in self._machines.items():
            if address not in workers and machine.state is not MachineState.GONE:
                self._withdraw(machine, MachineState.GONE, "it has left, or was lost")
        for address, worker in workers.items():
            machine = self._machines.get(address) or self._add_machine(address, str(worker["name"]))
            machine.hear(worker["last_seen"], parse_report(worker["metrics"].get(METRIC)))
        await asyncio.gather(*(self._examine(self._machines[address]) for address in workers))

    def _add_machine(self, address: str, name: str) -> RemoteMachine:
        for other, machine in list(self._machines.items()):
            if machine.name == name and machine.state is MachineState.GONE:
                del self._machines[other]  # it has come back
        machine = self._machines[address] = RemoteMachine(
            address, name, topic=self._topic, send=self._send, abandon=self._abandon, judges=self._judges
        )
        return machine

    async def _examine(self, machine: RemoteMachine) -> None:
        """Decide whether the machine gets files, and of which folders."""
        if machine.state is MachineState.REFUSED:
            return
        if reason := _find_refusal(machine):
            await self._refuse(machine, reason)
            return
        silent_s = time.monotonic() - machine.heard_at
        if silent_s > SILENT_S:
            if machine.state is not MachineState.SILENT:
                self._withdraw(machine, MachineState.SILENT, "it does not answer: it hangs, or is cut off")
            return
        if machine.state is not MachineState.READING or (machine.unseen and _is_due(machine)):
            await self._ask_for_folders(machine)
        if machine.state is not MachineState.READING and machine.visible:
            self._admit(machine)

    async def _ask_for_folders(self, machine: RemoteMachine) -> None:
        if not _is_due(machine) and machine.state is MachineState.JOINING:
            return
        machine.asked_at = time.monotonic()
        samples = await asyncio.to_thread(_list_samples, self._folders)
        assert self._client is not None
        try:
            asked = self._client.run(find_unseen_on_machine, samples, workers=[machine.address], on_error="return")
            unseen = (await asyncio.wait_for(asked, ANSWER_S))[machine.address]
        except (OSError, TimeoutError, KeyError):
            return  # it will be silent or gone
        if isinstance(unseen, BaseException):
            machine.reason = f"it could not say which folders it sees: {_describe(unseen)}"
            return
        before, known = machine.visible, machine.unseen
        machine.set_unseen(unseen, self._folders)
        machine.reason = _explain_unseen(machine)
        if machine.unseen and machine.unseen != known:
            log.warning("folders not seen on a machine", machine=machine.name, folders=machine.unseen)
            await self._say(machine, f"It gets no files of some folders. {machine.reason}")
        if machine.visible != before:
            self._on_server(self._pool.look_again)

    def _admit(self, machine: RemoteMachine) -> None:
        log.info("machine joined", machine=machine.name, address=machine.address)
        machine.state = MachineState.READING
        for worker in machine.create_workers():
            self._on_server(self._pool.add, worker)

    def _withdraw(self, machine: RemoteMachine, state: MachineState, reason: str) -> None:
        """Give the machine no more files, and read those elsewhere that it has."""
        log.info("machine withdrawn", machine=machine.name, state=state, reason=reason)
        workers, machine.workers = machine.workers, []
        for worker in workers:
            self._on_server(self._pool.remove, worker)
        machine.lose(state, reason)

    async def _refuse(self, machine: RemoteMachine, reason: str) -> None:
        log.warning("machine refused", machine=machine.name, reason=reason)
        self._withdraw(machine, MachineState.REFUSED, reason)
        if machine.told is not None:
            await self._say(machine, f"Refused by the server on {socket.gethostname()}: {reason}")

    async def _say(self, machine: RemoteMachine, message: str) -> None:
        assert self._client is not None
        said = self._client.run(say_on_machine, message, workers=[machine.address], on_error="ignore")
        try:
            await asyncio.wait_for(said, ANSWER_S)
        except (OSError, TimeoutError) as error:
            log.warning("machine not told", machine=machine.name, error=_describe(error))

    def _judges(self, machine: RemoteMachine, options: ReadOptions) -> bool:
        """Files that the NSFW model looks at go to machines that are meant for it, if there are any."""
        told = machine.told
        if told is None or (told.nsfw_only and not options.nsfw):
            return False
        if not options.nsfw or _is_judge(machine):
            return True
        others = list(self._machines.values())
        return not any(other.state is MachineState.READING and _is_judge(other) for other in others)

    def _on_server(self, function: Callable[..., None], *arguments: RemoteWorker) -> None:
        assert self._server_loop is not None
        if not self._server_loop.is_closed():
            self._server_loop.call_soon_threadsafe(function, *arguments)

    # Files under way.

    def _send(self, errand: RemoteErrand) -> None:
        """In any thread."""
        self._loop.call_soon_threadsafe(self._begin, errand)

    def _begin(self, errand: RemoteErrand) -> None:
        if self._client is None:
            errand.give_up(FileInterruptedError())
            errand.machine.end_errand(errand)
        elif not errand.answer.done():
            task = self._loop.create_task(self._carry(self._client, errand))
            self._errands[errand.call.number] = errand, task
        else:
            errand.machine.end_errand(errand)

    async def _carry(self, client: Client, errand: RemoteErrand) -> None:
        """Send a file to its machine and wait for the answer. The task is cancelled when it is given up."""
        machine, number = errand.machine, errand.call.number
        future = client.submit(
            read_on_machine,
            errand.call,
            key=f"read-{os.getpid()}-{self._topic[-8:]}-{number}",
            workers=[machine.address],
            allow_other_workers=False,
            pure=False,
            retries=0,
        )
        try:
            answer = cast(ReadAnswer, await future.result())
        except asyncio.CancelledError:  # given up
            errand.give_up(FileInterruptedError())
            await self._stop_remotely(client, machine, future, number)
        except futures.CancelledError:  # Dask's own, when the scheduler was lost
            errand.give_up(FileInterruptedError())
        except Exception as error:  # noqa: BLE001 whatever Dask raises for a task that it could not run
            log.warning("a machine did not read a file", machine=machine.name, error=_describe(error))
            errand.give_up(FileInterruptedError())
        else:
            errand.finish(answer)
        finally:
            future.release()
            self._errands.pop(number, None)
            machine.end_errand(errand)

    async def _stop_remotely(self, client: Client, machine: RemoteMachine, future: Any, number: int) -> None:
        """Forget the task, so that it is never run again, and end the reading if it has begun."""
        if client.status != "running":
            return
        try:
            await asyncio.wait_for(client.cancel([future], force=True), ANSWER_S)
            if machine.state is MachineState.READING:
                stopped = client.run(stop_on_machine, number, workers=[machine.address], on_error="ignore")
                await asyncio.wait_for(stopped, ANSWER_S)
        except (OSError, TimeoutError) as error:
            log.warning("reading not stopped on a machine", machine=machine.name, error=_describe(error))

    def _abandon(self, errand: RemoteErrand) -> None:
        """In any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel, errand.call.number)

    def _cancel(self, number: int) -> None:
        if (found := self._errands.get(number)) is not None:
            found[1].cancel()

    def _on_begun(self, event: tuple[float, int]) -> None:
        """A machine has begun to read a file."""
        if (found := self._errands.get(event[1])) is not None:
            found[0].begun_at = time.monotonic()


def _find_refusal(machine: RemoteMachine) -> str:
    """Return why the machine is refused; empty when it is not."""
    if machine.told is None:
        return f"{machine.name} is no Headrace worker; start it with headrace worker"
    if differences := own_versions().find_differences(machine.told.versions):
        return f"{machine.name} has {', '.join(differences)}; install the same version on both"
    return ""


def _is_due(machine: RemoteMachine) -> bool:
    return time.monotonic() - machine.asked_at >= (ASK_S if machine.state is MachineState.READING else 1)


def _is_judge(machine: RemoteMachine) -> bool:
    return machine.told is not None and (machine.told.nsfw_only or machine.told.has_gpu)


def _explain_unseen(machine: RemoteMachine) -> str:
    return "; ".join(f"{folder} is not seen on {machine.name}: {why}" for folder, why in sorted(machine.unseen.items()))


def _explain_blindness(machines: Sequence[RemoteMachine]) -> str:
    reasons = [f"{one.name}: {why}" for one in machines for why in sorted(one.unseen.values())]
    return f" ({'; '.join(reasons)})" if reasons else ""


def _list_samples(folders: Sequence[str]) -> dict[str, list[str]]:
    """Return names of some entries of each folder; none where it cannot be listed."""
    samples: dict[str, list[str]] = {}
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                samples[folder] = [entry.name for entry, _ in zip(entries, range(SAMPLE), strict=False)]
        except OSError:
            samples[folder] = []
    return samples


def _dashboard_of(scheduler: str, identity: Mapping[str, Any]) -> str:
    port = identity["services"].get("dashboard")
    return f"http://{scheduler.rpartition(':')[0]}:{port}/status" if port else ""


def _describe(error: BaseException) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
