#!/usr/bin/env python3
"""Other servers' clients, as they come from PyPI, pointed at a service that has a model of pairs.

    pip install huggingface_hub 'tritonclient[http]' numpy
    python3 src/bench/serving/clients.py http://127.0.0.1:8080 paraphrases
"""
import sys
from urllib.parse import urlsplit

import numpy
import tritonclient
import tritonclient.http
from huggingface_hub import InferenceClient, __version__ as hub_version

url, model = sys.argv[1:]
PAIRS = [["He said so.", "So he said."], ["The shop opens at nine.", "The shop closes at nine."]]

print(f"huggingface_hub {hub_version}, InferenceClient.text_classification")
for answer in InferenceClient(model=f"{url}/models/{model}/tei/predict").text_classification("He said so.", top_k=2):
    print(" ", answer)

print("tritonclient.http")
client = tritonclient.http.InferenceServerClient(urlsplit(url).netloc)
print("  live", client.is_server_live(), "ready", client.is_server_ready(), "model ready", client.is_model_ready(model))
print(" ", client.get_server_metadata())
print(" ", client.get_model_metadata(model))
for binary in (True, False):
    text = tritonclient.http.InferInput("text", [len(PAIRS), 2], "BYTES")
    text.set_data_from_numpy(numpy.array(PAIRS, dtype=object), binary_data=binary)
    outputs = [tritonclient.http.InferRequestedOutput(name, binary_data=False) for name in ("logits", "argmax")]
    for wanted in (None, outputs):
        answer = client.infer(model, [text], outputs=wanted, request_id="42")
        print("  binary" if binary else "  JSON", answer.as_numpy("logits").tolist(), answer.as_numpy("argmax").tolist())
try:
    client.infer(model + "-that-is-not", [text])
except tritonclient.utils.InferenceServerException as refused:
    print(" ", refused)
