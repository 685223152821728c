"""`python -m bot`, which is also `steward`."""

from bot.cli import main

if __name__ == "__main__":
    main()
