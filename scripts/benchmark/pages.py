"""Asks for pages at a constant rate, whether or not earlier ones were answered (an open loop).

The time of a page counts from the moment it was due, so a server that stalls cannot hide it, and
the generator tells how late it itself was.
"""

import asyncio
import time
import urllib.parse


class Browser:
    """Connections to one server, kept open and used again."""

    def __init__(self, address, cookie):
        parts = urllib.parse.urlsplit(address)
        self.host, self.port, self.cookie = parts.hostname, parts.port, cookie
        self.idle = []

    async def get(self, path):
        """The status and size of a page."""
        reader, writer = (
            self.idle.pop() if self.idle else await asyncio.open_connection(self.host, self.port))
        writer.write(
            (f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {self.cookie}\r\n"
             "Accept: text/html\r\nAccept-Language: en\r\n\r\n").encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, length = int(head[0].split()[1]), 0
        for line in head[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "content-length":
                length = int(value)
        await reader.readexactly(length)
        self.idle.append((reader, writer))
        return status, length

    def close(self):
        for _, writer in self.idle:
            writer.close()


def percentile(sorted_values, percent):
    """The nearest-rank percentile."""
    rank = -(-len(sorted_values) * percent // 100)
    return sorted_values[max(0, int(rank) - 1)]


async def _load(address, cookie, paths, rate, seconds, varied):
    browser = Browser(address, cookie)
    times, lateness, faults = {path: [] for path in paths}, [], []

    async def visit(path, number, due):
        lateness.append(time.perf_counter() - due)
        try:
            asked = varied(path, number) if varied else path
            status, _ = await asyncio.wait_for(browser.get(asked), 10)
            if status != 200:
                faults.append(f"{path}: {status}")
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            faults.append(f"{path}: {type(error).__name__}")
        times[path].append(time.perf_counter() - due)

    begun = time.perf_counter() + 0.1
    visits = []
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        visits.append(asyncio.create_task(visit(paths[number % len(paths)], number, due)))
    await asyncio.gather(*visits)
    browser.close()
    return times, lateness, faults


def load(address, cookie, paths, rate, seconds, varied=None):
    """Milliseconds of each page and of all, and how late the generator was.

    `varied` makes of a path and the number of the visit what is asked for instead.
    """
    times, lateness, faults = asyncio.run(_load(address, cookie, paths, rate, seconds, varied))
    every = sorted(value for values in times.values() for value in values)
    return {
        "requests": len(every),
        "p50": percentile(every, 50) * 1e3,
        "p99": percentile(every, 99) * 1e3,
        "max": every[-1] * 1e3,
        "pages": {
            path: {"p50": percentile(sorted(values), 50) * 1e3,
                   "p99": percentile(sorted(values), 99) * 1e3}
            for path, values in times.items() if values
        },
        "late_p99": percentile(sorted(lateness), 99) * 1e3,
        "faults": faults,
    }
