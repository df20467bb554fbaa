"""Makes the tables beside it, each with the answer that other readers give.

Usage: make.py [TABLE ...], in a Python with what bench/requirements.txt names, on a machine with a JDK 17 and
Maven. What else it needs (two lines of Spark and Delta) it fetches as .ci/tools.sh does, and keeps. With names it
makes these anew and leaves the others; `make.py --ask` makes none and asks anew what is in those that are there;
`make.py --lines` prints the Pythons of the lines, for NEWER_DELTAS.

by_spark.py, by_delta_rs.py and by_hand.py say what is in a table. TABLE/raw is the table, TABLE/expected.json what
others read in it: never what this program does. Those who read it must agree; ALONE has the tables that only one reads.
"""

import decimal
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import by_delta_rs
import by_hand
from ask_others import asked, by_duckdb
from ask_others import by_delta_rs as by_rust

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]

# By line of Delta: Spark, Delta, and the jars of it.
LINES = {
    "3.3": ("3.5.9", "3.3.3", ["io.delta:delta-spark_2.12:3.3.3", "io.delta:delta-storage:3.3.3"]),
    "4.4": (
        "4.1.3",
        "4.4.0",
        [
            "io.delta:delta-spark_4.1_2.13:4.4.0",
            "io.delta:delta-storage:4.4.0",
            "io.delta:delta-kernel-api:4.4.0",
            "io.delta:delta-kernel-defaults:4.4.0",
            "io.delta:delta-kernel-unitycatalog:4.4.0",
            "io.unitycatalog:unitycatalog-client:0.6.0",
        ],
    ),
}
DELTA, KERNEL = "Delta 4.4.0", "Delta Kernel 4.4.0"
RUST, DUCK = (f"{name} {importlib.metadata.version(name)}" for name in ("deltalake", "duckdb"))

# Whose answer does not count, by table and reader, with the reason.
WRONG = {
    ("catalog-managed", KERNEL): "its older interface leaves it to the caller to ask the catalog",
    ("mapped-and-partitioned", DUCK): "it finds no value of a partition column that was renamed",
    ("mapped-by-id-other-names", RUST): "it takes columns by name in tables that are mapped by id",
    ("mapped-by-id-other-names", DUCK): "it takes columns by name in tables that are mapped by id",
}

# Whose rows one reader alone can show, with the reason.
ALONE = {"variant-in-struct": "others show variants as bytes, or only where they are columns"}


