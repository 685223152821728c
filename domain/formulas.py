"""Cells that a spreadsheet would take for a formula, made text, and back again."""

BEGIN = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula; a text that begins so gets an apostrophe in front."""


def neutral(cell: str) -> str:
    """The cell as text for every spreadsheet."""
    bare = cell.lstrip("'")
    return f"'{cell}" if bare.startswith(BEGIN) else cell


def original(cell: str, escape: str = "'") -> str:
    """What was meant by a cell that was made text with this letter in front."""
    bare = cell.lstrip(escape)
    return cell[1:] if cell.startswith(escape) and bare.startswith(BEGIN) else cell
