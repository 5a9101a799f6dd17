public import Base
import Domain
import SQL
import Store

/// How many cases wait where.
public struct CountCases: Operation {
    public static let name = "cases.counts"
    public static let summary =
        "Count active cases: all, mine, nobody's, overdue; and resolved; each up to 10,000."
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    /// So many are counted, and no more.
    public static let most = 10_000

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> CaseCounts {
        let now = desk.now()
        return try await desk.read { connection in
            func count(_ change: (inout Cases.Selection) -> Void) throws -> Int {
                var selection = Cases.Selection()
                selection.statuses = Case.Status.allCases.filter(\.isActive)
                change(&selection)
                return try Cases.count(
                    selection, upTo: CountCases.most, in: desk.workspace, on: connection)
            }
            return CaseCounts(
                active: try count { _ in },
                mine: try desk.actor.user.map { user in
                    try count { $0.assignee = .user(user) }
                } ?? 0,
                unassigned: try count { $0.assignee = .nobody },
                overdue: try count { $0.dueBefore = now },
                resolved: try count { $0.statuses = [.resolved] })
        }
    }
}

/// How many cases wait where.
public struct CaseCounts: Resource {
    public let active: Int
    public let mine: Int
    public let unassigned: Int
    public let overdue: Int
    /// Done, to be verified.
    public let resolved: Int

    public static let shape = Shape.object(
        ["active", "mine", "unassigned", "overdue", "resolved"].map {
            Field($0, .integer(0...CountCases.most))
        })

    public var json: JSON {
        [
            "active": .integer(active), "mine": .integer(mine),
            "unassigned": .integer(unassigned), "overdue": .integer(overdue),
            "resolved": .integer(resolved),
        ]
    }
}
