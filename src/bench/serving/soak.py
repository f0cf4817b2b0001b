#!/usr/bin/env python3
"""What a service does that is asked too much, and one that is asked for long.

    ./mvnw -q -DskipTests package
    python3 src/bench/serving/soak.py overload [--seconds 60] [--document src/docs/benchmarks-serving.md]
    python3 src/bench/serving/soak.py soak [--seconds 600] [--document …]

overload: a node of all roles that trains a job all the while, once Java has compiled what it runs often. Requests arrive at five times
the peak, whether or not earlier ones are answered, for a minute, three times. The peak is that of as many clients as get the most out of
it; a minute is compared with the mean of the peaks before and after it, since a shared machine's pace drifts. It tells what was answered,
in which time, what was refused, and what the training and the memory did meanwhile.

soak: four models of which memory holds two, an alias that moves from one to the next every second, and clients that ask all shapes, by
ids, names and the alias. Anything but the answer that was expected ends it.

Both start a service of their own, on the embedded checkpoint. Linux.
"""
import argparse
import asyncio
import json
import os
import pathlib
import random
import statistics
import tempfile
import time

from served import ROOT, Connection, figures, tunewright, write_section

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("what", choices=["overload", "soak"])
parser.add_argument("--jar", default=str(ROOT / "target" / "tunewright.jar"))
parser.add_argument("--port", type=int, default=8095)
parser.add_argument("--seconds", type=float)
parser.add_argument("--rows", type=int, default=8, help="pairs of a request, under overload")
parser.add_argument("--times", type=float, default=5, help="so many times the peak")
parser.add_argument("--minutes", type=int, default=3, help="of overload, each of --seconds")
parser.add_argument("--warm", type=float, default=60, help="seconds of overload before anything is measured")
parser.add_argument("--bound", default="2s", help="tunewright.predict.timeout, under overload")
parser.add_argument("--work", help="a folder to keep between runs")
parser.add_argument("--document", help="where to write the section; default: print it")
options = parser.parse_args()
work = pathlib.Path(options.work or tempfile.mkdtemp(prefix="tunewright-soak-"))
PAIRS = [row.split("\t")[:2] for row in (ROOT / "src/main/resources/embedded/paraphrase/train.tsv").read_text().splitlines()[1:]]
MB = 1024 * 1024

PEAK_SECONDS = 30

# All of it is there from the start: what the process grows by is native memory.
HEAP = ("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch")


def small_job(name, seed=42, **hyperparameters):
    return {"name": name, "checkpoint": "embedded:minilm", "dataset": {"name": "embedded:paraphrase"},
            "hyperparameters": {"seed": seed, "per_device_train_batch_size": 16, **hyperparameters}}


class Memory:
    """Samples of a server's resident memory, MB, by seconds since the first."""

    def __init__(self, server):
        self.server, self.samples, self.begun = server, [], time.monotonic()

    async def watch(self, ended, every):
        while time.perf_counter() < ended:
            self.samples.append((time.monotonic() - self.begun, self.server.memory() / MB))
            await asyncio.sleep(every)

    def between(self, begin, end):
        """Median of a part of the time, given by fractions of it."""
        last = self.samples[-1][0]
        return statistics.median(resident for at, resident in self.samples if begin * last <= at <= end * last)


def tell(title, text):
    if options.document:
        write_section(options.document, title, text)
    print(text)


async def closed(server, path, bodies, clients, seconds):
    """Answered requests a second."""
    answered = 0

    async def client(first):
        nonlocal answered
        connection = await Connection().open(server.port)
        at = first
        while time.perf_counter() < ended:
            status, head, answer = await connection.post(path, bodies[at % len(bodies)])
            at += 1
            answered += status == 200
        connection.close()

    ended = time.perf_counter() + seconds
    await asyncio.gather(*(client(number) for number in range(clients)))
    return answered / seconds


