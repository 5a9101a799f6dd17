"""What the figures were measured on."""

import os
import pathlib
import platform
import subprocess
import time


def sync_latency(folder, count=400):
    """Milliseconds of writing 4 KiB and making it durable: median and 99th percentile."""
    path = folder / "sync"
    times = []
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        for number in range(count):
            os.pwrite(handle, os.urandom(4096), number * 4096)
            begun = time.perf_counter()
            os.fdatasync(handle)
            times.append(time.perf_counter() - begun)
    finally:
        os.close(handle)
        path.unlink()
    times.sort()
    return times[count // 2] * 1e3, times[count * 99 // 100] * 1e3


def _first(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout or done.stderr).splitlines()[0].strip()
    except (OSError, IndexError):
        return "?"


def facts(project, folder, commit=None):
    """Name and value of each fact, in order."""
    model = "?"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    median, tail = sync_latency(folder)
    commit = commit or _first(["git", "-C", str(project), "rev-parse", "--short", "HEAD"])
    return [
        ("Cores", f"{os.cpu_count()} × {model}"),
        ("Memory", f"{memory:.0f} GiB"),
        ("Kernel", platform.release()),
        ("Sync of 4 KiB (fdatasync)", f"median {median:.2f} ms, 99th percentile {tail:.2f} ms"),
        ("Load when it began", f"{os.getloadavg()[0]:.1f}"),
        ("Swift", _first(["swift", "--version"])),
        ("PostgreSQL", _first(["psql", "--version"])),
        ("Nuo", f"commit {commit}"),
    ]
