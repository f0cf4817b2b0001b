#!/usr/bin/env python3
"""Ours and the original (Hugging Face's Trainer) in turn on the same checkpoint and data; writes src/docs/benchmarks.md.

    ./mvnw -q -DskipTests package
    pip install torch transformers datasets accelerate
    python3 src/bench/side_by_side.py --bert FOLDER --mrpc FOLDER        # bert-base-uncased; GLUE MRPC's train.tsv and dev.tsv

Both trainers are alive at once, and one is stopped (SIGSTOP) while the other trains and evaluates for its turn: machines have moods that
last for minutes, and so both sides share them. The first turns are not counted. Ours runs as users run it: jobs over HTTP on one service. Linux only (memory
is read from /proc). Leave the machine alone meanwhile. --quick does a tenth, to see whether it works.

On a GPU (src/docs/gpu.md), with float32, tf32 and bf16; memory is then what nvidia-smi says of each process:

    PYTORCH_LIBRARY_PATH=FOLDER python3 src/bench/side_by_side.py --device cuda --bert FOLDER --mrpc FOLDER --output src/docs/benchmarks-gpu.md
"""
import argparse
import contextlib
import csv
import datetime
import json
import os
import pathlib
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--bert", required=True)
parser.add_argument("--mrpc", required=True)
parser.add_argument("--jar", default=str(ROOT / "target" / "tunewright.jar"))
parser.add_argument("--port", type=int, default=8090)
parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="cuda: the first GPU that is visible, for both sides")
parser.add_argument("--steps", type=int, default=24, help="of batch 8, in four turns; an eighth as many of batch 32, in one; four times as many of embedded:minilm")
parser.add_argument("--quick", action="store_true")
parser.add_argument("--only", choices=["bert", "minilm"])
parser.add_argument("--no-growth", action="store_true")
parser.add_argument("--only-growth", action="store_true")
parser.add_argument("--lengths", type=int, nargs="+", default=[32, 128, 512], help="of growth, in tokens")
parser.add_argument("--roles", default="api,worker", help="of the node; with predict, trainers make way for predictions, and wait otherwise")
parser.add_argument("--output", default=str(ROOT / "src" / "docs" / "benchmarks.md"))
options = parser.parse_args()
home = pathlib.Path(tempfile.mkdtemp(prefix="tunewright-bench-"))
url = f"http://127.0.0.1:{options.port}"
cuda = options.device == "cuda"
environment = dict(os.environ)
if cuda:
    gpu = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
    environment.update(CUDA_VISIBLE_DEVICES=gpu, CUDA_DEVICE_ORDER="PCI_BUS_ID", TUNEWRIGHT_WORKER_DEVICES="cuda:" + gpu)
else:
    environment.update(TUNEWRIGHT_WORKER_DEVICES="cpu", CUDA_VISIBLE_DEVICES="")
DIGITS = 1 if cuda else 0
MAX_STEPS = 10000
PRECISIONS = ("float32", "tf32", "bf16") if cuda else ("float32", "bf16")


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Side:
    """A trainer that goes on without end, and what it told: ends of steps, evaluations as (end, rows per second)."""
    def __init__(self, case):
        self.evaluates = case["evaluate"]
        self.steps = case["steps"]
        self.ends, self.evaluations, self.turns, self.peak_mb = [], [], [], float("nan")

    def take_turn(self):
        """To the end of the next evaluation, or, where there is none, for as many steps."""
        started, steps, evaluations = time.time(), len(self.ends), len(self.evaluations)
        os.kill(self.pid, signal.SIGCONT)
        self.wait(lambda: len(self.evaluations) > evaluations if self.evaluates else len(self.ends) > steps + self.steps)
        os.kill(self.pid, signal.SIGSTOP)
        self.turns.append((started, time.time()))
        self.peak_mb = self.memory()

    def warm_up(self):
        self.wait(lambda: len(self.ends) > 2)
        os.kill(self.pid, signal.SIGSTOP)

    def wait(self, done):
        while not done():
            time.sleep(self.PAUSE)
            self.listen()

    def memory(self):
        if not cuda:
            return int(open(f"/proc/{self.pid}/status").read().split("VmHWM:")[1].split()[0]) // 1024
        apps = subprocess.run(["nvidia-smi", "-i", gpu, "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"],
                              capture_output=True, text=True, check=True).stdout
        return next((int(mb) for pid, mb in (line.split(",") for line in apps.splitlines()) if int(pid) == self.pid), float("nan"))

    def step_seconds(self, turn):
        """The median of a turn's steps that began and ended in it, without an evaluation in between."""
        start, end = turn
        ends = [moment for moment in self.ends if start < moment < end]
        return statistics.median(b - a for a, b in zip(ends, ends[1:]) if not any(a < moment < b for moment, _ in self.evaluations))

    def rows_per_second(self, turn):
        start, end = turn
        return next(speed for moment, speed in self.evaluations if start < moment < end)


