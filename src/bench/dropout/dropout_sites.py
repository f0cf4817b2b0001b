#!/usr/bin/env python3
"""Records how far each single place of dropout in the original spreads the logits: what DropoutSitesTest compares with.

    dropout_sites.py GOLDEN > src/test/resources/dropout-sites.json

GOLDEN is src/test/resources/golden. For each architecture: the rates, each setting's another, and for each place where the
original drops, in their order, the standard deviation of both logits of one text when it is dropped there alone.
"""
import json
import sys
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForSequenceClassification

TEXT = [5, 6, 7, 8, 20, 30]
BERT = {"hidden_dropout_prob": 0.3, "attention_probs_dropout_prob": 0.2, "classifier_dropout": 0.4}
RATES = {
    "albert": {"hidden_dropout_prob": 0.3, "attention_probs_dropout_prob": 0.2, "classifier_dropout_prob": 0.4},
    "bert": BERT,
    "deberta-v2": {"hidden_dropout_prob": 0.3, "attention_probs_dropout_prob": 0.2, "pooler_dropout": 0.4,
                   "cls_dropout": 0.5},
    "distilbert": {"dropout": 0.3, "attention_dropout": 0.2, "seq_classif_dropout": 0.4},
    "electra": BERT,
    "modernbert": {"embedding_dropout": 0.3, "attention_dropout": 0.2, "mlp_dropout": 0.4, "classifier_dropout": 0.5},
    "mpnet": {"hidden_dropout_prob": 0.3, "attention_probs_dropout_prob": 0.2},
    "roberta": BERT,
    "xlm-roberta": BERT,
}
# Passes and rows of each. DeBERTa drops from the table of distances, which all rows of a pass share: they are not draws of
# their own.
DRAWS = {"deberta-v2": (2000, 10)}
dropout = torch.nn.functional.dropout


def forward(model, rows, chosen):
    """One pass in which dropout acts at the chosen place alone; returns the logits and how many places there are."""
    places = 0

    def at_one_place(x, p=0.5, training=True, inplace=False):
        nonlocal places
        places += p > 0
        return dropout(x, p) if p > 0 and places == chosen else x

    torch.nn.functional.dropout = at_one_place
    text = torch.tensor([TEXT] * rows)
    with torch.no_grad():
        return model(input_ids=text, attention_mask=torch.ones_like(text)).logits.double(), places


def spreads(folder, rates, passes, rows):
    config = AutoConfig.from_pretrained(folder)
    for key, rate in rates.items():
        setattr(config, key, rate)
    model = AutoModelForSequenceClassification.from_pretrained(folder, config=config, attn_implementation="eager").train()
    for place in range(1, forward(model, rows, 0)[1] + 1):
        logits = torch.cat([forward(model, rows, place)[0] for _ in range(passes)])
        yield [round(value, 4) for value in logits.std(0).tolist()]


if __name__ == "__main__":
    torch.manual_seed(42)
    recorded = {}
    for architecture, rates in RATES.items():
        folder = Path(sys.argv[1]) / architecture / "with-head"
        recorded[architecture] = {"rates": rates, "spreads": list(spreads(folder, rates, *DRAWS.get(architecture, (30, 2000))))}
        print(architecture, recorded[architecture], file=sys.stderr, flush=True)
    lines = (f' {json.dumps(name)}: {json.dumps(entry)}' for name, entry in recorded.items())
    print("{\n" + ",\n".join(lines) + "\n}")
