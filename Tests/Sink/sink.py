"""Takes in what Nuo sends: a mail server and a web server for tests and benchmarks, which count,
drop connections and refuse on command.

    python3 sink.py [--certificate FILE --key FILE]

prints {"smtp": PORT, "imap": PORT, "http": PORT} and serves until it is killed or its standard input ends.

Mail: a local part that begins with `gone` is refused for good, with `full` for now, with `silent`
the connection ends after the message's last dot without a word, though the message is kept.
Mailbox (imapbox.py): POST /mailbox with a raw mail puts it there, GET /mailbox tells what was
fetched and marked, POST /mailbox/renumber gives all mails other numbers.
Web:  GET /stats · GET /messages · GET /calls · POST /control {…} · POST /reset; anything else is
noted as a call and answered with what POST /control has set as "answers" for its path.
Control: "dropEvery": n ends the connection in place of the n-th, 2n-th … answer to a message not
kept; answers by what is asked: {"by": "cursor", "of": {"": …}, "else": …}; "silentEvery": n the same after keeping it; "delay": seconds before each answer.
"""
import argparse
import asyncio
import base64
import collections
import json
import ssl
import sys

import imapbox

USER, PASSWORD = "nuo", "secret"


class State:
    def __init__(self):
        self.reset()

    def reset(self):
        self.control = {}
        self.kept = collections.Counter()
        self.recipients = collections.Counter()
        self.messages = []
        self.calls = []
        self.connections = self.seen = self.dropped = self.silent = self.refused = 0
        self.first = self.last = None

    def stats(self):
        return {
            "kept": sum(self.kept.values()),
            "unique": len(self.kept),
            "doubled": sum(n - 1 for n in self.kept.values()),
            "recipients": len(self.recipients),
            "recipientsDoubled": sum(n - 1 for n in self.recipients.values()),
            "connections": self.connections,
            "dropped": self.dropped,
            "silent": self.silent,
            "refused": self.refused,
            "seconds": (self.last - self.first) if self.first else 0,
        }


STATE = State()
BOX = imapbox.Mailbox(STATE, USER, PASSWORD)
TLS = None


class Dropped(Exception):
    pass


