"""The commands of "Gate a deployment", as they stand on the page, against the running bot."""

import asyncio
import json
import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from standardwebhooks import WebhookVerificationError

from bot.configuration.webhooks import WebhookTable
from bot.webhooks import headers_of
from tests.stories.test_gate import SECRET, Job, OpenGate, approves, open_gate, rejects

__all__ = ["open_gate"]

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "gate-a-deployment.md"
NEEDED = ("bash", "curl", "jq")

needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in NEEDED),
    reason="the page's commands need bash, curl and jq, and one of them is not here",
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


async def run(script: str, job: Job, folder: Path, key: str = "run-7") -> tuple[int, str, str]:
    """Let bash run it; answers exit code and what it said."""
    here = {"STEWARD_URL": job.url, "STEWARD_TOKEN": job.secret, "RUN": key, "PAUSE": "0.6"}
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **here},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode or 0, said.decode(), complained.decode()


@needs_tools
async def test_the_page_s_job_waits_until_it_may_start(open_gate: OpenGate, tmp_path: Path) -> None:
    make, gate = blocks("bash")
    async with open_gate() as (company, job):
        assert (await run(make, job, tmp_path))[0] == 0
        waiting = asyncio.create_task(run(gate, job, tmp_path))
        await asyncio.sleep(2)
        assert not waiting.done()
        await approves(company, "CHG-1")
        assert await waiting == (0, "CHG-1 is asked for.\nCHG-1 may start.\n", "")

        again = await run(gate, job, tmp_path)
        assert again == (0, "CHG-1 is asked for.\nCHG-1 may start.\n", "")


@needs_tools
async def test_the_page_s_job_says_why_it_gives_up(open_gate: OpenGate, tmp_path: Path) -> None:
    make, gate = blocks("bash")
    async with open_gate() as (company, job):
        await run(make, job, tmp_path)
        waiting = asyncio.create_task(run(gate, job, tmp_path))
        await asyncio.sleep(1)
        await rejects(company, "CHG-1")
        code, _, complained = await waiting
        assert code == 1
        assert "CHG-1 was rejected." in complained

        file = tmp_path / "change.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"title": ""}))
        code, said, complained = await run(gate, job, tmp_path, "run-8")
        assert (code, said) == (1, "")
        assert "title: Say in a few words what is changed." in complained

        job.secret = "stw_wrong"
        code, _, complained = await run(gate, job, tmp_path, "run-9")
        assert code == 1
        assert "Send a token that is good" in complained


def test_the_page_s_workflow_and_configuration_can_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [workflow] = blocks("yaml")
    steps = yaml.safe_load(workflow)["jobs"]["deploy"]["steps"]
    assert [step["run"] for step in steps[1:]] == ["./make-change.sh", "./gate.sh", "./deploy.sh"]
    monkeypatch.setenv("STEWARD_WEBHOOK_SECRET", SECRET)
    [table] = tomllib.loads(blocks("toml")[0])["webhooks"]
    assert WebhookTable.model_validate(table).webhook().secret == SECRET


def test_the_page_s_receiver_believes_what_is_signed_and_does_nothing_twice() -> None:
    written: dict[str, Any] = {}
    exec(blocks("python")[0], written)  # noqa: S102  it is our own page
    hear, seen = written["hear"], set[str]()
    body = json.dumps({"type": "change.approved", "data": {"number": "CHG-7"}})
    headers = headers_of("msg_1", body, SECRET)
    assert hear(body.encode(), headers, SECRET, seen) == "CHG-7"
    assert hear(body.encode(), headers, SECRET, seen) is None
    with pytest.raises(WebhookVerificationError):
        hear(body.replace("7", "8").encode(), headers_of("msg_2", body, SECRET), SECRET, seen)