def line(name):
    """The Python and the folder of jars of a line of Delta."""
    spark, delta, artifacts = LINES[name]
    script = f"source .ci/tools.sh; venv pyspark-{spark}-delta-{delta} pyspark=={spark} delta-spark=={delta}"
    found = subprocess.run(["bash", "-euc", script], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    folder = Path(found.stdout.strip())
    for artifact in artifacts:
        _, jar, version = artifact.split(":")
        if not (folder / "jars" / f"{jar}-{version}.jar").exists():
            goal = ["dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder / 'jars'}"]
            subprocess.run(["mvn", "-B", "-q", *goal], cwd=ROOT, check=True)
    return folder / "bin/python", folder / "jars"


def run(name, script, *arguments):
    """Runs a script beside this one in a line of Delta; what Spark says goes where errors go."""
    python, jars = line(name)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SPARK_")}
    command = [python, HERE / script, jars, *arguments]
    subprocess.run(command, check=True, env=environment, stdout=sys.stderr)


def make(work, names):
    """Makes the tables of these names, or all, in a folder."""
    by_others = set(names) - set(by_delta_rs.TABLES) - set(by_hand.TABLES)
    for name in LINES:
        if not names or by_others:
            run(name, "by_spark.py", name, work, *by_others)
    for name, recipe in by_delta_rs.TABLES.items():
        if not names or name in names:
            recipe(str(work / name / "raw"))
    for name, (source, recipe) in by_hand.TABLES.items():
        if not names or name in names:
            raw = work / name / "raw"
            if source:
                donor = work / source if (work / source).exists() else HERE / source
                shutil.copytree(donor / "raw", raw)
            recipe(by_hand.Log(raw))
    # Checksums, which no reader needs.
    for file in work.rglob("*.crc"):
        file.unlink()


def ask(tables):
    """What each reader says of each table."""
    with tempfile.NamedTemporaryFile() as file:
        run("4.4", "ask_delta.py", file.name, *[table / "raw" for table in tables])
        told = [
            json.loads(answer, parse_float=decimal.Decimal)
            for answer in Path(file.name).read_text().splitlines()
        ]
    for table, answer in zip(tables, told, strict=True):
        path = str(table / "raw")
        yield table, {
            DELTA: answer["delta"],
            KERNEL: answer["kernel"],
            RUST: asked(by_rust, path),
            DUCK: asked(by_duckdb, path),
        }


def of_files(files, wanted):
    """Files in a form to compare: paths decoded once, absent deletion vectors and partition values as none."""
    return sorted(
        json.dumps({key: plain(key, file.get(key)) for key in wanted}, sort_keys=True) for file in files
    )


def plain(key, value):
    return urllib.parse.unquote(value) if key == "path" else value or None


def of_rows(answer):
    rows = [
        json.loads(row, parse_float=decimal.Decimal) if isinstance(row, str) else row
        for row in answer["rows"]
    ]
    return sorted(json.dumps(row, sort_keys=True, default=number) for row in rows)


def number(value):
    return str(value.normalize())


ASPECTS = {
    "version": lambda answer: answer["version"],
    "paths": lambda answer: of_files(answer.get("paths") or answer["files"], ["path", "size"]),
    "files": lambda answer: of_files(answer["files"], ["path", "size", "partitionValues", "deletionVector"]),
    "rows": of_rows,
}
# What an answer has to have for each; delta-rs tells no more of files than their paths and sizes.
NEEDED = {"version": {"version"}, "paths": {"paths", "files"}, "files": {"files"}, "rows": {"rows"}}


def more_than_paths(answer):
    return any(file["partitionValues"] or file.get("deletionVector") for file in answer.get("files", []))


def judge(table, answers):
    """The expected answer; a sentence for each thing that is not as it should be."""
    refusals = {reader: answer["refused"] for reader, answer in answers.items() if "refused" in answer}
    readers = [reader for reader in answers if reader not in refusals and (table.name, reader) not in WRONG]
    if not readers:
        return {"refused": {reader: short(refusals[reader]) for reader in refusals}}, []
    problems, agree = [], {}
    for aspect, form in ASPECTS.items():
        told = {reader: form(answers[reader]) for reader in readers if NEEDED[aspect] & set(answers[reader])}
        agree[aspect] = list(told)
        values = list(told.values())
        if any(value != values[0] for value in values):
            problems.append(f"{table.name}: {aspect} differ: {told}")
        alone = len(told) < 2 and not (aspect == "rows" and table.name in ALONE)
        if alone and (aspect != "files" or more_than_paths(answers[DELTA])):
            problems.append(f"{table.name}: {aspect} are told by {list(told)} alone: {refusals}")
    if DELTA not in readers:
        return {}, [*problems, f"{table.name}: Delta refuses it: {refusals[DELTA]}"]
    return {
        **answers[DELTA],
        "agree": agree,
        "refused": {reader: short(refusals[reader]) for reader in refusals},
    }, problems


def short(refusal):
    """A refusal without paths of this machine."""
    return refusal.replace(str(HERE), "")[:160]


def write(table, answer):
    """A list in a line each, so that a change of one row is a change of one line."""

    def text(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=float)

    parts = []
    for name, value in answer.items():
        if name in ("files", "rows"):
            lines = sorted(each if isinstance(each, str) else text(each) for each in value)
            parts.append(f'"{name}": [\n' + ",\n".join(lines) + "\n]")
        else:
            parts.append(f'"{name}": {text(value)}')
    (table / "expected.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


def main(*arguments):
    if "--lines" in arguments:
        print(os.pathsep.join(str(line(name)[0]) for name in LINES))
        return
    names = [name for name in arguments if name != "--ask"]
    if "--ask" not in arguments:
        with tempfile.TemporaryDirectory() as work:
            make(Path(work), names)
            for table in Path(work).iterdir():
                shutil.rmtree(HERE / table.name, ignore_errors=True)
                shutil.copytree(table, HERE / table.name)
    problems = []
    for table, answers in ask(
        sorted(raw.parent for raw in HERE.glob("*/raw") if not names or raw.parent.name in names)
    ):
        answer, found = judge(table, answers)
        problems += found
        if not found:
            write(table, answer)
    sys.exit("\n".join(problems) or None)


main(*sys.argv[1:])
