"""A batch as the window sees it: planned and run in threads of its own, told of by signals in the window's thread."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from restorer.batch.events import BatchEvent, PhotoEnded
from restorer.batch.journal import Journal
from restorer.batch.plan import Plan, PlanProgress, State, look_through
from restorer.batch.report import Report
from restorer.batch.request import BatchRequest
from restorer.batch.resume import take_up
from restorer.batch.runner import BatchRun
from restorer.batch.session import begin, open_journal
from restorer.core.control import Control
from restorer.core.errors import BadRequest, Cancelled, RestorerError, from_parts, to_parts
from restorer.core.files import Places
from restorer.jobs.estimate import Speeds
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch

log = logging.getLogger(__name__)


class BatchModel(QObject):
    """Looks through folders and runs one batch at a time, beside whatever else the jobs have to do.

    It outlives the dialog that shows it, and so does a batch that runs.

    Signals
    -------
    looking(PlanProgress): what was found so far.
    found(Scan, tuple[Looked, ...]): all of it; only of the folder that was asked for last.
    happened(BatchEvent): of the batch that runs.
    noted(str): a sentence on what was found when a batch was continued.
    ended(dict[State, int]): the batch is over, stopped or not.
    failed(RestorerError): it could not be looked through, begun or carried on.
    """

    looking = Signal(object)
    found = Signal(object, object)
    happened = Signal(object)
    noted = Signal(str)
    ended = Signal(object)
    failed = Signal(object)
    _settled = Signal(int, object)  # a look's number and what came of it

    def __init__(self, jobs: JobQueue, scratch: Scratch, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._scratch, self.places = jobs, scratch, places
        self.speeds = Speeds(places)
        self._look = Control()
        self._number = 0
        self._control = Control()
        self._threads: list[threading.Thread] = []
        self._running = False
        self._settled.connect(self._looked, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """A batch is at work, or paused."""
        return self._running

    @property
    def paused(self) -> bool:
        return self._control.paused

    def look(self, request: BatchRequest) -> None:
        """Look through the inputs; an earlier look is given up."""
        self._look.cancel()
        self._look = control = Control()
        self._number += 1
        self._spawn(functools.partial(self._look_through, self._number, request, control), "batch-look")

    def start(self, request: BatchRequest, plan: Plan, report: Path | None) -> None:
        """Run a plan from its beginning."""

        def prepare(journal: Journal) -> BatchRequest:
            begin(journal, request, plan)
            return request

        self._run(request.output, prepare, report)

    def carry_on(self, output: Path, report: Path | None) -> None:
        """Continue what was interrupted; if only failures are left, try these again."""

        def prepare(journal: Journal) -> BatchRequest:
            recorded = journal.request(output)
            if recorded is None:
                raise BadRequest(f"There is nothing to continue in “{output}”.")
            for sentence in take_up(journal, output, self._control):
                self.noted.emit(sentence)
            return recorded

        self._run(output, prepare, report)

    def pause(self) -> None:
        self._control.pause()

    def resume(self) -> None:
        self._control.resume()

    def stop(self) -> None:
        """End the batch at the next tile; it can be continued later."""
        self._control.cancel()

    def close(self) -> None:
        """Stop everything and wait for it."""
        self._look.cancel()
        self._control.cancel()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    # In threads of their own

    def _spawn(self, work: Callable[[], None], name: str) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _look_through(self, number: int, request: BatchRequest, control: Control) -> None:
        def tell(progress: PlanProgress) -> None:
            if not control.cancelled:
                self.looking.emit(progress)

        try:
            self._settled.emit(number, look_through(request, control, tell))
        except Cancelled:
            return
        except RestorerError as error:
            self._settled.emit(number, error)

    def _looked(self, number: int, outcome: object) -> None:
        if number != self._number:
            return
        if isinstance(outcome, RestorerError):
            self.failed.emit(outcome)
        elif isinstance(outcome, tuple):
            self.found.emit(*outcome)

    def _run(self, output: Path, prepare: Callable[[Journal], BatchRequest], report: Path | None) -> None:
        if self.running:
            raise BadRequest("A batch is at work already. Wait until it has ended, or stop it.")
        self._control = Control()
        self._running = True
        self._spawn(functools.partial(self._work, output, prepare, report), "batch")

    def _work(self, output: Path, prepare: Callable[[Journal], BatchRequest], report: Path | None) -> None:
        outcome: dict[State, int] | RestorerError
        try:
            with open_journal(self.places, output) as journal:
                outcome = self._carry_out(prepare(journal), journal, report)
        except Cancelled:
            outcome = dict.fromkeys(State, 0)
        except RestorerError as error:
            outcome = error
        except Exception as error:
            # Not foreseen; the window must hear of it and live on.
            log.exception("the batch failed")
            outcome = from_parts(*to_parts(error))
        self._running = False
        if isinstance(outcome, RestorerError):
            self.failed.emit(outcome)
        else:
            self.ended.emit(outcome)

    def _carry_out(self, request: BatchRequest, journal: Journal, report_path: Path | None) -> dict[State, int]:
        report = None if report_path is None else Report(report_path, request, journal)
        if report is not None:
            report.begin()

        def tell(event: BatchEvent) -> None:
            if report is not None and isinstance(event, PhotoEnded):
                report.add(event.number)
            self.happened.emit(event)

        pictures = report is not None
        run = BatchRun(request, journal, self._jobs, self._scratch, control=self._control, tell=tell, pictures=pictures)
        try:
            run.run()
        except Cancelled:
            log.info("the batch into %s was stopped", request.output)
        finally:
            if report is not None:
                report.finish()
        return journal.counts()
