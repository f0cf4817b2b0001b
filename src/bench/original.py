"""Hugging Face's Trainer, for side_by_side.py: trains and evaluates by turns until it is killed; prints a JSON line for each step and each evaluation."""
import csv
import json
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
    def on_step_end(self, *_, **__):
        print(json.dumps({"step_ended": time.time()}), flush=True)

    def on_evaluate(self, *_, metrics, **__):
        print(json.dumps({"evaluated": time.time(), "rows_per_second": metrics["eval_samples_per_second"]}), flush=True)


tokenizer = AutoTokenizer.from_pretrained(options["checkpoint"])
limit = {"max_length": options["max_length"]} if options["max_length"] else {"max_length": 512}
tokenize = lambda batch: tokenizer(batch["first"], batch["second"], truncation=True, **limit)
train, validation = (rows(options[split]).map(tokenize, batched=True) for split in ("train", "validation"))
set_seed(42)
model = AutoModelForSequenceClassification.from_pretrained(options["checkpoint"], num_labels=2)
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(folder, bf16=options["precision"] == "bf16", tf32=True if options["precision"] == "tf32" else None,
                                  use_cpu=options["device"] == "cpu", max_steps=options["max_steps"],
                                  per_device_train_batch_size=options["batch"], per_device_eval_batch_size=options["batch"],
                                  eval_strategy="steps" if options["evaluate"] else "no", eval_steps=options["steps"],
                                  save_strategy="no", report_to=[], disable_tqdm=True)
    trainer = Trainer(model, arguments, train_dataset=train, eval_dataset=validation, processing_class=tokenizer,
                      data_collator=DataCollatorWithPadding(tokenizer), callbacks=[Clock()],
                      compute_metrics=lambda p: {"accuracy": float((np.argmax(p[0], -1) == p[1]).mean())})
    trainer.train()
