#!/usr/bin/env python3
"""Makes claims.csv: insurance claims against the policies that bootstrap seeds in policy_lookup.

Some have no policy, some a policy that is not there. Same file, same bytes.
"""
import random
from pathlib import Path

SEED = 20240401
ROWS = 120
COLUMNS = "claim_id,policy_id,claimed_on,cause,amount,currency,status"
POLICIES = [f"POL-{number}" for number in range(1001, 1009)]
UNKNOWN = ["POL-9001", "POL-9002", "pol-1001"]
USUAL_AMOUNTS = [
    ("Collision", 1800), ("Water damage", 3200), ("Theft", 900),
    ("Storm", 2500), ("Illness", 450), ("Data breach", 12000),
]
STATUSES = ["open", "paid", "paid", "rejected"]


def pick(rng, items):
    # Only Random.random() is promised to stay the same in later Python versions.
    return items[int(rng.random() * len(items))]


def policy(rng):
    point = rng.random()
    if point < 0.05:
        return ""
    return pick(rng, UNKNOWN if point < 0.12 else POLICIES)


def claim(rng, number):
    cause, usual = pick(rng, USUAL_AMOUNTS)
    month, day = 1 + int(rng.random() * 3), 1 + int(rng.random() * 28)
    amount = usual * (0.3 + 1.5 * rng.random())
    return (f"CLM-2024-{number:06d},{policy(rng)},2024-{month:02d}-{day:02d},"
            f"{cause},{amount:.2f},EUR,{pick(rng, STATUSES)}")


def main():
    rng = random.Random(SEED)
    lines = [COLUMNS] + [claim(rng, number) for number in range(1, ROWS + 1)]
    target = Path(__file__).with_name("claims.csv")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
