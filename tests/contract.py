#!/usr/bin/env python3
"""Asks the demo what its API document allows, and what it does not, as each role: no answer may be a server's error, miss its
schema or have a status that the document does not know.

    python3 tests/contract.py target/debug/rapport [--examples N] [--role ROLE]...

It needs schemathesis (tests/requirements.txt). The first argument is the program; it is started on a free port.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

# What the document cannot say.
CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schemathesis.toml")


def fetch(base, path, token=None, body=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers)) as answer:
        return answer.read()


def send(base, path, token=None, body=None):
    return json.loads(fetch(base, path, token, body))


def keys(base, accounts):
    """An API key for each role: a test that logs out ends no session that the next one needs."""
    admin = accounts[0]
    token = send(base, "/v1/auth/login", body={"email": admin["email"], "password": admin["password"]})["access_token"]
    users = {user["email"]: user["id"] for user in send(base, "/v1/users?limit=200", token)["data"]}
    made = {}
    for account in accounts:
        body = {"name": f"contract, {account['role']}", "user_id": users[account["email"]]}
        made.setdefault(account["role"], send(base, "/v1/api-keys", token, body)["secret"])
    return made


def ask(base, role, key, options, folder):
    """Whether all that a role is answered is as the document says. One worker: Python 3.11 cannot parse in two threads at once."""
    print(f"\n== {role}", flush=True)
    command = [
        os.path.abspath(options.schemathesis), "--config-file", CONFIG, "run", f"{base}/openapi.json", "--checks", "all",
        "--phases", options.phases, "--max-examples", str(options.examples), "--seed", "1", "--workers", "1",
        "--continue-on-failure", "--no-shrink", "--suppress-health-check", "all", "--warnings", "off",
        "--output-truncate", "true", "-H", f"Authorization: Bearer {key}",
    ]
    return subprocess.run(command, cwd=folder).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--schemathesis", default=shutil.which("schemathesis") or "schemathesis")
    parser.add_argument("--examples", type=int, default=5)
    parser.add_argument("--phases", default="examples,fuzzing")
    parser.add_argument("--role", action="append")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rapport-contract-") as folder:
        log = open(f"{folder}/log", "w+")
        command = [options.program, "demo", "--json", "--port", "0", "--requests-a-minute", "0"]
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            said = json.loads(demo.stdout.readline())
            base = said["base_url"]
            made = keys(base, said["accounts"])
            # The administrator last: it may delete what the others ask with.
            roles = options.role or [*list(made)[1:], "admin"]
            broken = [role for role in roles if not ask(base, role, made[role], options, folder)]
        finally:
            demo.terminate()
            demo.wait()
        log.seek(0)
        for line in log:
            if " ERROR " in line:
                print(line, end="")
    if broken:
        sys.exit(f"not as the document says: {', '.join(broken)}")


if __name__ == "__main__":
    main()
