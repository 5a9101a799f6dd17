import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct SettingsPagesTests {
    @Test(arguments: Engine.available)
    func cardsAreThoseOneMayOpen(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let own = ["/settings/profile", "/settings/tokens"]
            let people = ["/settings/users", "/settings/teams"]
            for (role, open) in [
                (Role.viewer, own), (.agent, own + people),
                (.administrator, own + people + ["/settings/workspace"]),
            ] {
                let visitor = try await site.visitor(role)
                let page = try await visitor.get("/settings", on: client)
                for path in own + people + ["/settings/workspace"] {
                    #expect(
                        page.text.contains("settings-card p-3\" href=\"\(path)\"")
                            == open.contains(path))
                }
                for path in open {
                    #expect(try await visitor.get(path, on: client).status == .ok)
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func aPersonIsAddedInvitedAndEnded(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.administrator)
            let taken = try await visitor.post(
                "/settings/users", ["name": "Li <Lei>", "login": "agent", "role": "analyst"],
                on: client)
            #expect(taken.status == .unprocessableContent)
            #expect(taken.text.contains("is taken by someone else"))
            #expect(taken.text.contains(#"value="Li &lt;Lei&gt;""#))
            let added = try await visitor.post(
                "/settings/users", ["name": "Li <Lei>", "login": "lilei", "role": "analyst"],
                on: client)
            let place = try #require(added.headers[.location]?.split(separator: "?").first)
            let page = try await visitor.get(String(place), on: client)
            #expect(page.text.contains("Li &lt;Lei&gt;"))
            #expect(page.text.contains("No password has been set yet"))
            let link = try await visitor.post("\(place)/sign-in-link", on: client)
            #expect(link.text.contains("/sign-in/once/"))
            let ended = try await visitor.post("\(place)/deactivation", on: client)
            #expect(ended.headers[.location]?.hasSuffix("done=userDeactivated") == true)
            let after = try await visitor.post("\(place)/sign-in-link", on: client)
            #expect(after.status == .conflict)
            let back = try await visitor.post("\(place)/reactivation", on: client)
            #expect(back.status == .seeOther)
            let own = site.workspace.user(.administrator)
            let last = try await visitor.post("/settings/users/\(own)/deactivation", on: client)
            #expect(last.status == .conflict)
            #expect(last.text.contains("This is the last administrator"))
        }
    }

    @Test(arguments: Engine.available)
    func teamsAreShownAsATree(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.administrator)
            let lead = site.workspace.user(.manager)
            let top = try await visitor.post(
                "/settings/teams", ["name": "Service", "parent": "", "lead": lead.description],
                on: client)
            let place = try #require(top.headers[.location]?.split(separator: "?").first)
            let id = try #require(place.split(separator: "/").last)
            _ = try await visitor.post(
                "/settings/teams", ["name": "Night", "parent": String(id), "lead": ""], on: client)
            let one = try await visitor.post(
                "\(place)/members", ["members": site.workspace.user(.agent).description],
                on: client)
            #expect(one.status == .seeOther)
            let page = try await visitor.get(String(place), on: client)
            #expect(page.text.contains("<span class=\"chip\">The agent</span>"))
            let list = try await visitor.get("/settings/teams", on: client)
            #expect(list.text.contains("— </span><a"))
            #expect(list.text.contains("The manager"))
            let circle = try await visitor.post(
                String(place), ["name": "Service", "parent": String(id)], on: client)
            #expect(circle.status == .unprocessableContent)
            #expect(circle.text.contains("cannot stand under itself"))
        }
    }

    @Test(arguments: Engine.available)
    func aTokenIsShownOnceAndWorks(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.administrator)
            let made = try await visitor.post(
                "/settings/tokens",
                ["name": "CRM", "scopes": "people:read", "scopes": "cases:read", "days": "30"],
                on: client)
            #expect(made.status == .ok)
            let start = try #require(made.text.firstRange(of: "value=\"nuo_"))
            let secret = made.text[start.upperBound...].prefix { $0 != "\"" }
            let headers: HTTPFields = [.authorization: "Bearer nuo_\(secret)"]
            let users = try await client.execute(
                uri: "/api/v1/users?limit=2", method: .get, headers: headers)
            #expect(users.status == .ok)
            #expect(try users.json()["items"]?.array?.count == 2)
            let page = try await visitor.get("/settings/tokens", on: client)
            #expect(!page.text.contains(secret))
            let row = try #require(page.text.firstRange(of: "/settings/tokens/tok_"))
            let id = page.text[row.upperBound...].prefix { $0 != "/" }
            _ = try await visitor.post("/settings/tokens/tok_\(id)/revocation", on: client)
            let refused = try await client.execute(
                uri: "/api/v1/users", method: .get, headers: headers)
            #expect(refused.status == .unauthorized)
            let wide = try await visitor.post(
                "/settings/tokens", ["name": "CRM", "scopes": "moon:read"], on: client)
            #expect(wide.status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func theProfileKeepsThisSessionOnly(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let here = try await site.visitor(.agent)
            let there = try await site.visitor(.agent)
            let wrong = try await here.post(
                "/settings/profile/password",
                ["current": "wrong", "password": "seven brown kites"],
                on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("is not your current password"))
            let done = try await here.post(
                "/settings/profile/password",
                ["current": TestWorkspace.password, "password": "seven brown kites"], on: client)
            #expect(done.headers[.location] == "/settings/profile?done=passwordChanged")
            let page = try await here.get("/settings/profile?done=passwordChanged", on: client)
            #expect(page.text.contains("You were signed out everywhere else"))
            #expect(try await there.get("/settings", on: client).status == .seeOther)
            let named = try await here.post(
                "/settings/profile", ["name": "李雷", "language": "zh"], on: client)
            #expect(named.cookie("nuo_language") == "zh")
            let me = try await here.call(.get, "/me", on: client).json()
            #expect(me["user"]?["name"] == "李雷")
            #expect(me["rights"]?.array?.count == Role.agent.rights.count)
        }
    }
}
