#!/usr/bin/env python3
"""Trains each architecture for some steps over HTTP and compares what Python makes of its /model with /predict.

    model_in_python.py URL FILE_ROOT GOLDEN [ARCHITECTURE ...]

FILE_ROOT is one of the service's tunewright.file-roots, GOLDEN src/test/resources/golden. Prints the largest difference of
20 rows' logits for each architecture; exits 1 if one is above 1e-4, or if transformers finds a weight missing, unexpected
or of another shape.
"""
import io
import json
import shutil
import sys
import tarfile
import tempfile
import time
import urllib.request
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

ROWS = 20
TOLERANCE = 1e-4


def call(url, body=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        return response.read()


def trained(url, root, golden):
    """Returns the id of a job that has succeeded."""
    folder = root / f"roundtrip-{golden.name}-{time.time_ns()}"
    shutil.copytree(golden, folder)
    rows = json.loads((golden / "golden.json").read_text())["train_rows"]
    with open(folder / "train.jsonl", "w") as file:
        for first, second, label in rows:
            file.write(json.dumps({"sentence1": first, "sentence2": second, "label": label}) + "\n")
    job = json.loads(call(f"{url}/jobs", {
        "name": folder.name, "checkpoint": f"file:{folder}",
        "dataset": {"files": {"train": f"file:{folder}/train.jsonl"}, "text": "sentence1", "text_pair": "sentence2",
                    "label": "label"},
        "hyperparameters": {"max_steps": 10, "learning_rate": 1e-3, "save_strategy": "no"}}))["id"]
    while (state := json.loads(call(f"{url}/jobs/{job}")))["status"] not in ("succeeded", "failed", "cancelled"):
        time.sleep(0.5)
    if state["status"] != "succeeded":
        raise RuntimeError(f"{golden.name}: {state['error']}")
    return job


def difference(url, root, golden):
    """Returns the largest difference of a logit, and what transformers says about the weights."""
    job = trained(url, root, golden)
    pairs = [row[:2] for row in json.loads((golden / "golden.json").read_text())["eval_rows"][:ROWS]]
    served = json.loads(call(f"{url}/predict", {"model": job, "inputs": pairs}))["predictions"]
    with tempfile.TemporaryDirectory() as folder:
        tarfile.open(fileobj=io.BytesIO(call(f"{url}/jobs/{job}/model"))).extractall(folder, filter="data")
        checkpoint = next(Path(folder).rglob("config.json")).parent
        model, loaded = AutoModelForSequenceClassification.from_pretrained(checkpoint, output_loading_info=True)
        tokens = AutoTokenizer.from_pretrained(checkpoint)(*map(list, zip(*pairs)), padding=True, truncation=True,
                                                           return_tensors="pt")
        with torch.no_grad():
            logits = model.eval()(**tokens).logits
    ours = torch.tensor([row["logits"] for row in served])
    return (ours - logits).abs().max().item(), {key: value for key, value in loaded.items() if value}


def main():
    url, root, golden = sys.argv[1].rstrip("/"), Path(sys.argv[2]), Path(sys.argv[3])
    names = sys.argv[4:] or sorted(path.name for path in golden.iterdir())
    wrong = 0
    for name in names:
        worst, loaded = difference(url, root, golden / name)
        wrong += worst > TOLERANCE or bool(loaded)
        print(f"{name}: largest difference {worst:.1e}, loading {loaded or 'as it is'}", flush=True)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
