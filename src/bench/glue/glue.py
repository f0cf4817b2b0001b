#!/usr/bin/env python3
"""The same jobs on GLUE's own files by Tunewright and by the original, and a table of their scores. See README.md."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

# Columns are positions where a file has no header. A sample is the file's first rows.
TASKS = {
    "mrpc": {"folder": "MRPC", "text": "#1 String", "text_pair": "#2 String", "label": "Quality",
             "metrics": ["accuracy", "f1"], "num_train_epochs": 2},
    "cola": {"folder": "CoLA", "text": "3", "label": "1", "metrics": ["matthews_correlation"],
             "num_train_epochs": 3, "per_device_train_batch_size": 32},
    "stsb": {"folder": "STS-B", "text": "sentence1", "text_pair": "sentence2", "label": "score",
             "metrics": ["pearson", "spearmanr"]},
    "sst2": {"folder": "SST-2", "text": "sentence", "label": "label", "metrics": ["accuracy"], "max_train_samples": 5000},
}
MAX_LENGTH = 128
SIDES = ("tunewright", "original")


def labels(task):
    return 1 if task == "stsb" else 2


def arguments(task, seed, options):
    own = {key: TASKS[task][key] for key in ("num_train_epochs", "per_device_train_batch_size") if key in TASKS[task]}
    return {"per_device_train_batch_size": 16, "per_device_eval_batch_size": 32, "learning_rate": 5e-5,
            "num_train_epochs": 1, "seed": seed, "eval_strategy": "no", "save_strategy": "no", **own, **options.set}


def call(url, body=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{url}: {error.code} {error.read().decode(errors='replace')}") from None


def tunewright(task, seed, options):
    """A job over HTTP; GLUE's folder is the service's first file root."""
    columns = {key: TASKS[task][key] for key in ("text", "text_pair", "label", "max_train_samples") if key in TASKS[task]}
    folder = TASKS[task]["folder"]
    job = call(f"{options.url}/jobs", {
        "name": f"glue-{task}-{seed}", "checkpoint": options.our_checkpoint,
        "dataset": {"files": {"train": f"file:{folder}/train.tsv", "validation": f"file:{folder}/dev.tsv"},
                    "quoting": "none", "max_length": MAX_LENGTH, **columns},
        "hyperparameters": arguments(task, seed, options), "num_labels": labels(task), "metrics": TASKS[task]["metrics"]})
    url = f"{options.url}/jobs/{job['id']}"
    while (state := call(url))["status"] not in ("succeeded", "failed", "cancelled"):
        time.sleep(2)
    if state["status"] != "succeeded":
        raise RuntimeError(f"{url}: {state['error']}")
    metrics = call(f"{url}/predictions?split=validation")["metrics"]
    losses = [entry for entry in call(f"{url}/log")["data"] if "train_loss" in entry]
    return {"train_loss": losses[-1]["train_loss"], "train_runtime": losses[-1]["train_runtime"],
            **{name: metrics[f"test_{name}"] for name in TASKS[task]["metrics"]}}


def rows(task, split, options):
    spec = TASKS[task]
    with open(options.glue / spec["folder"] / f"{split}.tsv", encoding="utf-8-sig", newline="") as file:
        lines = [line.rstrip("\r\n").split("\t") for line in file]
    header = [str(i) for i in range(len(lines[0]))] if spec["text"].isdigit() else lines.pop(0)
    if split == "train":
        lines = lines[:spec.get("max_train_samples")]
    column = lambda name: [line[header.index(name)] for line in lines]
    number = float if labels(task) == 1 else int
    return [column(spec[key]) for key in ("text", "text_pair") if key in spec], [number(x) for x in column(spec["label"])]


def original(task, seed, options):
    """transformers' Trainer, in this process."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import scipy.stats
    import sklearn.metrics
    from datasets import Dataset
    from transformers import (AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding, Trainer,
                              TrainingArguments, set_seed)
    tokenizer = AutoTokenizer.from_pretrained(options.checkpoint)

    def dataset(split):
        texts, values = rows(task, split, options)
        return Dataset.from_dict({**tokenizer(*texts, truncation=True, max_length=MAX_LENGTH), "label": values})

    measures = {"accuracy": sklearn.metrics.accuracy_score, "f1": sklearn.metrics.f1_score,
                "matthews_correlation": sklearn.metrics.matthews_corrcoef,
                "pearson": lambda x, y: scipy.stats.pearsonr(x, y)[0],
                "spearmanr": lambda x, y: scipy.stats.spearmanr(x, y)[0]}

    def scores(prediction):
        answers = prediction.predictions
        answers = answers.squeeze(-1) if labels(task) == 1 else answers.argmax(-1)
        return {name: float(measures[name](prediction.label_ids, answers)) for name in TASKS[task]["metrics"]}

    set_seed(seed)
    model = AutoModelForSequenceClassification.from_pretrained(options.checkpoint, num_labels=labels(task))
    with tempfile.TemporaryDirectory() as output:
        trainer = Trainer(model, TrainingArguments(output, **arguments(task, seed, options), use_cpu=True, report_to=[],
                                                   disable_tqdm=True),
                          train_dataset=dataset("train"), processing_class=tokenizer,
                          data_collator=DataCollatorWithPadding(tokenizer), compute_metrics=scores)
        trained = trainer.train().metrics
        metrics = trainer.predict(dataset("dev")).metrics
    return {"train_loss": trained["train_loss"], "train_runtime": trained["train_runtime"],
            **{name: metrics[f"test_{name}"] for name in TASKS[task]["metrics"]}}