async def arriving(server, path, bodies, pace, seconds):
    """Requests at a pace, each by a connection that is free or new: (status, seconds) of each, and when the last came."""
    outcomes, idle, under_way = [], [], set()

    async def ask(body):
        begun = time.perf_counter()
        try:
            connection = idle.pop() if idle else await Connection().open(server.port)
            status, head, answer = await connection.post(path, body)
            if status == 429 and "retry-after" not in head:
                status = "429 without Retry-After"
            idle.append(connection)
        except (OSError, asyncio.IncompleteReadError) as broken:
            status = type(broken).__name__
        outcomes.append((status, time.perf_counter() - begun))

    begun = time.perf_counter()
    sent = 0
    while (now := time.perf_counter() - begun) < seconds:
        while sent < now * pace:
            task = asyncio.create_task(ask(bodies[sent % len(bodies)]))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            sent += 1
        await asyncio.sleep(0.002)
    if under_way:
        await asyncio.gather(*under_way)
    return outcomes, time.perf_counter() - begun


def overload():
    seconds = options.seconds or 60
    bodies = [json.dumps({"inputs": random.Random(i).sample(PAIRS, options.rows)}).encode() for i in range(200)]
    with tunewright(options.jar, options.port, work / "home", f"--tunewright.predict.timeout={options.bound}", java=HEAP) as server:
        server.trained(small_job("served", max_steps=20))
        server.call("/models/served/predict", json.loads(bodies[0]))
        training = server.call("/jobs", small_job("beside", num_train_epochs=1000, save_strategy="no"))["id"]
        path = "/models/served/predict"

        def step():
            return server.call("/jobs/" + training)["progress"]["step"]

        while step() < 5:
            time.sleep(0.5)

        async def run():
            rough = {clients: await closed(server, path, bodies, clients, 10) for clients in (4, 8, 16)}
            clients = max(rough, key=rough.get)
            await arriving(server, path, bodies, options.times * rough[clients], options.warm)
            alone, begun = step(), time.monotonic()
            await asyncio.sleep(10)
            alone = (step() - alone) / (time.monotonic() - begun)
            peaks, minutes, speeds = [await closed(server, path, bodies, clients, PEAK_SECONDS)], [], []
            memory = Memory(server)
            watching = asyncio.create_task(memory.watch(time.perf_counter() + options.minutes * (seconds + PEAK_SECONDS), 2))
            for _ in range(options.minutes):
                first, begun = step(), time.monotonic()
                minutes.append(await arriving(server, path, bodies, options.times * peaks[-1], seconds))
                speeds.append((step() - first) / (time.monotonic() - begun))
                peaks.append(await closed(server, path, bodies, clients, PEAK_SECONDS))
            await watching
            return peaks, minutes, alone, statistics.median(speeds), memory

        peaks, minutes, alone, steps, memory = asyncio.run(run())
        server.call(f"/jobs/{training}/cancel", {})
    outcomes = [outcome for minute, _ in minutes for outcome in minute]
    took = sum(took for _, took in minutes)
    answered = [seconds for status, seconds in outcomes if status == 200]
    refused = [seconds for status, seconds in outcomes if status == 429]
    others = sorted({str(status) for status, _ in outcomes} - {"200", "429", "504"})
    late = sum(status == 504 for status, _ in outcomes)
    paces = [sum(status == 200 for status, _ in minute) / took for minute, took in minutes]
    shares = [pace / statistics.mean(around) for pace, around in zip(paces, zip(peaks, peaks[1:]))]
    now, refusals = figures(answered, took), figures(refused, took)
    tell("Five times too much", f"""
`embedded:minilm` in float32, {options.rows} pairs a request, on a node that trains a job at the same time, {os.cpu_count()} cores for both and for the clients.
Requests arrive at {options.times:g} times the peak, {options.minutes} times for {seconds:.0f} s, and for {options.warm:g} s before anything is measured; `tunewright.predict.timeout` is {options.bound}.

| | |
|---|---|
| peak, before, between and after | {", ".join(f"{peak:.1f}" for peak in peaks)} requests a second |
| arrived | {len(outcomes) / took:.1f} a second |
| answered | {", ".join(f"{pace:.1f}" for pace in paces)} a second, **{statistics.median(shares):.0%}** of the peak around it ({", ".join(f"{share:.0%}" for share in shares)}); p50 {now["p50"]:.0f} ms, p99 {now["p99"]:.0f} ms |
| refused with `429` | {len(refused) / len(outcomes):.1%}; p50 {refusals["p50"]:.1f} ms, p99 {refusals["p99"]:.1f} ms |
| late, `504` | {late / len(outcomes):.2%} |
| anything else | {", ".join(others) or "none"} |
| training beside it | {alone:.2f} steps a second while nobody asks, {steps:.2f} meanwhile |
| memory of the process, 1 GB of it heap, first and last quarter | {memory.between(0, 0.25):.0f} MB, {memory.between(0.75, 1):.0f} MB |
""")


