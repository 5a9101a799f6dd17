"""A request that is too large is told so, also when it is sent whole before anybody listens."""
import socket
import urllib.parse

import pytest

PIECE = b"x" * (1 << 20)


def send(server, megabytes, head, path="/api/v1/cases"):
    """Sends a whole request by a bare socket and listens only then: what was answered, and whether
    the connection ended while it was sent."""
    place = urllib.parse.urlparse(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=120) as line:
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {megabytes << 20}\r\n{head}\r\n".encode())
        was_ended = False
        try:
            for _ in range(megabytes):
                line.sendall(PIECE)
        except (BrokenPipeError, ConnectionResetError):
            was_ended = True
        answer = b""
        try:
            while b"\r\n\r\n" not in answer:
                part = line.recv(1 << 16)
                if not part:
                    break
                answer += part
        except ConnectionResetError:
            pass
        return answer.decode(errors="replace"), was_ended


@pytest.mark.parametrize("head", ["", "Connection: close\r\n"], ids=["kept", "close"])
def test_what_is_too_large_is_told_to_whoever_listens_late(server, head):
    token = "Authorization: Bearer nobody\r\n"
    for megabytes, path, status in [(3, "/sign-in", "413"), (30, "/sign-in", "413"),
                                    (30, "/no-such-page", "413"), (30, "/api/v1/cases", "401"),
                                    (100, "/imports", "401"), (100, "/write/chn_nowhere", "404")]:
        answer, was_ended = send(server, megabytes, head + token, path)
        assert answer.startswith(f"HTTP/1.1 {status}") and not was_ended, (path, answer)


@pytest.mark.parametrize("head", ["", "Connection: close\r\n"], ids=["kept", "close"])
def test_what_has_no_end_is_not_waited_for(server, head):
    answer, was_ended = send(server, 256, head, "/sign-in")
    # The answer may be lost to whoever does not read while it sends; to wait for ever is worse.
    assert was_ended or answer.startswith("HTTP/1.1 413"), answer
    assert "connection: close" in answer.lower() or was_ended
