import Base
import Domain
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

@Suite struct ChannelPagesTests {
    @Test(arguments: Engine.available)
    func aMailboxIsSetUpTriedAndKeepsItsSecret(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let administrator = try await site.visitor(.administrator)
            let empty = try await administrator.get("/settings/channels", on: client)
            #expect(empty.status == .ok && empty.text.contains("/settings/channels/new?kind=mail"))
            for kind in Channel.Kind.allCases {
                let form = try await administrator.get(
                    "/settings/channels/new?kind=\(kind.rawValue)", on: client)
                #expect(form.status == .ok)
            }
            let wrong = try await administrator.post(
                "/settings/channels",
                ["kind": "mail", "name": "Care", "door-address": "no address"], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("mail.host") && wrong.text.contains("mail.address"))
            #expect(wrong.text.contains("value=\"no address\""), "what was typed stays")
            let saved = try await administrator.post(
                "/settings/channels",
                [
                    "kind": "mail", "name": "Care", "isActive": "on", "door-host": "127.0.0.1",
                    "door-port": "1", "door-security": "none", "door-user": "nuo",
                    "door-password": "box-secret", "door-address": "care@example.com",
                    "opens-kind": "complaint",
                ], on: client)
            let path = try #require(saved.headers[.location]?.split(separator: "?").first)
            let page = try await administrator.get(String(path), on: client)
            #expect(page.text.contains("care@example.com"))
            #expect(!page.text.contains("box-secret"))
            #expect(page.text.contains("<option value=\"complaint\">"))
            let stray = try await administrator.post(
                String(path),
                [
                    "kind": "mail", "name": "Care", "door-host": "127.0.0.1", "door-port": "1",
                    "door-security": "none", "door-user": "nuo",
                    "door-address": "care@example.com", "opens-process": "no-such",
                ], on: client)
            #expect(stray.status == .unprocessableContent)
            #expect(stray.text.contains("there is no process no-such"))
            let tried = try await administrator.post("\(path)/trial", on: client)
            // Private addresses are not called unless they are allowed by name.
            #expect(tried.text.contains("private network"))
            let listed = try await administrator.get("/settings/channels", on: client)
            #expect(listed.text.contains("Care"))
            for role in [Role.manager, .agent, .viewer] {
                let other = try await site.visitor(role)
                #expect(
                    try await other.get("/settings/channels", on: client).status == .forbidden)
            }
            let removed = try await administrator.post("\(path)/removal", on: client)
            #expect(removed.status == .seeOther)
            #expect(
                try await administrator.get(String(path), on: client).status == .notFound)
        }
    }

    /// The way to a provider and back belongs to one person's browser, and leads to no server of
    /// the house's own network.
    @Test(arguments: Engine.available)
    func aMailboxsOwnerIsLedToTheProviderAndBack(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let administrator = try await site.visitor(.administrator)
            let saved = try await administrator.post(
                "/settings/channels",
                [
                    "kind": "mail", "name": "Care", "isActive": "on", "door-host": "127.0.0.1",
                    "door-user": "care@example.com", "door-address": "care@example.com",
                    "door-provider": "other", "door-client": "app-1",
                    "door-secret": "app-secret", "door-scope": "mail",
                    "door-consentAddress": "https://provider.example.com/agree",
                    "door-tokenAddress": "https://127.0.0.1:1/token",
                ], on: client)
            let path = try #require(saved.headers[.location]?.split(separator: "?").first)
            let page = try await administrator.get(String(path), on: client).text
            #expect(page.contains("href=\"https://provider.example.com/agree?client_id=app-1&amp;"))
            #expect(page.contains("/settings/channels/consent</code>"))
            #expect(!page.contains("app-secret") && !page.contains("has agreed"))
            let start = try #require(page.firstRange(of: "state="))
            let state = page[start.upperBound...].prefix { $0 != "&" && $0 != "\"" }
            let back = "/settings/channels/consent"
            #expect(
                try await administrator.get("\(back)?error=access_denied", on: client).status
                    == .conflict)
            #expect(
                try await administrator.get("\(back)?code=c&state=\(state)0", on: client).status
                    == .forbidden)
            let second = try await site.visitor(.administrator)
            #expect(
                try await second.get("\(back)?code=c&state=\(state)", on: client).status
                    == .forbidden, "another's session brings nothing")
            for role in [Role.manager, .agent, .viewer] {
                let other = try await site.visitor(role)
                #expect(
                    try await other.get("\(back)?code=c&state=\(state)", on: client).status
                        == .forbidden)
            }
            let guarded = try await administrator.get(
                "\(back)?code=c&state=\(state)", on: client)
            #expect(guarded.status == .conflict && guarded.text.contains("privateAddress"))
            #expect(!guarded.text.contains("app-secret"))
            #expect(
                try await !administrator.get(String(path), on: client).text.contains("has agreed"))
        }
    }

    /// A call from outside without a session, and what people see of it.
    @Test(arguments: Engine.available)
    func callsAreTakenInAndWhatIsAsideIsShown(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let administrator = try await site.visitor(.administrator)
            let saved = try await administrator.post(
                "/settings/channels",
                [
                    "kind": "webhook", "name": "Reviews", "isActive": "on",
                    "door-secret": "a secret of some length", "door-mapping": "text: body.words",
                ], on: client)
            let path = try #require(saved.headers[.location]?.split(separator: "?").first)
            let id = String(path.split(separator: "/").last ?? "")
            let page = try await administrator.get(String(path), on: client)
            #expect(page.text.contains("/in/\(id)"))
            let unsigned = try await client.execute(
                uri: "/in/\(id)", method: .post, body: .init(string: "{}"))
            #expect(unsigned.status == .unauthorized)
            #expect(try unsigned.json()["code"] == "webhookUnsigned")
            let nowhere = try await client.execute(uri: "/in/chn_0000000000000", method: .get)
            #expect(nowhere.status == .notFound)
            // By the API, and one that nothing can be made of.
            let agent = try await site.visitor(.agent)
            let brought = try await agent.call(
                .post, "/incoming",
                [
                    "channel": .string(id), "id": "r1", "text": "Cold <b>soup</b>",
                    "source": "review", "name": "Wu",
                ], on: client)
            #expect(brought.status == .created)
            let one = try #require(try brought.json()["case"]?.string)
            let shown = try await agent.get("/cases/\(one)", on: client)
            #expect(shown.text.contains("Cold &lt;b&gt;soup&lt;/b&gt;"))
            #expect(shown.text.contains("opened this case"))
            let incoming = try await agent.get("/incoming", on: client)
            #expect(incoming.text.contains("/cases/\(one)"))
            let queue = try await agent.get("/cases", on: client)
            #expect(!queue.text.contains("/incoming?state=aside"), "nothing waits")
        }
    }
}
