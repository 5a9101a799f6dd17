import Base
import Domain
import Foundation
import HTTPTypes
import Operations
import TestSupport
import Testing

/// Every kind of question on its page without scripts, in the export and in analysis, and every
/// built-in questionnaire from its first page to its thanks.
@Suite struct AnswerKindsTests {
    static let document = """
        key: kinds
        title: {zh: 全部, en: Kinds}
        computed:
          - {key: gap, value: answers.expected.x.perception - answers.expected.x.expectation}
        pages:
          - items:
              - key: face
                kind: rating
                title: {zh: 一, en: A}
                display: smileys
                dont_know: true
                scale: {points: 5, labels: {1: {zh: 差, en: Bad}, 5: {zh: 好, en: Good}}}
              - key: town
                kind: single
                title: {zh: 二, en: B}
                options:
                  - {title: {zh: 东, en: East}, options: [{code: sh, title: {zh: 沪, en: Shanghai}}]}
                  - {title: {zh: 北, en: North}, options: [{code: bj, title: {zh: 京, en: Beijing}}]}
              - key: boxes
                kind: multiple
                title: {zh: 三, en: C}
                options:
                  - {code: a, title: {zh: 甲, en: a}}
                  - {code: none, title: {zh: 无, en: Nothing}, exclusive: true}
              - {key: agree, kind: consent, title: {zh: 四, en: D}, required: true}
              - {key: mail, kind: mail, title: {zh: 五, en: E}}
              - {key: phone, kind: phone, title: {zh: 六, en: F}}
              - {key: at, kind: time, title: {zh: 七, en: G}}
              - {key: slide, kind: number, title: {zh: 八, en: H}, display: slider, min: 0, max: 10}
              - key: rank
                kind: ranking
                title: {zh: 九, en: I}
                options: [{code: a, title: {zh: 甲, en: a}}, {code: b, title: {zh: 乙, en: b}}]
              - key: grid
                kind: matrix
                cells: single
                display: dropdown
                title: {zh: 十, en: J}
                options: [{code: u, title: {zh: 有, en: u}}, {code: v, title: {zh: 无, en: v}}]
                rows: [{code: x, title: {zh: 甲, en: x}}]
              - key: expected
                kind: pairs
                title: {zh: 十一, en: K}
                sides:
                  - {code: expectation, title: {zh: 望, en: Expected}}
                  - {code: perception, title: {zh: 实, en: Found}}
                rows: [{code: x, title: {zh: 快, en: Quick}}]
                scale: {points: 7, labels: {1: {zh: 低, en: Low}, 7: {zh: 高, en: High}}}
              - key: points
                kind: constant_sum
                title: {zh: 十二, en: L}
                total: 10
                rows: [{code: x, title: {zh: 甲, en: x}}, {code: z, title: {zh: 乙, en: z}}]
              - key: trade
                kind: maxdiff
                title: {zh: 十三, en: M}
                sides:
                  - {code: best, title: {zh: 最, en: Most}}
                  - {code: worst, title: {zh: 末, en: Least}}
                options:
                  - {code: a, title: {zh: 甲, en: a}}
                  - {code: b, title: {zh: 乙, en: b}}
                  - {code: c, title: {zh: 丙, en: c}}
                sets: [[a, b, c]]
          - items:
              - key: end
                kind: text
                title: {zh: '{answers.mail}', en: 'Shall we write to {answers.mail|you}?'}
        """

    private static let shown = [
        "face", "town", "boxes", "agree", "mail", "phone", "at", "slide", "rank", "grid",
        "expected", "points", "trade",
    ]

    private static func opened(_ site: TestSite, _ document: String) async throws -> LinkResource {
        let desk = site.workspace.desk(.manager)
        let made = try await desk.perform(
            CreateInstrument.self, ["document": .string(document)])
        return try await desk.perform(
            CreateLink.self, ["instrument": .string(made.id.description), "name": "all"])
    }

