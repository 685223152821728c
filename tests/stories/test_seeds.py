"""What a workspace begins with, and that the bot finds its way in it."""


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
