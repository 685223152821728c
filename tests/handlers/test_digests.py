"""/kpi: a channel is subscribed by a word or a form, looked at first, paused and ended with buttons."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import FieldErrors, NotAllowed, NotFound, Refusal
from domain.people import Person
from handlers import digests, steward
from handlers.inputs import Command, Submission
from handlers.values import Values
from storage.digest.subscriptions import Subscription
from storage.outbox import Message, Owed
from tests.handlers.scene import NOON, Scene, click
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, CHLOE, MAX, ZOE
from views.ids import Button, Form

CHANNEL = "C0SERVICEDESK"


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


def said(text: str, by: Person, channel: str = CHANNEL) -> Command:
    return Command(name="/kpi", text=text, actor=by, now=NOON, channel=channel)


def form(
    by: Person,
    *,
    of: str,
    at: str = "08:30",
    zone: str = "Europe/Berlin",
    days: str = "01234",
    kind: str = "daily",
) -> Submission:
    chosen: dict[str, Any] = {
        "digest_of": {"selected_option": {"value": of}},
        "digest_days": (
            {"selected_option": {"value": days}}
            if len(days) == 1
            else {"selected_options": [{"value": day} for day in days]}
        ),
        "digest_at": {"selected_time": at},
        "digest_zone": {"value": zone},
        "digest_quiet": {"selected_options": [{"value": "yes"}]},
    }
    values = Values({field: {field: held} for field, held in chosen.items()})
    return Submission(
        form=Form.SUBSCRIBE_CHANNEL, metadata=f"{kind} {CHANNEL}", values=values, actor=by, now=NOON
    )


def stored(do: Do) -> list[Subscription]:
    query = select(Subscription).where(Subscription.ended_at.is_(None)).order_by(Subscription.id)
    return list(do(lambda tx: tx.scalars(query).all()))


async def test_a_word_subscribes_the_channel_it_is_typed_in(scene: Scene, do: Do) -> None:
    assert await scene.play(digests.kpi, command=said("subscribe daily 09:00", ANN)) == ["ack"]
    [it] = stored(do)
    assert (it.channel_id, it.team_key, it.local_time) == (CHANNEL, "service-desk", "09:00")
    assert it.zone == "Europe/Berlin"  # the office's, whoever asks
    read = scene.reads()
    assert "gets the daily digest of Service desk every day at 09:00 (Europe/Berlin)" in read
    assert "for the first time 2026-03-03 08:00 UTC" in read


async def test_steward_kpi_is_the_same(scene: Scene, do: Do) -> None:
    asked = said("kpi subscribe daily mon-fri 09:00 Asia/Tokyo", BEN)
    await scene.play(steward.steward, command=asked)
    [it] = stored(do)
    assert (it.days, it.zone) == ([0, 1, 2, 3, 4], "Asia/Tokyo")


async def test_where_it_is_not_clear_of_which_team_a_form_asks(scene: Scene, do: Do) -> None:
    beats = await scene.play(digests.kpi, command=said("subscribe daily mon 07:15", ZOE))
    assert beats == ["form", "ack"]
    _, view = scene.said[0]
    whose, *asked = view["blocks"]
    assert whose["elements"][0]["text"] == f"For <#{CHANNEL}>"
    fields = {block["block_id"]: block["element"] for block in asked}
    names = [option["text"]["text"] for option in fields["digest_of"]["options"]]
    assert names == ["Service desk", "Platform", "Laptops and printers", "Web shop"]
    assert fields["digest_at"]["initial_time"] == "07:15"
    assert [it["value"] for it in fields["digest_days"]["initial_options"]] == ["0"]
    assert view["private_metadata"] == f"daily {CHANNEL}"
    assert stored(do) == []


async def test_a_weekly_digest_is_subscribed_by_word_or_by_form(scene: Scene, do: Do) -> None:
    await scene.play(digests.kpi, command=said("subscribe weekly mon 09:00", ANN))
    assert "gets the weekly digest of Service desk every Monday at 09:00" in scene.reads()
    await scene.play(digests.kpi, command=said("subscribe weekly fri 16:00", ZOE))
    _, view = scene.said[0]
    assert (view["title"]["text"], view["private_metadata"]) == (
        "Weekly digest",
        f"weekly {CHANNEL}",
    )
    [days] = [it["element"] for it in view["blocks"] if it.get("block_id") == "digest_days"]
    assert days["initial_option"]["text"]["text"] == "Friday"
    assert "Quiet weeks" in str(view)
    filled = form(ZOE, of="team platform", days="4", kind="weekly")
    await scene.play(digests.submit, submission=filled)
    assert [(it.kind, it.team_key, it.days) for it in stored(do)] == [
        ("weekly", "service-desk", [0]),
        ("weekly", "platform", [4]),
    ]
    with pytest.raises(FieldErrors, match="one day of the week"):
        await scene.play(digests.submit, submission=form(ZOE, of="team platform", kind="weekly"))


async def test_a_week_has_a_form_without_a_time_said(scene: Scene) -> None:
    assert await scene.play(digests.kpi, command=said("subscribe weekly", ANN)) == ["form", "ack"]
    assert scene.said[0][1]["private_metadata"] == f"weekly {CHANNEL}"


@pytest.mark.parametrize(
    ("words", "reads"),
    [
        ("preview weekly", "Service desk: week 9 of 2026*: a quiet week"),
        ("weekly", "Service desk: week 9 of 2026*: a quiet week"),
        ("weekly preview platform", "Platform: week 9 of 2026*: a quiet week"),
        ("preview", "Service desk · Mon 2 Mar 2026*: a quiet day"),
        ("preview daily Platform", "Platform · Mon 2 Mar 2026*: a quiet day"),
    ],
)
async def test_what_is_looked_at_is_named_in_any_order(
    scene: Scene, words: str, reads: str
) -> None:
    await scene.play(digests.kpi, command=said(words, ZOE))
    assert reads in scene.said[-1][1]["blocks"][0]["text"]["text"]


async def test_of_a_team_that_is_not_theirs_nobody_looks_at_a_digest(scene: Scene) -> None:
    with pytest.raises(NotFound, match="called “platform” to look at"):
        await scene.play(digests.kpi, command=said("daily preview platform", ANN))


async def test_a_week_is_looked_at_first_too(scene: Scene, do: Do) -> None:
    await scene.play(digests.kpi, command=said("weekly preview", ANN))
    assert "week 9 of 2026*: a quiet week" in scene.said[-1][1]["blocks"][0]["text"]["text"]
    make_incident(do, NOON - timedelta(days=7))
    await scene.play(digests.kpi, command=said("weekly preview", ANN))
    assert "Service desk: week 9 of 2026" in scene.reads()
    assert "Raised: 0 · 0 · 0 · 0 · 0 · 0 · 0 · 1" in scene.reads()


async def test_the_form_subscribes_and_says_so_in_its_place(scene: Scene, do: Do) -> None:
    await scene.play(digests.kpi, command=said("subscribe", CHLOE))
    assert scene.said[0][0] == "form"
    await scene.play(digests.submit, submission=form(CHLOE, of="service Web shop"))
    [it] = stored(do)
    assert (it.team_key, it.service, it.also_quiet) == ("platform", "Web shop", True)
    assert "Web shop Monday to Friday at 08:30 (Europe/Berlin, quiet days too)" in scene.reads()


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"days": ""}, "digest_days"),
        ({"at": ""}, "digest_at"),
        ({"zone": "Mars/Olympus"}, "digest_zone"),
        ({"of": ""}, "digest_of"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    scene: Scene, do: Do, how: dict[str, str], field: str
) -> None:
    wrong = {"of": "team service-desk", **how}
    with pytest.raises(FieldErrors) as refused:
        await scene.play(digests.submit, submission=form(ANN, **wrong))
    assert set(refused.value.errors) == {field}
    assert stored(do) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("subscribe weekly 09:00", "On which day"),
        ("subscribe weekly mon-fri 09:00", "one day of the week"),
        ("subscribe daily 25:00", "a time of day"),
        ("subscribe hourly", "You can write"),
    ],
)
async def test_what_cannot_be_is_refused_with_what_can(scene: Scene, text: str, says: str) -> None:
    for person in (ANN, ZOE):
        with pytest.raises(Refusal, match=says):
            await scene.play(digests.kpi, command=said(text, person))


@pytest.mark.parametrize("text", ["subscribe daily 09:00", "daily preview", "subscriptions"])
async def test_a_requester_is_told_who_may(scene: Scene, text: str) -> None:
    with pytest.raises(NotAllowed, match="agents"):
        await scene.play(digests.kpi, command=said(text, MAX))


async def test_a_preview_is_shown_before_anything_is_sent(scene: Scene, do: Do) -> None:
    make_incident(do, NOON, impact=1, urgency=1, title="The shop is down")
    await scene.play(digests.kpi, command=said("preview", ANN))
    assert "1 open P1 or P2" in scene.reads()
    await scene.play(digests.kpi, command=said("daily preview", ANN))
    assert "The shop is down" in scene.reads()
    assert do(lambda tx: tx.scalars(select(Owed).where(Owed.message == Message.DIGEST)).all()) == []


async def test_the_list_pauses_goes_on_previews_and_ends(scene: Scene, do: Do) -> None:
    await scene.play(digests.kpi, command=said("subscribe daily 09:00", ANN))
    [it] = stored(do)
    about = str(it.id)
    for word in ("subscriptions", "pause", "unsubscribe"):
        await scene.play(digests.kpi, command=said(word, ANN))
        assert "Pause" in scene.reads()

    acts = digests.ACTIONS
    beats = await scene.play(acts[Button.PAUSE_DIGEST], click=click(about, BEN))
    assert beats == ["ack", "instead"]
    assert "paused" in scene.reads()
    await scene.play(acts[Button.RESUME_DIGEST], click=click(about, BEN))
    assert "next 2026-03-03 08:00 UTC" in scene.reads()
    beats = await scene.play(acts[Button.PREVIEW_DIGEST], click=click(about, BEN))
    assert beats == ["ack", "privately"]
    assert "a quiet day" in scene.reads()
    await scene.play(acts[Button.UNSUBSCRIBE_DIGEST], click=click(about, BEN))
    assert "No channel gets a digest that is yours to change" in scene.reads()


async def test_a_line_opens_its_records_for_whoever_asks(scene: Scene, do: Do) -> None:
    for _ in range(9):
        make_incident(do, NOON, impact=1, urgency=1)
    await scene.play(digests.kpi, command=said("subscribe daily 09:00", ANN))
    about = f"urgent {stored(do)[0].id} 2026-03-02"
    assert await scene.play(digests.show_list, click=click(about, MAX)) == ["ack", "privately"]
    _, shown = scene.said[-1]
    [turn] = [block for block in shown["blocks"] if block["type"] == "actions"]
    following = turn["elements"][0]["value"]
    assert await scene.play(digests.turn_page_of_pile, click=click(following, MAX)) == [
        "ack",
        "instead",
    ]
    assert scene.reads().count("The printer is on fire") == 1
    assert "Next page" not in scene.reads()
    [turn] = [block for block in scene.said[-1][1]["blocks"] if block["type"] == "actions"]
    back = turn["elements"][0]
    assert back["text"]["text"] == "Previous page"
    await scene.play(digests.turn_page_of_pile, click=click(back["value"], MAX))
    assert scene.reads().count("The printer is on fire") == 8
    assert "Previous page" not in scene.reads()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "urgent",
        "urgent 1 never",
        "urgent 1 2026-03-02",
        "urgent team:gone 2026-03-02",
        "x y z w v",
    ],
)
async def test_a_button_of_what_is_gone_is_refused(scene: Scene, value: str) -> None:
    with pytest.raises(NotFound):
        await scene.play(digests.show_list, click=click(value, ANN))


async def test_help_lists_what_can_be_said(scene: Scene) -> None:
    await scene.play(digests.kpi, command=said("help", MAX))
    assert "/kpi subscribe daily 09:00" in scene.reads()
