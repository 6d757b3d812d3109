"""What the one computation of progress says of a person, in a few values that a database can sort."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from course.progress.catalog import Catalog, Step
from course.progress.rules import Record, next_step, path_steps, progress


@dataclass(frozen=True)
class Route:
    """The steps in order: `counted` make the percentage, `every` holds the complements too; `mark` names them all."""

    counted: tuple[Step, ...]
    every: tuple[Step, ...]
    mark: str

    @cached_property
    def counts(self) -> tuple[bool, ...]:
        """Whether each step is counted, in order."""
        return tuple(step in self.counted for step in self.every)

    @classmethod
    def of(cls, catalog: Catalog) -> "Route":
        """The route through this content."""
        counted = path_steps(catalog)
        every = tuple(step for module in catalog.course.modules for step in catalog.steps(module))
        said = [(step.kind, step.slug, step.minutes, step in counted) for step in every]
        return cls(counted, every, hashlib.sha256(repr(said).encode()).hexdigest()[:16])


@dataclass(frozen=True)
class Summary:
    """See RollUp, whose columns have these names."""

    percent: int
    done: int
    settled: int
    step: str
    started: bool
    failures: int
    failed: str


def summary(route: Route, record: Record) -> Summary:
    """A person's progress as their own pages show it, summed up."""
    whole = progress(route.every, record)
    counted = progress(route.counted, record)
    following = next_step(whole, record)
    failures, failed = _failed(record, [item.step.slug for item in whole.standings if not item.done])
    return Summary(
        percent=counted.percent,
        done=sum(item.state == "done" for item in counted.standings),
        settled=sum(item.done for item in counted.standings),
        step=following.step.slug if following else "",
        started=following is not None and following.state == "started",
        failures=failures,
        failed=failed,
    )


def _failed(record: Record, waiting: list[str]) -> tuple[int, str]:
    """The assessment still to pass that was failed most often, and how many times; the first of them if several."""
    tried = [(record.quizzes[slug].attempts, slug) for slug in waiting if slug in record.quizzes]
    most = max((count for count, _ in tried), default=0)
    return (most, next(slug for count, slug in tried if count == most)) if most else (0, "")
