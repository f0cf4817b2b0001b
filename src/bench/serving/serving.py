#!/usr/bin/env python3
"""Predictions of one checkpoint by ours, by transformers behind FastAPI, by infinity-emb and by ONNX Runtime, side by side.

    ./mvnw -q -DskipTests package
    pip install torch transformers fastapi uvicorn onnx onnxscript onnxruntime
    python3 -m venv infinity && infinity/bin/pip install 'infinity-emb[server,torch]' 'transformers<5'
    python3 src/bench/serving/serving.py --pairs dev.tsv --infinity infinity/bin/infinity_emb

--checkpoint is what a job names (file:... below a folder given by --file-root). A job of one step makes the classifier that all of them
serve. --pairs: a file of GLUE MRPC's form, whose pairs are asked in turn, one pair a request. Clients, 1, 8 and 64 of them, ask again as
soon as they are answered. Each server has the machine for itself, and its own defaults for threads; the rounds go in turn, and a
server's figure is that of its better round. ONNX Runtime is asked in its own process, without HTTP and by one client: the limit.
"Beside the model" is what is left of our latency without the forward pass, which Server-Timing tells. Writes a section of --document.
"""
import argparse
import csv
import json
import os
import pathlib
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
parser.add_argument("--port", type=int, default=8095)
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--warm-up", type=float, default=40, help="seconds, with each number of clients: until compilers have done their work")
parser.add_argument("--rounds", type=int, default=2)
parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
parser.add_argument("--servers", nargs="+", default=["tunewright", "fastapi", "infinity", "onnxruntime"])
parser.add_argument("--infinity", default="infinity_emb", help="its program, which may be in an environment of its own")
parser.add_argument("--work", help="a folder to keep between runs: the classifier is made once")
parser.add_argument("--document", help="where to write the section; default: print it")
options = parser.parse_args()
work = pathlib.Path(options.work or tempfile.mkdtemp(prefix="tunewright-serving-"))
NAMES = {"tunewright": "Tunewright", "fastapi": "transformers, FastAPI", "infinity": "infinity-emb", "onnxruntime": "ONNX Runtime, no HTTP"}


def rounds_of(path, bodies):
    for clients in reversed(options.clients):
        closed_loop(options.port, path, bodies, clients, options.warm_up)
    return {clients: closed_loop(options.port, path, bodies, clients, options.seconds) for clients in options.clients}


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


def tunewright(model, pairs):
    with service(options.jar, options.port, work / "home", "--tunewright.roles=api,predict"):
        return rounds_of("/predict", [json.dumps({"model": "serving", "inputs": [pair]}).encode() for pair in pairs])


def fastapi(model, pairs):
    with Server([sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "--port", str(options.port), "--log-level", "warning", "fastapi_server:app"],
                options.port, "/health", CHECKPOINT=str(model)):
        return rounds_of("/predict", [json.dumps({"inputs": [pair]}).encode() for pair in pairs])


def infinity(model, pairs):
    """It takes no pairs: the two texts are one."""
    with Server([options.infinity, "v2", "--model-id", str(model), "--served-model-name", "serving", "--port", str(options.port), "--engine", "torch",
                 "--device", "cpu", "--dtype", "float32", "--no-bettertransformer"], options.port, "/health", DO_NOT_TRACK="1", HF_HUB_OFFLINE="1"):
        return rounds_of("/classify", [json.dumps({"model": "serving", "input": [" ".join(pair)]}).encode() for pair in pairs])


def onnxruntime(model, pairs):
    run = subprocess.run([sys.executable, str(HERE / "onnx_limit.py"), str(model), str(options.seconds)], input=json.dumps(pairs),
                         capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return {1: json.loads(run.stdout.splitlines()[-1])}


with open(options.pairs, encoding="utf-8-sig") as file:
    pairs = [[row["#1 String"], row["#2 String"]] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
model = classifier()
best = {}
for _ in range(options.rounds):
    for name in options.servers:
        for clients, found in globals()[name](model, pairs).items():
            print(name, clients, {key: round(value, 2) for key, value in found.items()}, file=sys.stderr, flush=True)
            if (name, clients) not in best or found["per_second"] > best[name, clients]["per_second"]:
                best[name, clients] = found
chosen = f"the better of {options.rounds} rounds" if options.rounds > 1 else "one round"
text = f"`{options.checkpoint}` in float32, one pair a request, {len(pairs)} pairs in turn, {os.cpu_count()} cores, {options.seconds:.0f} s each after {options.warm_up:.0f} s of warming up with each number of clients, {chosen}.\n\n"
text += "| | Clients | Predictions a second | p50 ms | p99 ms | beside the model, p50 ms |\n|---|---|---|---|---|---|\n"
for (name, clients), found in sorted(best.items(), key=lambda entry: (options.servers.index(entry[0][0]), entry[0][1])):
    beside = f"{found['beside']:.2f}" if "beside" in found else ""
    text += f"| {NAMES[name]} | {clients} | {found['per_second']:.1f} | {found['p50']:.1f} | {found['p99']:.1f} | {beside} |\n"
if options.document:
    write_section(options.document, f"One pair a request, {options.checkpoint.split('/')[-1]}", text)
else:
    print(text)
