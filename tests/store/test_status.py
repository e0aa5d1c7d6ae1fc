"""What became of a post is a function of what was observed, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.model import GONE, RETRIED, Reason, Status
from embedarchive.store.comparing import Said, contradicts, disagreements
from embedarchive.store.status import LONGEST_ASKED_S, MOST_ATTEMPTS, Observation, standing, wait_s
from embedarchive.store.times import stamp

NOON = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)


def seen(
    outcome: str,
    reason: Reason | None = None,
    *,
    at: int = 0,
    source: str = "platform",
    retry_after: float | None = None,
) -> Observation:
    """One observation, `at` minutes after noon; its number is its order."""
    seen.count += 1  # type: ignore[attr-defined]
    time = stamp(NOON + dt.timedelta(minutes=at))
    return Observation(
        id=seen.count,  # type: ignore[attr-defined]
        captured_at=time,
        recorded_at=time,
        source=source,
        outcome=outcome,
        reason=reason,
        retry_after=retry_after,
    )


seen.count = 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("observed", "status", "reason"),
    [
        ([], Status.PENDING, Reason.NOT_TRIED),
        ([seen("quoted", source="article")], Status.PENDING, Reason.NOT_TRIED),
        ([seen("error", Reason.DNS)], Status.PENDING, Reason.DNS),
        ([seen("error", Reason.SIZE)], Status.FAILED, Reason.SIZE),
        ([seen("error", Reason.PROTOCOL)], Status.PENDING, Reason.PROTOCOL),
        ([seen("error", Reason.SIZE), seen("error", Reason.RESET)], Status.PENDING, Reason.RESET),
        ([seen("gone", Reason.DELETED)], Status.UNAVAILABLE, Reason.DELETED),
        ([seen("gone", Reason.PRIVATE), seen("error", Reason.DNS, at=5)], Status.UNAVAILABLE, Reason.PRIVATE),
        ([seen("captured")], Status.ARCHIVED, None),
        ([seen("captured"), seen("error", Reason.DNS, at=5)], Status.ARCHIVED, None),
        ([seen("error", Reason.SIZE), seen("captured", at=5)], Status.ARCHIVED, None),
        ([seen("captured", source="web-archive")], Status.RECOVERED, Reason.NOT_TRIED),
        ([seen("captured", Reason.DELETED, source="web-archive")], Status.RECOVERED, Reason.DELETED),
        (
            [seen("gone", Reason.SUSPENDED), seen("captured", at=-900, source="web-archive")],
            Status.RECOVERED,
            Reason.SUSPENDED,
        ),
        (
            [seen("error", Reason.LOGIN_WALL), seen("captured", source="web-archive")],
            Status.RECOVERED,
            Reason.LOGIN_WALL,
        ),
        ([seen("captured"), seen("captured", at=5, source="web-archive")], Status.ARCHIVED, None),
    ],
)
def test_status(observed: Sequence[Observation], status: Status, reason: Reason | None) -> None:
    """Captures count most, then the platform's own word, then failures."""
    what = standing(observed)
    assert (what.status, what.reason) == (status, reason)


def test_what_we_hold_stays_archived_when_it_vanishes() -> None:
    """And the vanishing is visible, until it is back."""
    first, lost, again = seen("captured"), seen("gone", Reason.DELETED, at=60), seen("gone", Reason.SUSPENDED, at=90)
    what = standing([first, lost, again])
    assert (what.status, what.gone_at, what.gone_reason) == (Status.ARCHIVED, lost.captured_at, Reason.SUSPENDED)
    back = standing([first, lost, again, seen("captured", at=120)])
    assert (back.status, back.gone_at, back.gone_reason) == (Status.ARCHIVED, None, None)


def test_an_old_recording_read_later_does_not_bring_a_post_back() -> None:
    """What counts is when the platform said it, not when we read it."""
    what = standing([seen("gone", Reason.DELETED, at=60), seen("captured", at=-60)])
    assert what.status is Status.ARCHIVED
    assert what.gone_reason is Reason.DELETED


