"""Keeps a filled store for the next time: `scripts/bench cases --keep FOLDER`."""

import json
import shutil
import time

from processes import output

# Clocks of the cases run out after ten days.
GOOD_SECONDS = 6 * 86_400


class Kept:
    """One store of an engine, as it was when it was filled; nothing is kept without a folder."""

    def __init__(self, folder, size):
        self.folder = folder
        self.size = {name: size[name] for name in ("cases", "messages")}

    def restore(self, nuo, postgres):
        """Puts the store where it was; what else is to be known of it, or None where none fits."""
        note = self.folder and self.folder / "state.json"
        if not note or not note.exists():
            return None
        state = json.loads(note.read_text(encoding="utf-8"))
        if state["size"] != self.size or time.time() - state["at"] > GOOD_SECONDS:
            return None
        shutil.rmtree(nuo.folder)
        copy(self.folder / "nuo", nuo.folder)
        if postgres:
            postgres.stop()
            shutil.rmtree(postgres.folder / "data")
            copy(self.folder / "data", postgres.folder / "data")
            postgres.start()
        return state["known"]

    def keep(self, nuo, postgres, known):
        if not self.folder:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if postgres:
            postgres.stop()
            copy(postgres.folder / "data", self.folder / "data")
            postgres.start()
        copy(nuo.folder, self.folder / "nuo")
        # Last, so that what was interrupted is not taken for whole.
        (self.folder / "state.json").write_text(
            json.dumps({"size": self.size, "at": time.time(), "known": known}), encoding="utf-8")


def copy(source, target):
    """With owners and rights, and without a second copy where the file system can share."""
    output(["cp", "-a", "--reflink=auto", source, target])
