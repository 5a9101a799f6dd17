public import Base
import Domain
public import Exchange

/// Makes a draft of a file of another survey program; tells what did not come over.
public struct ImportInstrument: Operation {
    public static let name = "instruments.import"
    public static let summary =
        "Make a draft of a file: YAML or JSON of ours, SurveyJS, LimeSurvey, Qualtrics; tells what is lost."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field("content", .document(max: 2_000_000), .required, "The file's text."),
        Field(
            "format", .choice(InstrumentFile.formats), .optional,
            "Told by what stands in it where it is left out."),
    ]

    private let content: String
    private let format: String?

    public init(_ input: Input) {
        content = input.text("content")
        format = input.textOrNil("format")
    }

    public func perform(on desk: Desk) async throws -> InstrumentImport {
        let file = try InstrumentFile.read(Array(content.utf8), format: format)
        guard file.text.utf8.count <= 200_000 else {
            throw Refusal(.tooLarge, "documentTooLarge", ["max": "200 kB"])
        }
        let text = InstrumentDocument.plain(file.text)
        return try await desk.write { ledger in
            InstrumentImport(
                draft: try StartDraft.begin(text, in: ledger), losses: file.losses,
                found: file.found, kept: file.kept)
        }
    }
}

/// A draft that came out of a file.
public struct InstrumentImport: SpokenResource {
    public let draft: DraftResource
    public let losses: [Loss]
    /// Questions in the file and in the draft.
    public let found: Int
    public let kept: Int

    public static let shape = Shape.object([
        Field("draft", DraftResource.shape),
        Field("found", .integer(0...1_000_000), .required, "Questions in the file."),
        Field("kept", .integer(0...1_000), .required, "Questions in the draft."),
        Field("losses", .array(Loss.shape, max: 100_000), .required, "What did not come over."),
    ])

    public func json(saying say: (String, [String: String]) -> String) -> JSON {
        [
            "draft": draft.json, "found": .integer(found), "kept": .integer(kept),
            "losses": .array(losses.map { $0.json(saying: say) }),
        ]
    }

    public static func json(
        _ json: JSON, sayingAgain say: (String, [String: String]) -> String
    ) -> JSON {
        guard var object = json.object, let losses = object["losses"]?.array else { return json }
        object["losses"] = .array(losses.map { Loss.json($0, saying: say) })
        return .object(object)
    }
}
