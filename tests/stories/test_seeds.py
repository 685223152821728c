"""What a workspace begins with, and that the bot finds its way in it."""

import asyncio
from collections import Counter

from tests.stories.conftest import Company, until

OF_THE_MORNING = ("expiries:", "findings:", "digest:")
"""Told from eight o'clock on, of what there is by then: when a workspace begins later than that, at once."""


def said(company: Company) -> list[str]:
    """What the bot posted by itself and what it brought up to date, but for what every morning brings."""
    calls = [it for it in company.sandbox.calls if it.method in ("chat.postMessage", "chat.update")]
    keys = [
        str(((it.args.get("metadata") or {}).get("event_payload") or {}).get("key", it))
        for it in calls
    ]
    return [key for key in keys if not key.startswith(OF_THE_MORNING)]


async def test_in_an_empty_workspace_the_bot_makes_its_own_channels(open_company) -> None:
    async with open_company(seed="empty") as company:
        max_ = await company.enter("Max Weber")
        names = {it["name"]: it for it in (await max_.workspace())["channels"]}
        assert set(names) == {"general", "service-desk", "platform"}
        assert await max_.messages("general") == []

        await max_.says("general", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        assert (await max_.submit()).closed
        ann = await company.enter("Ann Berger")
        assert (await ann.channel("service-desk"))["is_member"]
        await ann.press("Acknowledge", in_channel="service-desk", containing="INC-1")
        await max_.sees_direct(containing="Ann Berger acknowledged it")


async def test_after_busy_months_the_bot_sends_nothing_old_and_goes_on(open_company) -> None:
    async with open_company(seed="busy") as company:
        before = company.posted()
        ben = await company.enter("Ben Okafor")
        await ben.bot_is_there()
        await asyncio.sleep(1.0)  # a sender with something to say would have looked by now
        assert len(said(company)) < 3, said(company)  # an alarm may have become due since
        assert before == Counter({key: company.posted()[key] for key in before})

        card = await ben.sees("service-desk", containing="\nReopen\n")
        await ben.press_in(card, "Reopen", channel="service-desk")
        await ben.modal(containing="Reason")
        await ben.fill("Reason", "It is back.")
        assert (await ben.submit()).closed
        changed = await ben.sees("service-desk", containing="It is back.")
        assert changed["ts"] == card["ts"]
        assert "In progress" in await ben.read(changed)

        await ben.says("general", "/incident something new")
        await ben.modal("Raise an incident")
        assert (await ben.submit()).closed
        await ben.sees("service-desk", containing="something new")
        await until(lambda: len(company.posted()) > len(before))
        assert max(company.posted().values()) == 1
