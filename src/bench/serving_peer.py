"""What serving.py compares with: transformers behind FastAPI, as its documentation has it.

    pip install fastapi uvicorn transformers torch
    MODEL=folder uvicorn --app-dir src/bench serving_peer:app --port 8001
"""

import os

import torch
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer

app = FastAPI()
tokenizer = AutoTokenizer.from_pretrained(os.environ["MODEL"])
model = AutoModelForSequenceClassification.from_pretrained(os.environ["MODEL"]).eval()


class Request(BaseModel):
    inputs: list[list[str]]


@app.post("/predict")
def predict(request: Request):
    firsts, seconds = zip(*request.inputs)
    batch = tokenizer(list(firsts), list(seconds), truncation=True, padding=True, return_tensors="pt")
    with torch.inference_mode():
        logits = model(**batch).logits
    return {"logits": logits.tolist(), "scores": logits.softmax(-1).tolist()}