class Ours(Side):
    PAUSE = 2  # to ask the service costs its trainer time

    def __init__(self, case):
        super().__init__(case)
        dataset = {"files": {"train": f"file:{case['train'].name}", "validation": f"file:{case['validation'].name}"}, "quoting": "none",
                   "text": "#1 String", "text_pair": "#2 String", "label": "Quality"}
        if case["max_length"]:
            dataset["max_length"] = case["max_length"]
        job = {"checkpoint": case["ours"], "dataset": dataset, "metrics": ["accuracy"],
               "hyperparameters": {"max_steps": MAX_STEPS, "bf16": case["precision"] == "bf16",
                                   **({"tf32": True} if case["precision"] == "tf32" else {}), "save_strategy": "no",
                                   "eval_strategy": "steps" if case["evaluate"] else "no", "eval_steps": case["steps"],
                                   "per_device_train_batch_size": case["batch"], "per_device_eval_batch_size": case["batch"]}}
        self.posted = time.time()
        self.path = "/jobs/" + call("/jobs", job)["id"]
        self.warm_up()

    def listen(self):
        metrics = call(self.path + "/metrics")
        self.ends = [moment(row["time"]) for row in metrics["train"]]
        self.evaluations = [(moment(row["time"]), row["samples_per_second"]) for row in metrics["eval"]]
        if call(self.path)["status"] not in ("queued", "running"):
            sys.exit(f"the job has ended: {call(self.path)}")

    @property
    def pid(self):
        """The trainer's, the service's only child."""
        children = [open(f"/proc/{service.pid}/task/{task}/children").read().split() for task in os.listdir(f"/proc/{service.pid}/task")]
        return int(sum(children, [])[0])

    def end(self):
        os.kill(self.pid, signal.SIGCONT)
        call(self.path + "/cancel", {})
        while call(self.path)["status"] in ("queued", "running"):
            time.sleep(0.5)


class Original(Side):
    PAUSE = 0.1

    def __init__(self, case):
        super().__init__(case)
        plain = {name: str(value) if isinstance(value, pathlib.Path) else value for name, value in case.items()}
        plain.update(checkpoint=case["theirs"], device=options.device, max_steps=MAX_STEPS)
        self.process = subprocess.Popen([sys.executable, str(ROOT / "src" / "bench" / "original.py"), json.dumps(plain)], text=True,
                                        env=dict(environment, TMPDIR=str(home)), stdout=subprocess.PIPE, stderr=open(home / "original.log", "w"))
        self.pid = self.process.pid
        threading.Thread(target=self.hear, daemon=True).start()
        self.warm_up()

    def hear(self):
        for line in filter(lambda line: line.startswith('{"'), self.process.stdout):
            told = json.loads(line)
            if "step_ended" in told:
                self.ends.append(told["step_ended"])
            else:
                self.evaluations.append((told["evaluated"], told["rows_per_second"]))

    def listen(self):
        if self.process.poll() is not None:
            sys.exit((home / "original.log").read_text())

    def end(self):
        self.process.kill()
        self.process.wait()


def in_turn(case, turns):
    with contextlib.ExitStack() as ends:
        sides = []
        for kind in (Ours, Original):
            side = kind(case)
            ends.callback(side.end)
            sides.append(side)
        for side in sides * (turns + 1):
            side.take_turn()
    for side in sides:
        side.turns.pop(0)
    return sides


def beside(name, ours, theirs, digits=1, unit="", less=False):
    """Two medians over all turns and their ratio, how many times as fast ours is, with the least and the most that a turn gave."""
    a, b = ([getattr(side, name)(turn) for turn in side.turns] for side in (ours, theirs))
    if less:
        a, b = [1e3 * value for value in a], [1e3 * value for value in b]
    faster = lambda mine, other: other / mine if less else mine / other
    each = [faster(mine, other) for mine, other in zip(a, b)]
    mine, other = statistics.median(a), statistics.median(b)
    spread = f" ({min(each):.2f}–{max(each):.2f})" if len(each) > 1 else ""
    return f"{mine:.{digits}f}{unit} | {other:.{digits}f}{unit} | **{faster(mine, other):.2f}**{spread}"


def step(ours, theirs):
    return beside("step_seconds", ours, theirs, DIGITS, " ms", less=True)