def shapes(rng):
    """A way to ask, what to send, its media type, and what the answer must have."""
    rows = rng.choice([1, 1, 1, 2, 8, 32])
    pairs = [rng.choice(PAIRS) for _ in range(rows)]
    if rng.random() < 0.05:
        pairs[0] = [" ".join(text for pair in rng.sample(PAIRS, 40) for text in pair), "long"]
    kind = rng.choice(["predict", "predict", "tei", "oip", "bulk"])
    if kind == "predict":
        return "/models/{}/predict", json.dumps({"inputs": pairs, "top_k": 1}), "application/json", lambda answer: len(json.loads(answer)["predictions"]) == rows
    if kind == "tei":
        return "/models/{}/tei/predict", json.dumps({"inputs": pairs, "truncate": True}), "application/json", lambda answer: len(json.loads(answer)) == rows
    if kind == "oip":
        tensor = {"name": "text", "datatype": "BYTES", "shape": [rows, 2], "data": [text for pair in pairs for text in pair]}
        return "/v2/models/{}/infer", json.dumps({"inputs": [tensor]}), "application/json", lambda answer: json.loads(answer)["outputs"][0]["shape"] == [rows, 2]
    lines = "".join(json.dumps(pair) + "\n" for pair in pairs)
    return "/models/{}/predict", lines, "application/x-ndjson", lambda answer: len(answer.splitlines()) == rows and b'"error"' not in answer


def soak():
    seconds = options.seconds or 600
    with tunewright(options.jar, options.port, work / "home", "--tunewright.predict.max-memory=400MB", java=HEAP) as server:
        models = [server.trained(small_job(f"soak-{number}", seed=number, max_steps=2)) for number in range(4)]
        server.call("/models/live", {"job_id": models[0]}, "PUT")
        counts = {"requests": 0, "rows": 0, "switches": 0}

        async def client(number, ended):
            rng = random.Random(number)
            connection = await Connection().open(server.port)
            while time.perf_counter() < ended:
                path, body, content_type, is_right = shapes(rng)
                # Mostly two models; the others push them out now and then.
                model = rng.choice(["live", "live", "live", "soak-0", rng.choice(models) if rng.random() < 0.1 else models[1]])
                status, head, answer = await connection.post(path.format(model), body.encode(), content_type)
                if status != 200 or not is_right(answer):
                    raise RuntimeError(f"{path} {model}: {head}{answer[:500]}")
                counts["requests"] += 1
            connection.close()

        async def switching(ended):
            while time.perf_counter() < ended:
                await asyncio.sleep(1)
                counts["switches"] += 1
                await asyncio.to_thread(server.call, "/models/live", {"job_id": models[counts["switches"] // 5 % 4]}, "PUT")

        async def run(memory):
            ended = time.perf_counter() + seconds
            await asyncio.gather(memory.watch(ended, 5), switching(ended), *(client(number, ended) for number in range(8)))

        memory = Memory(server)
        asyncio.run(run(memory))
        loads = int(server.metric("tunewright_predict_load_seconds_count"))
    parts = [memory.between(at / 10, (at + 1) / 10) for at in range(10)]
    tell("Ten minutes of everything", f"""
Four models of `embedded:minilm`, `max-memory` for two, an alias that moves every five seconds, eight clients that ask all shapes, 1 to 32 pairs a request, some far
too long, for {seconds:.0f} s: {counts["requests"]:,} requests, none without its answer, {counts["switches"]} times `PUT` of the alias, {loads} loads.

Memory of the process, 1 GB of it heap, in each tenth of the time: {", ".join(f"{resident:.0f}" for resident in parts)} MB.
""")


{"overload": overload, "soak": soak}[options.what]()
