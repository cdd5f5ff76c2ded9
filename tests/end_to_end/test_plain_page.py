"""Games without a drawing, played on real pages: the default page is all that they have."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.end_to_end import plain_games
from tests.end_to_end.contrast import find_faint_texts
from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

SCREENSHOTS = Path(__file__).parent / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
NARROWEST = 360
GAMES = ("reversi", "cards", "auction", "quiz", "breakthrough", "mines", "camps", "pegs")


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The games of these tests, each of one file."""
    folder, flags = tmp_path_factory.mktemp("games"), list[str]()
    for game in GAMES:
        path = folder / f"{game}.py"
        path.write_text(getattr(plain_games, game.upper()), encoding="utf-8")
        flags += ["--game", str(path)]
    return tuple(flags)


def meet(people: People, game: str) -> tuple[Person, Person]:
    """Ann and Bob sit at a table of the game, and it begins."""
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table(game)
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    return ann, bob


def photograph(person: Person, name: str, within: str = ".match") -> None:
    """Keep how the page looks in each size and scheme; all can be read, and none scrolls sideways."""
    for size, (width, height) in SIZES.items():
        person.page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            path = SCREENSHOTS / f"plain-{name}-{size}-{scheme}.png"
            person.page.screenshot(path=path, animations="disabled", full_page=True)
            assert find_faint_texts(person.page, within) == [], f"{name} on a {size}, {scheme}"
    person.page.set_viewport_size({"width": NARROWEST, "height": 740})
    width = person.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROWEST, f"{name} is {width} pixels wide where {NARROWEST} are"
    person.page.set_viewport_size({"width": 1280, "height": 800})


def lines(person: Person) -> Locator:
    """Return the lines of the log."""
    return person.get("log-line")


def test_on_a_grid_the_legal_cells_are_the_buttons(people: People) -> None:
    ann, bob = meet(people, "reversi")
    ann.wait_turn()
    photograph(ann, "reversi-begin")

    for number in range(6):
        mover = (ann, bob)[number % 2]
        mover.play("move-0")
        expect(lines(ann)).to_have_count(number + 1)
    photograph(bob, "reversi")

    expect(ann.page.locator(".plain-moves")).to_have_count(0)
    expect(ann.page.locator(".pdisc")).to_have_count(10)
    expect(lines(ann).last).to_contain_text("Bob turns")


def test_a_whole_game_on_a_grid_ends_with_its_result_and_can_be_played_again(people: People) -> None:
    ann, bob = meet(people, "reversi")

    discs = 4
    while not ann.get("result").is_visible():
        expect(ann.page.locator(".pdisc")).to_have_count(discs)
        expect(bob.page.locator(".pdisc")).to_have_count(discs)
        mover = ann if ann.get("turn").inner_text().startswith("Your turn") else bob
        mover.play("move-0")
        discs += 1
        expect(ann.page.locator(".pdisc")).to_have_count(discs)

    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
        person.get("rematch").click()
    bob.wait_turn()  # who began second begins the rematch
    expect(ann.page.locator(".pdisc")).to_have_count(4)


def test_a_board_is_played_with_keys_alone_and_says_what_stands_where(people: People) -> None:
    ann, bob = meet(people, "reversi")
    ann.wait_turn()

    ann.get("move-0").focus()
    for key in ("ArrowDown", "ArrowLeft", "ArrowDown", "ArrowUp"):
        ann.page.keyboard.press(key)
    assert ann.page.evaluate("document.activeElement.ariaLabel") == "Row 3, column 2: empty"
    ann.page.keyboard.press("Enter")

    expect(bob.page.get_by_label("Row 3, column 2: Ann", exact=True)).to_be_visible()
    expect(ann.page.get_by_label("Row 3, column 2: yours", exact=True)).to_be_focused()


def cell(person: Person, row: int, column: int) -> Locator:
    """Return the cell of the board, rows and columns from 0."""
    return person.page.locator(f'[data-cell="{row}-{column}"]')


