"""Each who asks has a turn, however much one asks for, and nobody can fill the queue for the others."""

from lobby.shell.bots.fair_queue import FairQueue


async def take(queue: FairQueue[str], count: int) -> list[str]:
    return [await queue.get() for _ in range(count)]


async def test_each_asker_has_a_turn_and_of_one_the_oldest_comes_first() -> None:
    queue = FairQueue[str](10)
    for job in ("a1", "a2", "a3", "a4", "b1", "b2", "c1"):
        assert queue.put(job[0], job) is None

    assert await take(queue, 7) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


async def test_who_comes_to_a_full_queue_has_the_place_of_whoever_has_most_in_it() -> None:
    queue = FairQueue[str](3)
    for job in ("a1", "a2", "a3"):
        queue.put("a", job)

    assert queue.put("a", "a4") == "a4"
    assert queue.put("b", "b1") == "a3"
    assert queue.put("b", "b2") == "b2", "they have as much in it"
    assert queue.put("c", "c1") == "a2"
    assert queue.put("d", "d1") == "d1"
    assert await take(queue, 3) == ["a1", "b1", "c1"]
    assert queue.put("d", "d1") is None
