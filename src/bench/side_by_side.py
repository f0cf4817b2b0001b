#!/usr/bin/env python3
"""Ours and the original (Hugging Face's Trainer) in turn on the same checkpoint and data; writes src/docs/benchmarks.md.

    ./mvnw -q -DskipTests package
    pip install torch transformers datasets accelerate
    python3 src/bench/side_by_side.py --bert FOLDER --mrpc FOLDER        # bert-base-uncased; GLUE MRPC's train.tsv and dev.tsv

Each row of batch 8 is A B A B: ours, the original, ours, the original; the figure of a side is the better of its two medians. The rows
of batch 32 and of growth are A B. Ours runs as users run it: jobs over HTTP on one service. Linux only (memory is read from /proc). Leave the machine alone
meanwhile. --quick does a tenth, to see whether it works.

On a GPU (src/docs/gpu.md), with float32, tf32 and bf16; memory is then what nvidia-smi says of that GPU:

    PYTORCH_LIBRARY_PATH=FOLDER python3 src/bench/side_by_side.py --device cuda --bert FOLDER --mrpc FOLDER --output src/docs/benchmarks-gpu.md
"""
import argparse
import csv
import datetime
import json
import os
import pathlib
import platform
import shutil
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
parser.add_argument("--steps", type=int, default=30, help="of batch 8; a third of it for batch 32")
parser.add_argument("--quick", action="store_true")
parser.add_argument("--only", choices=["bert", "minilm"])
parser.add_argument("--no-growth", action="store_true")
parser.add_argument("--only-growth", action="store_true")
parser.add_argument("--lengths", type=int, nargs="+", default=[32, 128, 512], help="of growth, in tokens")
parser.add_argument("--roles", default="api,worker", help="of the node; with predict, trainers make way for predictions, and wait otherwise")
parser.add_argument("--output", default=str(ROOT / "src" / "docs" / "benchmarks.md"))
options = parser.parse_args()
steps = 6 if options.quick else options.steps
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
PRECISIONS = ("float32", "tf32", "bf16") if cuda else ("float32", "bf16")


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Memory(threading.Thread):
    """Watches the trainer, the service's only child; or the GPU, whoever uses it."""

    def __init__(self, service):
        super().__init__(daemon=True)
        self.children = f"/proc/{service}/task"
        self.ended = False

    def run(self):
        self.peak = 0
        while not self.ended:
            if cuda:
                used = subprocess.run(["nvidia-smi", "-i", gpu, "--query-gpu=memory.used", "--format=csv,noheader,nounits"],
                                      capture_output=True, text=True, check=True).stdout
                self.peak = max(self.peak, int(used))
                continue
            for task in os.listdir(self.children):
                try:
                    for child in open(f"{self.children}/{task}/children").read().split():
                        status = open(f"/proc/{child}/status").read()
                        self.peak = max(self.peak, int(status.split("VmHWM:")[1].split()[0]) // 1024)
                except (OSError, IndexError):
                    pass  # a thread or the trainer has just ended
            time.sleep(0.5)  # the kernel keeps the peak; looking often would disturb the trainer


def ours(case):
    dataset = {"files": {"train": f"file:{case['train'].name}", "validation": f"file:{case['validation'].name}"}, "quoting": "none",
               "text": "#1 String", "text_pair": "#2 String", "label": "Quality"}
    if case["max_length"]:
        dataset["max_length"] = case["max_length"]
    job = {"checkpoint": case["ours"], "dataset": dataset, "metrics": ["accuracy"],
           "hyperparameters": {"max_steps": case["steps"], "bf16": case["precision"] == "bf16",
                               **({"tf32": True} if case["precision"] == "tf32" else {}), "save_strategy": "no",
                               "eval_strategy": "steps" if case["evaluate"] else "no", "eval_steps": case["steps"],
                               "per_device_train_batch_size": case["batch"], "per_device_eval_batch_size": case["batch"]}}
    memory = Memory(service.pid)
    memory.start()
    posted = time.time()
    path = "/jobs/" + call("/jobs", job)["id"]
    while (state := call(path))["status"] in ("queued", "running"):
        time.sleep(2)
    memory.ended = True
    memory.join()
    if state["status"] != "succeeded":
        sys.exit(f"{state['status']}: {state['error']}")
    metrics = call(path + "/metrics")
    ends = [moment(row["time"]) for row in metrics["train"]]
    answer = {"step_seconds": statistics.median(b - a for a, b in zip(ends[2:], ends[3:])), "peak_mb": memory.peak,
              "first_step_seconds": ends[0] - posted}
    if metrics["eval"]:
        answer["rows_per_second"] = metrics["eval"][-1]["samples_per_second"]
    return answer


def original(case):
    plain = {name: str(value) if isinstance(value, pathlib.Path) else value for name, value in case.items()}
    plain["checkpoint"] = case["theirs"]
    plain["device"] = options.device
    memory = Memory(os.getpid())
    if cuda:
        memory.start()
    run = subprocess.run([sys.executable, str(ROOT / "src" / "bench" / "original.py"), json.dumps(plain)], env=environment,
                         capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    answer = json.loads(run.stdout.splitlines()[-1])
    if cuda:
        memory.ended = True
        memory.join()
        answer["peak_mb"] = memory.peak
    return answer


def best(runs, name):
    values = [run[name] for run in runs if name in run]
    return (max if name == "rows_per_second" else min)(values) if values else float("nan")


def pair(case, rounds):
    a, b = [], []
    for _ in range(rounds):
        a.append(ours(case))
        b.append(original(case))
    print(case["ours"], case["precision"], case["batch"], case["max_length"], a, b, flush=True)
    return a, b


def side_by_side():
    yield ("| checkpoint | precision | batch | step, ours | the original | ratio | rows/s evaluated, ours | the original | ratio "
           "| peak MB, ours | the original | POST to first step |")
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for ours_name, theirs in (("file:bert", options.bert), ("embedded:minilm", minilm)):
        if options.only and options.only not in ours_name:
            continue
        for precision in PRECISIONS:
            for batch in (8, 32):
                case = dict(ours=ours_name, theirs=str(theirs), precision=precision, batch=batch, steps=steps if batch == 8 else max(6, steps // 3),
                            max_length=None, evaluate=True, train=files / "train.tsv", validation=files / "dev.tsv")
                a, b = pair(case, 1 if options.quick or batch == 32 else 2)
                step, theirs_step = best(a, "step_seconds"), best(b, "step_seconds")
                speed, theirs_speed = best(a, "rows_per_second"), best(b, "rows_per_second")
                name = "bert-base-uncased" if ours_name == "file:bert" else ours_name
                yield (f"| {name} | {precision} | {batch} | {step * 1e3:.{DIGITS}f} ms | {theirs_step * 1e3:.{DIGITS}f} ms "
                       f"| **{theirs_step / step:.2f}** | {speed:.1f} | {theirs_speed:.1f} | **{speed / theirs_speed:.2f}** "
                       f"| {best(a, 'peak_mb')} | {best(b, 'peak_mb')} | {best(a, 'first_step_seconds'):.1f} s |")


def growth():
    yield "| length | batch | precision | step, ours | the original | ratio |"
    yield "|---|---|---|---|---|---|"
    for length in (32, 128) if options.quick else options.lengths:
        for batch in (8,) if options.quick or length > 128 else (8, 32):
            for precision in PRECISIONS:
                case = dict(ours="file:bert", theirs=options.bert, precision=precision, batch=batch, steps=5, max_length=length, evaluate=False,
                            train=files / "long.tsv", validation=files / "long.tsv")
                a, b = pair(case, 1)
                step, theirs = best(a, "step_seconds"), best(b, "step_seconds")
                yield (f"| {length} | {batch} | {precision} | {step * 1e3:.{DIGITS}f} ms | {theirs * 1e3:.{DIGITS}f} ms "
                       f"| {theirs / step:.2f} |")


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
    warm = dict(ours="embedded:minilm", precision="float32", batch=8, steps=5, max_length=None, evaluate=False,
                train=files / "train.tsv", validation=files / "dev.tsv")
    ours(warm)  # unpacks natives and the embedded checkpoint
    lines = ["# Ours beside the original", "", "Written by `src/bench/side_by_side.py`. " + versions(), "",
             f"The service answered {up:.1f} s after its start. GLUE MRPC, {steps} steps of batch 8 and {max(6, steps // 3)} of batch 32, the first two "
             "left out; medians.", ""]
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
