import Base
import Domain
import Store

/// Notes that I have seen what I was told about a case.
public struct SeeNotices: Operation {
    public static let name = "notices.see"
    public static let summary = "Mark what you were told about a case as seen."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Done {
        guard let user = desk.actor.user else { return Done() }
        // Looking at a case nobody was told about should cost no write.
        let unseen = try await desk.read {
            try Notices.list(of: user, unseenOnly: true, limit: 500, in: desk.workspace, on: $0)
        }
        guard unseen.contains(where: { $0.of == id }) else { return Done() }
        return try await desk.write { ledger -> Done in
            try Notices.see(
                of: id, by: user, at: ledger.now, in: ledger.workspace, on: ledger.connection)
            return Done()
        }
    }
}