def test_a_move_from_here_to_there_is_two_clicks_and_the_first_can_be_taken_back(people: People) -> None:
    ann, bob = meet(people, "breakthrough")
    ann.wait_turn()
    expect(ann.page.locator(".plain-moves")).to_have_count(0)
    expect(ann.page.locator(".cell-open")).to_have_count(6)
    photograph(ann, "breakthrough-begin")

    cell(ann, 4, 1).click()
    expect(ann.page.locator(".cell-open")).to_have_count(3)
    expect(ann.get("plain-hint")).to_contain_text("Now choose where to")
    photograph(ann, "breakthrough-chosen")
    cell(ann, 4, 1).click()
    expect(ann.page.locator(".cell-open")).to_have_count(6)
    cell(ann, 4, 1).click()
    cell(ann, 4, 2).click()
    expect(cell(ann, 4, 2)).to_have_attribute("aria-pressed", "true")
    cell(ann, 3, 3).click()

    bob.wait_turn()
    expect(bob.page.get_by_label("Row 4, column 4: Ann", exact=True)).to_be_visible()


def test_a_move_from_here_to_there_is_made_with_keys_alone(people: People) -> None:
    ann, bob = meet(people, "breakthrough")
    ann.wait_turn()

    cell(ann, 4, 0).focus()
    for key in ("Enter", "Escape", "ArrowRight", "Enter", "ArrowUp"):
        ann.page.keyboard.press(key)
    assert ann.page.evaluate("document.activeElement.ariaLabel") == "Row 4, column 2: empty"
    ann.page.keyboard.press("Enter")

    bob.wait_turn()
    expect(bob.page.get_by_label("Row 4, column 2: Ann", exact=True)).to_be_visible()


def test_a_whole_game_of_moves_from_here_to_there(people: People) -> None:
    ann, bob = meet(people, "breakthrough")

    for number in range(100):
        mover = (ann, bob)[number % 2]
        expect(
            mover.get("result").or_(mover.page.locator("[data-turn=true] .cell-open")).first
        ).to_be_visible()
        if mover.get("result").is_visible():
            break
        mover.page.locator(".cell-open").first.click()
        mover.page.locator(".cell-open").first.click()

    expect(ann.get("result")).to_have_text("You win!")


def test_two_kinds_of_move_on_a_cell_are_chosen_with_a_switch_above_the_board(people: People) -> None:
    ann = people.come("Ann")
    ann.open_table("mines")
    ann.sit()
    begin(ann)
    ann.wait_turn()
    expect(ann.get("modes")).to_have_text("OpenFlag")

    cell(ann, 1, 1).click()
    expect(cell(ann, 1, 1)).to_have_text("1")
    ann.get("mode-1").click()
    cell(ann, 0, 1).click()
    expect(cell(ann, 0, 1)).to_have_text("F")
    expect(ann.page.get_by_label("Flag", exact=True)).to_be_checked()
    photograph(ann, "mines")
    ann.get("mode-0").click()
    cell(ann, 2, 3).click()

    expect(ann.get("result")).to_have_text("Done")
    expect(ann.page.locator(".over")).to_contain_text("Score 2")
    photograph(ann, "mines-over")


def test_records_that_name_a_cell_are_chosen_by_what_they_are_called(people: People) -> None:
    ann, bob = meet(people, "camps")
    ann.wait_turn()
    expect(ann.get("modes")).to_have_text("OpenFlag")

    ann.get("mode-1").click()
    cell(ann, 1, 2).click()

    bob.wait_turn()
    expect(cell(bob, 1, 2)).to_have_text("F")
    photograph(bob, "camps")


