"""`broadsheet`, and `python -m broadsheet`."""

from broadsheet import interruption


def main() -> None:
    interruption.run(_command)


def _command() -> None:
    from broadsheet.cli import main

    main()


if __name__ == "__main__":
    main()
