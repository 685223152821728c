"""A delivery is dealt with once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from storage import deliveries
from storage.database import Database
from tests.makers import Do


async def test_of_twenty_at_once_one_may(database: Database, noon: datetime) -> None:
    claims = (database.write(lambda tx: deliveries.claim(tx, "view:V1", noon)) for _ in range(20))
    assert Counter(await asyncio.gather(*claims)) == {True: 1, False: 19}


async def test_a_claim_that_failed_is_free_again(database: Database, noon: datetime) -> None:
    def stumble(tx) -> None:
        deliveries.claim(tx, "view:V1", noon)
        raise LookupError

    answers = await asyncio.gather(
        database.write(stumble),
        database.write(lambda tx: deliveries.claim(tx, "view:V1", noon)),
        return_exceptions=True,
    )
    assert isinstance(answers[0], LookupError)
    assert answers[1] is True


def test_old_deliveries_are_forgotten_and_the_others_kept(do: Do, noon: datetime) -> None:
    do(deliveries.claim, "old", noon - timedelta(days=3))
    do(deliveries.claim, "new", noon)
    assert do(deliveries.forget, before=noon - timedelta(days=2)) == 1
    assert not do(deliveries.claim, "new", noon)
    assert do(deliveries.claim, "old", noon)
