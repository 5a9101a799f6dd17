public import Base
import Domain
public import Exchange
import Store

/// A questionnaire as a file of ours or of another survey program; tells what does not go over.
public struct ExportInstrument: Operation {
    public static let name = "instruments.convert"
    public static let summary =
        "A questionnaire as a file: YAML, JSON, SurveyJS, LimeSurvey; tells what is lost."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field.instrument, Field("version", .integer(1...1_000_000), .optional),
        Field("format", .choice(InstrumentFile.formats)),
    ]

    private let show: ShowInstrument
    private let format: String

    public init(_ input: Input) throws {
        show = try ShowInstrument(input)
        format = input.text("format")
    }

    public func perform(on desk: Desk) async throws -> InstrumentExport {
        let shown = try await desk.perform(show)
        let file = try InstrumentFile.write(shown.text, shown.instrument, format: format)
        return InstrumentExport(
            name: "\(shown.instrument.key).\(file.ending)", mediaType: file.mediaType,
            text: file.text, losses: file.losses)
    }
}

/// A file to take away.
public struct InstrumentExport: SpokenResource {
    public let name: String
    public let mediaType: String
    public let text: String
    public let losses: [Loss]

    public static let shape = Shape.object([
        Field("name", .text(max: 120)), Field("mediaType", .text()),
        Field("text", .document(max: 4_000_000)),
        Field("losses", .array(Loss.shape, max: 100_000), .required, "What does not go over."),
    ])

    public func json(saying say: (String, [String: String]) -> String) -> JSON {
        [
            "name": .string(name), "mediaType": .string(mediaType), "text": .string(text),
            "losses": .array(losses.map { $0.json(saying: say) }),
        ]
    }
}
