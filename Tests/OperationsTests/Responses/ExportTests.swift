import Base
import Domain
import Foundation
import Store
import TestSupport
import Testing

@testable import Operations

/// Answers as files: every format from one list of columns.
@Suite struct ExportTests {
    static let document = """
        key: trip
        title: {zh: 旅程, en: Trip}
        hidden:
          - {key: class, title: {zh: 舱位, en: Class}}
        computed:
          - {key: double, title: {zh: 两倍, en: Double}, value: answers.recommend * 2}
        pages:
          - items:
              - {key: recommend, kind: nps, title: {zh: 推荐, en: Recommend}}
              - key: seat
                kind: rating
                not_applicable: true
                dont_know: true
                title: {zh: 座位, en: Seat}
                scale: {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
              - key: meals
                kind: multiple
                title: {zh: 餐食, en: Meals}
                options:
                  - {code: hot, title: {zh: 热餐, en: Hot}}
                  - {code: cold, title: {zh: 冷餐, en: Cold}}
              - key: why
                kind: single
                title: {zh: 目的, en: Why}
                options:
                  - {code: work, title: {zh: 出差, en: Work}}
                  - {code: fun, title: {zh: 度假, en: Holiday}}
              - {key: flown, kind: date, title: {zh: 日期, en: Flown}}
              - {key: again, kind: yes_no, title: {zh: 再来, en: Again}}
              - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
        """

