"""Faults at random moments of real sessions, and what has to hold after each.

`python -m tests.faults.harness --rounds 200 [--seed N] [--database sqlite|postgresql]`

A round takes a real server through ingest → retry → commit → undo (or a part of it) over a small demo library, while
one or more faults strike. Whenever the server is down it is started again, as a service manager would. When all is
done, the database must be that of an undisturbed run, and nothing may be left over. The seed decides everything but
the machine's own timing: `--seed N --only R` plays round R again.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.catalog import Catalog
from app.demo import make_library
from app.live import status_document
from tests.faults.invariant import Content, content_of, differences, left_over, processes_of
from tests.faults.kinds import ClockJumped, Fault, Scene, clock_environ, kinds_for
from tests.faults.places import PLACES, Place
from tests.support.server import OVER, HeadraceProcess, assert_ledger_adds_up
from tests.support.waiting import wait_until

FILES = 36
FULL_SCRIPT = ("ingest", "retry", "commit", "undo")
SCRIPTS = (("ingest", "commit"), ("ingest", "retry", "commit"), ("ingest", "commit", "undo"), FULL_SCRIPT)
STEP_S = {"ingest": 1.5, "retry": 0.5, "commit": 0.3, "undo": 0.2}
"""How long after the press of a step its faults may strike; about what it takes here."""
PATIENCE_S = 90
PARTING_S = 20
"""What a worker whose server was killed may take to notice."""
MOST_FAULTS = 3


class BrokenError(AssertionError):
    """The invariant does not hold; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Blow:
    """One fault of a round's plan."""

    kind: type[Fault]
    step: str
    after_s: float
    lasts_s: float

    def __str__(self) -> str:
        lasting = f" for {self.lasts_s:.1f} s" if self.lasts_s else ""
        return f"{self.kind.name} {self.after_s:.2f} s into {self.step}{lasting}"


@dataclass(frozen=True, slots=True)
class Plan:
    script: tuple[str, ...]
    blows: tuple[Blow, ...]


def plan_round(number: int, seed: int, kinds: list[type[Fault]]) -> Plan:
    """Every kind has its turn; what comes beside it, when, and for how long is chance."""
    chance = random.Random(f"{seed}/{number}")
    script = chance.choice(SCRIPTS)
    chosen = [kinds[number % len(kinds)]]
    others = [kind for kind in kinds if kind not in chosen]
    chosen += chance.sample(others, min(len(others), chance.randrange(MOST_FAULTS)))
    return Plan(script, tuple(_blow(kind, script, chance) for kind in chosen))


def tour(kinds: list[type[Fault]], seed: int) -> list[Plan]:
    """Every kind once, two in a round, through the whole script: the short form."""
    chance = random.Random(f"{seed}/tour")
    ways = chance.sample(kinds, len(kinds))
    return [
        Plan(FULL_SCRIPT, tuple(_blow(kind, FULL_SCRIPT, chance) for kind in ways[first : first + 2]))
        for first in range(0, len(ways), 2)
    ]


def _blow(kind: type[Fault], script: tuple[str, ...], chance: random.Random) -> Blow:
    step = chance.choice((*script, "ingest"))
    return Blow(kind, step, chance.uniform(0, STEP_S[step]), chance.uniform(*kind.lasts))


