import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct CasePagesTests {
    @Test(arguments: Engine.available)
    func causesLeadToTheirCasesAndToTheirRepair(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let person = try await site.visitor(.administrator)
            let made = try await person.post(
                "/cases", ["title": "Late", "words": "Waited", "kind": "feedback"], on: client)
            let path = try #require(made.headers[.location])
            for fields: KeyValuePairs<String, String> in [
                ["step": "classify", "field.summary": "Waited"],
                ["step": "dispatch", "field.topic": "delivery"], ["step": "resolve"],
                ["step": "verify", "field.solution": "Called", "field.cause": "skill"],
            ] {
                let done = try await person.post(path + "/step", fields, on: client)
                #expect(done.status == .seeOther, "\(done.text.prefix(200))")
            }
            for (query, text) in [
                ("kind=feedback", "href=\"/cases?kind=feedback&amp;filter=fields.cause"),
                ("level=branch", ">People<"), ("kind=complaint", "No cause was found"),
            ] {
                let page = try await person.get("/cases/causes?\(query)", on: client)
                #expect(page.text.contains(text), "\(query)")
            }
            let table = try await person.get("/cases/causes.csv?kind=feedback", on: client)
            #expect(table.headers[.contentDisposition]?.contains("causes.csv") == true)
            #expect(table.text.contains(",1,1,1,0,0"), "\(table.text)")
            let mend = try await person.get("/cases/new?kind=corrective&title=Mend", on: client)
            #expect(mend.text.contains("value=\"Mend\""))
            let agent = try await site.visitor(.agent)
            let refused = try await agent.get("/cases/causes.csv", on: client)
            #expect(refused.status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func aFormPostedTwiceCountsOnce(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let made = try await agent.post(
                "/cases", ["title": "Late", "words": "Where is it?", "kind": "feedback"],
                on: client)
            let path = try #require(made.headers[.location])
            let page = try await agent.get(path, on: client)
            let mark = try #require(page.text.firstRange(of: "name=\"key\" value=\""))
            let key = String(page.text[mark.upperBound...].prefix { $0 != "\"" })
            // One page, one key: the same form twice, the same with other words, another form.
            for (form, text) in [
                ("/notes", "Called twice"), ("/notes", "Called twice"), ("/notes", "Nobody there"),
                ("/replies", "We look into it"), ("/replies", "We look into it"),
                ("/tasks", "Ask the depot"), ("/tasks", "Ask the depot"),
            ] {
                let done = try await agent.post(
                    path + form, ["key": key, "text": text], on: client)
                #expect(done.status == .seeOther, "\(form): \(done.text.prefix(200))")
            }
            let after = try await agent.get(path, on: client).text
            for text in ["Called twice", "Nobody there", "We look into it", "Ask the depot"] {
                let times = after.split(separator: text, omittingEmptySubsequences: false).count - 1
                #expect(times == 1, "\(text) stands there \(times) times")
            }
        }
    }

    @Test(arguments: Engine.available)
    func aCaseIsWorkedByItsFormsToTheEnd(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let made = try await agent.post(
                "/cases",
                ["title": "Waited <two> hours", "words": "Nobody came.", "kind": "feedback"],
                on: client)
            #expect(made.status == .seeOther)
            let path = try #require(made.headers[.location])
            var page = try await agent.get(path, on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("Waited &lt;two&gt; hours"))
            #expect(page.text.contains(">Nobody</mark> came."), "its mood is marked")
            #expect(page.text.contains("15 min left"))
            #expect(page.text.contains("Read all of the customer"), "the step's guidance")
            // A step without its field: the page comes back, says so, and keeps what was typed.
            let refused = try await agent.post(
                path + "/step", ["step": "classify", "field.summary": " "], on: client)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("is missing"))
            let way: [(String, KeyValuePairs<String, String>)] = [
                ("/replies", ["text": "So sorry."]),
                ("/notes", ["text": "Second time this week"]),
                ("/step", ["step": "classify", "field.summary": "Waited"]),
                ("/step", ["step": "dispatch", "field.topic": "delivery"]),
                ("/step", ["step": "resolve"]),
                ("/pause", ["reason": "order number"]),
                ("/messages", ["text": "It is 4711"]),
                (
                    "/step",
                    ["step": "verify", "field.solution": "Called", "field.cause": "skill"]
                ),
                (
                    "/closure",
                    ["outcome": "solved", "text": "Settled", "field.customer_confirmed": "true"]
                ),
            ]
            for (form, fields) in way {
                let done = try await agent.post(path + form, fields, on: client)
                #expect(done.status == .seeOther, "\(form): \(done.text.prefix(200))")
            }
            page = try await agent.get(path, on: client)
            #expect(page.text.contains("Outcome: Solved"))
            #expect(page.text.contains("message note"))
            #expect(page.text.contains("negative-feedback, version 1"))
            #expect(page.text.contains("kept"))
            #expect(!page.text.contains("/replies"), "a closed case takes no reply")
            let queue = try await agent.get("/cases?view=closed", on: client)
            #expect(queue.text.contains(path))
        }
    }

    @Test(arguments: [
        ("complaint", "", "Complaint in eight steps, version 1"),
        ("feedback", "heat", "HEAT recovery, version 1"),
        ("receivable", "", "Receivable, version 1"), ("feedback", "", "Closed loop, version 1"),
    ])
    func aCaseIsWorkedByTheProcessOfItsKindOrTheOneChosen(
        _ kind: String, _ process: String, _ expected: String
    ) async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent)
            let form = try await agent.get("/cases/new", on: client)
            #expect(form.text.contains(">Complaint in eight steps</option>"))
            let made = try await agent.post(
                "/cases", ["title": "Late", "kind": kind, "process": process], on: client)
            let page = try await agent.get(#require(made.headers[.location]), on: client)
            #expect(page.text.contains(expected))
        }
    }

    @Test(arguments: Engine.available)
    func aCaseGoesOnByAnotherProcessOnItsPage(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            var manager = try await site.visitor(.manager)
            let made = try await manager.post(
                "/cases", ["title": "Late", "kind": "feedback"], on: client)
            let path = try #require(made.headers[.location])
            let before = try await manager.get(path, on: client)
            #expect(before.text.contains("HEAT recovery (Feedback, Request)</option>"))
            let agent = try await site.visitor(.agent)
            #expect(try await !agent.get(path, on: client).text.contains("Change the process"))
            let denied = try await agent.post(path + "/process", ["process": "heat"], on: client)
            #expect(denied.status == .forbidden)
            let wrong = try await manager.post(
                path + "/process", ["process": "complaint"], on: client)
            #expect(wrong.text.contains("is not for cases of this kind"))
            let done = try await manager.post(path + "/process", ["process": "heat"], on: client)
            #expect(done.status == .seeOther, "\(done.text.prefix(300))")
            _ = try await manager.post(
                path + "/classification",
                ["kind": "complaint", "severity": "major", "process": ""], on: client)
            let page = try await manager.get(path, on: client)
            #expect(page.text.contains("Complaint in eight steps, version 1"))
            #expect(page.text.contains("Process changed: complaint, version 1; before: heat"))
            manager.language = "zh"
            let chinese = try await manager.get(path, on: client)
            #expect(chinese.text.contains("更换流程：complaint，第 1 版；原为 heat，第 1 版"))
            #expect(chinese.text.contains("分类为：投诉，重大"))
        }
    }

    @Test(arguments: Engine.available)
    func aCaseIsGivenItsCustomerAndItsTitleOnItsPage(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            _ = try await agent.post(
                "/cases", ["title": "Before", "name": "李梅", "phone": "13812345678"], on: client)
            let made = try await agent.post("/cases", ["title": "Lat"], on: client)
            let path = try #require(made.headers[.location])
            let form = try await agent.get(path, on: client)
            #expect(form.text.contains("Who is it?") && !form.text.contains("Nobody we know"))
            let none = try await agent.get(path + "?find=nobody-like-this", on: client)
            #expect(none.text.contains("Nobody found."))
            let found = try await agent.get(path + "?find=%E6%9D%8E%E6%A2%85", on: client)
            let mark = try #require(found.text.firstRange(of: "name=\"customer\" value=\""))
            let customer = String(found.text[mark.upperBound...].prefix { $0 != "\"" })
            let set = try await agent.post(path + "/customer", ["customer": customer], on: client)
            #expect(set.status == .seeOther, "\(set.text.prefix(300))")
            _ = try await agent.post(path + "/title", ["title": "Late"], on: client)
            let page = try await agent.get(path, on: client)
            #expect(page.text.contains("href=\"/customers/\(customer)\">李梅</a>"))
            #expect(page.text.contains("<h1>Late</h1>") && page.text.contains("before: Lat"))
            // Another is said by whoever looks after the case.
            #expect(!page.text.contains("Somebody else?"))
            var manager = try await site.visitor(.manager)
            manager.language = "zh"
            let chinese = try await manager.get(path, on: client)
            #expect(chinese.text.contains("更正客户") && chinese.text.contains("更正标题；原为：Lat"))
            let viewer = try await site.visitor(.viewer)
            let denied = try await viewer.post(path + "/title", ["title": "X"], on: client)
            #expect(denied.status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func aStepSaysWhomItIsForAndHowLongItMayTake(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let made = try await manager.post(
                "/cases",
                [
                    "title": "Rude", "kind": "feedback", "process": "heat",
                    "assignee": "\(site.workspace.user(.manager))",
                ], on: client)
            let path = try #require(made.headers[.location])
            var agent = try await site.visitor(.agent)
            let page = try await agent.get(path, on: client)
            #expect(page.text.contains("This step is for: The assignee ("))
            #expect(!page.text.contains("Go to: Empathise"))
            let denied = try await agent.post(
                path + "/step", ["step": "empathise", "field.heard": "Rude"], on: client)
            #expect(denied.status == .forbidden)
            #expect(denied.text.contains("Only whoever the case is assigned to"))
            agent.language = "zh"
            #expect(try await agent.get(path, on: client).text.contains("本步骤由受理人（"))
            #expect(try await manager.get(path, on: client).text.contains("Go to: Empathise"))
            let complaint = try await manager.post(
                "/cases", ["title": "Broken", "kind": "complaint"], on: client)
            let timed = try await manager.get(
                #require(complaint.headers[.location]), on: client)
            #expect(timed.text.contains("within 30 min"))
            #expect(timed.text.contains("<span class=\"clock-name\">Step</span>"))
        }
    }

    @Test func theQueueSaysHowLateAndInWhichLanguage() async throws {
        try await TestSite.with(.sqlite) { site, client in
            var agent = try await site.visitor(.agent)
            var page = try await agent.get("/cases", on: client)
            #expect(page.text.contains("Nothing to do"))
            _ = try await agent.post("/cases", ["title": "Late"], on: client)
            site.test.pass(.minutes(17))
            page = try await agent.get("/cases", on: client)
            #expect(page.text.contains("2 min over"))
            #expect(page.text.contains("chip clock bad"))
            agent.language = "zh"
            page = try await agent.get("/cases", on: client)
            #expect(page.text.contains("超时 2 分钟"))
            #expect(page.text.contains("首次响应"))
        }
    }

    @Test(arguments: Engine.available)
    func aFormPostedTwiceOpensOneCase(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let form = try await agent.get("/cases/new", on: client)
            let start = try #require(form.text.firstRange(of: "name=\"key\" value=\""))
            let key = String(form.text[start.upperBound...].prefix { $0 != "\"" })
            let fields: KeyValuePairs<String, String> = [
                "title": "Twice", "channel": "phone", "key": key,
            ]
            let first = try await agent.post("/cases", fields, on: client)
            let second = try await agent.post("/cases", fields, on: client)
            #expect(first.headers[.location] == second.headers[.location])
            let queue = try await agent.get("/cases", on: client)
            #expect(queue.text.split(separator: "data-case=").count == 2)
            let page = try await agent.get(#require(first.headers[.location]), on: client)
            #expect(page.text.contains("goes on from where it stood"), "pause in words")
            #expect(page.text.contains("begins anew at zero"), "reset in words")
        }
    }

    @Test func aSlipInTheFilterIsToldAndKept() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent)
            let page = try await agent.get("/cases?filter=sevrity+%3D%3D+1", on: client)
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("did you mean severity?"))
            #expect(page.text.contains("value=\"sevrity == 1\""))
        }
    }

    @Test func whoMayOnlyReadSeesNoForms() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent)
            let made = try await agent.post("/cases", ["title": "Look only"], on: client)
            let path = try #require(made.headers[.location])
            let auditor = try await site.visitor(.auditor)
            let page = try await auditor.get(path, on: client)
            #expect(page.status == .ok)
            #expect(!page.text.contains("<form method=\"post\" action=\"/cases"))
            let denied = try await auditor.post(path + "/notes", ["text": "x"], on: client)
            #expect(denied.status == .forbidden)
        }
    }

    @Test func theAPIAnswersWhatThePagesShow() async throws {
        try await TestSite.with(.sqlite) { site, client in
            let agent = try await site.visitor(.agent)
            let made = try await agent.call(.post, "/cases", ["title": "By API"], on: client)
            #expect(made.status == .created)
            let id = try #require(try made.json()["id"]?.string)
            let reply = try await agent.call(
                .post, "/cases/\(id)/replies", ["text": "Hello"], on: client)
            #expect(reply.status == .created)
            let wrong = try await agent.call(
                .put, "/cases/\(id)/step", ["step": "verify"], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(try wrong.json()["invalidParams"]?.array?.first?["code"] == "notNext")
            let list = try await agent.call(.get, "/cases?assignee=nobody&limit=5", on: client)
            #expect(try list.json()["items"]?.array?.count == 1)
            let entries = try await agent.call(.get, "/cases/\(id)/clock-entries", on: client)
            #expect(try entries.json()["items"]?.array?.count == 3)
        }
    }
}
