#!/usr/bin/env python3
"""Make the sample data of delta-enrich: transactions, lookup and expected answers.

The output depends only on this file and --rows: same input, same bytes.
"""
import argparse
import csv
import json
import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

SEED = 20240301
START = datetime(2024, 1, 1)
DAYS = 91  # January to March 2024, a leap year
ACCOUNTS = 150

TRANSACTION_COLUMNS = [
    "transaction_id", "account_id", "merchant_id", "amount", "currency",
    "transaction_ts", "channel", "card_last4", "country", "city",
    "description", "is_international", "status",
]
LOOKUP_COLUMNS = ["merchant_id", "merchant_name", "category"]
EXPECTED_COLUMNS = ["transaction_id", "merchant_id", "enriched_category"]

# Each merchant: id, name, category, kind of shop, usual amount in euros.
SEEDED = [
    ("MER-ABC", "Alpha Mart", "Groceries", "shop", 32),
    ("MER-XYZ", "Tech Gadgets Inc.", "Electronics", "web", 120),
    ("MER-123", "HealthPlus Pharmacy", "Healthcare", "shop", 18),
]
# Most popular first. No two ids are equal after trimming and lower-casing, so
# that a laxer way of matching would still find at most one merchant per key.
OTHERS = [
    ("MER-1001", "Corner Coffee ☕", "Coffee & Tea", "shop", 5),
    ("MER-1002", "Metro Transit", "Public Transport", "shop", 3),
    ("MER-1003", "StreamBox", "Digital Subscriptions", "web", 12),
    ("MER-1004", "Bäckerei Müller", "Bakery", "shop", 7),
    ("MER-1005", "Shell & Go, Station 12", "Fuel", "shop", 55),
    ("MER-1006", "First City Bank ATM", "Cash Withdrawal", "cash", 100),
    ("MER-1007", "Parcel Point", None, "web", 14),
    ("MER-1008", "Luigi's Trattoria", "Restaurants", "shop", 42),
    ("MER-1009", "Buck $aver", "Discount ($1 to $5)", "shop", 6),
    ("MER-1010", "Bits, Bytes & Books", "Books, Music & Film", "web", 24),
    ("MER-1011", "RideNow", "Taxi & Ride Hailing", "web", 15),
    ("MER-1012", "GreenLeaf Market", "Groceries", "shop", 28),
    ("MER-1013", "The \"Original\" Burger Co.", "Fast Food", "shop", 11),
    ("MER-1014", "Ella's Closet", "Women's Fashion", "web", 65),
    ("MER-1015", "Sushi 寿司 Kaito", "Restaurants", "shop", 38),
    ("MER-1016", "CityParking", "Parking", "shop", 4),
    ("MER-1017", "PixelPlay 🎮", "Games 🎮", "web", 30),
    ("MER-1018", "Hardware Haus", "Home Improvement", "shop", 47),
    ("MER-1019", "Northern Rail", "Rail Travel", "web", 39),
    ("MER-1020", "Kiosk 24", None, "shop", 6),
    ("MER-1021", "Paws & Claws", "Pet Supplies", "shop", 22),
    ("MER-1022", "O'Brien's Pub", "Bars & Pubs", "shop", 19),
    ("MER-1023", "Nimbus Cloud Hosting", "Software & Cloud", "web", 49),
    ("MER-1024", "Fit4Life Gym", "Fitness", "web", 35),
    ("MER-1025", "Petite Crêperie", "Restaurants", "shop", 16),
    ("MER-1026", "Sole Mates", "Shoes", "shop", 70),
    ("MER-1027", "QuickCash Machines", "Cash Withdrawal", "cash", 80),
    ("MER-1028", "Vision Optics", "Healthcare", "shop", 130),
    ("MER-1029", "12\" Vinyl Vault", "Books, Music & Film", "shop", 27),
    ("MER-1030", "SkyHigh Airlines", "Air Travel", "web", 240),
    ("MER-1031", "Hotel Zur Brücke", "Hotels", "web", 160),
    ("MER-1032", "Blossom & Stem", "Florists", "shop", 25),
    ("MER-1033", "Toy Town", "Toys, \"Kids\" & Baby", "shop", 29),
    ("MER-1034", "Telco One", "Phone & Internet", "web", 40),
    ("MER-1035", "Bright Power", "Utilities", "web", 85),
    ("MER-1036", "Żabka pod Lasem", "Groceries", "shop", 12),
    ("MER-1037", "Cine Plaza", "Cinema", "shop", 13),
    ("MER-1038", "Wheel Deal Bikes", "Sports & Outdoor", "shop", 95),
    ("MER-1039", "Furniture Forum", "Furniture", "web", 210),
    ("MER-1040", "Happy Teeth Dental", "Healthcare", "shop", 90),
    ("MER-1041", "Cash&Carry $$$", "Wholesale", "shop", 150),
    ("MER-1042", "Barber Bros.", "Hairdressers", "shop", 24),
    ("MER-1043", "Ünal Döner", "Fast Food", "shop", 8),
    ("MER-1044", "Daily Ledger News", None, "web", 9),
    ("MER-1045", "AutoFix Garage", "Car Repair", "shop", 180),
    ("MER-1046", "Open Hands 🤝", "Charity", "web", 20),
    ("MER-1047", "Learnly", "Education", "web", 33),
    ("MER-1048", "Safe Harbour Insurance", "Insurance", "web", 75),
    ("MER-1049", "Laundry Loft", "Laundry", "shop", 10),
    ("MER-1050", "Gold & Glimmer", "Jewellery", "shop", 190),
    ("MER-1051", "Print'n'Copy", "Office Supplies", "shop", 9),
    ("MER-1052", "Lucky 7 Lottery", "Gambling", "shop", 10),
    ("MER-1053", "Museo Nacional", "Museums", "shop", 14),
    ("MER-1054", "Campsite El Niño", "Camping", "web", 60),
    ("MER-1055", "Wine, Dine & Co.", "Wine & Spirits", "shop", 31),
    ("MER-1056", "Aqua World", "Amusement Parks", "web", 45),
    # As long as a merchant_id may be: 50 characters.
    ("MER-PARTNER-NETWORK-CENTRAL-EUROPE-STORE-000000042",
     "Partner Store 42", "Partner Stores", "shop", 36),
]

