import Base
import Domain
import Store

/// Writes among colleagues.
public struct NoteOnCase: Operation {
    public static let name = "cases.note"
    public static let summary = "Add an internal note, which the customer never sees."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("text", .document(max: 20_000)),
    ]

    private let id: ID<Case>
    private let text: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        text = input.text("text")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let one = try ledger.command(.note(text), on: id)
            let notices = try ledger.mentioned(in: text).filter { $0 != desk.actor.user }.map {
                Notices.New(
                    id: ledger.newID(), to: $0, kind: "mention", of: id, data: [:], at: ledger.now)
            }
            try Notices.insert(notices, in: ledger.workspace, on: ledger.connection)
            return try one.resource(on: desk, ledger.connection)
        }
    }
}

extension Ledger {
    /// The people whose login or name stands in a text behind an `@`.
    func mentioned(in text: String) throws -> Set<ID<User>> {
        guard text.contains(where: Mention.signs.contains) else { return [] }
        let people = try Users.list(
            .init(isActive: true, limit: 1_000), in: workspace, on: connection)
        return Mention.found(
            in: text,
            among: people.map { ($0.account.id, [$0.account.login.text, $0.account.name]) })
    }
}
