"""Changes from the first word to the last, as people play them."""

from tests.stories.change_tales import asks


async def test_a_low_risk_change_goes_from_the_form_to_done(company) -> None:
    max_ = await asks(company, "Max Weber")
    await max_.sees_direct(containing="You asked for CHG-1. Those who decide have been asked.")
    dev = await company.enter("Dev Patel")
    card = await dev.read(await dev.sees("platform", containing="CHG-1 · rotate the keys"))
    assert "Peer review: 0 of 1, waiting for @Chloe Martin, @Dev Patel and @Zoe Lindqvist" in card

    await dev.press("Approve", in_channel="@Steward", containing="waits for your decision")
    told = await dev.read(await dev.sees_direct(containing="✅ Peer review approved CHG-1."))
    assert "Approve\n" not in told
    chloe = await company.enter("Chloe Martin")
    assert "Approve\n" not in await chloe.read(await chloe.sees_direct("Peer review approved"))
    await max_.sees_direct(containing="CHG-1 is approved. It can start")
    card = await dev.read(await dev.sees("platform", containing="Approved and scheduled"))
    assert "✅ Peer review: approved · @Dev Patel approved" in card
    assert "Approve\n" not in card