    private static func key(in html: String) -> String? {
        guard let open = html.firstRange(of: "name=\"key\" value=\"") else { return nil }
        return String(html[open.upperBound...].prefix { $0 != "\"" })
    }

    @Test(arguments: Engine.available)
    func everyKindIsShownPrefilledTakenInAndResumed(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site, Self.document)
            let page = try await Visitor.nobody.get(
                link.path + "?expected.x.perception=6&rank=b&rank=a&points.x=10", on: client)
            for part in [
                "<svg class=\"face\"", "<optgroup label=\"East\"", "data-alone", "type=\"email\"",
                "inputmode=\"tel\"", "type=\"time\"", "data-slider", "data-total=\"10\"",
                "id=\"q-expected-x-perception-6\" name=\"q.expected.x.perception\" value=\"6\" checked",
                "<option value=\"b\" selected>",
                "name=\"q.points.x\" type=\"text\" inputmode=\"decimal\" value=\"10\"",
                "name=\"q.trade.set1.worst\" value=\"a\" aria-label=\"Least: a\"",
                "modules/questions.js", "I do not know",
            ] { #expect(page.text.contains(part), "\(part)") }
            let key = try #require(Self.key(in: page.text))
            let fields: [(String, String)] = [
                ("key", key), ("page", "0"), ("q.face", "dk"), ("q.town", "bj"),
                ("q.boxes", "none"), ("q.agree", "yes"), ("q.mail", "<b>@example.com"),
                ("q.phone", "＋86 139 0000 0000"), ("q.at", "9:05"), ("q.slide", "7"),
                ("q.rank", "b"), ("q.rank", "a"), ("q.grid.x", "v"),
                ("q.expected.x.expectation", "7"), ("q.expected.x.perception", "4"),
                ("q.points.x", "4"), ("q.points.z", "6"), ("q.trade.set1.best", "c"),
                ("q.trade.set1.worst", "a"),
            ]
            let turned = try await AnswerPagesTests.post(
                link.path, fields + Self.shown.map { ("shown", $0) }, on: client)
            #expect(turned.status == .seeOther)
            let next = try await Visitor.nobody.get(
                try #require(turned.headers[.location]), on: client)
            #expect(next.text.contains("Shall we write to &lt;b&gt;@example.com?"))
            let back = try await AnswerPagesTests.post(
                link.path, [("key", key), ("page", "1"), ("go", "back"), ("shown", "end")],
                on: client)
            let again = try await Visitor.nobody.get(
                try #require(back.headers[.location]), on: client)
            #expect(again.text.contains("id=\"q-face-dk\" name=\"q.face\" value=\"dk\" checked"))
            #expect(again.text.contains("value=\"+8613900000000\""))
            #expect(
                again.text.contains(
                    "id=\"q-trade-set1-0-c\" name=\"q.trade.set1.best\" value=\"c\" aria-label=\"Most: c\" checked"
                ))
            let done = try await AnswerPagesTests.post(
                link.path, [("key", key), ("page", "1"), ("shown", "end")], on: client)
            #expect(done.status == .seeOther)
            let all = try await site.workspace.desk(.manager)
                .perform(ListResponses.self, [:]).items
            #expect(
                JSON.object(all[0].response.answers.values).text == """
                    {"face":"dk","town":"bj","boxes":["none"],"agree":true,\
                    "mail":"<b>@example.com","phone":"+8613900000000","at":"09:05","slide":7,\
                    "rank":["b","a"],"grid":{"x":"v"},\
                    "expected":{"x":{"expectation":7,"perception":4}},"points":{"x":4,"z":6},\
                    "trade":{"set1":{"best":"c","worst":"a"}}}
                    """)
            try await Self.isCountedAndExported(link, site)
        }
    }

    private static func isCountedAndExported(_ link: LinkResource, _ site: TestSite) async throws {
        let desk = site.workspace.desk(.manager)
        let cells = try await Self.exported(link, desk)
        #expect(cells["answers.face"] == "dk")
        #expect(cells["answers.rank"] == "b;a")
        #expect(cells["answers.expected.x.perception"] == "4")
        #expect(cells["answers.trade.set1.worst"] == "a")
        #expect(cells["computed.gap"] == "-3")
        #expect(cells["answers.agree"] == "yes")
        for condition in [
            "answers.face.missing == \"dont_know\"", "answers.rank.b == 1",
            "answers.expected.x.perception < 5", "computed.gap == -3", "answers.points.z > 5",
            "answers.trade.set1.best == \"c\"", "answers.grid.x == \"v\"",
        ] {
            let found = try await desk.perform(
                QueryInsight.self,
                [
                    "instrument": .string(link.instrument.description),
                    "filter": .string(condition),
                    "measure": "count",
                ])
            #expect(found.json.text.contains("\"n\":1"), "\(condition): \(found.json.text)")
        }
    }

    /// The only row of the export, by column.
    static func exported(
        _ link: LinkResource, _ desk: Desk
    ) async throws -> [String: String] {
        let file = try await desk.perform(
            ExportResponses.self,
            ["instrument": .string(link.instrument.description), "format": "csv"])
        var bytes: [UInt8] = []
        while let piece = try await file.next() { bytes += piece }
        let table = try TableReader.open(MemorySource(bytes))
        let batch = try #require(try table.next())
        #expect(batch.count == 1)
        return Dictionary(
            uniqueKeysWithValues: table.header.enumerated().map { ($1, batch[0].text($0)) })
    }

    @Test(arguments: Engine.available)
    func aRefusedPageKeepsWhatWasWrittenAndSaysWhatIsMissing(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site, Self.document)
            let page = try await Visitor.nobody.get(link.path, on: client)
            let key = try #require(Self.key(in: page.text))
            let refused = try await AnswerPagesTests.post(
                link.path,
                [
                    ("key", key), ("page", "0"), ("q.mail", "nowhere"), ("q.at", "soon"),
                    ("q.boxes", "a"), ("q.boxes", "none"), ("q.points.x", "4"), ("q.rank", "b"),
                    ("q.rank", "b"), ("q.trade.set1.best", "a"), ("q.trade.set1.worst", "a"),
                    ("q.slide", "11"),
                ] + Self.shown.map { ("shown", $0) }, on: client)
            #expect(refused.status == .unprocessableContent)
            for part in [
                "Please write a whole mail address", "value=\"nowhere\"",
                "Please write a time, such as 09:30", "&quot;Nothing&quot; cannot be chosen",
                "6 still to share out", "&quot;b&quot; stands in two places",
                "Please choose two different ones", "between 0 and 10",
            ] { #expect(refused.text.contains(part), "\(part)") }
        }
    }

    private static let screened = """
        key: screened
        title: {zh: 筛选, en: Screened}
        pages:
          - items:
              - {key: name, kind: text, title: {zh: 姓名, en: Name}}
              - key: age
                kind: number
                title: {zh: 年龄, en: Age}
                validate: [{if: answers.age < 130, message: {zh: 请核对, en: Please check it}}]
            jump:
              - if: answers.age < 18
                to: end
                text: {zh: 谢谢, en: 'Sorry, {answers.name|you} are too young'}
          - items: [{key: more, kind: text, title: {zh: 更多, en: More}}]
        """

    @Test(arguments: Engine.available)
    func aJumpEndsTheQuestionnaireWithItsOwnWords(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site, Self.screened)
            let page = try await Visitor.nobody.get(link.path, on: client)
            #expect(page.text.contains("Page 1 of 2"))
            let key = try #require(Self.key(in: page.text))
            let first: [(String, String)] = [
                ("key", key), ("page", "0"), ("shown", "name"), ("shown", "age"),
            ]
            let refused = try await AnswerPagesTests.post(
                link.path, first + [("q.age", "130")], on: client)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("Please check it"))
            let done = try await AnswerPagesTests.post(
                link.path, first + [("q.age", "9"), ("q.name", "<i>Li</i>")], on: client)
            let end = try await Visitor.nobody.get(
                try #require(done.headers[.location]), on: client)
            #expect(end.text.contains("data-done"))
            #expect(end.text.contains("Sorry, &lt;i&gt;Li&lt;/i&gt; are too young"))
            let manager = try await site.visitor(.manager)
            let preview = try await manager.get(
                "/instruments/\(link.instrument)/preview?lang=en", on: client)
            #expect(preview.text.contains("Ends here if <code>answers.age &lt; 18</code>"))
        }
    }

    private static let library: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Resources/library/instruments")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    /// Fills in whatever is asked on a page as a form would.
    private static func filled(_ items: [Item]) -> [(String, String)] {
        items.flatMap { item -> [(String, String)] in
            item.cells.enumerated().flatMap { number, cell -> [(String, String)] in
                let name = "q." + cell.name
                let options = item.options(of: cell).map(\.code)
                switch cell.kind {
                case .nps, .csat, .ces, .rating: return [(name, "\(item.scale?.last ?? 1)")]
                case .single:
                    return [(name, options[item.kind == .maxdiff ? number % 2 : 0])]
                case .multiple: return [(name, options[0])]
                case .ranking:
                    guard case .count(let range) = item.bounds else { return [] }
                    return options.prefix(range.upperBound).map { (name, $0) }
                case .yesNo, .consent: return [(name, "yes")]
                case .mail: return [(name, "a@example.com")]
                case .phone: return [(name, "10086")]
                case .date: return [(name, "2026-03-01")]
                case .time: return [(name, "09:30")]
                case .number:
                    if case .total(let total) = item.bounds {
                        return [(name, number == 0 ? JSON.number(total).text : "0")]
                    }
                    return [(name, "1")]
                default: return [(name, "好 good")]
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func everyBuiltInQuestionnaireCanBePreviewedAndAnswered(_ engine: Engine) async throws {
        #expect(Self.library.count > 20)
        try await TestSite.with(engine) { site, client in
            let desk = site.workspace.desk(.manager)
            for name in Self.library {
                let made = try await desk.perform(
                    CreateInstrument.self, ["library": .string(name)])
                let link = try await desk.perform(
                    CreateLink.self, ["instrument": .string(made.id.description), "name": "w"])
                let instrument = try await desk.perform(
                    ShowInstrument.self, ["instrument": .string(made.id.description)]
                ).instrument
                var path = link.path + "?lang=zh"
                var key = ""
                var turns = 0
                while turns < 30 {
                    let page = try await Visitor.nobody.get(path, on: client)
                    #expect(page.status == .ok, "\(name)")
                    let isWhole = !page.text.contains(">answer.")
                    #expect(isWhole, "\(name): a word is missing")
                    if page.text.contains("data-done") { break }
                    if key.isEmpty { key = try #require(Self.key(in: page.text)) }
                    let shown = page.text.matches(of: /name="shown" value="([a-z0-9_]+)"/)
                        .map { String($0.1) }
                    let number = try #require(page.text.firstMatch(of: /name="page" value="(\d+)"/))
                    let fields = Self.filled(shown.compactMap { instrument[item: $0] })
                    let turned = try await AnswerPagesTests.post(
                        path,
                        [("key", key), ("page", String(number.1))]
                            + shown.map { ("shown", $0) } + fields, on: client)
                    #expect(turned.status == .seeOther, "\(name) \(number.1): \(fields)")
                    path = try #require(turned.headers[.location], "\(name)")
                    turns += 1
                }
                #expect(turns < 30, "\(name) has no end")
            }
            let all = try await site.workspace.desk(.analyst)
                .perform(ListResponses.self, ["limit": 100]).items
            #expect(all.count == Self.library.count)
            #expect(all.allSatisfy { $0.response.status == .completed })
        }
    }
}
