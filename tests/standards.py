#!/usr/bin/env python3
"""Holds what was published to the standards: schemas, code lists and the rules of IATI, and the schema of 360Giving.

    python3 tests/standards.py FOLDER_WITH_THE_STANDARDS FOLDER_WITH_THE_FILES
"""
import json
import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
from lxml import etree

standards, files = Path(sys.argv[1]), Path(sys.argv[2])
faults = []


def schema(name, document):
    xsd = etree.XMLSchema(etree.parse(str(standards / "iati/xsd" / name)))
    if not xsd.validate(document):
        faults.extend(f"{name}: {error.line}: {error.message}" for error in xsd.error_log)


def codes(document):
    """Each code is one of its list, where mapping.xml says that it must be."""
    for mapping in etree.parse(str(standards / "iati/mapping.xml")).getroot():
        path, listed = mapping.findtext("path"), mapping.find("codelist").get("ref")
        source, condition = standards / f"iati/codelists/{listed}.xml", mapping.findtext("condition")
        if not source.exists() or not path.startswith("//iati-activit"):
            continue
        known = {code.text.strip() for code in etree.parse(str(source)).iter("code")}
        element, _, value_of = path.rpartition("/")
        holders = document.xpath(element if condition is None else f"{element}[{condition}]")
        for value in (value for holder in holders for value in holder.xpath(value_of)):
            if value not in known:
                faults.append(f"{path}: {value} is not in {listed}")


def strings(element, paths):
    found = [value for path in paths for value in element.xpath(path)]
    return [value if isinstance(value, str) else "".join(value.itertext()) for value in found]


def holds(element, kind, case):
    """Whether a rule of the ruleset holds of an element; none for a kind of rule that nobody looks at here."""
    if case.get("condition") and not element.xpath(case["condition"]):
        return True
    texts, today = strings(element, case.get("paths", [])), date.today().isoformat()
    if kind == "atleast_one":
        return any(element.xpath(path) for path in case["paths"])
    if kind == "no_more_than_one":
        return sum(len(element.xpath(path)) for path in case["paths"]) <= 1
    if kind == "unique":
        return len(texts) == len(set(texts))
    if kind == "startswith":
        prefixes = strings(element, [prefix for prefix in case["prefix"] if "/" in prefix])
        return not prefixes or all(any(text.startswith(prefix) for prefix in prefixes) for text in texts)
    if kind in ("sum", "strict_sum"):
        return not texts or sum(map(Decimal, texts)) == case["sum"]
    if kind == "range":
        return all(case.get("min", float("-inf")) <= float(text) <= case.get("max", float("inf")) for text in texts)
    if kind == "no_spaces":
        return all(text == text.strip() for text in texts)
    if kind == "regex_matches":
        return all(re.search(case["regex"], text) for text in texts)
    if kind == "date_now":
        return all(text[:10] <= today for text in strings(element, [case["date"]]))
    if kind == "date_order":
        sooner, now = strings(element, [case["less"]]), case["more"] == "NOW"
        later = [today] if now else strings(element, [case["more"]])
        return not sooner or not later or (max if now else min)(sooner) <= max(later)
    if kind == "if_then":
        return not element.xpath(case["if"]) or bool(element.xpath(case["then"]))
    if kind == "one_or_all":
        what = {"lang": "//narrative[not(@xml:lang)]", "currency": "//value[not(@currency)]"}.get(case["all"])
        return bool(element.xpath(case["one"])) or (what is not None and not element.xpath("." + what))
    return None


def look(element, kind, case, unknown):
    if kind == "loop":
        for value in set(strings(element, [case["foreach"]])):
            for inner, told in case["do"].items():
                for one in told["cases"]:
                    look(element, inner, json.loads(json.dumps(one).replace("$1", value)), unknown)
        return
    held, info = holds(element, kind, case), case.get("ruleInfo", {})
    if held is None:
        unknown.add(kind)
    elif not held and info.get("severity") == "error":
        faults.append(f"rule {info.get('id')}: {info.get('message')}")


def rules(document):
    unknown = set()
    for context, kinds in json.loads((standards / "iati/standard.json").read_text()).items():
        for element in document.xpath(context):
            for kind, told in kinds.items():
                for case in told["cases"]:
                    look(element, kind, case, unknown)
    if unknown:
        faults.append(f"kinds of rules that nobody looks at: {sorted(unknown)}")


activities = etree.parse(str(files / "activities.xml"))
schema("iati-activities-schema.xsd", activities)
organisation = etree.parse(str(files / "organisation.xml"))
schema("iati-organisations-schema.xsd", organisation)
codes(activities)
rules(activities)
rules(organisation)

package = json.loads((files / "grants.json").read_text())
folder = standards / "360giving"
whole = json.loads((folder / "360-giving-schema.json").read_text())
for grant in package["grants"]:
    checks = jsonschema.Draft4Validator.FORMAT_CHECKER
    validator = jsonschema.Draft4Validator(whole, format_checker=checks)
    faults.extend(f"360Giving: {error.json_path}: {error.message}" for error in validator.iter_errors(grant))
if faults:
    sys.exit("\n".join(faults))
