"""Crawls on several processes and on a cluster: whoever is killed, no row is lost or there twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from embedarchive.archive.crawls import engines, parts, shard_process
from embedarchive.archive.crawls.finding import find
from embedarchive.archive.crawls.shard_process import Failed
from embedarchive.archive.crawls.shard_rows import Task
from embedarchive.archive.crawls.shards import shards
from embedarchive.errors import UsageError
from tests.archive.test_crawls import kinds, rows
from tests.archive.test_recorded_articles import Record, page

KILLED = """
import json, os, sys
from pathlib import Path
sys.path[:] = json.loads(sys.argv[1])
from embedarchive.archive.crawls import shard_process
read = shard_process.read
def hit(task, folder):
    name = Path(task.shard.place)
    if name.name.startswith("poison"):
        os.kill(os.getpid(), 9)
    if name.name.startswith("unlucky") and not name.with_suffix(".hit").exists():
        name.with_suffix(".hit").touch()
        read(task, folder)
        os.kill(os.getpid(), 9)
    return read(task, folder)
shard_process.read = hit
shard_process.main()
"""
"""A process that is killed: always by one file, once, when its work is done, by another."""


@pytest.fixture
def crawl(tmp_path: Path, record: Record) -> Path:
    """A folder of three recordings, of which one kills whoever reads it."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    for name in ("calm", "poison", "unlucky"):
        record({f"https://{name}.example/1": page(name.title())}, f"{name}.warc.gz")
        (tmp_path / f"{name}.warc.gz").rename(folder / f"{name}.warc.gz")
    return folder


@pytest.fixture(params=["processes", "cluster"])
def engine(request: pytest.FixtureRequest, forked_shards: None) -> Iterator[str | None]:  # noqa: ARG001 -- how both start
    """The pool, and the workers of a cluster, which are threads of this process here."""
    if request.param == "processes":
        yield None
        return
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield str(cluster.scheduler_address)


def test_whoever_is_killed_the_rest_goes_on(
    crawl: Path, tmp_path: Path, engine: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed is followed by another; a shard that kills three is told, and read another time."""
    out = tmp_path / "out"
    with monkeypatch.context() as patch, closing(shard_process.Processes()) as processes:
        patch.setattr(shard_process, "PROGRAM", KILLED)
        patch.setattr(engines, "_OURS", processes)
        found = list(find([str(crawl)], out, jobs=2, cluster=engine))
    assert kinds(found) == ["Failed", "Part", "Part"]
    (failed,) = (each for each in found if isinstance(each, Failed))
    assert failed.sentence == f"{crawl}/poison.warc.gz: the process that read it ended with -9, 3 times in a row."
    assert json.loads((out / parts.MANIFEST).read_text())["failed"] == {failed.shard: failed.sentence}
    assert [row["page_host"] for row in rows(out)] == ["calm.example", "unlucky.example"]
    assert kinds(find([str(crawl)], out, jobs=2, cluster=engine)) == ["Known", "Known", "Part"]
    assert [row["page_host"] for row in rows(out)] == ["calm.example", "poison.example", "unlucky.example"]
    assert not list(out.glob("new/*"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells it there")
def test_what_its_parent_had_is_not_counted_as_a_process_s_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux adds in `getrusage` what a parent had; where that is half a gigabyte, each shard would have a process."""
    monkeypatch.setattr("resource.getrusage", None)
    assert 1 << 20 < shard_process._peak() < 1 << 40


SMALL = KILLED.replace("shard_process.read = hit", "shard_process.LARGE = 0")
"""A process that takes itself to be too large after its first shard."""


@pytest.mark.usefixtures("forked_shards")
@pytest.mark.parametrize(("program", "begun"), [(shard_process.PROGRAM, 2), (SMALL, 3)])
def test_a_process_reads_one_shard_after_the_other(
    crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, begun: int
) -> None:
    """Until it is large, or dies; then another one begins, and nothing is told of it."""
    monkeypatch.setattr(shard_process, "PROGRAM", program)
    tasks = [Task(shard) for shard in shards([str(crawl)])]
    with closing(shard_process.Processes()) as processes:
        started = 0
        start = processes._start

        def counted() -> object:
            nonlocal started
            started += 1
            return start()

        monkeypatch.setattr(processes, "_start", counted)
        for at, task in enumerate(tasks):
            (tmp_path / str(at)).mkdir()
            assert isinstance(processes.read(task, tmp_path / str(at)), parts.Part)
            if at == 1 and processes._idle:
                processes._idle[0].kill()
                processes._idle[0].wait()
    assert started == begun
    assert not processes._running


@pytest.mark.skipif(sys.platform != "linux", reason="what a process begins with differs")
def test_what_started_a_reader_does_not_make_it_large() -> None:
    """A notebook may have hundreds of megabytes: its readers are measured by their own."""
    ballast = bytearray(b"x") * (200 << 20)
    program = "from embedarchive.archive.crawls import shard_process; print(shard_process._peak())"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, close_fds=True)
    assert 10 << 20 < int(told.stdout) < len(ballast)


def test_a_cluster_that_is_not_there_is_a_sentence(crawl: Path, tmp_path: Path) -> None:
    """Nothing was read, and what was read before is there."""
    pytest.importorskip("distributed")
    with pytest.raises(UsageError, match="no scheduler of Dask answers there"):
        list(find([str(crawl)], tmp_path / "out", cluster="nowhere"))


def test_readers_keep_the_memory_that_they_will_ask_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask has its workers give it back at once, and what they start inherits that: it costs a third of their time."""
    given: list[dict[str, str]] = []
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    monkeypatch.setenv("AWS_ENDPOINT", "https://store.example")
    monkeypatch.setattr(subprocess, "Popen", lambda *_, env, **__: given.append(env))
    shard_process.Processes()._start()
    assert "MALLOC_TRIM_THRESHOLD_" not in given[0]
    assert given[0]["AWS_ENDPOINT"] == "https://store.example"
