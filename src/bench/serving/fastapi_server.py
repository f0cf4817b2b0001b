"""transformers behind FastAPI, as one writes it in an afternoon: a request is a batch."""
import os

import torch
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained(os.environ["CHECKPOINT"])
model = AutoModelForSequenceClassification.from_pretrained(os.environ["CHECKPOINT"]).eval()
app = FastAPI()


class Request(BaseModel):
    inputs: list[list[str]]


@app.get("/health")
def health():
    return {}


@app.post("/predict")
def predict(request: Request):
    batch = tokenizer([pair[0] for pair in request.inputs], [pair[1] for pair in request.inputs], padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        logits = model(**batch).logits
    return {"logits": logits.tolist(), "argmax": logits.argmax(-1).tolist()}
