#!/usr/bin/env python3
"""By how many seconds a checkpoint holds a training up.

    python3 src/bench/checkpoint_stall.py --bert FOLDER --mrpc FOLDER [--bf16] [--rounds 3] [NAME=JAR ...]

Trains 32 steps of batch 8 with a checkpoint every eight, of which two are kept, and tells for the eight steps after each how much longer
they took than eight median ones. Several jars are asked in turn, each a service of its own. Linux, on a machine that does nothing else.
"""
import argparse
import contextlib
import datetime
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "serving"))
from served import ROOT, tunewright

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("jars", nargs="*", metavar="NAME=JAR", default=[f"tunewright={ROOT / 'target' / 'tunewright.jar'}"])
parser.add_argument("--bert", type=pathlib.Path, required=True, help="a checkpoint's folder")
parser.add_argument("--mrpc", type=pathlib.Path, required=True)
parser.add_argument("--bf16", action="store_true")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--port", type=int, default=8200)
options = parser.parse_args()
bert, mrpc = options.bert.resolve(), options.mrpc.resolve()
EVERY, LAST = 8, 32


def stalls(server):
    job = server.trained({
        "checkpoint": f"file:{bert}",
        "dataset": {"files": {"train": f"file:{mrpc}/train.tsv"}, "quoting": "none", "text": "#1 String", "text_pair": "#2 String", "label": "Quality"},
        "hyperparameters": {"max_steps": LAST, "per_device_train_batch_size": 8, "bf16": options.bf16, "save_strategy": "steps",
                            "save_steps": EVERY, "save_total_limit": 2, "eval_strategy": "no"}}, within=1800)
    rows = server.call(f"/jobs/{job}/metrics?limit=1000")["train"]
    ends = [datetime.datetime.fromisoformat(row["time"].replace("Z", "+00:00")).timestamp() for row in rows]
    steps = [end - begin for begin, end in zip(ends, ends[1:])]  # steps[i] is step i + 2
    median = statistics.median(steps)
    return median, [sum(steps[saved - 1:saved - 1 + EVERY]) - EVERY * median for saved in range(EVERY, LAST, EVERY)]


with tempfile.TemporaryDirectory(prefix="tunewright-stall-") as work, contextlib.ExitStack() as servers:
    running = {}
    for number, argument in enumerate(options.jars):
        name, jar = argument.split("=", 1)
        running[name] = servers.enter_context(tunewright(
            jar, options.port + number, f"{work}/{name}", f"--tunewright.file-roots={bert},{mrpc}", "--tunewright.roles=api,worker"))
    for _ in range(options.rounds):
        for name, server in running.items():
            median, held = stalls(server)
            print(f"{name}: a step {median:.3f} s; held up by {', '.join(f'{seconds:.2f}' for seconds in held)} s", flush=True)
