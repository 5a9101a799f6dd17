"""A mailbox for tests: as much of IMAP4rev1 as Nuo speaks, with mails that a test puts there.

Control (through the sink's web server): "imapDropAfter": n ends the connection after n commands;
"imapRefuse": "SELECT" answers NO to commands that begin so; "imapNoIdle": true cannot wait;
"bearer": the access token that signs in by XOAUTH2, here and at the mail server.
"""
import asyncio
import base64
import re


class Mailbox:
    def __init__(self, state, user, password):
        self.state, self.user, self.password = state, user, password
        self.reset()

    def reset(self):
        self.validity = 77
        self.next = 1
        self.mails = {}
        self.seen = set()
        self.fetched = []
        self.idled = 0

    def put(self, raw):
        self.mails[self.next] = raw
        self.next += 1
        return self.next - 1

    def renumber(self):
        """As after a restored backup: other numbers under another validity."""
        self.validity += 1
        self.mails = {place + 100: raw for place, raw in enumerate(self.mails.values())}
        self.next = 100 + len(self.mails)

    def overview(self):
        return {"validity": self.validity, "count": len(self.mails), "seen": sorted(self.seen),
                "fetched": self.fetched, "idled": self.idled}

    def chosen(self, text):
        found = set()
        for part in text.split(","):
            first, _, last = part.partition(":")
            top = max(self.mails, default=0)
            low = top if first == "*" else int(first)
            high = low if not last else (top if last == "*" else int(last))
            low, high = min(low, high), max(low, high)
            found.update(n for n in self.mails if low <= n <= high)
        return sorted(found)


async def serve(box, tls, reader, writer):
    try:
        await converse(box, tls, reader, writer)
    except (ConnectionError, EOFError, OSError):
        pass
    finally:
        writer.close()


async def converse(box, tls, reader, writer):
    async def say(line):
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    signed_in, selected, commands, told = False, False, 0, 0
    await say("* OK IMAP ready")
    while True:
        line = (await reader.readline()).decode("latin-1").rstrip("\r\n")
        if not line:
            return
        tag, _, rest = line.partition(" ")
        verb = rest.split(" ")[0].upper()
        if verb in ("UID", "SELECT"):
            commands += 1
        most = box.state.control.get("imapDropAfter")
        if most and commands > most:
            box.state.control["imapDropAfter"] = 0
            return
        refused = box.state.control.get("imapRefuse")
        if refused and rest.upper().startswith(refused):
            await say(f"{tag} NO [UNAVAILABLE] not now")
        elif verb == "CAPABILITY":
            more = "" if box.state.control.get("imapNoIdle") else " IDLE"
            words = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR" + more + (" STARTTLS" if tls else "")
            await say(f"* CAPABILITY {words}")
            await say(f"{tag} OK")
        elif verb == "STARTTLS" and tls:
            await say(f"{tag} OK go ahead")
            await writer.start_tls(tls)
        elif verb in ("AUTHENTICATE", "LOGIN"):
            if verb == "LOGIN":
                given = [word.strip('"') for word in rest.split(" ")[1:]]
            else:
                parts = rest.split(" ")
                if len(parts) < 3:
                    await say("+ ")
                    parts.append((await reader.readline()).decode().strip())
                whole = base64.b64decode(parts[2]).decode()
                given = whole.split("\0")[1:]
            signed_in = given == [box.user, box.password]
            if verb == "AUTHENTICATE" and parts[1].upper() == "XOAUTH2":
                signed_in = whole == f"user={box.user}\1auth=Bearer {box.state.control.get('bearer')}\1\1"
            await say(f"{tag} OK in" if signed_in else f"{tag} NO [AUTHENTICATIONFAILED] no")
        elif verb == "LOGOUT":
            await say("* BYE")
            await say(f"{tag} OK")
            return
        elif not signed_in:
            await say(f"{tag} BAD sign in first")
        elif verb == "SELECT":
            selected = rest.split(" ", 1)[1].strip('"') in ("INBOX", "&W6JnDQ-")
            if selected:
                told = box.next
                await say(f"* {len(box.mails)} EXISTS")
                await say(f"* OK [UIDVALIDITY {box.validity}] valid")
                await say(f"* OK [UIDNEXT {box.next}] next")
            await say(f"{tag} OK" if selected else f"{tag} NO [NONEXISTENT] no such folder")
        elif not selected:
            await say(f"{tag} BAD select first")
        elif verb == "IDLE":
            told = await idle(box, tag, reader, say, told)
        else:
            await uid(box, tag, rest, writer, say)


async def idle(box, tag, reader, say, known):
    """Tells of mails since the last word of them, also of those before the waiting began."""
    await say("+ idling")
    done = asyncio.ensure_future(reader.readline())
    while not done.done():
        if box.next != known:
            known = box.next
            await say(f"* {len(box.mails)} EXISTS")
        await asyncio.wait([done], timeout=0.05)
    box.idled += 1
    await say(f"{tag} OK" if done.result().strip().upper() == b"DONE" else f"{tag} BAD")
    return known


async def uid(box, tag, rest, writer, say):
    if found := re.match(r"UID SEARCH UID (\S+)", rest):
        await say("* SEARCH " + " ".join(str(n) for n in box.chosen(found[1])))
    elif found := re.match(r"UID FETCH (\S+) \(RFC822.SIZE\)", rest):
        for n in box.chosen(found[1]):
            await say(f"* 1 FETCH (UID {n} RFC822.SIZE {len(box.mails[n])})")
    elif found := re.match(r"UID FETCH (\S+) \(BODY.PEEK\[\](<0\.(\d+)>)?\)", rest):
        for n in box.chosen(found[1]):
            raw = box.mails[n][: int(found[3])] if found[3] else box.mails[n]
            box.fetched.append(n)
            writer.write(f"* 1 FETCH (UID {n} BODY[] {{{len(raw)}}}\r\n".encode() + raw)
            await say(")")
    elif found := re.match(r"UID STORE (\S+) \+FLAGS.SILENT \(\\Seen\)", rest):
        box.seen.update(box.chosen(found[1]))
    else:
        await say(f"{tag} BAD what?")
        return
    await say(f"{tag} OK done")