# Shares are rows per thousand. OTHERS get what is left over.
NULL_SHARE = 30
SEEDED_SHARES = {"MER-ABC": 180, "MER-XYZ": 130, "MER-123": 95}
# All different down to the tenth key, so that the ranking has no ties.
UNKNOWN_SHARES = {
    "MER-9001": 12, "MER-7777": 11, "MER-9010": 9, "mer-abc": 8,
    "MER-0000": 7, "TEMP-55": 6, "MER-XYZ ": 5, "MER-9002": 4,
    "LEGACY-0042": 3, "MER-4040": 2, "MER-9003": 1, "UNKNOWN": 1,
}

CHANNELS = {
    "shop": [("contactless", 45), ("pos", 40), ("mobile_wallet", 15)],
    "web": [("ecommerce", 75), ("in_app", 15), ("recurring", 10)],
    "cash": [("atm", 1)],
}
STATUSES = [("approved", 93), ("declined", 4), ("pending", 2), ("reversed", 1)]

# Country, currency, units of it per euro (roughly), cities.
PLACES = [
    ("DE", "EUR", 1, ["Berlin", "München", "Köln", "Hamburg", "Düsseldorf"]),
    ("US", "USD", 1, ["New York", "San José", "Chicago", "Austin"]),
    ("GB", "GBP", 1, ["London", "Leeds", "Bristol"]),
    ("FR", "EUR", 1, ["Paris", "Besançon", "Orléans"]),
    ("ES", "EUR", 1, ["Madrid", "Málaga", "A Coruña"]),
    ("PL", "PLN", 4, ["Łódź", "Kraków", "Warszawa"]),
    ("CH", "CHF", 1, ["Zürich", "Genève"]),
    ("SE", "SEK", 11, ["Malmö", "Göteborg"]),
    ("BR", "BRL", 5, ["São Paulo", "Brasília"]),
    ("TR", "TRY", 33, ["İstanbul", "Ankara"]),
    ("JP", "JPY", 160, ["東京", "大阪"]),
]

