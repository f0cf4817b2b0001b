#!/usr/bin/env python3
"""Predictions of one checkpoint by ours, by transformers behind FastAPI, by infinity-emb and by ONNX Runtime, side by side.

    ./mvnw -q -DskipTests package
    pip install torch transformers fastapi uvicorn onnx onnxscript onnxruntime infinity-emb[server,torch]
    python3 src/bench/serving/serving.py --checkpoint embedded:minilm --pairs dev.tsv

--checkpoint is what a job names (file:... below a folder given by --file-root). A job of one step makes the classifier that all of them
serve. --pairs: a file of GLUE MRPC's form, whose pairs are asked in turn, one pair a request. Clients, 1, 8 and 64 of them, ask again as
soon as they are answered. Each server has the machine for itself, and its own defaults for threads; the rounds go in turn, and a
server's figure is that of its better round. ONNX Runtime is asked in its own process, without HTTP and by one client: the limit.
"""
import argparse
import asyncio
import csv
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--checkpoint", default="embedded:minilm")
parser.add_argument("--file-root", default=".")
parser.add_argument("--pairs", required=True)
parser.add_argument("--jar", default=str(ROOT / "target" / "tunewright.jar"))
parser.add_argument("--port", type=int, default=8095)
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--rounds", type=int, default=2)
parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
parser.add_argument("--servers", nargs="+", default=["tunewright", "fastapi", "infinity", "onnxruntime"])
options = parser.parse_args()
url = f"http://127.0.0.1:{options.port}"
work = pathlib.Path(tempfile.mkdtemp(prefix="tunewright-serving-"))


def call(path, body=None):
    request = urllib.request.Request(url + path, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


class Server:
    """A process that answers at the port, for as long as the block."""

    def __init__(self, command, ready, **environment):
        self.command, self.ready, self.environment = command, ready, dict(os.environ, **environment)

    def __enter__(self):
        log = open(work / "server.log", "w")
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        while True:
            try:
                urllib.request.urlopen(url + self.ready, timeout=5).read()
                return self
            except OSError:
                if self.process.poll() is not None:
                    sys.exit((work / "server.log").read_text())
                time.sleep(0.2)

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)


async def client(path, bodies, ended, latencies):
    reader, writer = await asyncio.open_connection("127.0.0.1", options.port)
    at = id(reader) % len(bodies)
    while time.perf_counter() < ended:
        body = bodies[at]
        at = (at + 1) % len(bodies)
        begun = time.perf_counter()
        writer.write(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head.decode())
        if b"content-length:" in head:
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        else:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        latencies.append(time.perf_counter() - begun)
    writer.close()


def load(path, bodies, clients, seconds):
    async def all_clients():
        latencies = []
        ended = time.perf_counter() + seconds
        await asyncio.gather(*(client(path, bodies, ended, latencies) for _ in range(clients)))
        return latencies
    load_latencies = asyncio.run(all_clients())
    cuts = statistics.quantiles(load_latencies, n=100)
    return {"per_second": len(load_latencies) / seconds, "p50": cuts[49] * 1e3, "p99": cuts[98] * 1e3}


def rounds_of(path, bodies):
    load(path, bodies, 8, 3)  # warms up
    return {clients: load(path, bodies, clients, options.seconds) for clients in options.clients}


def service():
    return Server(["java", "-jar", options.jar], "/actuator/health/readiness", SERVER_PORT=str(options.port), TUNEWRIGHT_HOME=str(work / "home"),
                  TUNEWRIGHT_FILEROOTS=f"{options.file_root},{work}")


def classifier():
    """A job of one step; its model lies in work/model for the others."""
    (work / "train.tsv").write_text("Quality\t#1 String\t#2 String\n" + "0\tone\ttwo\n1\tone\tone\n" * 8)
    with service():
        job = call("/jobs", {"name": "serving", "checkpoint": options.checkpoint, "num_labels": 2,
                             "dataset": {"files": {"train": "file:train.tsv"}, "text": "#1 String", "text_pair": "#2 String", "label": "Quality"},
                             "hyperparameters": {"max_steps": 1}})
        while (state := call("/jobs/" + job["id"]))["status"] in ("queued", "running"):
            time.sleep(0.5)
        if state["status"] != "succeeded":
            sys.exit(f"{state['status']}: {state['error']}")
        with urllib.request.urlopen(f"{url}/jobs/{job['id']}/model") as answer, tarfile.open(fileobj=answer, mode="r|gz") as archive:
            archive.extractall(work / "model", filter="data")
    return next(path.parent for path in (work / "model").rglob("config.json"))


def tunewright(model, pairs):
    with service():
        return rounds_of("/predict", [json.dumps({"model": "serving", "inputs": [pair]}).encode() for pair in pairs])


def fastapi(model, pairs):
    with Server([sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "--port", str(options.port), "--log-level", "warning", "fastapi_server:app"],
                "/health", CHECKPOINT=str(model)):
        return rounds_of("/predict", [json.dumps({"inputs": [pair]}).encode() for pair in pairs])


def infinity(model, pairs):
    """It takes no pairs: the two texts are one."""
    with Server(["infinity_emb", "v2", "--model-id", str(model), "--served-model-name", "serving", "--port", str(options.port), "--engine", "torch",
                 "--device", "cpu", "--no-bettertransformer"], "/health", DO_NOT_TRACK="1", HF_HUB_OFFLINE="1"):
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
        for clients, figures in globals()[name](model, pairs).items():
            print(name, clients, {key: round(value, 2) for key, value in figures.items()}, file=sys.stderr, flush=True)
            if (name, clients) not in best or figures["per_second"] > best[name, clients]["per_second"]:
                best[name, clients] = figures
print(f"{options.checkpoint}, one pair a request, {len(pairs)} pairs in turn, {options.seconds:.0f} s each, the better of {options.rounds} rounds.\n")
print("| | clients | predictions a second | p50 ms | p99 ms |\n|---|---|---|---|---|")
for (name, clients), figures in sorted(best.items(), key=lambda entry: (options.servers.index(entry[0][0]), entry[0][1])):
    print(f"| {name} | {clients} | {figures['per_second']:.1f} | {figures['p50']:.1f} | {figures['p99']:.1f} |")
