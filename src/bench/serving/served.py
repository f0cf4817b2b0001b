"""A server that is up for as long as a block, and clients that ask it. Used by the programs beside it."""
import asyncio
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Server:
    """A process that answers at a port of this machine."""

    def __init__(self, command, port, ready, **environment):
        self.command, self.port, self.ready, self.environment = command, port, ready, dict(os.environ, **environment)
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self):
        self.log = tempfile.NamedTemporaryFile("w", prefix="server-", suffix=".log", delete=False)
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        while True:
            try:
                urllib.request.urlopen(self.url + self.ready, timeout=5).read()
                return self
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(pathlib.Path(self.log.name).read_text())
                time.sleep(0.2)

    def __exit__(self, *_):
        self.go_on()
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(90)
        os.unlink(self.log.name)

    def pause(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    def call(self, path, body=None, method=None):
        request = urllib.request.Request(self.url + path, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as refused:
            raise RuntimeError(f"{path}: {refused.read().decode()}") from refused

    def metric(self, name):
        """Of a node's own metrics, the sum over all labels."""
        with urllib.request.urlopen(self.url + "/actuator/prometheus", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if re.match(name + r"[ {]", line))

    def memory(self):
        """Bytes of the process that are in memory."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def trained(self, job, within=600):
        """Submits a job and waits for its end; its id."""
        job = self.call("/jobs", job)["id"]
        ended = time.monotonic() + within
        while (state := self.call("/jobs/" + job))["status"] in ("queued", "running") and time.monotonic() < ended:
            time.sleep(0.5)
        if state["status"] != "succeeded":
            sys.exit(f"{state['status']}: {state['error']}")
        return job

    def extract_model(self, job, folder):
        with urllib.request.urlopen(f"{self.url}/jobs/{job}/model") as answer, tarfile.open(fileobj=answer, mode="r|gz") as archive:
            archive.extractall(folder, filter="data")
        return next(path.parent for path in pathlib.Path(folder).rglob("config.json"))


def tunewright(jar, port, home, *arguments, java=(), **environment):
    return Server(["java", *java, "-jar", jar, f"--server.port={port}", f"--tunewright.home={home}", *arguments], port, "/actuator/health/readiness", **environment)


def request(path, body, content_type="application/json"):
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Connection:
    """One client's, kept open."""

    async def open(self, port):
        self.port = port
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def post(self, path, body, content_type="application/json"):
        """The status, the head in small letters, and the body."""
        self.writer.write(request(path, body, content_type))
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower().decode()
        if found := re.search(r"content-length: *(\d+)", head):
            answer = await self.reader.readexactly(int(found.group(1)))
        else:
            answer = b""
            while size := int(await self.reader.readline(), 16):
                answer += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        if "connection: close" in head:
            self.close()
            await self.open(self.port)
        return int(head.split(" ", 2)[1]), head, answer

    def close(self):
        self.writer.close()


def server_timing(head, part):
    """Milliseconds; None where the server does not tell."""
    found = re.search(rf"server-timing:.*{part};dur=([\d.]+)", head)
    return float(found.group(1)) if found else None


def figures(latencies, seconds):
    cuts = statistics.quantiles(latencies, n=100)
    return {"per_second": len(latencies) / seconds, "p50": cuts[49] * 1e3, "p99": cuts[98] * 1e3}


def ask(connection, path, body):
    """The head and body that a socket gets which blocks, as a client alone asks: asyncio would add a few tenths of a millisecond of its own."""
    connection.sendall(request(path, body))
    received = b""
    while b"\r\n\r\n" not in received:
        received += some(connection)
    head, _, answer = received.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: *(\d+)", head.lower())
    while len(answer) < int(found.group(1)) if found else not answer.endswith(b"0\r\n\r\n"):
        answer += some(connection)
    return head.decode().lower(), answer


def some(connection):
    if not (received := connection.recv(65536)):
        raise ConnectionResetError("the server has closed the connection")
    return received


def closed_loop(port, path, bodies, clients, seconds):
    """Clients that ask again as soon as they are answered, each by its own way through the bodies."""
    latencies, beside, tokens = [], [], []

    def answered(head, answer, took):
        if head.split(" ", 2)[1] != "200":
            raise RuntimeError(f"{head}{answer.decode()}")
        latencies.append(took)
        if (infer := server_timing(head, "infer")) is not None:
            beside.append(took * 1e3 - infer)
            tokens.append(server_timing(head, "tokenise"))

    def alone(ended):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while (begun := time.perf_counter()) < ended:
                head, answer = ask(connection, path, bodies[len(latencies) % len(bodies)])
                answered(head, answer, time.perf_counter() - begun)

    async def client(first, ended):
        connection = await Connection().open(port)
        at = first
        while time.perf_counter() < ended:
            begun = time.perf_counter()
            _, head, answer = await connection.post(path, bodies[at % len(bodies)])
            answered(head, answer, time.perf_counter() - begun)
            at += 1
        connection.close()

    async def all_clients():
        ended = time.perf_counter() + seconds
        await asyncio.gather(*(client(number * len(bodies) // clients, ended) for number in range(clients)))

    if clients == 1:
        alone(time.perf_counter() + seconds)
    else:
        asyncio.run(all_clients())
    found = figures(latencies, seconds)
    if beside:
        found.update(beside=statistics.median(beside), tokens=statistics.median(tokens))
    return found


def write_section(document, title, text):
    """Puts a section into a document, in place of the one that has its title."""
    document = pathlib.Path(document)
    before, _, rest = document.read_text().partition(f"## {title}\n")
    after = rest[rest.find("\n## ") + 1:] if "\n## " in rest else ""
    document.write_text(before.rstrip() + f"\n\n## {title}\n\n{text.strip()}\n" + (f"\n{after}" if after else ""))