DESCRIPTIONS = {
    "contactless": "Contactless payment", "pos": "Card purchase",
    "mobile_wallet": "Mobile wallet payment", "ecommerce": "Online order",
    "in_app": "In-app purchase", "recurring": "Monthly subscription",
    "atm": "Cash withdrawal",
}
# The ones that break careless CSV readers.
AWKWARD_DESCRIPTIONS = [
    "Note: \"leave at the door\"",
    "Two items, one returned",
    "Thank you 🙏",
    "Invoice 2024/117\nDue on receipt",
    "Birthday 🎂, for \"Anna\"",
    "Reçu n° 42, payé",
    "\"Quoted from end to end\"",
    "Gift voucher\n\"Happy, healthy\" 🎁",
]


# --- chance -----------------------------------------------------------------
# Only Random.random() is promised to stay the same in later Python versions,
# so everything below is built on it, not on choice() or shuffle().

def below(rng, n):
    return int(rng.random() * n)


def pick(rng, items):
    return items[below(rng, len(items))]


def pick_weighted(rng, pairs):
    point = rng.random() * sum(weight for _, weight in pairs)
    for item, weight in pairs:
        point -= weight
        if point < 0:
            return item
    return pairs[-1][0]


def shuffle(rng, items):
    for i in range(len(items) - 1, 0, -1):
        j = below(rng, i + 1)
        items[i], items[j] = items[j], items[i]


def chance(rng, percent):
    return rng.random() * 100 < percent


# --- making transactions ----------------------------------------------------

def merchant_weights():
    weights = [(None, NULL_SHARE)]
    weights += list(SEEDED_SHARES.items()) + list(UNKNOWN_SHARES.items())
    left = 1000 - sum(weight for _, weight in weights)
    # A long tail: each merchant a little less popular than the one before.
    tail = [1 / (rank + 5) for rank in range(len(OTHERS))]
    weights += [(m[0], left * t / sum(tail)) for m, t in zip(OTHERS, tail)]
    return weights


