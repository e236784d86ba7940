"""Compute verdicts and draw plots of the shipped runs where their records or our code changed. A test says when.

python scripts/ship_results.py
"""

from broadsheet.process import set_up_django


def main() -> None:
    set_up_django()
    from broadsheet.claims import shipped_pictures, shipped_verdicts
    from broadsheet.claims.runs import store

    runs = store.shipped_runs().values()
    shipped_verdicts.ship(runs)
    drawn = shipped_pictures.ship(runs)
    print(f"Plots drawn: {', '.join(drawn) or 'none, all are current'}")


if __name__ == "__main__":
    main()
