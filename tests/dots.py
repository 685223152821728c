"""What is seen in a picture, dot by dot."""

from PIL import Image


def heights(picture: Image.Image, colour: str) -> list[int]:
    """The heights of the bars of this colour (`#0f6b67`), from left to right, in dots; what only touches it is none."""
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    dots = picture.load()
    columns = [
        sum(dots[x, y][:3] == wanted for y in range(picture.height)) for x in range(picture.width)
    ]
    found: list[int] = []
    before = 0
    for count in columns:
        if count and before:
            found[-1] = max(found[-1], count)
        elif count:
            found.append(count)
        before = count
    return [height for height in found if height > 1]
