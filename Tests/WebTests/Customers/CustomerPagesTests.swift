import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct CustomerPagesTests {
    @Test(arguments: Engine.available)
    func aCustomerIsAddedFoundAndChanged(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let empty = try await agent.get("/customers", on: client)
            #expect(empty.status == .ok && empty.text.contains("No customers yet"))
            let refused = try await agent.post(
                "/customers", ["name": "Han <b>", "mails": "nobody", "traits": "tier: gold"],
                on: client)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("is not a mail address"))
            #expect(refused.text.contains("Han &lt;b&gt;"))
            let made = try await agent.post(
                "/customers",
                [
                    "key": "C-1", "name": "韩梅梅", "language": "zh",
                    "mails": "han@example.com\r\n", "traits": "tier: gold\r\nage：30",
                    "consent.surveys": "on",
                ], on: client)
            #expect(made.status == .seeOther)
            let path = try #require(made.headers[.location])
            let page = try await agent.get(path, on: client)
            for words in ["韩梅梅", "C-1", "han@example.com", "gold", "First known to us"] {
                #expect(page.text.contains(words), "\(words) is missing")
            }
            let form = try await agent.get(path + "/edit", on: client)
            #expect(form.text.contains("tier: gold\nage: 30"))
            let changed = try await agent.post(
                path, ["name": "Han", "traits": "age: 31", "language": ""], on: client)
            #expect(changed.status == .seeOther)
            let id = String(path.dropFirst("/customers/".count))
            let json = try await agent.call(.get, "/customers/\(id)", on: client).json()
            #expect(json["name"] == "Han" && json["language"] == .null)
            #expect(json["traits"] == ["age": 31] && json["contacts"] == [])
            let zh = Visitor(token: agent.token, csrf: agent.csrf, language: "zh")
            #expect(try await zh.get(path, on: client).text.contains("更新了："))
            let events = try await agent.call(
                .get, "/customers/\(id)/events", on: client
            ).json()
            #expect(
                events["items"]?.array?.map { $0["kind"]?.string } == [
                    "customer.changed", "customer.created",
                ])
        }
    }

    @Test(arguments: Engine.available)
    func aListIsFilteredAndExported(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            for number in 1...3 {
                let body: JSON = [
                    "key": .string("=C\(number)"), "traits": ["age": .integer(number * 10)],
                ]
                let made = try await manager.call(.post, "/customers", body, on: client)
                #expect(made.status == .created)
            }
            let again = try await manager.call(.post, "/customers", ["key": "=C1"], on: client)
            #expect(again.status == .unprocessableContent)
            let found = try await manager.get("/customers?filter=age%20%3E%2015", on: client)
            #expect(found.text.contains("=C2") && !found.text.contains("=C1"))
            let slip = try await manager.get("/customers?filter=aeg%20%3E%2015", on: client)
            #expect(slip.status == .unprocessableContent && slip.text.contains("aeg"))
            let csv = try await manager.get("/customers/export?text=c3", on: client)
            #expect(csv.status == .ok)
            let lines = csv.text.split(separator: "\n")
            #expect(lines.count == 2 && lines[1].contains(",'=C3,"))
            let agent = try await site.visitor(.agent)
            #expect(try await agent.get("/customers/export", on: client).status == .forbidden)
            let viewer = try await site.visitor(.viewer)
            #expect(try await viewer.get("/customers", on: client).status == .forbidden)
        }
    }
}
