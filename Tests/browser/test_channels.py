"""Channels set up by their pages: a mailbox whose owner agrees at an authorisation server of our
own, which asks for what RFC 6749 and RFC 7636 ask for, and chat accounts."""
import base64
import hashlib
import http.server
import json
import re
import threading
import urllib.parse

import pytest

from accessibility import axe
from conftest import DESK, PHONE, ready, sound


@pytest.fixture(scope="module")
def server(chromium, sink):
    with ready(chromium, NUO_PRIVATE_HOSTS="localhost,127.0.0.1") as server:
        yield server


@pytest.fixture
def provider():
    """Where owners agree. Another site than ours, so that the way back crosses sites."""
    class Provider(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            place = urllib.parse.urlsplit(self.path)
            asked = dict(urllib.parse.parse_qsl(place.query))
            if place.path == "/authorize":
                server.asked = asked
                self.page(f'<h1>Mail</h1><a id="yes" href="/yes">Agree</a> <a id="no" href="/no">Refuse</a>')
            elif place.path in ("/yes", "/no"):
                said = {"code": "CODE-1"} if place.path == "/yes" else {"error": "access_denied"}
                said["state"] = server.asked["state"]
                self.send_response(302)
                self.send_header("Location", server.asked["redirect_uri"] + "?" + urllib.parse.urlencode(said))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = dict(urllib.parse.parse_qsl(body))
            server.tokens.append(said)
            digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            isRight = said.get("client_id") == "nuo-client" and said.get("client_secret") == "s3cret" and (
                said["grant_type"] == "refresh_token" and said["refresh_token"] == "REFRESH-1"
                or said.get("code") == "CODE-1" and proof == server.asked["code_challenge"]
                and said["redirect_uri"] == server.asked["redirect_uri"])
            answer = {"access_token": "ACCESS-1", "refresh_token": "REFRESH-1", "expires_in": 3600,
                      "token_type": "Bearer"} if isRight else {"error": "invalid_grant"}
            self.page(json.dumps(answer), 200 if isRight else 400, "application/json")

        def page(self, text, status=200, kind="text/html"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.tokens, server.asked = [], None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.url = f"http://localhost:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fill_mailbox(admin, sink, provider):
    admin.goto("/settings/channels/new?kind=mail")
    sound(admin)
    for name, text in {
            "name": "Care", "door-host": "127.0.0.1", "door-port": str(sink.ports["imap"]),
            "door-user": "nuo", "door-address": "care@example.com"}.items():
        admin.locator(f"#{name}").fill(text)
    admin.locator("#door-security").select_option("none")
    admin.locator("details:has(#door-provider) > summary").click()
    admin.locator("#door-provider").select_option("other")
    for name, text in {
            "client": "nuo-client", "secret": "s3cret", "scope": "mail.read",
            "consentAddress": provider.url + "/authorize", "tokenAddress": provider.url + "/token"}.items():
        admin.locator(f"#door-{name}").fill(text)


@pytest.mark.parametrize("language,size,scheme", [
    ("en", DESK, "light"), ("zh", PHONE, "dark"), ("en", PHONE, "dark"), ("zh", DESK, "light")])
def test_the_owner_of_a_mailbox_agrees(visit, server, sink, provider, language, size, scheme):
    zh = language == "zh"
    sink.ask("control", {"bearer": "ACCESS-1"})
    admin = visit(size, language, who=server.state, color_scheme=scheme)
    fill_mailbox(admin, sink, provider)
    assert axe(admin) == []
    admin.get_by_role("button", name="保存" if zh else "Save").click()
    admin.wait_for_url(re.compile(r"/settings/channels/chn_"))
    place = admin.url.split("?")[0]
    sound(admin)
    assert axe(admin) == []
    assert "s3cret" not in admin.content()
    link = admin.locator(f'a[href^="{provider.url}/authorize"]')
    # Before anybody agreed, the try says what is missing.
    admin.get_by_role("button", name="测试" if zh else "Try it").click()
    admin.locator(".fault-box").wait_for()
    admin.goto(place)
    # A no is told, and changes nothing.
    link.click()
    admin.locator("#no").click()
    admin.wait_for_url(re.compile(r"/consent\?"))
    assert "access_denied" in admin.locator("main").inner_text()
    sound(admin)
    assert provider.tokens == []
    admin.goto(place)
    link.click()
    asked = provider.asked
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "mail.read" and asked["client_id"] == "nuo-client"
    assert asked["redirect_uri"] == server.url + "/settings/channels/consent"
    admin.locator("#yes").click()
    admin.wait_for_url(place + "?done=saved")
    # The box may be read at once, with an access of its own: of the owner's yes there is one.
    granted = [one["grant_type"] for one in provider.tokens]
    assert granted[0] == "authorization_code" and granted.count("authorization_code") == 1
    sound(admin)
    assert axe(admin) == []
    assert "REFRESH-1" not in admin.content()
    admin.get_by_role("button", name="测试" if zh else "Try it").click()
    admin.locator(".notice[role=status]").wait_for()
    # The answer of the provider is worth something once, and in the session that asked.
    back = f"/settings/channels/consent?code=CODE-1&state={asked['state']}"
    other = visit(size, language)
    other.goto(back)
    assert "/sign-in" in other.url
    before = len(provider.tokens)
    admin.goto("/settings/channels/consent?code=CODE-1&state=forged")
    assert "done=saved" not in admin.url
    assert [one for one in provider.tokens[before:] if one["grant_type"] == "authorization_code"] == []
    admin.goto("/settings/channels")
    sound(admin)
    assert axe(admin) == []
    admin.goto(place)
    admin.once("dialog", lambda dialog: dialog.accept())
    admin.get_by_role("button", name="删除" if zh else "Remove").click()
    admin.wait_for_url("**/settings/channels?done=removed")


@pytest.mark.parametrize("language,size,scheme", [("en", DESK, "light"), ("zh", PHONE, "dark")])
@pytest.mark.parametrize("kind", ["wecom", "wechat"])
def test_chat_accounts_are_set_up(visit, server, sink, kind, language, size, scheme):
    zh = language == "zh"
    admin = visit(size, language, who=server.state, color_scheme=scheme)
    admin.goto(f"/settings/channels/new?kind={kind}")
    sound(admin)
    assert axe(admin) == []
    admin.locator("#name").fill("Account")
    fields = {"secret": "app-secret", "token": "QDG6eK", "api": f"http://127.0.0.1:{sink.ports['http']}"}
    fields |= {"corporation": "ww1", "account": "wk1"} if kind == "wecom" else {"app": "wx1"}
    for name, text in fields.items():
        admin.locator(f"#door-{name}").fill(text)
    # A key of the wrong length is refused where it stands, and what was typed stays.
    admin.locator("#door-aesKey").fill("short")
    save = admin.get_by_role("button", name="保存" if zh else "Save")
    save.click()
    admin.locator(".fault-box").wait_for()
    sound(admin)
    assert admin.locator("#door-api").input_value() == fields["api"]
    for name in ("secret", "token"):
        admin.locator(f"#door-{name}").fill(fields[name])
    admin.locator("#door-aesKey").fill("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
    save.click()
    admin.wait_for_url(re.compile(r"/settings/channels/chn_\w+\?done=saved"))
    channel = re.search(r"chn_\w+", admin.url).group(0)
    assert f"{server.url}/in/{channel}" in admin.locator("main").inner_text()
    sound(admin)
    assert axe(admin) == []
    for secret in ("app-secret", "QDG6eK", "abcdefghij"):
        assert secret not in admin.content()
    # The account is tried at once: what the other side says is shown as it says it.
    sink.ask("control", {"answers": {
        "/cgi-bin/gettoken": {"body": {"errcode": 40001, "errmsg": "invalid credential"}},
        "/cgi-bin/stable_token": {"body": {"errcode": 40001, "errmsg": "invalid credential"}}}})
    admin.get_by_role("button", name="测试" if zh else "Try it").click()
    admin.locator(".fault-box", has_text="invalid credential").wait_for()
    sound(admin)
    good = {"body": {"access_token": "T", "expires_in": 7200}}
    sink.ask("control", {"answers": {
        "/cgi-bin/gettoken": good, "/cgi-bin/stable_token": good,
        "/cgi-bin/kf/account/list": {"body": {"errcode": 0, "account_list": [{"open_kfid": "wk1"}]}}}})
    admin.get_by_role("button", name="测试" if zh else "Try it").click()
    admin.locator(".notice[role=status]").wait_for()
    assert axe(admin) == []