    /// An instrument with three responses, one of each sort.
    static func answered(_ workspace: TestWorkspace) async throws -> ID<Instrument> {
        let desk = workspace.desk(.manager)
        let made = try await desk.perform(CreateInstrument.self, ["document": .string(document)])
        let answers: [JSON] = [
            [
                "recommend": 9, "seat": 5, "meals": ["hot", "cold"], "why": "work",
                "flown": "2026-02-28", "again": true, "remark": "=1+1, \"好\"\nsecond line",
            ],
            ["recommend": 2, "seat": .null, "meals": ["cold"], "remark": "NA"],
            ["recommend": 0, "seat": "dk", "why": "fun", "again": false, "remark": "'=x"],
        ]
        for (place, given) in answers.enumerated() {
            try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "trip", "answers": given, "customer": .string("C-\(place)"),
                    "hidden": ["class": "Eco"], "startedAt": "2026-03-02T08:00:00Z",
                    "completedAt": .string("2026-03-02T08:0\(place):30Z"), "channel": "web",
                ])
        }
        return made.id
    }

    static func file(
        _ id: ID<Instrument>, _ desk: Desk, _ fields: KeyValuePairs<String, JSON>
    ) async throws -> [UInt8] {
        var input = JSON.Object(fields.map { .init(key: $0.key, value: $0.value) })
        input["instrument"] = .string(id.description)
        let file = try await desk.perform(ExportResponses.self, input)
        var bytes: [UInt8] = []
        while let piece = try await file.next() { bytes += piece }
        return bytes
    }

    /// The rows of a CSV file as dictionaries, newest first.
    static func rows(_ bytes: [UInt8]) throws -> [[String: String]] {
        let table = try TableReader.open(MemorySource(bytes))
        var rows: [[String: String]] = []
        while let batch = try table.next() {
            rows += batch.map { row in
                Dictionary(
                    uniqueKeysWithValues: table.header.enumerated().map { ($1, row.text($0)) })
            }
        }
        return rows
    }

    @Test(arguments: Engine.available)
    func csvHoldsCodesOrWordsAndGuardsFormulas(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let id = try await Self.answered(workspace)
            let desk = workspace.desk(.analyst)
            let bytes = try await Self.file(id, desk, [:])
            #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
            let rows = try Self.rows(bytes)
            #expect(rows.count == 3)
            let (first, last) = (rows[2], rows[0])
            #expect(first["answers.meals"] == "hot;cold" && first["answers.again"] == "yes")
            #expect(first["answers.remark"] == "'=1+1, \"好\"\nsecond line")
            #expect(first["computed.double"] == "18" && first["score"] == "9")
            // 16:00 in Shanghai, the workspace's zone, which the cell tells by its offset.
            #expect(first["completed_at"] == "2026-03-02T16:00:30+08:00")
            #expect(first["seconds"] == "30" && first["customer"] == "C-0")
            #expect(rows[1]["answers.seat"] == "na" && rows[1]["answers.remark"] == "'NA")
            #expect(last["answers.seat"] == "dk" && last["answers.remark"] == "''=x")
            let words = try Self.rows(
                try await Self.file(
                    id, desk,
                    [
                        "values": "labels", "language": "zh", "choices": "columns",
                        "zone": "Europe/London",
                    ]))
            #expect(words[2]["answers.seat"] == "好" && words[2]["answers.why"] == "出差")
            #expect(words[2]["answers.meals.cold"] == "已选")
            #expect(words[1]["answers.meals.hot"] == "未选")
            #expect(words[0]["answers.seat"] == "不知道")
            #expect(
                words[2]["completed_at"] == "2026-03-02T08:00:30Z".replacing("Z", with: "+00:00"))
            let low = try Self.rows(try await Self.file(id, desk, ["filter": "score <= 2"]))
            #expect(low.map { $0["answers.recommend"] } == ["0", "2"])
            await #expect(throws: Refusal.self) {
                try await Self.file(id, desk, ["filter": "scorre <= 2"])
            }
            await #expect(throws: Refusal.self) {
                try await Self.file(id, workspace.desk(.agent), [:])
            }
        }
    }

    @Test(arguments: Engine.available)
    func jsonLinesAndTheCodebookSayTheSame(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let id = try await Self.answered(workspace)
            let desk = workspace.desk(.analyst)
            let text = String(
                decoding: try await Self.file(id, desk, ["format": "jsonl"]), as: UTF8.self)
            let lines = try text.split(separator: "\n").map { try JSON(parsing: String($0)) }
            #expect(lines.count == 3)
            #expect(lines[2]["answers.meals"] == ["hot", "cold"])
            #expect(lines[2]["answers.again"] == true)
            #expect(lines[2]["answers.remark"] == "=1+1, \"好\"\nsecond line")
            #expect(lines[1]["answers.seat"] == .null && lines[1]["answers.why"] == nil)
            #expect(lines[0]["answers.seat"] == "dk")
            let codes = try Self.rows(
                try await Self.file(id, desk, ["format": "codebook", "language": "en"]))
            let seat = codes.filter { $0["Column"] == "answers.seat" }
            #expect(seat.map { $0["Value"] } == ["", "1", "5", "na", "dk"])
            #expect(seat.map { $0["Meaning"] }.suffix(2) == ["Not applicable", "I do not know"])
            #expect(
                codes.first { $0["Column"] == "completed_at" }?["Meaning"] == "Asia/Shanghai")
        }
    }

    @Test(arguments: Engine.available)
    func workbookAndSPSSFileAreWhole(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let id = try await Self.answered(workspace)
            let desk = workspace.desk(.analyst)
            let book = try await Self.file(id, desk, ["format": "xlsx"])
            #expect(book.starts(with: [0x50, 0x4B, 0x03, 0x04]))
            let sav = try await Self.file(id, desk, ["format": "sav", "language": "en"])
            #expect(sav.starts(with: Array("$FL2".utf8)))
            // What is in them is looked at by scripts/check-exports with readers of others.
            if let folder = ProcessInfo.processInfo.environment["NUO_EXPORTS"], engine == .sqlite {
                try Data(book).write(to: URL(fileURLWithPath: folder + "/trip.xlsx"))
                try Data(sav).write(to: URL(fileURLWithPath: folder + "/trip.sav"))
            }
            #expect(
                try FileManager.default.contentsOfDirectory(
                    atPath: workspace.house.exportsFolder()
                ).isEmpty, "nothing stays behind")
        }
    }

    @Test func guardsAreTakenBackWithoutLoss() {
        for text in ["", "a", "=1", "-5", "-x", "'", "'a", "'=1", "''=1", "'-5", "NA", "'NA", "@b"]
        {
            let isWord = DelimitedText.meansNothing(text)
            let cell = isWord ? "'" + text : DelimitedText.guarded(text)
            #expect(!DelimitedText.meansNothing(cell))
            let back = DelimitedText.unguarded(ArraySlice(cell.utf8))
            #expect(String(decoding: back, as: UTF8.self) == text, "\(text)")
        }
    }
}
