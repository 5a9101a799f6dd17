import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct ListenPagesTests {
    @Test(arguments: Engine.available)
    func aBuiltInOneIsUsedInOneClickAndLinked(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let empty = try await manager.get("/instruments", on: client)
            #expect(empty.status == .ok)
            #expect(empty.text.contains("There are no questionnaires yet"))
            let made = try await manager.post("/instruments", ["library": "nps"], on: client)
            #expect(made.status == .seeOther)
            let place = try #require(made.headers[.location]?.split(separator: "?").first)
            let list = try await manager.get("/instruments", on: client)
            #expect(list.text.contains(String(place)))
            for tab in ["", "/designer", "/tester", "/versions", "/links", "/preview"] {
                let page = try await manager.get(place + tab, on: client)
                #expect(page.status == .ok, "\(tab)")
                #expect(page.text.contains("Recommendation (NPS)"), "\(tab)")
            }
            let refused = try await manager.post("\(place)/links", ["channel": "qr"], on: client)
            #expect(refused.status == .unprocessableContent)
            let opened = try await manager.post(
                "\(place)/links", ["name": "Till", "channel": "qr", "limit": ""], on: client)
            #expect(opened.status == .seeOther)
            let link = try #require(opened.headers[.location]?.split(separator: "?").first)
            let page = try await manager.get(String(link), on: client)
            #expect(page.text.contains("/embed.js"))
            #expect(page.text.contains("/qr.svg"))
            let picture = try await manager.get("\(link)/qr.svg", on: client)
            #expect(picture.headers[.contentType] == "image/svg+xml")
            #expect(picture.text.hasPrefix("<svg"))
            let closed = try await manager.post("\(link)/closure", on: client)
            #expect(closed.status == .seeOther)
            #expect(try await manager.get(String(link), on: client).text.contains("Open again"))
        }
    }

    @Test(arguments: Engine.available)
    func theEditorShowsFaultsAtLinesAndKeepsTheText(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let analyst = try await site.visitor(.analyst)
            let fresh = try await analyst.get("/instruments/new?from=ces", on: client)
            #expect(fresh.text.contains("key: ces"))
            let wrong = try await analyst.post(
                "/instruments",
                [
                    "document":
                        "key: mine\ntitle: {zh: 我, en: Mine}\npages:\n  - items:\n"
                        + "      - {key: a, kind: smile, title: {zh: 我, en: Mine}}\n"
                ], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("data-line=\"5\""))
            #expect(wrong.text.contains("smile is none of"))
            #expect(wrong.text.contains("key: mine"))
            let made = try await analyst.post("/instruments", ["library": "ces"], on: client)
            #expect(made.status == .seeOther)
            let taken = try await analyst.post("/instruments", ["library": "ces"], on: client)
            #expect(taken.status == .conflict)
        }
    }

    @Test(arguments: Engine.available)
    func theEditorAdvisesOnWordingWhoMayWrite(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let analyst = try await site.visitor(.analyst)
            let document = """
                key: mine
                title: {zh: 我, en: Mine}
                pages:
                  - items:
                      - key: a
                        kind: csat
                        title: {zh: 您对速度和态度满意吗？, en: How was the service?}
                """
            let made = try await analyst.post("/instruments", ["document": document], on: client)
            let place = try #require(made.headers[.location]?.split(separator: "?").first)
            let page = try await analyst.get(
                "\(place)/designer?at=pages[0].items[0]", on: client)
            #expect(page.text.contains("asks about two things at once"))
            let auditor = try await site.visitor(.auditor)
            let read = try await auditor.get(
                "\(place)/designer?at=pages[0].items[0]", on: client)
            #expect(read.status == .ok && !read.text.contains("two things at once"))
            let checked = try await analyst.call(
                .post, "/instrument-checks", ["document": .string(document)], on: client
            ).json()
            let advice = try #require(checked["advice"]?.array?.first)
            #expect(advice["rule"] == "double_barrelled" && advice["severity"] == "warning")
            #expect(advice["message"]?.string?.contains("two things at once") == true)
            #expect(advice["from"] == 2 && advice["language"] == "zh")
        }
    }

    @Test(arguments: Engine.available)
    func aQuestionnaireGoesOutAndComesBackAsADraft(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let analyst = try await site.visitor(.analyst)
            let made = try await analyst.post("/instruments", ["library": "nps"], on: client)
            let place = try #require(made.headers[.location]?.split(separator: "?").first)
            let page = try await analyst.get("\(place)/exchange", on: client)
            #expect(page.status == .ok && page.text.contains("LimeSurvey (.lss)"))
            let file = try await analyst.get("\(place)/exchange/lss", on: client)
            #expect(file.headers[.contentDisposition]?.contains("nps.lss") == true)
            let back = try await analyst.call(
                .post, "/instrument-imports", ["content": .string(file.text)], on: client)
            #expect(back.status == .created)
            let answer = try back.json()
            #expect(answer["kept"] == answer["found"] && answer["kept"] != 0)
            #expect(answer["draft"]?["id"] != nil && answer["losses"]?.array != nil)
            let lost: JSON = [
                "title": "T",
                "elements": [
                    ["type": "hologram", "name": "q"], ["type": "comment", "name": "c"],
                ],
            ]
            let some = try await analyst.call(
                .post, "/instrument-imports", ["content": .string(lost.text)], on: client
            ).json()
            #expect(some["losses"]?.array?.first?["message"]?.string?.contains("hologram") == true)
            // The same request makes no second draft, and is answered in the language asked in.
            let first = try await analyst.call(
                .post, "/instrument-imports", ["content": .string(lost.text)], once: "bring-1",
                on: client
            ).json()
            var reader = analyst
            reader.language = "zh"
            let again = try await reader.call(
                .post, "/instrument-imports", ["content": .string(lost.text)], once: "bring-1",
                on: client
            ).json()
            #expect(again["draft"] == first["draft"])
            let told = try #require(again["losses"]?.array?.first?["message"]?.string)
            #expect(told.contains("hologram"))
            #expect(told != first["losses"]?.array?.first?["message"]?.string)
            let hostile = try await analyst.call(
                .post, "/instrument-imports",
                ["content": "<!DOCTYPE d [<!ENTITY a \"b\">]><document>&a;</document>"], on: client)
            #expect(hostile.status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func responsesAreListedFilteredShownAndTakenAway(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let desk = site.workspace.desk(.analyst)
            let made = try await desk.perform(
                CreateInstrument.self, ["library": "csat-after-service"])
            for (score, remark) in [(1, "=1+1"), (5, "很好，谢谢，下次再来")] {
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "csat-after-service", "customer": "C-1",
                        "answers": [
                            "satisfaction": .integer(score), "remark": .string(remark),
                            "solved": "not_yet",
                        ],
                    ])
            }
            let analyst = try await site.visitor(.analyst)
            let all = try await analyst.get("/responses?instrument=\(made.id)", on: client)
            #expect(all.text.contains("很好，谢谢，下次再来"))
            #expect(all.text.contains("/responses.csv?instrument="))
            let low = try await analyst.get("/responses?filter=score+%3C%3D+2", on: client)
            #expect(!low.text.contains("很好"))
            #expect(low.text.contains("CSAT 1"))
            let wrong = try await analyst.get("/responses?filter=score+%3C%3D+%27x%27", on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("character 1"))
            let day = try await analyst.get(
                "/responses?from=2026-03-02&until=2026-03-02", on: client)
            #expect(day.text.contains("CSAT 5"))
            let before = try await analyst.get("/responses?until=2026-03-01", on: client)
            #expect(before.text.contains("No response fits"))
            let one = try await desk.perform(ListResponses.self, [:]).items[0]
            let page = try await analyst.get("/responses/\(one.id)", on: client)
            #expect(page.text.contains("Not yet, it is under way"))
            #expect(page.text.contains("5 / 5"))
            let table = try await analyst.get(
                "/responses.csv?instrument=\(made.id)", on: client)
            #expect(table.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(table.text.hasPrefix("\u{FEFF}id,completed_at"))
            #expect(table.text.contains("'=1+1"))
            #expect(table.text.split(separator: "\n").count == 3)
            let viewer = try await site.visitor(.viewer)
            #expect(try await viewer.get("/responses", on: client).status == .forbidden)
            let agent = try await site.visitor(.agent)
            #expect(
                try await agent.get("/responses.csv?instrument=\(made.id)", on: client).status
                    == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func wrongAddressesLeadNowhereKindly(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let paths = [
                "/instruments/ins_0000000000000", "/instruments/nonsense",
                "/instruments/ins_0000000000000/links", "/links/lnk_0000000000000",
                "/links/x/qr.svg", "/responses/rsp_0000000000000", "/responses/%00",
                "/responses?cursor=x", "/responses?instrument=x", "/responses?from=yesterday",
                "/responses.csv", "/responses.csv?instrument=ins_0000000000000",
                "/instruments/new?from=nothing", "/instruments?x=%ff",
            ]
            for path in paths {
                let answer = try await manager.get(path, on: client)
                #expect(answer.status.code < 500, "\(path)")
                #expect(answer.status.code >= 400 || path.contains("new?"), "\(path)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func theAPIDoesTheSame(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let made = try await manager.call(
                .post, "/instruments", ["library": "nps"], on: client)
            #expect(made.status == .created)
            let id = try #require(try made.json()["id"]?.string)
            let link = try await manager.call(
                .post, "/instruments/\(id)/links", ["name": "App"], on: client)
            #expect(link.status == .created)
            let answer = try await manager.call(
                .post, "/responses", ["instrument": "nps", "answers": ["recommend": 10]],
                on: client)
            #expect(answer.status == .created)
            #expect(try answer.json()["score"] == 10)
            let wrong = try await manager.call(
                .post, "/responses", ["instrument": "nps", "answers": ["recommend": 11]],
                on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(try wrong.json()["invalidParams"]?.array?.first?["name"] == "answers.recommend")
            let bodies: [JSON] = [
                [], 3, "x", ["instrument": 3], ["instrument": "nps", "answers": []],
                ["instrument": "nps", "answers": ["recommend": ["x": [1]]]],
                ["instrument": "nps", "answers": ["recommend": 1], "hidden": ["customer": 5]],
                ["instrument": "\u{0}", "answers": [:]],
                ["instrument": "nps", "answers": ["recommend": 3], "customer": "\u{0}"],
            ]
            for body in bodies {
                let answer = try await manager.call(.post, "/responses", body, on: client)
                #expect((400..<500).contains(answer.status.code), "\(body)")
            }
            let list = try await manager.call(
                .get, "/responses?filter=score%20%3E%209", on: client)
            #expect(try list.json()["items"]?.array?.count == 1)
        }
    }
}
