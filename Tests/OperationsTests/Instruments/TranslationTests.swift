import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct TranslationTests {
    private static let chinese = """
        key: visit
        title: 到店
        languages: [zh]
        pages:
          - title: 您的到店
            items:
              - key: kind
                kind: single
                title: 目的？
                options:
                  - {code: buy, title: 购买}
                  - {code: look, title: 看看}
              - key: clean
                kind: rating
                title: 清洁
                scale: {points: 5, labels: {1: 差, 5: 好}}
        """

    @Test(arguments: Engine.available)
    func aLanguageIsAddedByItsTable(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.manager)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.chinese)])
            let instrument = JSON.string(made.id.description)
            let strings = try await desk.perform(ShowStrings.self, ["instrument": instrument])
            #expect(
                strings.lines.map(\.key) == [
                    "title", "pages[0].title", "pages[0].items[kind].title",
                    "pages[0].items[kind].options[buy].title",
                    "pages[0].items[kind].options[look].title", "pages[0].items[clean].title",
                    "pages[0].items[clean].scale.labels.1", "pages[0].items[clean].scale.labels.5",
                ])
            #expect(strings.missing.map(\.count) == [0, 8])
            let english = [
                "Visit", "Your \"visit\"", "Why?", "To buy", "=To look", "Clean", "Poor", "Good",
            ]
            var table = "key,en\n"
            for (line, text) in zip(strings.lines, english) {
                table += DelimitedText.lines([[line.key, DelimitedText.guarded(text)]])
            }
            let changed = try await desk.perform(
                TranslateInstrument.self,
                ["instrument": instrument, "text": .string(table), "version": 1])
            #expect(changed.version == 2 && changed.title == Wording(zh: "到店", en: "Visit"))
            let shown = try await desk.perform(ShowInstrument.self, ["instrument": instrument])
            #expect(shown.instrument.languages == ["zh", "en"])
            #expect(shown.instrument.items[0].options[1].title.en == "=To look")
            #expect(shown.instrument.items[1].scale?.labels[5]?.en == "Good")
            let whole = try await desk.perform(ShowStrings.self, ["instrument": instrument])
            #expect(whole.missing.map(\.count) == [0, 0])
            // Out and in again changes nothing.
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    TranslateInstrument.self,
                    [
                        "instrument": instrument, "version": 2,
                        "text": .string(String(decoding: whole.csv, as: UTF8.self)),
                    ])
            }
            await #expect(throws: Refusal.self, "a place that is not there") {
                try await desk.perform(
                    TranslateInstrument.self,
                    ["instrument": instrument, "text": "key,en\nnowhere,x\n", "version": 2])
            }
        }
    }

    @Test func allElseStaysAsItsAuthorWroteIt() throws {
        let text = """
            # Asked at the door.
            key: visit   # for ever
            title: 到店
            languages: [zh]

            pages:
              # First of all
              - items:
                  - key: kind          # why they came
                    kind: single
                    title: 目的？  # short
                    options:
                      - {code: buy, title: 购买}   # most
                      - {title: 看看, code: look}
            """
        let strings = try InstrumentStrings(text)
        let changes = Dictionary(
            uniqueKeysWithValues: strings.lines.map { ($0.key, ["en": "About \($0.key): “x”"]) })
        let changed = try #require(try strings.text(with: changes))
        let comments = text.split(separator: "\n").compactMap { line in
            line.firstIndex(of: "#").map { line[$0...] }
        }
        #expect(comments.count == 6)
        for comment in comments { #expect(changed.contains(comment), "\(comment)") }
        #expect(changed.contains("pages:\n  # First of all\n  - items:\n"))
        let again = try InstrumentStrings(changed)
        #expect(again.lines.map(\.key) == strings.lines.map(\.key))
        #expect(again.lines.allSatisfy { $0.texts["en"] == "About \($0.key): “x”" })
        #expect(try Instrument(document: YAMLDocument(parsing: changed).json).languages.count == 2)
        // One word more, and only its line differs.
        let once = try #require(
            try again.text(with: ["pages[0].items[kind].title": ["en": "Why?"]]))
        let (before, after) = (changed.split(separator: "\n"), once.split(separator: "\n"))
        #expect(zip(before, after).count { $0 != $1 } == 1 && before.count == after.count)
    }

    @Test(arguments: Engine.available)
    func everyBuiltInQuestionnaireIsWholeInBothLanguages(_ engine: Engine) async throws {
        guard engine == .sqlite else { return }
        try await engine.withDatabase { database in
            let house = TestHouse(database).house
            for document in house.library.documents(in: "instruments") {
                let strings = try InstrumentStrings(document.text)
                #expect(strings.lines.count > 3, "\(document.key)")
                for line in strings.lines {
                    #expect(line.texts.count == 2, "\(document.key): \(line.key)")
                }
            }
        }
    }
}
