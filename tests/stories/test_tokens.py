"""An admin makes a token in Slack, a program is let in by it, and is shut out when it is revoked."""

import json
import re

from tests.stories.conftest import Company
from tests.visitor import Visitor


async def make(admin: Visitor, name: str, *scopes: str, asks_for: str = "Max Weber") -> str:
    """Make a token as people do; answers its secret."""
    await admin.says("general", "/steward tokens")
    await admin.press("New token", in_channel="general", containing="Tokens")
    await admin.modal("New token")
    await admin.fill("Name", name)
    await admin.tick("What it may do", *scopes)
    await admin.pick_person("Asks for", asks_for)
    await admin.submit()
    shown = await admin.read(await admin.modal("Your new token"))
    [secret] = re.findall(r"stw_[\w-]+", shown)
    await admin.close()
    return secret


READ = "changes:read – see how changes stand"
WRITE = "changes:write – ask for changes"


async def look(company: Company, secret: str | None) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    status, text = await company.http("GET", "/api/v1/changes/CHG-404", headers=headers)
    return status, json.loads(text)


async def test_a_token_opens_the_door_until_it_is_revoked(company: Company) -> None:
    zoe = await company.enter("Zoe Lindqvist")
    secret = await make(zoe, "Deployments", READ)
    status, says = await look(company, secret)
    assert (status, says["title"]) == (404, "Not Found")
    assert "There is no CHG-404" in str(says["detail"])

    await zoe.says("general", "/steward tokens")
    shown = await zoe.read(await zoe.sees_privately("general", containing="Deployments"))
    assert "asks for @Max Weber" in shown
    assert secret not in shown

    await zoe.press("Revoke", in_channel="general", containing="Deployments")
    await zoe.sees_privately("general", containing="There is no token yet")
    refused = await look(company, secret)
    assert refused == await look(company, None) == await look(company, "stw_never_made")
    assert refused[0] == 401


async def test_a_form_that_lacks_something_keeps_what_was_typed(company: Company) -> None:
    zoe = await company.enter("Zoe Lindqvist")
    await zoe.says("general", "/steward tokens")
    await zoe.press("New token", in_channel="general", containing="Tokens")
    await zoe.modal("New token")
    await zoe.fill("Name", "\u200b")
    sent = await zoe.submit()
    assert sent.errors == {
        "Name": "Say what it is for, such as the pipeline that uses it.",
    }


async def test_nobody_else_sees_or_makes_tokens(company: Company) -> None:
    ben = await company.enter("Ben Okafor")
    await ben.says("general", "/steward tokens")
    await ben.sees_privately(
        "general", containing="Tokens are made and revoked by Steward's admins"
    )
