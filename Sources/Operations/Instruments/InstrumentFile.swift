public import Base
public import Domain
public import Exchange

/// A questionnaire in a file: our own YAML or JSON, or that of another program.
public enum InstrumentFile {
    /// Ours first.
    public static let formats = ["yaml", "json"] + ExchangeFormat.allCases.map(\.rawValue)

    /// A file as our document.
    /// - Parameter format: by what stands in it where none is named.
    public static func read(
        _ bytes: [UInt8], format: String?
    ) throws(Refusal) -> (text: String, losses: [Loss], found: Int, kept: Int) {
        let foreign =
            format.map { ExchangeFormat(rawValue: $0) } ?? ExchangeFormat.guessed(bytes)
        guard let foreign else {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .invalid("", "notThisFormat", ["format": "YAML"])
            }
            let read = try InstrumentDocument(text)
            let count = read.instrument.items.count { $0.host == nil }
            let isJSON = text.trimmed.hasPrefix("{")
            return (isJSON ? YAMLWriter.document(read.json) : text, [], count, count)
        }
        let imported = try foreign.read(bytes)
        return (
            YAMLWriter.document(imported.document), imported.losses, imported.found, imported.kept
        )
    }

    /// Our document, interpreted.
    public static func instrument(_ text: String) throws(Refusal) -> Instrument {
        try InstrumentDocument(text).instrument
    }

    /// Our document as a file.
    public static func write(
        _ text: String, _ instrument: Instrument, format: String
    ) throws(Refusal) -> (text: String, ending: String, mediaType: String, losses: [Loss]) {
        if format == "yaml" { return (text, "yaml", "application/yaml", []) }
        if format == "json" {
            let json = try YAMLDocument(parsing: text).json
            return (json.prettyText + "\n", "json", "application/json", [])
        }
        guard let foreign = ExchangeFormat(rawValue: format) else {
            throw .invalid("format", "notAChoice", ["choices": formats.joined(separator: ", ")])
        }
        let exported = foreign.write(instrument)
        return (exported.text, foreign.ending, foreign.mediaType, exported.losses)
    }
}

extension Loss {
    static let shape = Shape.object([
        Field("question", .text(max: 2_000), .optional, "As its author knows it."),
        Field("member", .text(max: 2_000), .optional, "What of it."),
        Field("reason", .choice(Reason.allCases.map(\.rawValue))),
        Field("detail", .text(max: 400), .optional, "The value or the new name."),
        Field("message", .text(max: 4_000), .required, "In the language of who asks."),
    ])

    /// In words.
    public func sentence(_ say: (String, [String: String]) -> String) -> String {
        Loss.sentence(reason.rawValue, detail, say)
    }

    private static func sentence(
        _ reason: String, _ detail: String, _ say: (String, [String: String]) -> String
    ) -> String {
        say("exchange.reason.\(reason)", ["detail": detail])
    }

    func json(saying say: (String, [String: String]) -> String) -> JSON {
        Loss.json(json, saying: say)
    }

    /// One that was written before, in the words of who asks now.
    static func json(_ loss: JSON, saying say: (String, [String: String]) -> String) -> JSON {
        guard var object = loss.object else { return loss }
        let (reason, detail) = (object["reason"]?.string ?? "", object["detail"]?.string ?? "")
        object["message"] = .string(sentence(reason, detail, say))
        return .object(object)
    }
}
