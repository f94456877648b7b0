"""One thread writes: queued jobs are written together, durable before they are reported, and fail separately."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine, event, text

from app.catalog import Catalog, CatalogClosedError, CatalogUnavailableError, StatementRefusedError
from app.catalog.database.database import Write
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.writer import IDLE_CHECK_S, IdleWork, Writer
from app.domain.progress import Status
from tests.catalog.support import PARAMETERS, commit, discovered, full_report, ready_session, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]


@pytest.fixture
def writing_engine(catalog_url: str) -> Iterator[Engine]:
    engine = create_write_engine(parse_url(catalog_url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (note VARCHAR(20) PRIMARY KEY)"))
    yield engine
    engine.dispose()


@pytest.fixture
def writer(writing_engine: Engine) -> Iterator[Writer]:
    opened = Writer(writing_engine)
    yield opened
    opened.close()


def _note(note: str) -> Callable[[Connection], str]:
    def run(connection: Connection) -> str:
        connection.execute(text("INSERT INTO notes VALUES (:note)"), {"note": note})
        return note

    return run


def _held(writer: Writer) -> threading.Event:
    """Keep the writer busy until the returned event is set, so that later jobs must queue."""
    release, busy = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        busy.set()
        assert release.wait(30)

    writer.submit(hold)
    assert busy.wait(30)
    return release


def _notes(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.execute(text("SELECT note FROM notes")).scalars())


def test_jobs_that_queue_up_together_share_one_transaction(writer: Writer, writing_engine: Engine) -> None:
    commits: list[object] = []
    release = _held(writer)
    event.listen(writing_engine, "commit", commits.append)
    futures = [writer.submit(_note(f"note {number:02}")) for number in range(50)]
    release.set()
    assert [future.result() for future in futures] == [f"note {number:02}" for number in range(50)]
    assert len(commits) == 2  # the one that held the writer, and all fifty


def test_what_a_future_promised_others_can_see(writer: Writer, engine: Engine) -> None:
    for number in range(20):
        seen: list[list[str]] = []
        future = writer.submit(_note(f"{number:02}"))
        future.add_done_callback(lambda _, seen=seen: seen.append(_notes(engine)))  # type: ignore[misc]
        future.result()
        writer.submit(lambda _: None).result()  # the callback ran in the writer's thread before this
        assert f"{number:02}" in seen[0]


def test_a_failing_job_fails_only_its_own_future(writer: Writer, engine: Engine) -> None:
    def wrong(connection: Connection) -> None:
        _note("half")(connection)
        raise ZeroDivisionError

    release = _held(writer)
    before, broken, after = writer.submit(_note("before")), writer.submit(wrong), writer.submit(_note("after"))
    twice = writer.submit(_note("before"))
    release.set()
    assert (before.result(), after.result()) == ("before", "after")
    with pytest.raises(ZeroDivisionError):
        broken.result()
    assert isinstance(twice.exception(), StatementRefusedError)
    assert _notes(engine) == ["after", "before"]


def test_a_job_alone_is_a_transaction_of_its_own_in_its_place(writer: Writer, writing_engine: Engine) -> None:
    commits: list[object] = []
    release = _held(writer)
    event.listen(writing_engine, "commit", commits.append)
    writer.submit(_note("before"))
    alone = writer.submit(lambda c: c.execute(text("SELECT count(*) FROM notes")).scalar_one(), alone=True)
    last = writer.submit(_note("after"))
    release.set()
    assert alone.result() == 1
    last.result()
    assert len(commits) == 4


def test_a_cancelled_job_is_not_run(writer: Writer, engine: Engine) -> None:
    release = _held(writer)
    unwanted = writer.submit(_note("unwanted"))
    assert unwanted.cancel()
    release.set()
    writer.submit(_note("wanted")).result()
    assert _notes(engine) == ["wanted"]


def test_closing_finishes_what_was_handed_in_and_takes_no_more(writer: Writer, engine: Engine) -> None:
    release = _held(writer)
    futures = [writer.submit(_note(f"{number:02}")) for number in range(30)]
    threading.Timer(0.05, release.set).start()
    writer.close()
    assert all(future.done() for future in futures)
    assert len(_notes(engine)) == 30
    assert not writer.is_alive
    with pytest.raises(CatalogClosedError):
        writer.submit(_note("late"))
    writer.close()


def test_many_threads_may_write_and_read_at_once(catalog: Catalog) -> None:
    def work(number: int) -> None:
        ready_session(catalog, f"s{number}", discovered("a.png", "b.png"))
        commit(catalog, f"s{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for row in catalog.sessions.page(100).result().rows:
            progress = catalog.sessions.progress(row.session_id).result()
            assert progress is not None
            assert progress.ledger.pending >= 0
    assert catalog.library.count().result() == 2
    assert {row.status for row in catalog.sessions.page(100).result().rows} == {Status.COMMITTED}


def test_reads_are_answered_while_a_commit_is_under_way(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png"))
    seen: list[int] = []
    future = catalog.commits.commit("s", lambda *_: seen.append(catalog.library.count().result()))
    assert future.result().total == 1
    assert set(seen) == {0}
    assert catalog.library.count().result() == 1


LOCKS = {"sqlite": "BEGIN EXCLUSIVE", "postgresql": "LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE"}


@pytest.mark.slow
def test_a_locked_database_is_an_outage_that_passes(
    catalog_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.catalog.database.engines.BUSY_TIMEOUT_MS", 50)
    catalog = Catalog(catalog_url)
    with engine.connect() as other:
        other.exec_driver_sql(LOCKS[engine.dialect.name])
        with pytest.raises(CatalogUnavailableError, match="lock"):
            catalog.sessions.create("s", PARAMETERS, 1.0).result()
        other.rollback()
    catalog.sessions.create("s", PARAMETERS, 1.0).result()
    catalog.close()


@pytest.mark.parametrize("catalog_url", ["sqlite"], indirect=True)
def test_a_full_database_is_an_outage_that_keeps_nothing_of_the_job(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    limit = catalog._database.write(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one()).result()
    catalog._database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {limit}").scalar_one()).result()
    before = catalog.sessions.progress("s").result()
    many = discovered(*(f"{'x' * 200}{number}" for number in range(2_000)))
    with pytest.raises(CatalogUnavailableError, match="full"):
        catalog.staging.add_discovered("s", many, skip_existing=True).result()
    assert catalog.sessions.progress("s").result() == before
    catalog._database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000").scalar_one()).result()
    assert catalog.staging.add_discovered("s", many, skip_existing=True).result().found == 2_000


@pytest.mark.postgresql
@pytest.mark.parametrize("catalog_url", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_cut_is_made_again(catalog: Catalog, engine: Engine) -> None:
    start_session(catalog, "s", discovered("a.png"))
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert stage(catalog, "s", full_report("/media/a.png"))
    catalog.check()


def test_health_is_denied_once_the_catalog_is_closed(catalog_url: str) -> None:
    catalog = Catalog(catalog_url)
    catalog.check()
    catalog.close()
    with pytest.raises(CatalogUnavailableError, match="closed"):
        catalog.check()


@pytest.mark.parametrize("catalog_url", ["sqlite"], indirect=True)
def test_two_programs_may_share_one_database(catalog_url: str) -> None:
    one, other = Catalog(catalog_url), Catalog(catalog_url)
    writes: list[Write[None]] = []
    for number in range(40):
        writes.append((one, other)[number % 2].sessions.create(f"s{number}", PARAMETERS, float(number)))
    for write in writes:
        write.result()
    assert len(one.sessions.page(100).result().rows) == 40
    one.close()
    other.close()


def test_spare_work_that_a_job_left_is_done_without_another_job(writing_engine: Engine) -> None:
    left, done = ["first", "second"], threading.Event()

    def do_some(connection: Connection) -> None:
        _note(left.pop(0))(connection)
        if not left:
            done.set()

    writer = Writer(writing_engine, IdleWork(lambda: bool(left), do_some))
    writer.submit(_note("job")).result(30)
    assert done.wait(30)
    left.append("third")
    done.clear()
    writer.submit(_note("another job")).result(30)
    assert done.wait(30)
    writer.close()
    assert _notes(writing_engine) == ["another job", "first", "job", "second", "third"]


def test_who_waits_for_spare_work_is_told_once_nothing_is_left(writing_engine: Engine) -> None:
    left, told, told_with = ["first", "second"], threading.Event(), list[int]()

    def tell_done() -> None:
        told_with.append(len(left))
        told.set()

    def do_some(connection: Connection) -> None:
        _note(left.pop(0))(connection)

    writer = Writer(writing_engine, IdleWork(lambda: bool(left), do_some, tell_done))
    writer.submit(_note("job")).result(30)
    assert told.wait(30)
    told.clear()
    left.append("third")
    writer.submit(_note("another job")).result(30)
    assert told.wait(30)
    writer.close()
    assert told_with == [0, 0]


def test_a_stream_of_jobs_is_not_held_up_by_looking_for_spare_work(writing_engine: Engine) -> None:
    looks: list[float] = []

    def is_pending() -> bool:
        looks.append(time.monotonic())
        return False

    writer = Writer(writing_engine, IdleWork(is_pending, lambda _: None))
    for number in range(50):
        writer.submit(_note(f"job {number}")).result(30)
    writer.close()
    assert all(later - earlier >= IDLE_CHECK_S for earlier, later in itertools.pairwise(looks))
