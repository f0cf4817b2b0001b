"""Latency and throughput of a server that classifies pairs of texts, from closed-loop clients.

    python src/bench/serving.py http://127.0.0.1:8080/models/NAME/predict --pairs dev.tsv
    python src/bench/serving.py http://127.0.0.1:8001/predict --pairs dev.tsv     (the peer: serving_peer.py)

Every client asks for one pair at a time and waits for its answer. For each number of clients it tells requests per second, the
50th and 99th percentile of their time, and how many were refused; and, where the server tells how long it computed
(Server-Timing: infer), what of the time was beside that: queueing, tokens, HTTP.
"""

import argparse
import csv
import http.client
import itertools
import json
import re
import statistics
import threading
import time
from urllib.parse import urlsplit


def read_pairs(path, limit=400):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        columns = [name for name in rows.fieldnames if name.lower() in ("sentence1", "sentence2", "#1 string", "#2 string")]
        return [[row[columns[0]], row[columns[1]]] for row in itertools.islice(rows, limit)]


class Client(threading.Thread):
    def __init__(self, url, pairs, first, until):
        super().__init__(daemon=True)
        self.url, self.pairs, self.next, self.until = urlsplit(url), pairs, first, until
        self.seconds, self.overhead, self.refused = [], [], 0

    def run(self):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=120)
        while time.perf_counter() < self.until:
            body = json.dumps({"inputs": [self.pairs[self.next % len(self.pairs)]]})
            self.next += 1
            begun = time.perf_counter()
            connection.request("POST", self.url.path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - begun
            if answer.status == 200:
                self.seconds.append(took)
                timing = dict(re.findall(r"(\w+);dur=([\d.]+)", answer.getheader("Server-Timing", "")))
                if "infer" in timing:
                    self.overhead.append(took - float(timing["infer"]) / 1000)
            elif answer.status == 429:
                self.refused += 1
            else:
                raise SystemExit(f"status {answer.status}")


def measure(url, pairs, clients, seconds):
    until = time.perf_counter() + seconds
    crowd = [Client(url, pairs, i * 7, until) for i in range(clients)]
    begun = time.perf_counter()
    for client in crowd:
        client.start()
    for client in crowd:
        client.join()
    took = time.perf_counter() - begun
    all_seconds = sorted(s for client in crowd for s in client.seconds)
    overhead = [s for client in crowd for s in client.overhead]
    line = {
        "clients": clients,
        "per_second": round(len(all_seconds) / took, 1),
        "p50_ms": round(1000 * statistics.median(all_seconds), 1),
        "p99_ms": round(1000 * all_seconds[int(0.99 * (len(all_seconds) - 1))], 1),
        "refused": sum(client.refused for client in crowd),
    }
    if overhead:
        line["beside_the_model_p50_ms"] = round(1000 * statistics.median(overhead), 2)
    return line


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("url")
    options.add_argument("--pairs", required=True, help="a TSV file with sentence1 and sentence2")
    options.add_argument("--clients", default="1,8,64")
    options.add_argument("--seconds", type=float, default=20)
    chosen = options.parse_args()
    pairs = read_pairs(chosen.pairs)
    measure(chosen.url, pairs, 1, min(5, chosen.seconds))  # warms up
    for clients in map(int, chosen.clients.split(",")):
        print(json.dumps(measure(chosen.url, pairs, clients, chosen.seconds)), flush=True)


if __name__ == "__main__":
    main()
