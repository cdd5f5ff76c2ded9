"""What a text among the settings may be, where people read it."""

NAME_CHARACTERS_MAX = 100


def check_name(text: str) -> str | None:
    is_name = text.strip() and len(text) <= NAME_CHARACTERS_MAX
    return None if is_name else f"a name of 1 to {NAME_CHARACTERS_MAX} characters"