def merchant_ids(rng, rows):
    """One merchant_id per row: exact shares (largest remainder), mixed up.

    Shares are dealt out, not drawn, so that the ranking of the unknown keys
    is as clear as the table above says.
    """
    weights = merchant_weights()
    exact = [rows * weight / 1000 for _, weight in weights]
    counts = [int(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in by_remainder[:rows - sum(counts)]:
        counts[i] += 1
    ids = [key for (key, _), n in zip(weights, counts) for _ in range(n)]
    shuffle(rng, ids)
    return ids


def timestamps(rng, rows):
    """Sorted moments; the middle of the day is busier than the night."""
    moments = []
    for _ in range(rows):
        second = int((rng.random() + rng.random()) * 43200 + 7200) % 86400
        moments.append(START + timedelta(days=below(rng, DAYS), seconds=second))
    return [m.strftime("%Y-%m-%dT%H:%M:%SZ") for m in sorted(moments)]


def make_accounts(rng):
    """Account id, card and home; most accounts live in the first places."""
    homes = [(place, 1 / (i + 1)) for i, place in enumerate(PLACES)]
    return [(f"ACC-{100001 + i * 37}", f"{below(rng, 10000):04d}",
             pick_weighted(rng, homes)) for i in range(ACCOUNTS)]


def make_amount(rng, kind, usual, place, refund):
    _, currency, rate, _ = place
    if kind == "cash":
        cents = (1 + below(rng, usual // 5)) * 1000 * rate
    else:
        u, v = rng.random(), rng.random()
        v4 = v * v * v * v
        # Mostly near the usual amount, now and then many times as much.
        cents = int(usual * 100 * rate * (0.3 + u + 6 * v4 * v4))
        if chance(rng, 30):
            cents += 99 - cents % 100  # shops like prices ending in .99
    if currency == "JPY":
        cents = max(cents // 100, 1) * 100  # the yen has no smaller unit
    sign = "-" if refund else ""
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def make_description(rng, number, channel, refund):
    # Dealt out, so that every awkward one is present in a small sample too.
    if number % 40 == 17:
        return AWKWARD_DESCRIPTIONS[number // 40 % len(AWKWARD_DESCRIPTIONS)]
    if chance(rng, 10):
        return None
    text = f"{DESCRIPTIONS[channel]} {10000 + below(rng, 90000)}"
    return f"Refund: {text}" if refund else text


def make_transaction(rng, number, merchant_id, moment, account, profiles):
    account_id, card, home = account
    kind, usual = profiles.get(merchant_id, ("shop", 40))
    # Cash machines are where a merchant is most often missing.
    if merchant_id is None and chance(rng, 60):
        kind = "cash"
    channel = pick_weighted(rng, CHANNELS[kind])
    place = pick(rng, PLACES) if chance(rng, 15) else home
    country, currency, _, cities = place
    refund = kind != "cash" and chance(rng, 2)
    status = pick_weighted(rng, STATUSES)
    return [
        f"TXN-2024-{number:06d}", account_id, merchant_id,
        make_amount(rng, kind, usual, place, refund), currency, moment,
        channel, card,
        None if chance(rng, 3) else country,
        # An online shop often reports no city.
        None if chance(rng, 40 if kind == "web" else 3) else pick(rng, cities),
        make_description(rng, number, channel, refund),
        "true" if place is not home else "false",
        "refunded" if refund else status,
    ]


def make_transactions(rows):
    rng = random.Random(SEED)
    profiles = {m[0]: (m[3], m[4]) for m in SEEDED + OTHERS}
    accounts = make_accounts(rng)
    ids, moments = merchant_ids(rng, rows), timestamps(rng, rows)
    return [make_transaction(rng, i + 1, ids[i], moments[i],
                             pick(rng, accounts), profiles)
            for i in range(rows)]


# --- CSV --------------------------------------------------------------------

def csv_field(value):
    if value is None:
        return ""
    if value == "":
        raise ValueError("an empty string would read as null")
    # Quoting outer spaces is optional in RFC 4180, but it makes the trailing
    # space of a key visible and keeps editors and readers from trimming it.
    if any(c in value for c in ",\"\r\n") or value != value.strip():
        return '"' + value.replace('"', '""') + '"'
    return value


def write_csv(path, header, rows):
    # Not csv.writer: it does not quote outer spaces.
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for row in [header] + rows:
            out.write(",".join(csv_field(value) for value in row) + "\n")


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as source:
        return [{name: value or None for name, value in row.items()}
                for row in csv.DictReader(source)]


# --- the other lookups ------------------------------------------------------

SEGMENTS = ["private", "private", "premium", "business"]

# Euros for one unit, from the first of January, February and March on. TRY is
# left out, so that its rows match nothing.
RATES = {"BRL": ("0.1840", "0.1870", "0.1855"), "CHF": ("1.0600", "1.0710", "1.0480"),
         "EUR": ("1.0000",), "GBP": ("1.1690", "1.1700", "1.1680"),
         "JPY": ("0.0062", "0.0063", "0.0061"), "PLN": ("0.2310", "0.2300", "0.2320"),
         "SEK": ("0.0886", "0.0880", "0.0893"), "USD": ("0.9210", "0.9260", "0.9240")}

# The days on which an account's limit changed, and euros a day before and after.
LIMITS = [(None, 500, None), ("2024-02-15", 500, 1500), ("2024-03-01", 2000, 800)]

# Percent of the amount, by channel and currency; what is not here has no fee.
FEES = {("contactless", "EUR"): "0.20", ("ecommerce", "EUR"): "0.80",
        ("ecommerce", "GBP"): "1.10", ("ecommerce", "USD"): "1.20",
        ("pos", "EUR"): "0.25", ("recurring", "EUR"): "0.50"}

LOOKUPS_HEAD = """\
-- Four more lookup tables for the sample transactions: docs/recipes.md uses them.
-- Made by make_sample.py.
CREATE TABLE accounts (account_id text PRIMARY KEY, segment text, risk smallint);
CREATE TABLE account_limits (account_id text, valid_from date, valid_to date, daily_limit integer,
  PRIMARY KEY (account_id, valid_from));
CREATE TABLE currency_rates (currency text, valid_from date, rate_to_eur numeric(10, 4),
  PRIMARY KEY (currency, valid_from));
CREATE TABLE channel_fees (channel text, currency text, fee_percent numeric(5, 2),
  PRIMARY KEY (channel, currency));
"""


def accounts():
    """Account id, segment and risk; one account in ten is left out."""
    for i in range(ACCOUNTS):
        if i % 10 != 9:
            risk = "NULL" if i % 7 == 3 else str(i % 5)
            yield f"('ACC-{100001 + i * 37}', '{SEGMENTS[i % 4]}', {risk})"


def account_limits():
    """Account id, from and to which day, limit; no limit is known before 2024-01-05."""
    for i in range(ACCOUNTS):
        account = f"'ACC-{100001 + i * 37}'"
        changed, before, after = LIMITS[i % len(LIMITS)]
        if changed is None:
            yield f"({account}, '2024-01-05', NULL, {before})"
        else:
            yield f"({account}, '2024-01-05', '{changed}', {before})"
            yield f"({account}, '{changed}', NULL, {after})"


def write_lookups(out):
    tables = {
        "accounts": list(accounts()),
        "account_limits": list(account_limits()),
        "currency_rates": [f"('{currency}', '2024-0{month}-01', {rate})"
                           for currency, rates in RATES.items()
                           for month, rate in enumerate(rates, 1)],
        "channel_fees": [f"('{channel}', '{currency}', {fee})"
                         for (channel, currency), fee in FEES.items()],
    }
    with open(out / "lookups.sql", "w", encoding="utf-8", newline="\n") as f:
        f.write(LOOKUPS_HEAD)
        for table, rows in tables.items():
            f.write(f"INSERT INTO {table} VALUES\n  " + ",\n  ".join(rows) + ";\n")


# --- expected answers -------------------------------------------------------
# These see only rows read back from the files, nothing of how they were made.

def expected_rows(transactions, categories):
    ordered = sorted(transactions, key=lambda t: t["transaction_id"])
    return [[t["transaction_id"], t["merchant_id"],
             categories.get(t["merchant_id"])] for t in ordered]


def summary(transactions, categories):
    keys = [t["merchant_id"] for t in transactions]
    unknown = Counter(k for k in keys if k is not None and k not in categories)
    ranking = sorted(unknown.items(), key=lambda item: (-item[1], item[0]))
    return {
        # A known key counts as matched even if its category is null.
        "matched": sum(1 for k in keys if k in categories),
        "null_key": sum(1 for k in keys if k is None),
        "unknown_key": sum(unknown.values()),
        "unknown_keys": [{"key": k, "rows": n} for k, n in ranking[:10]],
    }


def write_expected(out):
    transactions = read_csv(out / "transactions.csv")
    full = {m["merchant_id"]: m["category"]
            for m in read_csv(out / "merchant_lookup.csv")}
    seeds = {m[0]: full[m[0]] for m in SEEDED}
    write_csv(out / "expected.csv", EXPECTED_COLUMNS,
              expected_rows(transactions, full))
    write_csv(out / "expected-seeds-only.csv", EXPECTED_COLUMNS,
              expected_rows(transactions, seeds))
    answer = {"rows": len(transactions),
              "with-lookup-file": summary(transactions, full),
              "seeds-only": summary(transactions, seeds)}
    with open(out / "expected.json", "w", encoding="utf-8", newline="\n") as f:
        f.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")


# --- command line -----------------------------------------------------------

def positive(text):
    number = int(text)
    if not 1 <= number <= 999999:
        raise argparse.ArgumentTypeError("must be from 1 to 999999")
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=positive, default=1000,
                        help="number of transactions (default: %(default)s)")
    parser.add_argument("--out", type=Path,
                        default=Path(__file__).resolve().parent,
                        help="folder to write to (default: this script's own)")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_csv(args.out / "transactions.csv", TRANSACTION_COLUMNS,
              make_transactions(args.rows))
    write_csv(args.out / "merchant_lookup.csv", LOOKUP_COLUMNS,
              [list(m[:3]) for m in SEEDED + OTHERS])
    write_lookups(args.out)
    write_expected(args.out)


if __name__ == "__main__":
    main()