async def smtp(reader, writer):
    STATE.connections += 1
    try:
        await converse(reader, writer)
    except (Dropped, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def converse(reader, writer):
    async def say(line):
        if STATE.control.get("delay"):
            await asyncio.sleep(STATE.control["delay"])
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    secure = signed_in = False
    sender, recipient = None, None
    await say("220 sink ready")
    while True:
        line = await reader.readline()
        if not line:
            return
        text = line.decode("latin-1").strip()
        verb = text.split(" ")[0].upper()
        if verb in ("EHLO", "HELO"):
            words = ["sink", "8BITMIME", "AUTH PLAIN LOGIN XOAUTH2"]
            if TLS and not secure:
                words.append("STARTTLS")
            for place, word in enumerate(words):
                await say("250" + ("-" if place + 1 < len(words) else " ") + word)
        elif verb == "STARTTLS" and TLS:
            await say("220 go ahead")
            await writer.start_tls(TLS)
            secure = True
        elif verb == "AUTH":
            parts = text.split(" ")
            if len(parts) < 3:
                await say("334 ")
                parts.append((await reader.readline()).decode().strip())
            whole = base64.b64decode(parts[2])
            signed_in = whole.split(b"\0")[1:] == [USER.encode(), PASSWORD.encode()]
            if parts[1].upper() == "XOAUTH2":
                signed_in = whole.decode() == f"user={USER}\1auth=Bearer {STATE.control.get('bearer')}\1\1"
            await say("235 welcome" if signed_in else "535 5.7.8 wrong name or password")
        elif verb == "MAIL":
            if STATE.control.get("mustSignIn") and not signed_in:
                await say("530 5.7.0 sign in first")
                continue
            sender = text
            await say("250 ok")
        elif verb == "RCPT":
            recipient = text.split("<", 1)[1].split(">", 1)[0]
            if recipient.startswith("gone"):
                STATE.refused += 1
                await say("550 5.1.1 no such mailbox")
            elif recipient.startswith("full"):
                await say("452 4.2.2 mailbox full")
            else:
                await say("250 ok")
        elif verb == "DATA":
            await say("354 go on")
            await keep(reader, say, recipient)
        elif verb == "RSET":
            await say("250 ok")
        elif verb == "QUIT":
            await say("221 bye")
            return
        else:
            await say("502 not here")


async def keep(reader, say, recipient):
    lines = []
    while True:
        line = await reader.readline()
        if not line:
            raise Dropped()
        if line == b".\r\n":
            break
        lines.append(line[1:] if line.startswith(b".") else line)
    STATE.seen += 1
    every = STATE.control.get("dropEvery")
    if every and STATE.seen % every == 0:
        STATE.dropped += 1
        raise Dropped()
    name = next((x for x in lines if x.lower().startswith(b"message-id:")), b"").decode().strip()
    now = asyncio.get_running_loop().time()
    STATE.first = STATE.first or now
    STATE.last = now
    STATE.kept[name] += 1
    STATE.recipients[recipient] += 1
    if len(STATE.messages) < 200:
        STATE.messages.append({"to": recipient, "text": b"".join(lines).decode("latin-1")})
    every = STATE.control.get("silentEvery")
    if recipient.startswith("silent") and STATE.recipients[recipient] == 1 or (
            every and STATE.seen % every == 0):
        STATE.silent += 1
        raise Dropped()
    await say("250 2.0.0 kept")


async def web(reader, writer):
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {}
        for line in head[1:]:
            if ":" in line:
                name, value = line.split(":", 1)
                headers[name.strip().lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        status, answer, extra = act(method, target, headers, body)
        data = answer if isinstance(answer, bytes) else (
            answer if isinstance(answer, str) else json.dumps(answer)).encode()
        own = [] if any(x.lower().startswith("content-type:") for x in extra) else [
            "Content-Type: application/json"]
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(data)}", "Connection: close"]
        writer.write(("\r\n".join(lines + own + extra) + "\r\n\r\n").encode() + data)
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def act(method, target, headers, body):
    if target == "/stats":
        return 200, STATE.stats(), []
    if target == "/messages":
        return 200, STATE.messages, []
    if target == "/calls":
        return 200, STATE.calls, []
    if target == "/mailbox" and method == "GET":
        return 200, BOX.overview(), []
    if target == "/mailbox":
        return 200, {"number": BOX.put(body)}, []
    if target == "/mailbox/renumber":
        BOX.renumber()
        return 200, {}, []
    if target == "/reset":
        STATE.reset()
        BOX.reset()
        return 200, {}, []
    if target == "/control":
        STATE.control.update(json.loads(body))
        return 200, {}, []
    STATE.calls.append({"method": method, "target": target, "headers": headers,
                        "body": body.decode("utf-8", "replace")})
    answer = STATE.control.get("answers", {}).get(target.split("?")[0], {})
    if "by" in answer:  # chosen by a member of what is asked, so that asking again says the same
        asked = json.loads(body or b"{}").get(answer["by"], "")
        answer = answer["of"].get(str(asked), answer.get("else", {}))
    if isinstance(answer, list):  # one after the other; the last stays
        answer = answer.pop(0) if len(answer) > 1 else answer[0]
    body = base64.b64decode(answer["base64"]) if "base64" in answer else answer.get("body", {})
    return answer.get("status", 200), body, answer.get("headers", [])


async def until_orphaned():
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def main():
    global TLS
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()
    if options.certificate:
        TLS = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        TLS.load_cert_chain(options.certificate, options.key)
    mail = await asyncio.start_server(smtp, "127.0.0.1", 0, limit=1 << 20)
    http = await asyncio.start_server(web, "127.0.0.1", 0, limit=1 << 20)
    box = await asyncio.start_server(
        lambda reader, writer: imapbox.serve(BOX, TLS, reader, writer), "127.0.0.1", 0)
    ports = {"imap": box.sockets[0].getsockname()[1], "smtp": mail.sockets[0].getsockname()[1], "http": http.sockets[0].getsockname()[1]}
    print(json.dumps(ports), flush=True)
    await until_orphaned()


asyncio.run(main())
