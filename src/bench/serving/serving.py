#!/usr/bin/env python3
"""Predictions of one checkpoint by ours, by transformers behind FastAPI, by infinity-emb and by ONNX Runtime, side by side.

    ./mvnw -q -DskipTests package
    pip install torch transformers fastapi uvicorn onnx onnxscript onnxruntime
    python3 -m venv infinity && infinity/bin/pip install 'infinity-emb[server,torch]' 'transformers<5'
    python3 src/bench/serving/serving.py --pairs dev.tsv --infinity infinity/bin/infinity_emb

--checkpoint is what a job names (file:... below a folder given by --file-root). A job of one step makes the classifier that all of them
serve. --pairs: a file of GLUE MRPC's form, whose pairs are asked in turn, one pair a request. Clients, 1, 8 and 64 of them, ask again as
soon as they are answered. All servers are up, each with its own defaults for threads; one is asked while the others are stopped (SIGSTOP), by turns, since a
machine's moods last for minutes: a figure is the median of all rounds. ONNX Runtime is asked in its own process, without HTTP and by one client: the limit.
"Beside the model" is what is left of our latency without the forward pass, which Server-Timing tells: HTTP, waiting for a turn, and
making tokens, which has a column of its own. Writes a section of --document.
"""
import argparse
import contextlib
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from served import ROOT, Server, closed_loop, tunewright as service, write_section

HERE = pathlib.Path(__file__).resolve().parent
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--checkpoint", default="embedded:minilm")
parser.add_argument("--file-root", default=".")
parser.add_argument("--pairs", required=True)
parser.add_argument("--jar", default=str(ROOT / "target" / "tunewright.jar"))
parser.add_argument("--port", type=int, default=8095, help="and those after it")
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--warm-up", type=float, default=40, help="seconds, with each number of clients: until compilers have done their work")
parser.add_argument("--rounds", type=int, default=4)
parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
parser.add_argument("--servers", nargs="+", default=["tunewright", "fastapi", "infinity", "onnxruntime"])
parser.add_argument("--infinity", default="infinity_emb", help="its program, which may be in an environment of its own")
parser.add_argument("--work", help="a folder to keep between runs: the classifier is made once")
parser.add_argument("--document", help="where to write the section; default: print it")
options = parser.parse_args()
work = pathlib.Path(options.work or tempfile.mkdtemp(prefix="tunewright-serving-"))
NAMES = {"tunewright": "Tunewright", "fastapi": "transformers, FastAPI", "infinity": "infinity-emb", "onnxruntime": "ONNX Runtime, no HTTP"}


def classifier():
    """A job of one step; its model lies in work/model for the others."""
    if (work / "model").exists():
        return next(path.parent for path in (work / "model").rglob("config.json"))
    work.mkdir(exist_ok=True)
    (work / "train.tsv").write_text("Quality\t#1 String\t#2 String\n" + "0\tone\ttwo\n1\tone\tone\n" * 8)
    with service(options.jar, options.port, work / "home", f"--tunewright.file-roots={work.resolve()},{os.path.abspath(options.file_root)}") as server:
        job = server.trained({"name": "serving", "checkpoint": options.checkpoint, "num_labels": 2, "hyperparameters": {"max_steps": 1},
                              "dataset": {"files": {"train": "file:train.tsv"}, "text": "#1 String", "text_pair": "#2 String", "label": "Quality"}})
        return server.extract_model(job, work / "model")


def tunewright(model, port):
    return service(options.jar, port, work / "home", "--tunewright.roles=api,predict"), "/predict", lambda pair: {"model": "serving", "inputs": [pair]}


def fastapi(model, port):
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "--port", str(port), "--log-level", "warning", "fastapi_server:app"]
    return Server(command, port, "/health", CHECKPOINT=str(model)), "/predict", lambda pair: {"inputs": [pair]}


def infinity(model, port):
    """It takes no pairs: the two texts are one."""
    command = [options.infinity, "v2", "--model-id", str(model), "--served-model-name", "serving", "--port", str(port), "--engine", "torch",
               "--device", "cpu", "--dtype", "float32", "--no-bettertransformer"]
    return (Server(command, port, "/health", DO_NOT_TRACK="1", HF_HUB_OFFLINE="1"), "/classify",
            lambda pair: {"model": "serving", "input": [" ".join(pair)]})


def onnxruntime(model):
    run = subprocess.run([sys.executable, str(HERE / "onnx_limit.py"), str(model), str(options.seconds)], input=json.dumps(pairs),
                         capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout.splitlines()[-1])


with open(options.pairs, encoding="utf-8-sig") as file:
    pairs = [[row["#1 String"], row["#2 String"]] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
model = classifier()
found = {}


def keep(name, clients, figures):
    print(name, clients, {key: round(value, 2) for key, value in figures.items()}, file=sys.stderr, flush=True)
    found.setdefault((name, clients), []).append(figures)


def median(name, clients, key):
    return statistics.median(figures[key] for figures in found[name, clients])


with contextlib.ExitStack() as stack:
    asked = []
    for at, name in enumerate(options.servers):
        if name == "onnxruntime":
            continue
        server, path, body = globals()[name](model, options.port + at)
        stack.enter_context(server)
        bodies = [json.dumps(body(pair)).encode() for pair in pairs]
        for clients in reversed(options.clients):
            closed_loop(server.port, path, bodies, clients, options.warm_up)
        server.pause()
        asked.append((name, server, path, bodies))
    for _ in range(options.rounds):
        for clients in options.clients:
            for name, server, path, bodies in asked:
                server.go_on()
                keep(name, clients, closed_loop(server.port, path, bodies, clients, options.seconds))
                server.pause()
            if clients == 1 and "onnxruntime" in options.servers:
                keep("onnxruntime", 1, onnxruntime(model))
text = f"`{options.checkpoint}` in float32, one pair a request, {len(pairs)} pairs in turn, {os.cpu_count()} cores; each asked for {options.seconds:.0f} s in turn, medians of {options.rounds} rounds, after {options.warm_up:.0f} s of warming up with each number of clients.\n\n"
text += "| | Clients | Predictions a second | p50 ms | p99 ms | beside the model, p50 ms | of that tokens |\n|---|---|---|---|---|---|---|\n"
for name, clients in sorted(found, key=lambda key: (options.servers.index(key[0]), key[1])):
    beside, tokens = (f"{median(name, clients, key):.2f}" if key in found[name, clients][0] else "" for key in ("beside", "tokens"))
    text += (f"| {NAMES[name]} | {clients} | {median(name, clients, 'per_second'):.1f} | {median(name, clients, 'p50'):.1f} "
             f"| {median(name, clients, 'p99'):.1f} | {beside} | {tokens} |\n")
if {("tunewright", 1), ("onnxruntime", 1)} <= found.keys():
    ratios = sorted(ours["p50"] / limit["p50"] for ours, limit in zip(found["tunewright", 1], found["onnxruntime", 1]))
    text += f"\nOne client's p50 beside ONNX Runtime's: {statistics.median(ratios):.2f} times as long ({ratios[0]:.2f}–{ratios[-1]:.2f}).\n"
if options.document:
    write_section(options.document, f"One pair a request, {options.checkpoint.split('/')[-1]}", text)
else:
    print(text)
