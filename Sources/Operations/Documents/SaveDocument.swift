import Base
import Domain
import SQL
import Store

/// Writes a new version of a document, or the first of a new one. What began under an older
/// version stays with it.
public struct SaveDocument<Family: DocumentFamily>: Operation {
    public static var name: String { "\(Family.plural).save" }
    public static var summary: String {
        "Write a new version of a document; its key says of which. Faults are named by line."
    }
    public static var access: Access { Family.writeAccess }
    public static var input: [Field] {
        [
            Field("text", .document(), .required, "YAML."),
            Field(
                "after", .integer(0...1_000_000), .optional,
                "The version that was edited; refused if another came since."),
            Field("checkOnly", .boolean, .optional, "Only look for faults."),
        ]
    }

    private let text: String
    private let after: Int?
    private let checksOnly: Bool

    public init(_ input: Input) {
        text = input.text("text")
        after = input.integerOrNil("after")
        checksOnly = input.bool("checkOnly")
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        let yaml = try YAMLDocument(parsing: text)
        return try await desk.write { ledger -> DocumentResource in
            try ledger.installLibrary()
            do {
                return try save(yaml, ledger)
            } catch let refusal as Refusal {
                throw refusal.atLines(of: yaml)
            }
        }
    }

    private func save(_ yaml: YAMLDocument, _ ledger: Ledger) throws -> DocumentResource {
        let others = DocumentSurroundings(library: ledger.house.library) { kind, key in
            try Documents.find(kind, key, in: ledger.workspace, on: ledger.connection) != nil
        }
        try Family.check(yaml.json, among: others)
        let key = try DocumentHeading(document: yaml.json).key
        let newest = try Documents.find(
            Family.kind, key, in: ledger.workspace, on: ledger.connection)
        if let after, after != newest?.version ?? 0 {
            throw Refusal(
                .conflict, "documentChanged", ["key": key, "version": "\(newest?.version ?? 0)"])
        }
        if let newest, checksOnly || newest.text == text { return DocumentResource(newest) }
        let next = Documents.Stored(
            key: key, version: (newest?.version ?? 0) + 1, text: text, json: yaml.json,
            at: ledger.now, author: ledger.actor.name)
        guard !checksOnly else { return DocumentResource(next) }
        try Documents.add(next, Family.kind, in: ledger.workspace, on: ledger.connection)
        try ledger.record(
            Event.documentSaved, .init("workspace", ledger.workspace),
            [
                "kind": .string(Family.kind.rawValue), "key": .string(key),
                "version": .integer(next.version),
            ])
        return DocumentResource(next)
    }
}

extension Event {
    static let documentSaved = "document.saved"

    /// Whether it tells of a new version of such a document.
    func hasSaved(_ kind: Documents.Kind) -> Bool {
        self.kind == Event.documentSaved && data["kind"]?.string == kind.rawValue
    }
}

extension Refusal {
    /// The same with the line of each fault among its values, for editors to show.
    func atLines(of document: YAMLDocument) -> Refusal {
        let placed = faults.map { fault in
            var values = fault.values
            values["line"] = document.line(of: fault.path).map { "\($0)" }
            return Fault(fault.path, fault.code, values)
        }
        return Refusal(kind, code, values, faults: placed)
    }
}