def test_eight_attempts_then_failed_with_the_last_reason() -> None:
    """The waits grow; the eighth failure is the last."""
    observed: list[Observation] = []
    waits = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        observed.append(seen("error", Reason.DEADLINE))
        what = standing(observed)
        assert what.attempts == attempt
        if what.next_try_at:
            waits.append((dt.datetime.fromisoformat(what.next_try_at) - NOON).total_seconds())
    assert waits == [0, 60, 300, 1800, 7200, 28800, 86400]
    assert (what.status, what.reason, what.next_try_at) == (Status.FAILED, Reason.DEADLINE, None)


def test_thirty_days_then_failed() -> None:
    """However few the attempts."""
    day = 24 * 60
    assert standing([seen("error", Reason.DNS), seen("error", Reason.DNS, at=29 * day)]).status is Status.PENDING
    assert standing([seen("error", Reason.DNS), seen("error", Reason.DNS, at=30 * day)]).status is Status.FAILED


def test_an_answer_that_is_not_understood_waits_for_a_month() -> None:
    """Slower and slower, and however often it was in vain: an endpoint's new shape ends no post for good."""
    observed = [seen("error", Reason.PROTOCOL)]
    waits: list[float] = []
    while (what := standing(observed)).status is Status.PENDING:
        assert what.next_try_at is not None
        last = dt.datetime.fromisoformat(observed[-1].recorded_at)
        at = dt.datetime.fromisoformat(what.next_try_at)
        waits.append((at - last) / dt.timedelta(hours=1))
        observed.append(seen("error", Reason.PROTOCOL, at=int((at - NOON).total_seconds()) // 60))
    assert waits[:6] == [1, 6, 24, 48, 96, 96]
    assert (what.status, what.reason) == (Status.FAILED, Reason.PROTOCOL)
    assert sum(waits) >= 30 * 24
    assert len(observed) > MOST_ATTEMPTS


def test_our_own_interruptions_are_no_attempts() -> None:
    """Pressing Ctrl-C nine times gives nothing up."""
    what = standing([seen("error", Reason.INTERRUPTED, at=minute) for minute in range(9)])
    assert (what.status, what.attempts) == (Status.PENDING, 0)
    assert what.next_try_at == "2026-01-05T12:08:00Z"


@pytest.mark.parametrize(
    ("reason", "retry_after", "expected"),
    [
        (Reason.RATE_LIMITED, None, 900),
        (Reason.RATE_LIMITED, 30, 30),
        (Reason.RATE_LIMITED, 1e9, LONGEST_ASKED_S),
        (Reason.RATE_LIMITED, -5, 0),
        (Reason.RATE_LIMITED, float("inf"), 900),
        (Reason.RATE_LIMITED, float("nan"), 900),
        (Reason.SERVER_ERROR, None, 60),
        (Reason.SERVER_ERROR, 120, 120),
        (Reason.LOGIN_WALL, None, 3600),
        (Reason.TLS, None, 0),
    ],
)
def test_the_first_wait(reason: Reason, retry_after: float | None, expected: float) -> None:
    """What a server asks for is honoured, up to a day; where it asks nothing, the kind of failure decides."""
    assert wait_s(reason, 1, retry_after) == expected


any_error = st.builds(
    seen,
    st.just("error"),
    st.sampled_from(sorted(set(Reason) - GONE)),
    at=st.integers(-100_000, 100_000),
    source=st.sampled_from(["platform", "web-archive"]),
    retry_after=st.none() | st.floats(),
)
any_gone = st.builds(seen, st.just("gone"), st.sampled_from(sorted(GONE)), at=st.integers(-100_000, 100_000))
any_capture = st.builds(
    seen, st.just("captured"), at=st.integers(-100_000, 100_000), source=st.sampled_from(["platform", "web-archive"])
)


@given(st.lists(any_error | any_gone | any_capture, max_size=12))
def test_i4_every_history_has_one_status_and_the_reason_that_goes_with_it(observed: list[Observation]) -> None:
    """All but archived carry a reason of the right kind; only what is pending is ever due again."""
    what = standing(observed)
    assert (what.reason is None) == (what.status is Status.ARCHIVED)
    assert what.status is not Status.UNAVAILABLE or what.reason in GONE
    assert what.status is not Status.PENDING or what.reason in RETRIED
    assert what.status is not Status.FAILED or what.reason not in GONE
    assert what.next_try_at is None or what.status is Status.PENDING
    assert (what.gone_at is None) == (what.gone_reason is None)


# ----------------------------------------------------------------------------------------------------------- two voices


@pytest.mark.parametrize(
    ("time", "contradiction"),
    [
        ("2022-11-10T09:59:59Z", True),  # even at UTC+14 it is still the tenth
        ("2022-11-10T10:00:00Z", False),
        ("2022-11-11T12:00:00Z", False),
        ("2022-11-12T11:59:59Z", False),
        ("2022-11-12T12:00:00Z", True),  # even at UTC-12 it is the twelfth
        ("0001-01-01T00:00:00Z", True),
        ("9999-12-31T23:59:59Z", True),
    ],
)
def test_a_day_is_contradicted_only_when_no_zone_makes_it_true(time: str, contradiction: bool) -> None:
    """From UTC-12 to UTC+14."""
    assert contradicts(dt.date(2022, 11, 11), dt.datetime.fromisoformat(time)) is contradiction


@given(st.integers(631_152_000, 3_786_912_000), st.integers(-12 * 60, 14 * 60))
def test_a_day_that_some_zone_explains_is_never_a_contradiction(time: int, offset_min: int) -> None:
    """Whatever the zone."""
    aware = dt.datetime.fromtimestamp(time, dt.UTC)
    assert not contradicts((aware + dt.timedelta(minutes=offset_min)).date(), aware)


def test_disagreements_are_told_field_by_field() -> None:
    """With both voices' own words."""
    article = Said(author="Ann Ferry", handle="ann", text="The quay is closed.", day=dt.date(2022, 11, 11))
    platform = Said(
        author="Bob", handle="BOB", text="The quay is open.", posted_at=dt.datetime(2022, 11, 14, tzinfo=dt.UTC)
    )
    found = {point.field: (point.article, point.said) for point in disagreements(article, platform, "platform")}
    assert found == {
        "author": ("Ann Ferry", "Bob"),
        "handle": ("ann", "BOB"),
        "date": ("2022-11-11", "2022-11-14T00:00:00Z"),
        "text": ("The quay is closed.", "The quay is open."),
    }


@pytest.mark.parametrize(
    ("article", "other"),
    [
        (Said(handle="@Ann"), Said(handle="ann")),
        (Said(author="Ａnn\u2066 Ferry"), Said(author="ann  ferry")),
        (Said(text="Closed!\nSee https://a.example/x"), Said(text="Closed! See https://b.example")),
        (Said(text="The quay is closed…"), Said(text="The quay is closed")),
        (Said(text="The quay", partial=True), Said(text="The quay is closed")),
        (Said(text="The quay is closed today"), Said(text="The quay is cl…", partial=True)),
        (Said(text="The quay"), Said()),
        (Said(), Said(text="The quay", author="Ann", handle="ann")),
    ],
)
def test_spelling_silence_and_parts_are_no_disagreement(article: Said, other: Said) -> None:
    """Case, blanks, links, invisible controls, what one voice does not say or shows in part."""
    assert disagreements(article, other, "platform") == ()


def test_a_time_that_the_author_chose_is_no_finding() -> None:
    """Bluesky's times come from the author's own device."""
    article, other = Said(day=dt.date(2022, 11, 11)), Said(posted_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    assert disagreements(article, other, "platform", hint=True) == ()
    assert disagreements(article, other, "platform") != ()
