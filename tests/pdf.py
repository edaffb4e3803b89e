#!/usr/bin/env python3
"""Reads the demo's reports back from their PDF: each statement, figure and cell of the JSON stands in the pages, which are tagged.

    python3 tests/pdf.py target/debug/rapport

The program has to be built with `--features pdf`; it needs pdftotext and pdfinfo (poppler-utils).
"""
import json
import re
import subprocess
import sys
import tempfile

from contract import fetch, send

REPORTS = [
    {"kind": "snapshot"},
    {"kind": "snapshot", "lang": "es", "regions": ["latin_america"]},
    {"kind": "funder", "lang": "fr", "purpose": "seed_funding", "convert_to": "USD"},
    {"kind": "brief", "countries": ["UY"], "readers": "internal"},
    {"kind": "log"},
    {"kind": "log", "countries": ["NZ"], "period": "1999"},
]


def bare(text):
    """A text without what setting it in lines changes: blanks, and the hyphens at their ends."""
    return re.sub(r"[\s\u00ad\u2060\u2010-]", "", text)


def number(lang, decimal):
    whole, _, part = decimal.partition(".")
    if not (lang == "es" and len(whole.lstrip("-")) == 4):
        whole = f"{int(whole):,}".replace(",", {"en": ",", "es": ".", "fr": ""}[lang])
    return whole + ({"en": ".", "es": ",", "fr": ","}[lang] + part if part else "")


def words(lang, value):
    if value in ("nothing", "redacted"):
        return ""
    (kind, held), = value.items()
    return {
        "text": lambda: held,
        "count": lambda: number(lang, str(held)),
        "money": lambda: f"{number(lang, held['amount'])} {held['currency']}",
        "date": lambda: held["words"],
    }[kind]()


def told(lang, section):
    yield section["title"]
    for block in section["blocks"]:
        (kind, held), = block.items()
        if kind == "text":
            yield held["text"]
        elif kind == "list":
            yield from (item["text"] for item in held["items"])
        elif kind == "quote":
            yield held["said"]["text"]
            yield held["by"] or ""
        elif kind == "figures":
            for figure in held["figures"]:
                yield figure["label"]
                yield words(lang, figure["value"]["value"])
        else:
            yield from held["columns"]
            for row in held["rows"]:
                yield from (words(lang, cell["value"]) for cell in row)
    for part in section.get("sections", []):
        yield from told(lang, part)


def main():
    demo = subprocess.Popen([sys.argv[1], "demo", "--json", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    missing = 0
    try:
        said = json.loads(demo.stdout.readline())
        base, account = said["base_url"], [one for one in said["accounts"] if one["role"] == "admin"][0]
        login = {"email": account["email"], "password": account["password"]}
        token = send(base, "/v1/auth/login", body=login)["access_token"]
        for ask in REPORTS:
            path = f"/v1/reports/{send(base, '/v1/reports', token, ask)['id']}"
            report, pages = send(base, path, token), fetch(base, f"{path}?format=pdf", token)
            with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
                file.write(pages)
                file.flush()
                text = bare(subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, check=True, text=True).stdout)
                info = subprocess.run(["pdfinfo", file.name], capture_output=True, check=True, text=True).stdout
            count = 0
            if not re.search(r"^Tagged: +yes$", info, re.MULTILINE):
                missing += 1
                print(f"{ask}: the pages are not tagged")
            for section in report["sections"]:
                for statement in told(report["lang"], section):
                    count += 1
                    # A heading in the head of a page may part a statement that goes on there.
                    if bare(statement) not in text and bare(statement)[:60] not in text:
                        missing += 1
                        print(f"{ask}: not in the pages: {statement!r}")
            print(f"{ask}: {count} statements, {len(pages)} bytes")
    finally:
        demo.terminate()
        demo.wait()
    if missing:
        sys.exit(f"{missing} statements are missing")


if __name__ == "__main__":
    main()
