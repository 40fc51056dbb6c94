"""A batch at work: a few photos in flight at once, so that reading, restoring and saving overlap.

Photos wait in the journal, not in memory. Each asks the jobs for one task at a time; the lanes see to it that the
device restores one photo while others are read and saved.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable
from pathlib import Path

from restorer.batch.elsewhere import Elsewhere
from restorer.batch.events import BatchContinued, BatchEvent, BatchPaused, BatchProgressed, PhotoEnded
from restorer.batch.journal import Journal, Unrecorded
from restorer.batch.photo_way import THUMBNAIL_SIDE, PhotoWay, Stage, give_back
from restorer.batch.pictures import as_jpeg
from restorer.batch.plan import State
from restorer.batch.request import BatchRequest
from restorer.batch.stopwatch import Stopwatch
from restorer.batch.trouble import Trouble, output_trouble, trouble_with
from restorer.core.control import Control
from restorer.core.errors import BadRequest, Cancelled, RestorerError, to_parts
from restorer.core.files import file_error
from restorer.engines.values import Result
from restorer.jobs.asking import ask
from restorer.jobs.estimate import Speeds
from restorer.jobs.job import Failure, Job, JobEnded, JobEvent, JobState
from restorer.jobs.queue import JobQueue
from restorer.photo.limits import Limits
from restorer.photo.store import Scratch
from restorer.photo.write import Saved
from restorer.worker.messages import Thumbnail
from restorer.worker.scratch import stores_in

IN_FLIGHT = 4
"""Photos at most: one on the device, one ready for it, one being read, one being saved."""

NOTHING = "Nothing to restore."

_LEARNT_FROM = 12  # photos of one run
_LISTEN_S = 0.1  # how long a pause or a cancel may go unnoticed
_LOOK_AGAIN_S = 1.0  # between two looks whether a trouble is over


class BatchRun:
    """Works through what waits in a journal. `run` returns when nothing waits any more.

    jobs: shared with whoever else has work; a batch's tasks are not listed there. scratch: the one that the jobs'
    workers keep their stores in. control: pauses and cancels it, from any thread. tell: called in the thread of
    `run`. pictures: thumbnails are made for the report. speeds: learn how long the recipe takes here.
    elsewhere: the machines that restore whole photos, where this one does not; the jobs have a lane that leads there.
    """

    def __init__(
        self,
        request: BatchRequest,
        journal: Journal,
        jobs: JobQueue,
        scratch: Scratch,
        *,
        control: Control | None = None,
        tell: Callable[[BatchEvent], None] = lambda _: None,
        pictures: bool = False,
        limits: Limits | None = None,
        speeds: Speeds | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._request, self._journal, self._jobs, self._scratch = request, journal, jobs, scratch
        self._control = control or Control()
        self._tell = tell
        self._pictures = pictures
        self._limits = limits or Limits()
        self._speeds, self._to_learn = speeds, _LEARNT_FROM
        self._elsewhere = elsewhere
        self._ended: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._ways: dict[int, PhotoWay] = {}  # by the number of the job at hand
        self._trouble: Trouble | None = None
        self._look_at = 0.0
        self._resting = False
        self._exhausted = False
        counts = journal.counts()
        self._total = sum(counts.values())
        self._done_before = self._done = sum(count for state, count in counts.items() if state.ended)
        self._working = Stopwatch()
        self._pause = Stopwatch()  # the present one, where there is one

    def run(self) -> None:
        """Until every photo has ended.

        Raises
        ------
        Cancelled
            `control` was cancelled. What was in flight waits again; nothing of it is left.
        """
        end_listening = self._jobs.listen(self._heard)
        try:
            while True:
                self._steer()
                self._feed()
                if not self._ways and self._exhausted and self._trouble is None:
                    break
                try:
                    job = self._ended.get(timeout=_LISTEN_S)
                except queue.Empty:
                    continue
                self._take(job)
            if self._pictures:
                self._fill_pictures()
        finally:
            self._drop()  # which hears what still ends, and gives back what comes of it
            end_listening()

    def _heard(self, event: JobEvent) -> None:
        if isinstance(event, JobEnded):
            self._ended.put(event.job)

    # Steering

    def _steer(self) -> None:
        """Obey `control`, and look whether a trouble is over."""
        if self._control.cancelled:
            raise Cancelled
        if self._control.paused != self._resting:
            self._resting = not self._resting
            self._pause_or_resume()
        if self._trouble is not None and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + _LOOK_AGAIN_S
            if not self._ways and self._trouble.is_over():
                self._trouble = None
                self._tell(BatchContinued())
        if not self._resting and self._trouble is None:
            self._working.go_on()

    def _pause_or_resume(self) -> None:
        """Have what is in flight rest too, or go on; its rest is no work on it."""
        if self._resting:
            self._working.stop()
            self._pause = Stopwatch()
        for number, way in self._ways.items():
            with contextlib.suppress(BadRequest):  # it has just ended
                if self._resting:
                    self._jobs.pause(number)
                    continue
                if self._jobs.job(number).state is JobState.PAUSED:
                    way.rest(self._pause.seconds)
                self._jobs.resume(number)

    def _rest(self, trouble: Trouble) -> None:
        """Start nothing until the trouble is over."""
        if self._trouble is None:
            self._trouble = trouble
            self._working.stop()
            self._look_at = time.monotonic() + _LOOK_AGAIN_S
            self._tell(BatchPaused(trouble.sentence))

    def _drop(self) -> None:
        """Stop what is still in flight, and wait until none of it is at work: another batch may come after this one.

        Its rows wait, or say that they were being saved; both are done again.
        """
        for number in self._ways:
            with contextlib.suppress(BadRequest):  # it has just ended
                self._jobs.cancel(number)
        waiting = set(self._ways)
        while waiting:
            with contextlib.suppress(queue.Empty):
                job = self._ended.get(timeout=_LISTEN_S)
                if job.number in waiting:
                    waiting.remove(job.number)
                    for store in stores_in(job.answer):
                        give_back(store)
        for way in self._ways.values():
            way.forget()
        self._ways.clear()

    # From photo to photo

    def _feed(self) -> None:
        """Begin photos while there is room for them."""
        self._exhausted = False
        first, room = (Stage.OPEN, IN_FLIGHT) if self._elsewhere is None else (Stage.AWAY, self._elsewhere.in_flight)
        while len(self._ways) < room and self._trouble is None and not self._resting:
            row = self._journal.next_waiting(way.row.number for way in self._ways.values())
            if row is None:
                self._exhausted = True
                return
            self._go_on(PhotoWay(row, self._request, self._limits, self._pictures, first))

    def _take(self, job: Job) -> None:
        """A task has ended: go on with its photo."""
        way = self._ways.pop(job.number, None)
        if way is None:  # somebody else's
            return
        way.worked += job.seconds or 0.0
        if job.state is JobState.CANCELLED:
            way.forget()  # by somebody with a view of all jobs; the photo waits on
            raise Cancelled
        if job.failure is not None:
            self._failed(way, job.failure)
            return
        try:
            way.answered(job.answer)
        except RestorerError as error:
            self._failed(way, Failure(*to_parts(error)))
            return
        if isinstance(job.answer, Saved | PhotoWay) and way.saved is not None:
            self._saved(way, way.saved)
        elif isinstance(job.answer, Result):
            self._learn(way, job.answer)
        if way.failure is not None:
            self._failed(way, way.failure)
        else:
            self._go_on(way)

    def _learn(self, way: PhotoWay, result: Result) -> None:
        """Keep how long it took, for estimates before the next batch."""
        if self._speeds is None or way.rested:
            return
        if self._to_learn and way.recipe is not None and way.photo is not None:
            self._to_learn -= 1
            self._speeds.learn(way.recipe, way.photo.size, self._request.setup, result.steps)

    def _go_on(self, way: PhotoWay) -> None:
        """Ask for the next task of a photo, or be done with it."""
        if way.stage is Stage.END:
            self._end(way)
            return
        try:
            if way.stage in (Stage.SAVE, Stage.AWAY):
                self._make_room_for(way)
            task = way.task()
        except RestorerError as error:
            self._failed(way, Failure(*to_parts(error)))
            return
        # What can be finished gives its working copies back; reading more can wait for that.
        first = way.stage in (Stage.SAVE, Stage.BEFORE, Stage.AFTER)
        job = self._jobs.add(task, way.row.source.name, first=first, listed=False)
        self._ways[job.number] = way
        self._progressed()

    def _make_room_for(self, way: PhotoWay) -> None:
        """The folder for the output is there, lies below the folder of outputs, and the journal knows of the attempt.

        Raises
        ------
        RestorerError
            it is not.
        """
        trouble = output_trouble(self._request.output)
        if trouble is not None:
            raise BadRequest(trouble.sentence)
        folder = way.target.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            real = folder.resolve(strict=True)
            root = self._request.output.resolve(strict=True)
        except OSError as error:
            raise file_error(error, folder, "making") from error
        if real != root and root not in real.parents:
            raise BadRequest(f"“{folder}” is a link that leads out of the folder of outputs. Nothing is written there.")
        self._write(way.row.number, state=State.SAVING)

    def _fill_pictures(self) -> None:
        """Thumbnails of photos that an earlier run had done and could not picture."""
        for number in self._journal.without_pictures():
            row = self._journal.row(number)
            assert row.target is not None  # it is done
            before = self._picture(row.source)
            after = before if row.state is State.UNCHANGED else self._picture(self._request.output / row.target)
            if before is not None and after is not None:
                self._write(number, before=before, after=after)

    def _picture(self, path: Path) -> bytes | None:
        """A file's thumbnail as JPEG; None where there is none to be had."""
        try:
            store = ask(self._jobs, Thumbnail(path, THUMBNAIL_SIDE, self._limits), self._control, path.name)
        except RestorerError:
            return None
        jpeg = as_jpeg(store)
        give_back(store)
        return jpeg

    # Ends

    def _failed(self, way: PhotoWay, failure: Failure) -> None:
        """The photo's fault, or the whole batch's trouble."""
        if way.saved is not None:  # only its thumbnails are missing
            self._end(way)
            return
        way.forget()
        number = way.row.number
        # The output may be in its place all the same: what failed then is to make sure of it.
        begun = way.stage in (Stage.SAVE, Stage.AWAY) and way.row.mode == "new"
        mode = "begun" if begun else way.row.mode
        trouble = self._trouble_of(way, failure)
        if trouble is not None:
            self._write(number, state=State.WAITING, mode=mode)
            self._rest(trouble)
            return
        state = _state_of(failure, way.stage)
        tried = " It was tried twice and is set aside." if state is State.ASIDE else ""
        reason = failure.sentence + tried
        self._write(number, state=state, mode=mode, reason=reason, seconds=way.worked, told=way.told())
        self._told(way, state, reason, (failure.kind, reason, failure.detail))

    def _trouble_of(self, way: PhotoWay, failure: Failure) -> Trouble | None:
        if failure.kind == "ChildDied":
            return None
        if self._trouble is not None:  # of a drive that may be back by now; the photo is tried again
            return self._trouble
        trouble = None if self._elsewhere is None else self._elsewhere.trouble(failure)
        if trouble is not None:
            return trouble
        needed = max(self._journal.left_bytes(), way.output_bytes)
        return trouble_with(self._request.inputs, self._request.output, self._scratch.folder, failure, needed)

    def _saved(self, way: PhotoWay, saved: Saved) -> None:
        """The output is in its place: from here on it counts."""
        assert way.photo is not None
        self._write(
            way.row.number,
            state=way.state,
            mode="new",
            reason=NOTHING if way.unchanged else "",
            seconds=way.worked,
            size_bytes=way.seen[0],
            changed_ns=way.seen[1],
            output_bytes=saved.size_bytes,
            source_sha256=way.photo.facts.sha256,
            output_sha256=saved.sha256,
            told=way.told(),
        )

    def _end(self, way: PhotoWay) -> None:
        if way.before is not None and way.after is not None:
            self._write(way.row.number, before=way.before, after=way.after)
        self._told(way, way.state, NOTHING if way.unchanged else "", None)
        way.forget()

    def _told(self, way: PhotoWay, state: State, reason: str, error: tuple[str, str, str] | None) -> None:
        self._done += 1
        self._tell(
            PhotoEnded(
                way.row.number,
                way.row.source,
                way.target,
                state,
                reason,
                way.worked,
                way.recipe,
                way.copied,
                () if way.result is None else way.result.steps,
                way.warnings,
                error,
            )
        )
        self._progressed()

    def _write(self, number: int, **fields: object) -> None:
        """Into the journal, however long its disk is full or gone.

        Raises
        ------
        Cancelled
            somebody gave up waiting.
        """
        while True:
            try:
                self._journal.change(number, **fields)
            except Unrecorded as error:
                self._rest(Trouble(f"{error.sentence} The batch goes on when that has changed.", lambda: True))
                if self._control.cancelled:
                    raise Cancelled from None
                time.sleep(_LOOK_AGAIN_S)
            else:
                return

    def _progressed(self) -> None:
        here = self._done - self._done_before
        left = self._total - self._done
        seconds_left = self._working.seconds / here * left if here else None
        names = tuple(way.row.source.name for way in self._ways.values())
        self._tell(BatchProgressed(self._done, self._total, names, seconds_left))


def _state_of(failure: Failure, stage: Stage) -> State:
    if failure.kind == "ChildDied":
        return State.ASIDE
    if failure.kind == "BadInput" and stage is Stage.OPEN:
        return State.UNREADABLE
    return State.FAILED
