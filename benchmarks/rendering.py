"""Render texts made to be slow, at three sizes, and print what each costs; fail when an accepted one passes the budget.

    python benchmarks/rendering.py [FAMILY ...]
    python benchmarks/rendering.py --search SECONDS [SEED]

Columns: family, code points, accepted or refused, CPU milliseconds, and their ratio to the size before (the size
grows by 2 each time, so that 2 is linear and 4 quadratic). `--search` mixes the families at random, keeps the slowest
accepted mixtures and changes them further; it prints each new record, and fails as above.
"""

from __future__ import annotations

import random
import sys
import time

from rendering_families import FAMILIES, UNITS

from discuss.errors import Invalid
from discuss.rendering import render_markdown

BUDGET_MS = 250
SIZES = (2_500, 5_000, 10_000)


def measure(body: str) -> tuple[bool, float]:
    """Give whether a body is accepted, and the CPU milliseconds this took."""
    start = time.process_time()
    try:
        render_markdown(body)
        accepted = True
    except Invalid:
        accepted = False
    return accepted, (time.process_time() - start) * 1_000


def run(name: str) -> bool:
    """Print the rows of one family; tell whether it stays within the budget."""
    before = 0.0
    good = True
    for size in SIZES:
        accepted, cost = measure(FAMILIES[name](size))
        ratio = f"{cost / before:5.1f}" if before else "     "
        late = accepted and cost > BUDGET_MS
        good = good and not late
        word = "accepted" if accepted else "refused"
        print(f"{name:30} {size:6} {word:8} {cost:9.1f} {ratio}{'  TOO SLOW' * late}", flush=True)
        before = cost
    return good


def run_all(names: list[str]) -> int:
    """Run the named families, or all; give the exit code."""
    results = [run(name) for name in names or FAMILIES]
    print(f"{results.count(True)} of {len(results)} families within {BUDGET_MS} ms of CPU")
    return 0 if all(results) else 1


Recipe = list[tuple[str, int]]


def mixture(recipe: Recipe) -> str:
    """Give the text of a recipe: each unit so many times, all of it again until 10,000 code points are full."""
    text = "".join(unit * times for unit, times in recipe) or "a"
    return (text * (SIZES[-1] // len(text) + 1))[: SIZES[-1]]


def changed(recipe: Recipe, chance: random.Random) -> Recipe:
    """Give the recipe with one part added, removed, or repeated more or less often."""
    new = list(recipe)
    place = chance.randrange(len(new) + 1)
    if chance.random() < 0.4 or not new:
        new.insert(place, (chance.choice(UNITS), chance.choice((1, 1, 1, 2, 5, 20, 90, 240, 900))))
    elif chance.random() < 0.4:
        del new[place - 1]
    else:
        unit, times = new[place - 1]
        new[place - 1] = (unit, max(1, times * chance.choice((1, 2, 3)) // chance.choice((1, 2, 3))))
    return new


def search(seconds: float, seed: int) -> int:
    """Look for slow mixtures that are accepted; give the exit code."""
    chance = random.Random(seed)
    slowest: list[tuple[float, Recipe]] = [(0.0, [])]
    until = time.monotonic() + seconds
    tried = 0
    while time.monotonic() < until:
        recipe = changed(chance.choice(slowest)[1], chance)
        accepted, cost = measure(mixture(recipe))
        tried += 1
        if accepted:
            record = cost > slowest[0][0]
            slowest = sorted([*slowest, (cost, recipe)], key=lambda found: -found[0])[:12]
            if record:
                print(f"{tried:6} {cost:9.1f} {recipe}", flush=True)
    print(f"{tried} mixtures, the slowest accepted one takes {slowest[0][0]:.1f} ms of CPU")
    return 0 if slowest[0][0] <= BUDGET_MS else 1


def main(arguments: list[str]) -> int:
    """Do what the command line asks."""
    render_markdown("warm up: *a* https://a.b\n\n|a|\n|-|\n|b|")
    if arguments[:1] == ["--search"]:
        return search(float(arguments[1]), int(arguments[2]) if len(arguments) > 2 else 0)
    return run_all(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
