"""A machine of the cluster, as the server knows it: what it told, which folders it sees, which files it was given."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future

from app.domain.cluster.machine import Machine, MachineReport, MachineState, RemoteReading
from app.domain.cluster.mapped_folders import is_within
from app.ingest.cluster.calls import FILES_AHEAD, ReadAnswer, ReadCall
from app.ingest.cluster.remote_worker import RemoteWorker
from app.ingest.workers.reading import Encoding
from app.ingest.workers.worker import FileInterruptedError
from app.readers import ReadOptions

RATE_S = 10.0
"""The rate of a machine is that of so many seconds."""
UNSEEN_S = 15.0
"""A folder that turned out not to be seen on a machine is asked for again so much later."""

_numbers = itertools.count(secrets.randbits(60))
"""Of calls. Several servers may use the same machines, so that theirs must not be equal."""


class RemoteErrand:
    """A file on its way; see `Errand`. `abandon` tells the machine that nobody waits for it any more."""

    def __init__(self, call: ReadCall, machine: RemoteMachine, abandon: Callable[[RemoteErrand], None]) -> None:
        self.call = call
        self.machine = machine
        self.answer: Future[ReadAnswer] = Future()
        self.begun_at: float | None = None
        self._abandon = abandon
        self._lock = threading.Lock()

    @property
    def reading(self) -> RemoteReading | None:
        return self.machine.find_reading(self.call.number)

    def finish(self, answer: ReadAnswer) -> None:
        """The machine has answered."""
        with self._lock:
            if not self.answer.done():
                self.answer.set_result(answer)

    def give_up(self, error: Exception) -> bool:
        with self._lock:
            if self.answer.done():
                return False
            self.answer.set_exception(error)
        self._abandon(self)
        return True


class RemoteMachine:
    """One Dask worker. Its state changes in the thread of the cluster; any thread may send it files."""

    def __init__(
        self,
        address: str,
        name: str,
        *,
        topic: str,
        send: Callable[[RemoteErrand], None],
        abandon: Callable[[RemoteErrand], None],
        judges: Callable[[RemoteMachine, ReadOptions], bool],
    ) -> None:
        self.address = address
        self.name = name
        self.state = MachineState.JOINING
        self.reason = ""
        self.told: MachineReport | None = None
        self.visible: Sequence[str] = ()
        self.unseen: dict[str, str] = {}
        self.asked_at = float("-inf")
        """When it was asked last which folders it sees, on the monotonic clock."""
        self.last_seen: object = None
        """Time of its last heartbeat, by the clock of the scheduler: only whether it changes counts."""
        self.heard_at = time.monotonic()
        """When that changed last, by our clock."""
        self.workers: list[RemoteWorker] = []
        self.errands: dict[int, RemoteErrand] = {}
        self._topic = topic
        self._send = send
        self._abandon = abandon
        self._judges = judges
        self._files = 0
        self._finished_at: deque[float] = deque()
        self._unseen_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def hear(self, last_seen: object, told: MachineReport | None) -> None:
        """Take over what its last heartbeat told."""
        if last_seen != self.last_seen:
            self.last_seen, self.heard_at = last_seen, time.monotonic()
        self.told = told

    def create_workers(self) -> list[RemoteWorker]:
        """Return as many workers as the machine can be given files at a time."""
        threads = self.told.threads if self.told else 0
        self.workers = [RemoteWorker(self) for _ in range(threads * FILES_AHEAD)]
        return self.workers

    def send(self, path: str, options: ReadOptions, encoding: Encoding) -> RemoteErrand:
        call = ReadCall(next(_numbers), self._topic, path, options, encoding)
        errand = RemoteErrand(call, self, self._abandon)
        with self._lock:
            self.errands[call.number] = errand
        if self.state is MachineState.READING:
            self._send(errand)
        else:
            errand.give_up(FileInterruptedError())
        return errand

    def end_errand(self, errand: RemoteErrand) -> None:
        """The file is no longer on its way."""
        with self._lock:
            self.errands.pop(errand.call.number, None)

    def count_file(self) -> None:
        """The machine has read one more file."""
        with self._lock:
            self._files += 1
            self._finished_at.append(time.monotonic())

    def lose(self, state: MachineState, reason: str) -> None:
        """Give up all files that the machine has."""
        self.state, self.reason = state, reason
        with self._lock:
            errands = list(self.errands.values())
        for errand in errands:
            errand.give_up(FileInterruptedError())

    def judges(self, options: ReadOptions) -> bool:
        return self._judges(self, options)

    def report_unseen(self, path: str, reason: str) -> None:
        folder = max((one for one in self.visible if is_within(path, one)), key=len, default=None)
        if folder is not None:
            self._unseen_until[folder] = time.monotonic() + UNSEEN_S
            self.set_unseen(self.unseen | {folder: f"{path} could not be read there: {reason}"}, self.visible)

    def set_unseen(self, unseen: Mapping[str, str], folders: Sequence[str]) -> None:
        """Take over which of `folders` the machine does not see. One where it failed a moment ago stays unseen."""
        now = time.monotonic()
        doubted = {folder: self.unseen.get(folder, "") for folder, until in self._unseen_until.items() if until > now}
        self.unseen = doubted | dict(unseen)
        self.visible = tuple(folder for folder in folders if folder not in self.unseen)

    def find_reading(self, number: int) -> RemoteReading | None:
        told = self.told
        return next((one for one in told.reading if one.number == number), None) if told else None

    def show(self) -> Machine:
        """Return what is shown of the machine."""
        now = time.monotonic()
        with self._lock:
            while self._finished_at and now - self._finished_at[0] > RATE_S:
                self._finished_at.popleft()
            rate = len(self._finished_at) / RATE_S
            reading = tuple(errand.call.path for errand in self.errands.values() if errand.begun_at is not None)
        return Machine(
            name=self.name,
            address=self.address,
            state=self.state,
            reason=self.reason,
            threads=self.told.threads if self.told else 0,
            files=self._files,
            files_per_second=rate,
            reading=reading,
            unseen=dict(self.unseen),
        )