def side_by_side():
    yield ("| checkpoint | precision | batch | step, ours | the original | ratio | rows/s evaluated, ours | the original | ratio "
           "| peak MB, ours | the original | POST to first step |")
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for ours_name, theirs_name in (("file:bert", options.bert), ("embedded:minilm", minilm)):
        if options.only and options.only not in ours_name:
            continue
        for precision in PRECISIONS:
            for batch, turns in ((8, 1 if options.quick else 4), (32, 1)):
                case = dict(ours=ours_name, theirs=str(theirs_name), precision=precision, batch=batch, max_length=None, evaluate=True,
                            steps=max(3, options.steps // (4 if batch == 8 else 8)) * (1 if ours_name == "file:bert" else 4),
                            train=files / "train.tsv", validation=files / "dev.tsv")
                ours, theirs = in_turn(case, turns)
                name = "bert-base-uncased" if ours_name == "file:bert" else ours_name
                yield shown(f"| {name} | {precision} | {batch} | {step(ours, theirs)} | {beside('rows_per_second', ours, theirs)} "
                            f"| {ours.peak_mb} | {theirs.peak_mb} | {ours.ends[0] - ours.posted:.1f} s |")


def shown(row):
    print(row, flush=True)
    return row


def growth():
    yield "| length | batch | precision | step, ours | the original | ratio |"
    yield "|---|---|---|---|---|---|"
    for length in (32, 128) if options.quick else options.lengths:
        for batch in (8,) if options.quick or length > 128 else (8, 32):
            for precision in PRECISIONS:
                case = dict(ours="file:bert", theirs=options.bert, precision=precision, batch=batch, steps=2, max_length=length, evaluate=False,
                            train=files / "long.tsv", validation=files / "long.tsv")
                yield shown(f"| {length} | {batch} | {precision} | {step(*in_turn(case, 1))} |")


def write_long(source, destination):
    """Texts that fill any length: sentences of MRPC in a row, cut by max_length."""
    with open(source, encoding="utf-8-sig") as file:
        sentences = [row["#1 String"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    with open(destination, "w", encoding="utf-8") as file:
        file.write("Quality\t#1 String\t#2 String\n")
        for i in range(400):
            texts = [" ".join(sentences[(i * 40 + side * 20 + k) % len(sentences)] for k in range(20)) for side in (0, 1)]
            file.write(f"{i % 2}\t{texts[0]}\t{texts[1]}\n")


def versions():
    code = "import torch, transformers, sys; print(f'Python {sys.version.split()[0]}, torch {torch.__version__}, transformers {transformers.__version__}')"
    theirs = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    if cuda:
        gpus = subprocess.run(["nvidia-smi", "-i", gpu, "--query-gpu=name,driver_version", "--format=csv,noheader"], capture_output=True,
                              text=True, check=True).stdout.strip()
        theirs += f". GPU and driver: {gpus}"
    processor = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (f"{datetime.date.today()}, commit {commit}. {processor}, {os.cpu_count()} cores, {memory} GiB, {platform.system()} "
            f"{platform.release()}. Ours: {java}. The original: {theirs}. Each with its own defaults for threads.")


files = home / "files"
files.mkdir()
shutil.copytree(options.bert, files / "bert")
for name in ("train.tsv", "dev.tsv"):
    shutil.copy(os.path.join(options.mrpc, name), files / name)
write_long(files / "train.tsv", files / "long.tsv")
with socket.socket() as free:
    if free.connect_ex(("127.0.0.1", options.port)) == 0:
        sys.exit(f"port {options.port} is taken: give another with --port")
started = time.time()
service = subprocess.Popen(["java", "-jar", options.jar, "--tunewright.roles=" + options.roles], env=dict(environment, TUNEWRIGHT_HOME=str(home), SERVER_PORT=str(options.port)),
                           stdout=open(home / "service.log", "w"), stderr=subprocess.STDOUT)
try:
    while True:
        try:
            call("/jobs?limit=1")
            break
        except OSError:
            if service.poll() is not None:
                sys.exit(open(home / "service.log").read())
            time.sleep(0.1)
    up = time.time() - started
    minilm = home / "cache" / "minilm-v1"
    warm = dict(ours="embedded:minilm", precision="float32", batch=8, steps=2, max_length=None, evaluate=False,
                train=files / "train.tsv", validation=files / "dev.tsv")
    Ours(warm).end()  # unpacks natives and the embedded checkpoint
    lines = ["# Ours beside the original", "", "Written by `src/bench/side_by_side.py`. " + versions(), "",
             f"The service answered {up:.1f} s after its start. GLUE MRPC. Both sides in turn: medians of four turns with batch 8, of one with batch 32; behind a "
             "ratio, in parentheses, the least and the most that a turn gave.", ""]
    if not options.only_growth:
        lines += side_by_side()
    if not options.no_growth:
        lines += ["", "## Growth", "", "bert-base-uncased; every text fills its length, so that packing gains nothing.", ""]
        lines += growth()
    pathlib.Path(options.output).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
finally:
    service.terminate()
    service.wait(60)
    shutil.rmtree(home, ignore_errors=True)
