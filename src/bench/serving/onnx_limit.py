"""ONNX Runtime in this process, pair by pair: tokenizer and forward pass, nothing else. Arguments: checkpoint, seconds; pairs on stdin."""
import json
import statistics
import sys
import tempfile
import time

import onnxruntime
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

checkpoint, seconds = sys.argv[1], float(sys.argv[2])
pairs = json.load(sys.stdin)
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(checkpoint, attn_implementation="eager").eval()
example = dict(tokenizer(["one", "one"], ["two", "two and three"], padding=True, return_tensors="pt"))


class Logits(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        return self.model(**dict(zip(example, inputs))).logits


with tempfile.TemporaryDirectory() as folder:
    torch.onnx.export(Logits(), tuple(example.values()), folder + "/model.onnx", input_names=list(example), output_names=["logits"], dynamo=False,
                      dynamic_axes={name: {0: "rows", 1: "tokens"} for name in example})
    session = onnxruntime.InferenceSession(folder + "/model.onnx", providers=["CPUExecutionProvider"])


def predict(pair):
    return session.run(None, dict(tokenizer([pair[0]], [pair[1]], truncation=True, return_tensors="np")))


for pair in pairs[:30]:
    predict(pair)
latencies = []
ended = time.perf_counter() + seconds
while time.perf_counter() < ended:
    begun = time.perf_counter()
    predict(pairs[len(latencies) % len(pairs)])
    latencies.append(time.perf_counter() - begun)
cuts = statistics.quantiles(latencies, n=100)
print(json.dumps({"per_second": len(latencies) / seconds, "p50": cuts[49] * 1e3, "p99": cuts[98] * 1e3}))
