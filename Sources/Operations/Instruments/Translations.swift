public import Base
import Domain
import Store

/// The words of a questionnaire, for a translator.
public struct ShowStrings: Operation {
    public static let name = "instruments.strings"
    public static let summary =
        "Show a questionnaire's words by place in each language; what is missing is named."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.instrument]

    private let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> StringsResource {
        let shown = try await desk.read { connection in
            try desk.version(nil, of: instrument, on: connection)
        }
        return StringsResource(
            key: shown.instrument.key, version: shown.version,
            lines: try InstrumentStrings(shown.text).lines)
    }
}

/// Puts translated words into a questionnaire: makes a new version.
public struct TranslateInstrument: Operation {
    public static let name = "instruments.translate"
    public static let summary =
        "Put words into a questionnaire from a CSV table with key, zh and en; empty cells change "
        + "nothing. Makes a new version; the rest of the document stays as it was written."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field.instrument,
        Field("text", .document(max: 400_000), .required, "CSV: key, zh, en."),
        Field(
            "version", .integer(1...1_000_000), .required,
            "The version that was translated; refused with 409 when it is no longer the newest."),
    ]

    private let instrument: ID<Instrument>
    private let text: String
    private let version: Int

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        text = input.text("text")
        version = input.integer("version")
    }

    public func perform(on desk: Desk) async throws -> InstrumentResource {
        let shown = try await desk.read { connection in
            try desk.version(nil, of: instrument, on: connection)
        }
        let strings = try InstrumentStrings(shown.text)
        let changes = try changes(strings)
        guard let text = try strings.text(with: changes) else {
            throw Refusal.invalid("text", "nothingTranslated")
        }
        let document = try InstrumentDocument(text)
        return try await desk.write { ledger in
            try ledger.editInstrument(
                instrument, document, base: version, isConfirmed: false)
        }
    }

    private func changes(_ strings: InstrumentStrings) throws -> [String: [String: String]] {
        let table = try TableReader.open(MemorySource(Array(text.utf8)))
        let key = try table.column("key")
        let columns = InstrumentStrings.languages.compactMap { language in
            table.header.firstIndex(of: language).map { (language, $0) }
        }
        let known = Set(strings.lines.map(\.key))
        var changes: [String: [String: String]] = [:]
        var faults: [Refusal.Fault] = []
        while let batch = try table.next() {
            for row in batch {
                guard row.count == table.header.count else { continue }
                let name = row.text(key)
                guard known.contains(name) else {
                    faults.append(
                        .init("text", "unknownString", ["key": name, "line": "\(row.line)"]))
                    continue
                }
                for (language, column) in columns {
                    let cell = String(
                        decoding: DelimitedText.unguarded(row[column].trimmed), as: UTF8.self)
                    if !cell.isEmpty { changes[name, default: [:]][language] = cell }
                }
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(Array(faults.prefix(20))) }
        return changes
    }
}

/// Words by place.
public struct StringsResource: Resource {
    public let key: String
    public let version: Int
    let lines: [InstrumentStrings.Line]

    /// How many texts lack each language.
    public var missing: [(language: String, count: Int)] {
        InstrumentStrings.languages.map { language in
            (language, lines.count { $0.texts[language] == nil })
        }
    }

    /// The table for a translator, as UTF-8 with its mark.
    public var csv: [UInt8] {
        var out: [UInt8] = [0xEF, 0xBB, 0xBF]
        DelimitedText.append(["key"] + InstrumentStrings.languages, to: &out)
        for line in lines {
            let texts = InstrumentStrings.languages.map {
                DelimitedText.guarded(line.texts[$0] ?? "")
            }
            DelimitedText.append([line.key] + texts, to: &out)
        }
        return out
    }

    public static let shape = Shape.object([
        Field("key", .text(max: 64)), Field("version", .integer(1...1_000_000)),
        Field(
            "strings",
            .array(
                .object([
                    Field("key", .text(max: 500), .required, "The place in the document."),
                    Field("zh", .text(max: 2_000), .optional),
                    Field("en", .text(max: 2_000), .optional),
                ]), max: 100_000)),
    ])

    public var json: JSON {
        [
            "key": .string(key), "version": .integer(version),
            "strings": .array(
                lines.map {
                    [
                        "key": .string($0.key), "zh": .optional($0.texts["zh"]),
                        "en": .optional($0.texts["en"]),
                    ]
                }),
        ]
    }
}
