import Base
import Domain
import SQL
import Store

/// Makes one case of two.
public struct MergeCases: Operation {
    public static let name = "cases.merge"
    public static let summary =
        """
        Merge a case into another: one thread, the longer-waiting clock; undone within a day. What \
        would need a yes to be closed waits for it (`approvals`).
        """
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("into", .id(Case.idPrefix), .required, "The case that goes on."),
    ]

    private let source: ID<Case>
    private let target: ID<Case>

    public init(_ input: Input) throws {
        source = try input.id("case")
        target = try input.id("into")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (one, other) = try ledger.takeBoth(source, target)
            try one.requireMergeable(into: other)
            guard let terms = try ledger.approvalNeeded(for: .merge, on: one) else {
                return try ledger.merge(source, into: target)
                    .resource(on: desk, ledger.connection)
            }
            let wanted = JSON.Object([
                .init(key: "into", value: .string(target.description))
            ])
            return try ledger.ask(.merge, wanted, on: source, terms)
                .resource(on: desk, ledger.connection)
        }
    }
}

extension Ledger {
    /// Makes one case of two.
    /// - Returns: the one that goes on.
    func merge(_ source: ID<Case>, into target: ID<Case>) throws -> Case {
        _ = try takeBoth(source, target)
        try sendWaiting(on: source)
        var (one, its) = try take(source)
        var (other, others) = try take(target)
        try CaseMerges.keepClocks(source, target, at: now, in: workspace, on: connection)
        let before = one.status
        let (own, change) = try one.merge(
            into: &other, by: actor.forCases, at: now, in: (its, others))
        var calendars = Hours(house.library, in: workspace, on: connection)
        its = try calendars.of(one)
        others = try calendars.of(other)
        try save(one, own, in: its)
        try save(other, change, in: others)
        try CaseMerges.insert(
            source, into: target, statusBefore: before, by: actor.name, at: now,
            in: workspace, on: connection)
        return other
    }

    /// Locked in one order, so that two who merge crosswise do not wait for each other.
    func takeBoth(_ source: ID<Case>, _ target: ID<Case>) throws -> (Case, Case) {
        guard source != target else { throw Refusal.invalid("into", "sameCase") }
        let both = try [source, target].sorted().map { try take($0).0 }
        return source < target ? (both[0], both[1]) : (both[1], both[0])
    }
}

/// Makes two cases of what was merged.
public struct UnmergeCase: Operation {
    public static let name = "cases.unmerge"
    public static let summary = "Undo a merge within a day: the case goes on by itself again."
    public static let access = Access.right(.casesWork)
    public static let input = [Field("case", .id(Case.idPrefix), .required, "The merged one.")]

    private let source: ID<Case>

    public init(_ input: Input) throws { source = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (workspace, connection) = (ledger.workspace, ledger.connection)
            guard let merge = try CaseMerges.find(source, in: workspace, on: connection) else {
                throw Refusal(.conflict, "caseIsNotMerged")
            }
            guard ledger.now - merge.at <= .days(1) else {
                throw Refusal(.conflict, "mergeIsOld")
            }
            _ = try ledger.takeBoth(source, merge.target)
            try CaseMerges.undo(merge, at: ledger.now, in: workspace, on: connection)
            var (one, hours) = try ledger.take(source)
            let change = try one.unmerge(to: merge.status, at: ledger.now)
            try ledger.save(one, change, in: hours)
            let (other, others) = try ledger.take(merge.target)
            try ledger.save(other, CaseChange(), in: others)
            return try one.resource(on: desk, connection)
        }
    }
}
