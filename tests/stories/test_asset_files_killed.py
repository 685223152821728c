"""kill -9 while a file of assets is looked over and brought in: a start goes on with it, and nothing is half done."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sandbox.server import Sandbox
from storage.database import read_url
from tests.stories.test_kill import start_bot
from tests.visitor import Visitor

ROWS = 400
FILE = "Asset Tag,Name,Serial Number,Status\n" + "".join(
    f"L-{count},Laptop {count},S{count},in stock\n" for count in range(ROWS)
)
LONG = 60


@pytest.mark.timeout(300)
async def test_a_killed_bot_brings_all_of_a_file_in_or_nothing(
    tmp_path: Path, database_url: str
) -> None:
    engine = create_engine(read_url(database_url))

    def there() -> int:
        with engine.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM assets")) or 0)

    async with Sandbox.start(data=tmp_path / "sandbox") as sandbox:
        bot = await start_bot(sandbox, database_url)
        try:
            async with Visitor.enter(sandbox.url, "Zoe Lindqvist") as zoe:
                await zoe.bot_is_there(within=LONG)
                message = await zoe.drops("service-desk", "many.csv", FILE.encode())
                asked = await zoe.shortcut("Import assets", on=message, channel="service-desk")
                assert asked.acked
                bot.kill()
                await bot.wait()
                bot = await start_bot(sandbox, database_url)
                await zoe.sees_direct(containing="What many.csv would do", within=LONG)
                assert there() == 0

                await zoe.bot_is_there()
                pressed = await zoe.press(f"Apply {ROWS} changes", in_channel="@Steward")
                assert pressed.acked
                bot.kill()
                await bot.wait()
                assert there() in (0, ROWS)
                bot = await start_bot(sandbox, database_url)
                await zoe.sees_direct(containing="many.csv was brought in", within=LONG)
                assert there() == ROWS
        finally:
            bot.kill()
            await bot.wait()
            engine.dispose()
