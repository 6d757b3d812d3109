"""Jobs: asked once, shown, retried, never lost; run here in the test's own process."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from course import jobs
from course.clock import now
from course.db import db
from course.jobs import Job, registry, runner
from tests import job_worker


def order(kind, key, **payload):
    jobs.order(kind, key, payload)
    db.session.commit()


def rows():
    db.session.rollback()
    return list(db.session.scalars(select(Job).order_by(Job.id).execution_options(populate_existing=True)))


def test_work_is_done_once_with_its_payload(app, tmp_path):
    order("write", "a", path=str(tmp_path / "out"), text="Zoé N’Guyên : « ça »")
    assert jobs.run_waiting() == 1
    assert (tmp_path / "out").read_text().endswith(" Zoé N’Guyên : « ça »")
    assert jobs.run_waiting() == 0


def test_progress_is_visible(app, tmp_path):
    order("write", "a", path=str(tmp_path / "out"), text="x")
    jobs.run_waiting()
    job = jobs.latest("a")
    assert (job.state, job.done, job.total, job.error) == ("done", 1, 2, "")
    assert job.finished_at


def test_the_same_key_twice_is_one_job(app):
    for _ in range(2):
        jobs.order("fail", "same")
    jobs.order("fail", "other")
    db.session.commit()
    order("fail", "same")
    assert [job.key for job in rows()] == ["same", "other"]


def test_a_key_can_be_asked_again_once_its_job_is_finished(app, tmp_path):
    for text in ("un", "deux"):
        order("write", "a", path=str(tmp_path / "out"), text=text)
        jobs.run_waiting()
    assert (tmp_path / "out").read_text().endswith(" deux")
    assert len(rows()) == 2


def test_an_order_that_is_rolled_back_was_never_made(app):
    jobs.order("fail", "a")
    db.session.rollback()
    db.session.commit()
    assert rows() == []
    assert jobs.queue().storage.queue_size() == 0


def test_a_job_that_fails_three_times_is_shown_failed_with_its_reason(app, tmp_path):
    with time_machine.travel(now(), tick=False) as traveller:
        order("fail", "a", path=str(tmp_path / "trace"))
        for _ in range(6):
            jobs.run_waiting()
            traveller.shift(timedelta(minutes=2))
    job = jobs.latest("a")
    assert (tmp_path / "trace").read_text() == "raté\n" * 3
    assert (job.state, job.tries) == ("failed", 3)
    assert job.error.startswith("Erreur imprévue")
    assert job.error.endswith("ValueError : l'imprimante est vide")
    assert job.finished_at


def test_a_failed_try_waits_before_the_next(app, tmp_path):
    with time_machine.travel(now(), tick=False) as traveller:
        order("fail", "a", path=str(tmp_path / "trace"))
        assert jobs.run_waiting() == 1
        assert jobs.run_waiting() == 0
        assert jobs.latest("a").state == "queued"
        traveller.shift(timedelta(seconds=31))
        assert jobs.run_waiting() == 1


def test_a_failed_job_can_be_asked_again_even_while_a_new_one_waits(app, tmp_path):
    with time_machine.travel(now(), tick=False) as traveller:
        order("fail", "a", path=str(tmp_path / "trace"))
        for _ in range(3):
            jobs.run_waiting()
            traveller.shift(timedelta(minutes=2))
    order("fail", "a", path=str(tmp_path / "trace"))
    jobs.retry(rows()[0])
    db.session.commit()
    assert [(job.key, job.state) for job in rows()] == [("a", "queued")]


def test_an_unknown_kind_fails_without_stopping_the_others(app, tmp_path):
    order("mystery", "a")
    order("write", "b", path=str(tmp_path / "out"), text="x")
    assert jobs.run_waiting() == 2
    assert jobs.latest("b").state == "done"
    assert "ne sait pas faire ce travail" in jobs.latest("a").error


def claim_and_vanish():
    """What a worker that is killed leaves behind."""
    claimed = runner._claim()
    assert claimed
    return claimed


def test_a_job_whose_worker_died_is_taken_again_after_its_lease(app, tmp_path):
    with time_machine.travel(now(), tick=False) as traveller:
        order("write", "a", path=str(tmp_path / "out"), text="x")
        claim_and_vanish()
        assert jobs.run_waiting() == 0
        traveller.shift(jobs.LEASE + timedelta(seconds=1))
        assert jobs.run_waiting() == 1
    assert jobs.latest("a").state == "done"


def test_a_job_that_kills_every_worker_is_given_up(app):
    with time_machine.travel(now(), tick=False) as traveller:
        order("write", "a")
        for _ in range(3):
            claim_and_vanish()
            traveller.shift(jobs.LEASE + timedelta(seconds=1))
            runner._free_abandoned()
    job = jobs.latest("a")
    assert job.state == "failed"
    assert "s'est arrêté" in job.error


def test_a_worker_that_lost_its_lease_does_not_disturb_the_one_that_took_over(app, monkeypatch):
    with time_machine.travel(now(), tick=False) as traveller:
        order("slow", "a")

        def overtaken(payload, report):
            traveller.shift(jobs.LEASE + timedelta(seconds=1))
            runner._free_abandoned()
            claim_and_vanish()
            raise ValueError("trop tard")

        monkeypatch.setitem(registry.handlers, "slow", overtaken)
        jobs.run_waiting()
    job = jobs.latest("a")
    assert (job.state, job.tries, job.error) == ("running", 2, "")


def test_no_transaction_is_open_while_a_job_runs(app, monkeypatch):
    """On SQLite it would hold the write lock: nobody could save while a document is laid out."""
    seen = []
    monkeypatch.setitem(registry.handlers, "look", lambda payload, report: seen.append(db.session().in_transaction()))
    order("look", "a")
    jobs.run_waiting()
    assert seen == [False]


def test_an_interrupted_job_goes_back_to_the_queue_at_once(app, monkeypatch):
    def interrupted(payload, report):
        raise KeyboardInterrupt

    monkeypatch.setitem(registry.handlers, "stop", interrupted)
    order("stop", "a")
    with pytest.raises(KeyboardInterrupt):
        jobs.run_waiting()
    assert jobs.latest("a").state == "queued"


def test_a_queue_that_cannot_be_woken_loses_no_job(app, tmp_path, monkeypatch):
    def broken():
        raise OSError("plus de place")

    monkeypatch.setitem(app.extensions, "relais_wake", broken)
    order("write", "a", path=str(tmp_path / "out"), text="x")
    assert jobs.run_waiting() == 1


def test_a_batch_wakes_a_second_worker(app, tmp_path):
    for key in ("a", "b", "c"):
        jobs.order("write", key, {"path": str(tmp_path / key), "text": key})
    db.session.commit()
    assert jobs.queue().storage.queue_size() == 1
    jobs.queue().storage.flush_queue()
    jobs.run_waiting()
    assert jobs.queue().storage.queue_size() == 1


def test_the_handlers_of_the_worker_process_are_these(app):
    assert registry.handlers["write"] is job_worker.write


def test_a_sweep_that_fails_stops_neither_the_others_nor_the_work(app, monkeypatch, caplog):
    swept, done = [], []

    def broken():
        raise RuntimeError("en panne")

    monkeypatch.setattr(registry, "all_sweeps", [broken, lambda: swept.append(1)])
    monkeypatch.setitem(registry.handlers, "note", lambda payload, report: done.append(payload))
    jobs.order("note", key="note")
    db.session.commit()
    assert jobs.run_waiting() == 1
    assert (len(swept), len(done)) == (1, 1)
    assert "a sweep failed" in caplog.text
