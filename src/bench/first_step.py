#!/usr/bin/env python3
"""What is around the steps: the service's start and memory, and the way from POST /jobs to the first step.

    ./mvnw -q -DskipTests package
    python3 src/bench/first_step.py --bert FOLDER --mrpc FOLDER     # bert-base-uncased; GLUE MRPC's train.tsv and dev.tsv

Starts a service of its own, waits until it has prepared its trainers, and posts each job --times times. Linux only.
"""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--bert", required=True)
parser.add_argument("--mrpc", required=True)
parser.add_argument("--jar", default=str(ROOT / "target" / "tunewright.jar"))
parser.add_argument("--java", nargs="*", default=[], help="options of the service's JVM, without their leading -")
parser.add_argument("--port", type=int, default=8091)
parser.add_argument("--times", type=int, default=3)
parser.add_argument("--home", help="kept; default, a temporary one")
options = parser.parse_args()
home = pathlib.Path(options.home or tempfile.mkdtemp(prefix="tunewright-first-step-"))
url = f"http://127.0.0.1:{options.port}"


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data, {"Content-Type": "application/json"}), timeout=60) as answer:
        return json.load(answer)


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def resident(pid):
    status = open(f"/proc/{pid}/status").read()
    return {key: int(status.split(key + ":")[1].split()[0]) // 1024 for key in ("VmRSS", "VmHWM")}


def processor_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children():
    found = []
    for task in os.listdir(f"/proc/{service.pid}/task"):
        try:
            found += open(f"/proc/{service.pid}/task/{task}/children").read().split()
        except OSError:
            pass
    return found


def first_step(checkpoint, bf16):
    job = {"checkpoint": checkpoint, "metrics": ["accuracy"],
           "dataset": {"files": {"train": "file:train.tsv", "validation": "file:dev.tsv"}, "quoting": "none",
                       "text": "#1 String", "text_pair": "#2 String", "label": "Quality"},
           "hyperparameters": {"max_steps": 3, "bf16": bf16, "save_strategy": "no"}}
    posted = time.time()
    job = call("/jobs", job)
    answered = time.time()
    path = "/jobs/" + job["id"]
    while not (running := children()):
        time.sleep(0.002)
    process = time.time()
    while not (steps := call(path + "/metrics")["train"]):
        time.sleep(0.05)
    call(path + "/cancel", {})
    while call(path)["status"] in ("queued", "running"):
        time.sleep(0.1)
    events = call(path + "/events?limit=1000")["data"]
    named = {event["data"].get("code"): moment(event["time"]) for event in events if event["type"] == "log"}
    return {"answered": answered - posted, "process": process - posted, "training begins": named.get("started", posted) - posted,
            "first step": moment(steps[0]["time"]) - posted}


(home / "files").mkdir(parents=True, exist_ok=True)
if not (home / "files" / "bert").exists():
    shutil.copytree(options.bert, home / "files" / "bert")
for name in ("train.tsv", "dev.tsv"):
    shutil.copy(os.path.join(options.mrpc, name), home / "files" / name)
began = time.time()
service = subprocess.Popen(["java", *("-" + option for option in options.java), "-jar", options.jar],
                           env=dict(os.environ, TUNEWRIGHT_HOME=str(home), SERVER_PORT=str(options.port)),
                           stdout=open(home / "service.log", "w"), stderr=subprocess.STDOUT)
try:
    while True:
        try:
            call("/jobs?limit=1")
            break
        except OSError:
            if service.poll() is not None:
                raise SystemExit(open(home / "service.log").read())
            time.sleep(0.02)
    print(f"service: answers after {time.time() - began:.2f} s, {processor_seconds(service.pid):.1f} s of processor time, MB {resident(service.pid)}",
          flush=True)
    while not list((home / "cache" / "programs").glob("*/*.jsa")) or children():
        time.sleep(0.2)
    print(f"trainers prepared {time.time() - began:.1f} s after the start", flush=True)
    for checkpoint in ("file:bert", "embedded:minilm"):
        for bf16 in (False, True):
            runs = [first_step(checkpoint, bf16) for _ in range(options.times)]
            print(checkpoint, "bf16" if bf16 else "float32", {name: [round(run[name], 2) for run in runs] for name in runs[0]},
                  "median", round(statistics.median(run["first step"] for run in runs), 2), flush=True)
    print("service: MB", resident(service.pid))
finally:
    service.terminate()
    service.wait(60)
    if not options.home:
        shutil.rmtree(home, ignore_errors=True)
