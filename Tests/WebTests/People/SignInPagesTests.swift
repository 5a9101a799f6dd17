import Base
import Domain
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing
import Web

@Suite struct SignInPagesTests {
    private let good: KeyValuePairs<String, String> = [
        "login": "agent", "password": TestWorkspace.password, "next": "/settings/profile?x=1",
    ]

    @Test(arguments: Engine.available)
    func signingInLeadsWhereOneWanted(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let turned = try await Visitor.nobody.get("/settings/users?text=a", on: client)
            #expect(turned.status == .seeOther)
            #expect(turned.headers[.location] == "/sign-in?next=%2Fsettings%2Fusers%3Ftext%3Da")
            let form = try await Visitor.nobody.get(
                "/sign-in?next=%2Fsettings%2Fusers%3Ftext%3Da", on: client)
            #expect(form.status == .ok)
            #expect(form.text.contains(#"name="next" value="/settings/users?text=a""#))
            let done = try await Visitor.nobody.post("/sign-in", good, on: client)
            #expect(done.status == .seeOther)
            #expect(done.headers[.location] == "/settings/profile?x=1")
            let cookie = try #require(done.headers[values: .setCookie].first)
            for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
                #expect(cookie.contains(part))
            }
            let visitor = Visitor(token: done.cookie("nuo_session"))
            let profile = try await visitor.get("/settings/profile", on: client)
            #expect(profile.status == .ok)
            #expect(profile.text.contains("The agent"))
            #expect(try await visitor.get("/sign-in", on: client).status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func noOpenRedirects(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
                let done = try await Visitor.nobody.post(
                    "/sign-in",
                    ["login": "agent", "password": TestWorkspace.password, "next": next],
                    on: client)
                #expect(done.status == .seeOther)
                #expect(done.headers[.location] == "/")
            }
            let language = try await Visitor.nobody.get(
                "/language?to=zh&next=%2F%2Fevil.example", on: client)
            #expect(language.headers[.location] == "/")
        }
    }

    @Test(arguments: Engine.available)
    func wrongOnesSeeTheFormAgain(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let wrong = try await Visitor.nobody.post(
                "/sign-in", ["login": "agent\"><b>", "password": "not this one"], on: client)
            #expect(wrong.status == .unauthorized)
            #expect(wrong.text.contains("Login or password is wrong"))
            #expect(!wrong.text.contains("not this one"))
            #expect(!wrong.text.contains("<b>"))
            #expect(wrong.cookie("nuo_session") == nil)
            let empty = try await Visitor.nobody.post("/sign-in", [:], on: client)
            #expect(empty.status == .unprocessableContent)
            var chinese = Visitor.nobody
            chinese.language = "zh-CN"
            let again = try await chinese.post(
                "/sign-in", ["login": "agent", "password": "not this one"], on: client)
            #expect(again.text.contains("登录名或密码不正确"))
        }
    }

    @Test(arguments: Engine.available)
    func manyTriesAreTooMany(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            for _ in 1...10 {
                _ = try await Visitor.nobody.post(
                    "/sign-in", ["login": "agent", "password": "not this one"], on: client)
            }
            let refused = try await Visitor.nobody.post("/sign-in", good, on: client)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] != nil)
            #expect(refused.text.contains("Wait 15 minutes"))
        }
    }

    @Test(arguments: Engine.available)
    func formsFromElsewhereAreRefused(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let foreign = try await client.execute(
                uri: "/sign-in", method: .post,
                headers: [
                    .contentType: "application/x-www-form-urlencoded",
                    .init("Sec-Fetch-Site")!: "cross-site",
                ], body: ByteBuffer(string: "login=agent&password=a+test+of+nine+lives"))
            #expect(foreign.status == .forbidden)
            #expect(foreign.cookie("nuo_session") == nil)
        }
    }

    @Test(arguments: Engine.available)
    func withoutItsTokenNoFormCounts(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.administrator)
            let other = try await site.visitor(.agent)
            let fields: KeyValuePairs<String, String> = [
                "name": "New", "login": "new", "role": "viewer",
            ]
            for csrf in [nil, "", "0123456789abcdef0123456789abcdef", other.csrf] {
                var forged = manager
                forged.csrf = csrf
                let refused = try await forged.post("/settings/users", fields, on: client)
                #expect(refused.status == .forbidden)
                let called = try await forged.call(.delete, "/me/sessions", on: client)
                #expect(called.status == .forbidden)
            }
            let done = try await manager.post("/settings/users", fields, on: client)
            #expect(done.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func oneTimeLinksSurviveALookAhead(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let path = try await site.workspace.system.perform(
                MakeSignInLink(user: site.workspace.user(.agent))
            ).path
            let ahead = try await client.execute(uri: path, method: .head)
            #expect(ahead.status == .ok)
            #expect(ahead.cookie("nuo_session") == nil)
            let first = try await Visitor.nobody.get(path, on: client)
            #expect(first.status == .seeOther)
            let visitor = Visitor(token: first.cookie("nuo_session"))
            #expect(try await visitor.get("/settings/profile", on: client).status == .ok)
            let second = try await Visitor.nobody.get(path, on: client)
            #expect(second.status == .gone)
            #expect(second.text.contains("Ask for a new one"))
        }
    }

    @Test(arguments: Engine.available)
    func signingOutEndsTheSession(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.viewer)
            #expect(try await visitor.get("/settings/profile", on: client).status == .ok)
            let out = try await visitor.post("/sign-out", on: client)
            #expect(out.headers[.location] == "/sign-in")
            #expect(out.cookie("nuo_session")?.isEmpty == true)
            #expect(try await visitor.get("/settings/profile", on: client).status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func languagesAreRemembered(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.agent)
            let chosen = try await visitor.get("/language?to=zh&next=/settings", on: client)
            #expect(chosen.headers[.location] == "/settings")
            #expect(chosen.cookie("nuo_language") == "zh")
            // On another computer, with another browser language.
            let page = try await visitor.get("/settings", on: client)
            #expect(page.text.contains("个人设置"))
            #expect(try await visitor.get("/language?to=tlh", on: client).status == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func theFirstOneSetsUp(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let client = TestClient(of: try TestSite.make(on: test.house))
            let turned = try await Visitor.nobody.get("/sign-in", on: client)
            #expect(turned.headers[.location] == "/setup")
            let form = try await Visitor.nobody.get("/setup", on: client)
            #expect(form.status == .ok)
            #expect(form.text.contains(#"value="UTC""#))
            let wrong = try await Visitor.nobody.post(
                "/setup",
                [
                    "workspace": "Cloud Air", "zone": "Moon/Base", "language": "en",
                    "name": "Fang", "login": "fang", "password": "seven brown kites",
                ], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains(#"value="Cloud Air""#))
            #expect(wrong.text.contains("is no time zone"))
            #expect(!wrong.text.contains("seven brown kites"))
            let done = try await Visitor.nobody.post(
                "/setup",
                [
                    "workspace": "Cloud Air", "zone": "Europe/Berlin", "language": "en",
                    "name": "Fang", "login": "fang", "password": "seven brown kites",
                ], on: client)
            #expect(done.status == .seeOther)
            let visitor = Visitor(token: done.cookie("nuo_session"))
            let workspace = try await visitor.get("/settings/workspace", on: client)
            #expect(workspace.text.contains("Europe/Berlin"))
            let late = try await Visitor.nobody.get("/setup", on: client)
            #expect(late.headers[.location] == "/sign-in")
        }
    }
}