def in_own_process(task, seed, options):
    command = [sys.executable, __file__, "--one", task, str(seed), "--glue", options.glue, "--checkpoint", options.checkpoint,
               "--set", json.dumps(options.set)]
    answer = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def read(path):
    lines = path.read_text().splitlines() if path.exists() else []
    return {(line["task"], line["seed"], line["side"]): line for line in map(json.loads, lines)}


def run(options):
    for seed in options.seeds:
        for task in options.tasks:
            for side in options.sides:
                if (task, seed, side) in read(options.results):
                    continue
                begun = time.time()
                scores = (tunewright if side == "tunewright" else in_own_process)(task, seed, options)
                line = {"task": task, "seed": seed, "side": side, "scores": scores, "seconds": round(time.time() - begun)}
                print(json.dumps(line), flush=True)
                with open(options.results, "a") as file:
                    file.write(json.dumps(line) + "\n")


def table(options):
    """Prints a row for each task, metric and side."""
    lines = read(options.results)
    print("| task | metric | | " + " | ".join(f"seed {seed}" for seed in options.seeds) + " | mean | standard deviation |")
    print("|---|---|---|" + "---|" * (len(options.seeds) + 2))
    for task in options.tasks:
        for metric in TASKS[task]["metrics"]:
            for side in SIDES:
                scores = [lines[task, seed, side]["scores"][metric] if (task, seed, side) in lines else None
                          for seed in options.seeds]
                there = [score for score in scores if score is not None]
                mean = f"{statistics.mean(there):.4f}" if there else ""
                deviation = f"{statistics.stdev(there):.4f}" if len(there) > 1 else ""
                shown = " | ".join("" if score is None else f"{score:.4f}" for score in scores)
                print(f"| {task} | {metric} | {side} | {shown} | {mean} | {deviation} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--glue", type=Path, required=True, help="folder with MRPC, CoLA, SST-2, STS-B")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the folder that the original reads")
    parser.add_argument("--our-checkpoint", default="embedded:minilm", help="the same checkpoint as a job names it")
    parser.add_argument("--set", type=json.loads, default={}, help='hyperparameters for all, as JSON: {"bf16": true}')
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=SIDES)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--results", type=Path, default=Path("glue.jsonl"), help="what is in it is not run again")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[42, 43, 44])
    parser.add_argument("--table", action="store_true", help="print the table of what has run")
    parser.add_argument("--one", nargs=2, metavar=("TASK", "SEED"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(original(chosen.one[0], int(chosen.one[1]), chosen)))
    elif chosen.table:
        table(chosen)
    else:
        run(chosen)
