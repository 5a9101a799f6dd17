import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct DesignerPagesTests {
    /// The designer without a script: every step is a form.
    @Test(arguments: Engine.available)
    func aQuestionnaireIsBuiltByFormsAlone(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let begun = try await manager.post("/instruments/drafts", on: client)
            let designer = try #require(begun.headers[.location])
            let place = String(designer.dropLast("/designer".count))
            #expect(try await manager.get(designer, on: client).text.contains("value=\"add:nps\""))
            var revision = 1
            func send(_ command: String, _ at: String, _ more: [String: String] = [:]) async throws
            {
                var fields = ["do": command, "at": at, "revision": "\(revision)"]
                fields.merge(more) { $1 }
                let reply = try await manager.form(designer, fields, on: client)
                #expect(reply.status == .seeOther, "\(command): \(reply.text.prefix(3_000))")
                revision += 1
            }
            try await send("add:nps", "pages[0]", ["t:title.zh": "问卷", "t:title.en": "Visit"])
            try await send(
                "add:single", "pages[0].items[0]",
                [
                    "t:pages[0].items[0].title.zh": "推荐吗？",
                    "t:pages[0].items[0].title.en": "Would you?",
                    "y:pages[0].items[0].required": "true",
                ])
            try await send(
                "append:pages[0].items[1].options", "pages[0].items[1]",
                [
                    "t:pages[0].items[1].title.zh": "为何？",
                    "t:pages[0].items[1].title.en": "Why?",
                    "t:pages[0].items[1].show_if": "answers.q1 <= 6",
                ])
            try await send("move:pages[0].items[1]>pages[0].items[0]", "pages[0].items[1]")
            let early = try await manager.get(designer + "?at=pages[0].items[0]", on: client)
            // What is asked before its score is known is told at its field.
            #expect(early.text.contains("data-character="))
            try await send("undo", "pages[0].items[1]")
            try await send(
                "save", "thanks[0]", ["t:thanks[0].text.zh": "谢谢", "t:thanks[0].text.en": "Thanks"])
            let draft = try await site.workspace.desk(.manager).perform(
                ShowDraft.self, ["instrument": .string(String(place.dropFirst(13)))])
            #expect(draft.faults.isEmpty, "\(draft.faults)\n\(draft.text)")
            #expect(draft.text.contains("required: true"))
            #expect(draft.text.contains("{code: o4, title: {zh: 选项 4, en: Option 4}}"))
            let gate = try await manager.get("\(place)/publication", on: client)
            #expect(gate.text.contains("id=\"publish\""))
            let done = try await manager.post(
                "\(place)/publication", ["revision": "\(draft.revision)"], on: client)
            #expect(done.headers[.location] == "\(place)?done=instrumentPublished")
        }
    }

    @Test(arguments: Engine.available)
    func theDocumentIsEditedBesideAndItsFaultsAreShown(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let made = try await manager.post("/instruments", ["library": "ces"], on: client)
            let place = String(try #require(made.headers[.location]?.split(separator: "?").first))
            let designer = place + "/designer"
            let shown = try await manager.get(designer + "?side=document", on: client)
            #expect(shown.text.contains("key: ces"))
            let broken = try await manager.form(
                designer,
                ["do": "document", "revision": "0", "document": "key: ces\ntitle: [x\nb: 1"],
                on: client)
            #expect(broken.status == .seeOther)
            let page = try await manager.get(designer, on: client)
            #expect(page.text.contains("cannot be read as YAML"))
            #expect(page.text.contains("data-line="))
            let late = try await manager.form(
                designer, ["do": "document", "revision": "0", "document": "key: ces"], on: client)
            #expect(late.status == .conflict)
            let preview = try await manager.get(designer + "/preview", on: client)
            #expect(preview.status == .ok)
            // Nothing of it is live.
            let live = try await manager.get(place, on: client)
            #expect(live.text.contains("Customer effort") || live.text.contains("<h1>"))
            let gone = try await manager.post("\(place)/draft-removal", on: client)
            #expect(gone.status == .seeOther)
            #expect(try await manager.get(designer, on: client).text.contains("As published"))
        }
    }

    @Test(arguments: Engine.available)
    func commentsAreNeverLostUnasked(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let text = """
                key: anchored
                title: &t {zh: 试, en: Try}  # one
                pages:
                  - title: *t
                    # two
                    items:
                      - {key: a, kind: nps, title: {zh: 问, en: Q}}
                """
            let begun = try await manager.form(
                "/instruments/drafts", ["document": text], on: client)
            let designer = try #require(begun.headers[.location])
            let fields = [
                "do": "save", "at": "pages[0]", "revision": "1", "w:pages[0].title.zh": "新",
                "w:pages[0].title.en": "New",
            ]
            let asked = try await manager.form(designer, fields, on: client)
            #expect(asked.status == .conflict)
            #expect(asked.text.contains("losesComments"))
            var sure = fields
            sure["losesComments"] = "on"
            let made = try await manager.form(designer, sure, on: client)
            #expect(made.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func theTesterTellsWhyInBothLanguages(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            var manager = try await site.visitor(.manager)
            let made = try await manager.post("/instruments", ["library": "nps"], on: client)
            let place = String(try #require(made.headers[.location]?.split(separator: "?").first))
            let low = try await manager.get("\(place)/tester?q.recommend=3", on: client)
            #expect(low.status == .ok)
            #expect(low.text.contains("class=\"outcome yes\""))
            let sheet = try await manager.get("\(place)/tester/sheet?q.recommend=3", on: client)
            #expect(sheet.text.contains("name=\"q.recommend\" value=\"3\" checked"))
            manager.language = "zh"
            let chinese = try await manager.get("\(place)/tester?q.recommend=10", on: client)
            #expect(chinese.text.contains("为什么显示"))
            #expect(chinese.text.contains("class=\"outcome no\""))
        }
    }

    @Test(arguments: Engine.available)
    func versionsAreComparedAndBroughtBack(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let made = try await manager.post("/instruments", ["library": "ces"], on: client)
            let place = String(try #require(made.headers[.location]?.split(separator: "?").first))
            _ = try await manager.form(
                place + "/designer",
                ["do": "remove:pages[0].items[1]", "at": "pages[0].items[1]", "revision": "0"],
                on: client)
            let draft = try await manager.get("\(place)/versions", on: client)
            #expect(draft.text.contains("is gone"))
            _ = try await manager.post("\(place)/publication", ["revision": "1"], on: client)
            let two = try await manager.get("\(place)/versions?from=1&to=2", on: client)
            #expect(two.text.contains("is gone") && two.text.contains("text-difference"))
            let back = try await manager.post(
                "\(place)/restoration", ["version": "1"], on: client)
            #expect(back.status == .seeOther)
            let again = try await manager.get("\(place)/versions?from=1&to=draft", on: client)
            #expect(again.text.contains("Nothing differs."))
        }
    }
}

extension Visitor {
    fileprivate func form(
        _ path: String, _ fields: [String: String], on client: TestClient
    ) async throws -> TestResponse {
        try await form(path, fields.map { ($0.key, $0.value) }, on: client)
    }
}