@dataclass
class Round:
    """One run of a script, with whatever strikes meanwhile."""

    scene: Scene
    plan: Plan
    temporary: Path
    session_id: str = ""
    begun: dict[str, threading.Event] = field(default_factory=dict)
    pressed: dict[str, threading.Event] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)

    def run(self) -> Content:
        """What the database holds afterwards. Raises BrokenError."""
        self.begun = {step: threading.Event() for step in self.plan.script}
        self.pressed = {step: threading.Event() for step in self.plan.script}
        strikers = [threading.Thread(target=self._strike, args=(blow,)) for blow in self.plan.blows]
        for striker in strikers:
            striker.start()
        try:
            for step in self.plan.script:
                getattr(self, f"_{step}")()
            for striker in strikers:
                striker.join()
            return self._settled()
        finally:
            for event in (*self.begun.values(), *self.pressed.values()):
                event.set()
            for striker in strikers:
                striker.join()
            self._end()

    def _strike(self, blow: Blow) -> None:
        fault = blow.kind(self.scene)
        (self.pressed if fault.follows_press else self.begun)[blow.step].wait()
        time.sleep(blow.after_s)
        try:
            fault.strike()
            time.sleep(blow.lasts_s)
            fault.mend()
        except Exception:  # noqa: BLE001 a thread of its own: told with the round
            self.trouble.append(traceback.format_exc())

    # The steps: pressed again after every disturbance, until they are done.

    def _ingest(self) -> None:
        def press() -> None:
            there = self._client_get("/api/ingest/sessions")["sessions"]
            if there:  # an earlier press was heard, though its answer was lost
                self.session_id = there[0]["session_id"]
                return
            self.begun["ingest"].set()
            parameters = {"directories": [str(self.scene.media)], "enable_nsfw_detection": False}
            self.session_id = self._post("/api/ingest/process", {"parameters": parameters})["session_id"]

        self._insist(press)
        self.pressed["ingest"].set()
        self._wait_for({"completed"})

    def _retry(self) -> None:
        def press() -> None:
            runs = self._client_get(f"/api/ingest/session/{self.session_id}")["runs"]
            if len(runs) == 1:  # else an earlier press was heard, though its answer was lost
                self.begun["retry"].set()
                self._post(f"/api/ingest/retry/{self.session_id}", {})

        self._insist(press)
        self.pressed["retry"].set()
        self._wait_for({"completed"})

    def _commit(self) -> None:
        path, body = "/api/ingest/commit", {"session_id": self.session_id}
        self._press("commit", path, body, before={"completed"}, until={"committed"})

    def _undo(self) -> None:
        self._press("undo", f"/api/ingest/undo/{self.session_id}", {}, before={"committed"}, until={"undone"})

    def _press(self, step: str, path: str, body: dict[str, Any], *, before: set[str], until: set[str]) -> None:
        """Post, unless the session shows that an earlier try was heard; as often as it takes."""

        def press() -> None:
            if self._status()["status"] in before:
                self.begun[step].set()
                self._post(path, body)

        while True:
            self._insist(press)
            self.pressed[step].set()
            if self._wait_for(before | until)["status"] in until:
                return

    def _wait_for(self, wanted: set[str]) -> Any:
        def is_wanted(document: Any) -> bool:
            assert_ledger_adds_up(document)
            if document["status"] in OVER and document["status"] not in wanted:
                raise BrokenError(f"{document['status']}, not {' or '.join(sorted(wanted))}: {_brief(document)}")
            return document["status"] in wanted

        return wait_until(
            lambda: self._insist(self._status),
            f"the session is {' or '.join(sorted(wanted))}",
            holds=is_wanted,
            seconds=PATIENCE_S,
        )

    # The server: up, or started again.

    def _insist(self, act: Callable[[], Any]) -> Any:
        """Do it until it is done: a server that is down is started, an answer of 5xx is asked for again."""

        def attempt() -> tuple[bool, Any]:
            try:
                self._be_up()
                return True, act()
            except (httpx.TransportError, httpx.HTTPStatusError) as error:
                if isinstance(error, httpx.HTTPStatusError) and error.response.status_code not in (409, 503):
                    raise BrokenError(f"{error}: {error.response.text}") from error
                return False, error

        return wait_until(
            attempt, "the server has answered", holds=lambda tried: tried[0], seconds=PATIENCE_S, pause=0.05
        )[1]

    def _be_up(self) -> None:
        def is_up() -> bool:
            process = self.scene.server.process
            if process is None or process.poll() is not None:
                try:
                    self.scene.server.start()
                except AssertionError:
                    self._end()  # without its database a server does not start; a service manager would try again
                    return False
            return True

        wait_until(is_up, "the server has started", seconds=PATIENCE_S, pause=0.2)

    def _client_get(self, path: str) -> Any:
        with self.scene.server.client() as client:
            return client.get(path).raise_for_status().json()

    def _status(self) -> Any:
        return self._client_get(f"/api/ingest/status/{self.session_id}")

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        with self.scene.server.client() as client:
            return client.post(path, json=body).raise_for_status().json()

    # Afterwards.

    def _settled(self) -> Content:
        """The server is up and idle, and shows what a new one would count from its database."""
        shown = self._insist(self._status)
        self._stop()
        with closing(Catalog(self.scene.place.url)) as catalog:
            progress = catalog.sessions.progress(self.session_id).result()
            assert progress is not None
            counted = json.loads(json.dumps(status_document(progress)))
        for name in ("status", "progress", "ledger", "stats", "commit", "message"):
            if shown[name] != counted[name]:
                raise BrokenError(f"{name} shown {shown[name]}, counted anew {counted[name]}")
        engine = self.scene.place.look()
        try:
            content = content_of(engine)
        finally:
            engine.dispose()
        remains = left_over(self.scene.place.data, self.temporary)
        if remains or self.trouble:
            raise BrokenError("\n".join((*remains, *self.trouble)))
        return content

    def _stop(self) -> None:
        if (status := self.scene.server.stop()) not in (0, -15):
            raise BrokenError(f"the server ended with {status}")
        wait_until(
            lambda: processes_of(str(self.temporary)),
            "all processes of the stopped server have ended",
            holds=lambda left: not left,
            seconds=PARTING_S,
        )

    def _end(self) -> None:
        process = self.scene.server.process
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()