def test_a_board_has_the_numbers_that_moves_use_where_they_are_typed(people: People) -> None:
    ann, bob = meet(people, "pegs")
    ann.wait_turn()
    photograph(ann, "pegs")
    expect(ann.page.locator(".plain-grid thead th")).to_have_text(["0", "1", "2", "3", "4"])
    expect(ann.page.locator(".plain-grid tbody th")).to_have_text(["0", "1", "2", "3"])

    ann.get("move-row").fill("3")
    ann.get("move-column").fill("1")
    ann.get("move-send").click()

    expect(cell(bob, 3, 1).locator(".pdisc")).to_be_visible()


def test_a_card_is_played_from_the_hand_that_only_its_owner_sees(people: People) -> None:
    ann, bob = meet(people, "cards")
    cy = people.come("Cy")
    cy.join_by_link(ann.get("room-code").inner_text())
    ann.wait_turn()
    photograph(ann, "cards")

    ann.page.get_by_role("button", name="Draw").click()
    bob.wait_turn()

    expect(ann.get("own-secret").get_by_role("img")).to_have_count(6)
    expect(ann.page.locator("[data-private=true]")).to_have_count(2)
    expect(bob.page.locator("[data-private=true]")).to_have_count(1)
    expect(lines(bob).last).to_have_text("Ann draws a card")
    expect(cy.get("own-secret")).to_have_count(0)
    expect(cy.page.locator("[data-private=true]")).to_have_count(0)
    expect(cy.get("board").get_by_role("img")).to_have_count(1)


def test_the_log_has_nothing_twice_after_a_reload(people: People) -> None:
    ann, bob = meet(people, "cards")
    ann.play("move-0" if ann.get("move-0").is_visible() else "move-1")
    bob.wait_turn()
    told = lines(ann).all_inner_texts()

    ann.page.reload()
    ann.wait_online()

    expect(lines(ann)).to_have_text(told)


def test_a_move_of_many_parts_is_filled_in_and_its_faults_are_told_at_the_fields(people: People) -> None:
    ann, bob = meet(people, "auction")
    ann.wait_turn()

    ann.get("move-amount").fill("77")
    ann.get("move-tags-add").click()
    ann.get("move-tags-0").fill("old")
    ann.get("move-send").click()
    expect(ann.get("field-fault")).to_have_text(["77 is not allowed: 1 to 50", "Choose one"])
    expect(ann.get("move-amount")).to_be_focused()
    photograph(ann, "auction-faults")
    ann.get("move-amount").fill("7")
    ann.page.get_by_label("Green").check()
    ann.get("move-reason").fill("I like it")
    ann.page.keyboard.press("Enter")

    bob.wait_turn()
    expect(bob.page.locator(".plain-table")).to_contain_text("Ann7greenI like itold")
    expect(bob.get("board")).to_contain_text("A clock of Ann's grandmother")


def test_what_the_game_refuses_is_told_in_its_words_and_what_was_typed_stays(people: People) -> None:
    ann, bob = meet(people, "auction")
    ann.wait_turn()
    ann.get("move-text-kind").get_by_label("Pass").check()
    ann.get("move-send").click()
    expect(ann.get("form-refusal")).to_have_text("somebody has to bid first")
    ann.get("move-text-kind").get_by_label("Bid").check()
    ann.get("move-amount").fill("20")
    ann.page.get_by_label("Red").check()
    ann.get("move-send").click()
    bob.wait_turn()

    bob.get("move-amount").fill("3")
    bob.page.get_by_label("Blue").check()
    bob.get("move-send").click()

    expect(bob.get("form-refusal")).to_have_text("a bid must be over 20")
    expect(bob.get("toast")).to_have_count(0)
    expect(bob.get("move-amount")).to_have_value("3")
    expect(bob.page.get_by_label("Blue")).to_be_checked()
    photograph(bob, "auction-refused")
    bob.get("move-text-kind").get_by_label("Pass").check()
    bob.get("move-send").click()
    expect(ann.get("result")).to_have_text("You win!")


