"""Computes what WeCom and WeChat would send, by Python and openssl alone: an independent witness
for WeChatCipher. Reads a JSON request from standard input and prints a JSON answer.

{"token": …, "aesKey": 43 letters, "receiver": id, "time": …, "nonce": …, "message": text}
"""
import base64
import hashlib
import json
import subprocess
import sys

asked = json.load(sys.stdin)
key = base64.b64decode(asked["aesKey"] + "=")
message = asked["message"].encode()
plain = b"0123456789abcdef" + len(message).to_bytes(4, "big") + message + asked["receiver"].encode()
padding = 32 - len(plain) % 32
plain += bytes([padding]) * padding
sealed = subprocess.run(
    ["openssl", "enc", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", key[:16].hex()],
    input=plain, stdout=subprocess.PIPE, check=True).stdout
encrypted = base64.b64encode(sealed).decode()


def signature(*parts):
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


print(json.dumps({
    "encrypted": encrypted,
    "msgSignature": signature(asked["token"], asked["time"], asked["nonce"], encrypted),
    "signature": signature(asked["token"], asked["time"], asked["nonce"]),
}))
