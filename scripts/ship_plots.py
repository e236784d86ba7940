"""Draw the plots of shipped verdicts anew where the records or the drawing code changed. A test says when.

python scripts/ship_plots.py
"""

from broadsheet.process import set_up_django


def main() -> None:
    set_up_django()
    from broadsheet.claims import shipped_pictures
    from broadsheet.claims.runs import store

    drawn = shipped_pictures.ship(store.shipped_runs().values())
    print(f"Drawn: {', '.join(drawn) or 'none, all are current'}")


if __name__ == "__main__":
    main()