def test_all_answer_at_once_and_everybody_sees_who_has(people: People) -> None:
    ann, bob = meet(people, "quiz")
    for person in (ann, bob):
        person.wait_turn()
    photograph(ann, "quiz")

    answer(ann, "42")
    expect(bob.get("player-0")).to_have_attribute("data-state", "acted")
    expect(bob.get("player-1")).to_have_attribute("data-state", "acts")
    expect(ann.get("move-form")).to_have_count(0)
    expect(ann.get("own-secret")).to_contain_text("42")
    photograph(ann, "quiz-waiting")
    answer(bob, "41")
    for person, text in ((ann, "mars"), (bob, "Mars")):
        expect(person.get("board")).to_contain_text("Which planet is red?")
        answer(person, text)

    expect(ann.get("result")).to_have_text("You win!")
    expect(lines(bob)).to_have_text(
        ["It was 42", "Ann was right", "It was mars", "Ann was right", "Bob was right"]
    )


def test_the_options_of_a_game_are_asked_for_and_time_runs_out(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.get("game-select").select_option("quiz")
    ann.get("option-seconds").fill("0")
    ann.get("option-greeting").fill("That was it")
    ann.get("create-room").click()
    expect(ann.get("field-fault")).to_have_text("0 is not allowed: 1 to 120")
    ann.get("option-seconds").fill("1")
    ann.get("option-questions").fill("1")
    code = ann.open_table("quiz")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)

    expect(ann.get("result")).to_have_text("A draw")
    expect(lines(ann)).to_have_text(["Time is up", "It was 42"])
    expect(bob.get("board")).to_contain_text("That was it")


def test_a_bot_joins_with_the_command_that_the_page_shows(people: People) -> None:
    ann = people.come("Ann")
    ann.open_table("reversi")
    ann.sit()
    ann.get("bot-help").locator("summary").click()
    photograph(ann, "bot-help", within=".gathering")
    command = ann.get("bot-command").input_value().split()
    assert command[:4] == ["python", "-m", "clients", "bot"]

    bot = subprocess.Popen([sys.executable, *command[1:], "--timeout", "30"])
    try:
        expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")
        ann.get("ready").click()
        ann.wait_turn()
        ann.get("move-0").click()
        expect(lines(ann).nth(1)).to_contain_text("turns")
    finally:
        bot.terminate()
        bot.wait(10)


def test_long_names_are_shown_whole_and_whose_turn_it_is_stays_in_sight(people: People) -> None:
    ann, _ = meet(people, "auction")
    ann.rename("Guest Ferdinand Longname")
    ann.wait_turn()
    for size, (width, _) in SIZES.items():
        ann.page.set_viewport_size({"width": width, "height": 640})
        cut = ".me-name, .plain-seat-name, .seat-name"
        script = (
            "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML)"
        )
        assert ann.page.locator(cut).evaluate_all(script) == [], size
        ann.page.keyboard.press("End")
        ann.get("move-send").scroll_into_view_if_needed()
        expect(ann.get("turn")).to_be_in_viewport()
        expect(ann.get("move-send")).to_be_in_viewport()
        ann.page.screenshot(path=SCREENSHOTS / f"plain-sticky-turn-{size}.png")


def test_a_number_that_was_not_chosen_has_no_thumb_on_its_slider(people: People) -> None:
    ann, _ = meet(people, "auction")
    ann.wait_turn()
    slider = ann.page.get_by_label("From 1 to 50")
    expect(slider).to_have_class("range-unset")

    ann.get("move-amount").fill("7")

    expect(slider).not_to_have_class("range-unset")
    expect(slider).to_have_value("7")
    expect(ann.get("move-send")).to_have_text("Play: Bid")


def answer(person: Person, text: str) -> None:
    """Type the answer, and send it with the Enter key."""
    person.wait_turn()
    person.get("move-text").fill(text)
    person.page.keyboard.press("Enter")