def _brief(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in ("message", "ledger", "stats")}


class Harness:
    """Rounds on one kind of database, each compared with the undisturbed run of its script."""

    def __init__(self, base: Path, place: Place, *, seed: int) -> None:
        self._base, self.place, self._seed = base, place, seed
        self.media = base / "media"
        make_library(self.media, FILES, 7)
        self._undisturbed: dict[tuple[str, ...], Content] = {}
        self.kinds = kinds_for(place)

    def plan(self, number: int) -> Plan:
        return plan_round(number, self._seed, self.kinds)

    def play(self, plan: Plan) -> None:
        """Raises BrokenError when the invariant does not hold afterwards."""
        expected = self._expected(plan.script)
        if told := differences(expected, self._round(plan).run()):
            raise BrokenError("\n".join(told))

    def _expected(self, script: tuple[str, ...]) -> Content:
        if script not in self._undisturbed:
            self._undisturbed[script] = self._round(Plan(script, ())).run()
        return self._undisturbed[script]

    def _round(self, plan: Plan) -> Round:
        self.place.renew()
        temporary = self._base / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        clock = self._base / "clock"
        clock.write_text("+0\n")
        environ = self.place.environ | {"TMPDIR": str(temporary), "HEADRACE_WORKERS": "2"}
        if any(blow.kind is ClockJumped for blow in plan.blows):
            environ |= clock_environ(clock)
        server = HeadraceProcess(roots=[self.media], data=self.place.data, environ=environ, aside=self._base / "server")
        chance = random.Random(f"{self._seed}/{plan}")
        return Round(Scene(server, self.place, self.media, clock, chance), plan, temporary)


def main() -> int:
    options = _options()
    base = Path(tempfile.mkdtemp(prefix="faults-"))
    with closing(PLACES[options.database](base)) as place:
        harness = Harness(base, place, seed=options.seed)
        numbers = [options.only] if options.only is not None else range(options.rounds)
        began = time.monotonic()
        broken = [number for number in numbers if not _holds(harness, number)]
        took = time.monotonic() - began
    struck = Counter(blow.kind.name for number in numbers for blow in harness.plan(number).blows)
    print("\n" + "; ".join(f"{name} {times}" for name, times in sorted(struck.items())))
    print(
        f"{len(numbers)} rounds on {options.database}, seed {options.seed}, {took:.0f} s: {len(broken)} broken {broken}"
    )
    if broken:
        print(f"To see one again: --database {options.database} --seed {options.seed} --only N. Logs: {base}")
        return 1
    shutil.rmtree(base)
    return 0


def _holds(harness: Harness, number: int) -> bool:
    """Play the round and print its line."""
    plan, began, seen = harness.plan(number), time.monotonic(), ""
    try:
        harness.play(plan)
    except AssertionError as error:
        seen = str(error)
    blows = ", ".join(map(str, plan.blows))
    word = "BROKEN" if seen else "holds"
    print(f"{number:4} {word:6} {time.monotonic() - began:5.1f} s  {' → '.join(plan.script)}; {blows}", flush=True)
    if seen:
        print(seen, flush=True)
    return not seen


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=sorted(PLACES), default="sqlite")
    parser.add_argument("--only", type=int, help="play this one round")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
