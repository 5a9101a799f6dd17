import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct CustomerCasePageTests {
    /// A complaint with a reply, a note and a page; the agent, the case's path and the page's.
    private func made(
        _ site: TestSite, _ client: TestClient
    ) async throws -> (Visitor, String, String) {
        let agent = try await site.visitor(.agent)
        let opened = try await agent.post(
            "/cases",
            ["title": "Secret inner title", "kind": "complaint", "words": "Broken <on> arrival"],
            on: client)
        let path = try #require(opened.headers[.location])
        _ = try await agent.post(path + "/replies", ["text": "We look into it"], on: client)
        _ = try await agent.post(path + "/notes", ["text": "difficult person"], on: client)
        _ = try await agent.post(path + "/customer-page", [:], on: client)
        let page = try await agent.get(path, on: client)
        let start = try #require(page.text.firstRange(of: "/c/"))
        let token = page.text[start.upperBound...].prefix { $0.isLetter || $0.isNumber }
        #expect(token.count == 64)
        return (agent, path, "/c/\(token)")
    }

    @Test(arguments: Engine.available)
    func itShowsWhatIsForTheCustomerAndNothingElse(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let (_, _, page) = try await made(site, client)
            let anyone = Visitor.nobody
            let shown = try await anyone.get(page + "?lang=en", on: client)
            #expect(shown.status == .ok)
            #expect(shown.text.contains("Broken &lt;on&gt; arrival"))
            #expect(shown.text.contains("We look into it"))
            #expect(shown.text.contains("Number 1 ·") && !shown.text.contains("cas_"))
            for secret in ["difficult person", "Secret inner title", "The agent", "usr_"] {
                #expect(!shown.text.contains(secret), "\(secret) is not for the customer")
            }
            #expect(shown.headers[.init("Referrer-Policy")!] == "no-referrer")
            let chinese = try await anyone.get(page + "?lang=zh", on: client)
            #expect(chinese.text.contains("lang=\"zh-CN\"") && chinese.text.contains("编号 1 ·"))
            let wrong = try await anyone.get(String(page.dropLast()) + "x", on: client)
            #expect(wrong.status == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func theCustomerRepliesOnceAppealsAndIsLockedOutWhenRevoked(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let (agent, path, page) = try await made(site, client)
            let anyone = Visitor.nobody
            let fields: KeyValuePairs<String, String> = [
                "do": "reply", "text": "The hinge", "key": "k1",
            ]
            for _ in 0..<2 {
                let sent = try await anyone.post(page, fields, on: client)
                #expect(sent.status == .seeOther)
            }
            var seen = try await agent.get(path, on: client)
            #expect(seen.text.split(separator: "The hinge").count == 2, "posted twice, kept once")
            let early = try await anyone.post(
                page, ["do": "appeal", "text": "no", "key": "k2"], on: client)
            #expect(early.status == .conflict, "nothing ended yet")
            _ = try await agent.post(
                path + "/closure", ["outcome": "withdrawn", "text": "By phone"], on: client)
            let appealed = try await anyone.post(
                page, ["do": "appeal", "text": "I never withdrew", "key": "k3"], on: client)
            #expect(appealed.status == .seeOther)
            seen = try await agent.get(path, on: client)
            #expect(seen.text.contains("never</mark> withdrew"))
            #expect(seen.text.contains("Escalated"))
            _ = try await agent.post(path + "/customer-page-revocation", [:], on: client)
            let gone = try await anyone.get(page, on: client)
            #expect(gone.status == .notFound)
            let late = try await anyone.post(
                page, ["do": "reply", "text": "hello", "key": "k4"], on: client)
            #expect(late.status == .notFound)
        }
    }

    @Test func whoWritesTooMuchWaits() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let (_, _, page) = try await made(site, client)
            let anyone = Visitor.nobody
            var statuses: [HTTPResponse.Status] = []
            for number in 0..<21 {
                let sent = try await anyone.post(
                    page, ["do": "reply", "text": "\(number)", "key": "k\(number)"], on: client)
                statuses.append(sent.status)
            }
            #expect(statuses.dropLast().allSatisfy { $0 == .seeOther })
            #expect(statuses.last == .tooManyRequests)
            site.test.pass(.minutes(16))
            let later = try await anyone.post(
                page, ["do": "reply", "text": "later", "key": "later"], on: client)
            #expect(later.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func onceSettledItShowsWhatWasDoneAndGranted(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let (agent, path, page) = try await made(site, client)
            let anyone = Visitor.nobody
            let way: [KeyValuePairs<String, String>] = [
                [
                    "step": "responsibility", "field.summary": "Inner summary",
                    "field.demand": "A new one",
                ],
                ["step": "classify", "field.primary_unit": "Shop"],
                ["step": "emotion", "field.topic": "product"],
                ["step": "act", "field.mood": "angry"],
                ["step": "offer", "field.facts": "Inner facts"],
            ]
            for fields in way {
                let moved = try await agent.post(path + "/step", fields, on: client)
                #expect(moved.status == .seeOther, "\(fields)")
            }
            _ = try await agent.post(
                path + "/redress", ["kind": "voucher", "cost": "137.25", "note": "Inner note"],
                on: client)
            _ = try await agent.post(
                path + "/fields", ["field.solution": "A new chair <today>"], on: client)
            let before = try await anyone.get(page + "?lang=en", on: client)
            #expect(!before.text.contains("A new chair") && !before.text.contains("Voucher"))
            let offered = try await agent.post(path + "/step", ["step": "agree"], on: client)
            #expect(offered.status == .seeOther)
            let agreed = try await agent.post(
                path + "/step",
                [
                    "step": "prevent", "field.customer_confirmed": "true",
                    "field.agreement_note": "Inner word",
                ], on: client)
            #expect(agreed.status == .seeOther)
            let closed = try await agent.post(
                path + "/closure",
                [
                    "outcome": "redressed", "text": "We exchanged your chair.",
                    "field.cause": "skill", "field.prevention": "Training",
                    "field.whys": "It broke", "field.whys": "Built in wrongly",
                ], on: client)
            #expect(closed.status == .seeOther)
            let shown = try await anyone.get(page + "?lang=en", on: client)
            #expect(shown.text.contains("We exchanged your chair."))
            #expect(shown.text.contains("A new chair &lt;today&gt;"))
            #expect(shown.text.contains("Voucher"))
            for secret in ["Inner", "137.25", "Training", "Built in wrongly"] {
                #expect(!shown.text.contains(secret), "\(secret) is not for the customer")
            }
            let chinese = try await anyone.get(page + "?lang=zh", on: client)
            #expect(chinese.text.contains("代金券"))
        }
    }

    @Test func theWordsOfAnEarlyEndStayAmongColleagues() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let (agent, path, page) = try await made(site, client)
            _ = try await agent.post(
                path + "/closure", ["outcome": "withdrawn", "text": "Shouts a lot"], on: client)
            let shown = try await Visitor.nobody.get(page + "?lang=en", on: client)
            #expect(shown.status == .ok && !shown.text.contains("Shouts a lot"))
        }
    }
}
