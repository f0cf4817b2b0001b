"""Hugging Face's Trainer, for side_by_side.py: trains, evaluates, prints one JSON line."""
import csv
import json
import resource
import statistics
import sys
import tempfile
import time

import numpy as np
from datasets import Dataset
from transformers import (AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding, Trainer,
                          TrainerCallback, TrainingArguments, set_seed)

options = json.loads(sys.argv[1])


def rows(path):
    with open(path, encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Dataset.from_dict({"first": [row["#1 String"] for row in lines], "second": [row["#2 String"] for row in lines],
                              "label": [int(row["Quality"]) for row in lines]})


class Clock(TrainerCallback):
    ends = []

    def on_step_end(self, *_, **__):
        self.ends.append(time.perf_counter())


tokenizer = AutoTokenizer.from_pretrained(options["checkpoint"])
limit = {"max_length": options["max_length"]} if options["max_length"] else {"max_length": 512}
tokenize = lambda batch: tokenizer(batch["first"], batch["second"], truncation=True, **limit)
train, validation = (rows(options[split]).map(tokenize, batched=True) for split in ("train", "validation"))
set_seed(42)
model = AutoModelForSequenceClassification.from_pretrained(options["checkpoint"], num_labels=2)
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(folder, bf16=options["precision"] == "bf16", tf32=True if options["precision"] == "tf32" else None,
                                  use_cpu=options["device"] == "cpu", max_steps=options["steps"],
                                  per_device_train_batch_size=options["batch"], per_device_eval_batch_size=options["batch"],
                                  save_strategy="no", report_to=[], disable_tqdm=True)
    trainer = Trainer(model, arguments, train_dataset=train, eval_dataset=validation, processing_class=tokenizer,
                      data_collator=DataCollatorWithPadding(tokenizer), callbacks=[Clock()],
                      compute_metrics=lambda p: {"accuracy": float((np.argmax(p[0], -1) == p[1]).mean())})
    trainer.train()
    answer = {"step_seconds": statistics.median(b - a for a, b in zip(Clock.ends[2:], Clock.ends[3:]))}
    if options["evaluate"]:
        answer["rows_per_second"] = trainer.evaluate()["eval_samples_per_second"]
answer["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps(answer))
