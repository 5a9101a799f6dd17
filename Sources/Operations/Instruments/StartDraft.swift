import Base
import Domain
import SQL
import Store

/// Begins a new questionnaire as a draft: from nothing, a built-in one or a text.
public struct StartDraft: Operation {
    public static let name = "instruments.draft.start"
    public static let summary =
        "Begin a new questionnaire as a draft: blank, from a built-in one or from a text."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field("library", .text(max: 64), .optional, "Key of a built-in questionnaire."),
        Field("document", .document(), .optional, "YAML text."),
    ]

    private let library: String?
    private let text: String?

    public init(_ input: Input) throws {
        library = input.textOrNil("library")
        text = input.textOrNil("document")
        guard library == nil || text == nil else {
            throw Refusal.invalid("document", "documentOrLibrary")
        }
    }

    public func perform(on desk: Desk) async throws -> DraftResource {
        let model = try model(desk.house.library)
        return try await desk.write { try StartDraft.begin(model, in: $0) }
    }

    /// - Parameter model: YAML text to begin with; a blank page where there is none.
    static func begin(_ model: String?, in ledger: Ledger) throws -> DraftResource {
        let taken = Set(
            try Instruments.list(in: ledger.workspace, on: ledger.connection).map(\.key))
        let text =
            if let model { try renamed(model, besides: taken) } else {
                blank(free("survey", besides: taken))
            }
        let draft = InstrumentDrafts.Stored(
            instrument: ledger.newID(), revision: 1, base: 0,
            title: InstrumentDrafts.title(of: text), text: text,
            author: ledger.actor.name, changedAt: ledger.now)
        _ = try InstrumentDrafts.save(draft, in: ledger.workspace, on: ledger.connection)
        return try DraftResource(draft, published: nil, in: ledger.workspace, on: ledger.connection)
    }

    private func model(_ library: Library) throws -> String? {
        if let text { return InstrumentDocument.plain(text) }
        guard let key = self.library else { return nil }
        let found = library.documents(in: "instruments").first { $0.key == key }
        guard let found else { throw Refusal(.notFound, "noSuchInstrument") }
        return found.text
    }

    /// The same under a key that is still free.
    private static func renamed(_ text: String, besides taken: Set<String>) throws -> String {
        guard let yaml = try? YAMLText(text), let key = yaml.json["key"]?.string else {
            return text
        }
        let free = free(key, besides: taken)
        guard free != key else { return text }
        return try text.edited(
            by: [.set(DocumentPath([.member("key")]), .string(free))], losingComments: true)
    }

    private static func free(_ key: String, besides taken: Set<String>) -> String {
        guard taken.contains(key) else { return key }
        let number = (2...).first { !taken.contains("\(key)-\($0)") } ?? 2
        return "\(key)-\(number)"
    }

    /// One page without a question: the designer says what comes next.
    private static func blank(_ key: String) -> String {
        """
        key: \(key)
        title: {zh: "", en: ""}
        languages: [zh, en]
        pages:
          - items: []
        thanks:
          - text: {zh: "", en: ""}

        """
    }
}
