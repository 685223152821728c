"""Words with one slip in them: a letter that is missing, too many, another, or swapped with the next."""

from hypothesis import strategies as st


def slipped(word: str) -> st.SearchStrategy[str]:
    """This word, as somebody in a hurry types it."""

    def slip(how: str, at: int, letter: str) -> str:
        match how:
            case "missing":
                return word[:at] + word[at + 1 :]
            case "too many":
                return word[:at] + letter + word[at:]
            case "another":
                return word[:at] + letter + word[at + 1 :]
            case _:
                return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]

    hows = st.sampled_from(["missing", "too many", "another", "swapped"])
    return st.builds(slip, hows, st.integers(0, len(word) - 1), st.sampled_from("xyz"))
