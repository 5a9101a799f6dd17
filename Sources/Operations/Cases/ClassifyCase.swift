import Base
import Domain

/// Says what kind of case it is and how grave.
public struct ClassifyCase: Operation {
    public static let name = "cases.classify"
    public static let summary = """
        Change the kind or the severity; what is still owed is promised as to such a case. Where \
        its process is not for the new kind, it goes on by one that is. Where the process wants \
        somebody else's yes to a lower class, it waits for that (`approvals`).
        """
    public static let access = Access.right(.casesDirect)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue))),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue))),
        Field(
            "process", .text(max: 64), .optional,
            "Key of the process it goes on by; its own, or by the kind, if absent."),
    ]

    private let id: ID<Case>
    private let kind: Case.Kind
    private let severity: Case.Severity
    private let process: String?

    public init(_ input: Input) throws {
        id = try input.id("case")
        kind = Case.Kind(rawValue: input.text("kind")) ?? .feedback
        severity = Case.Severity(rawValue: input.text("severity")) ?? .ordinary
        process = input.textOrNil("process")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (one, _) = try ledger.take(id)
            if Ledger.lowers(one, to: kind, severity),
                let terms = try ledger.approvalNeeded(for: .lower, on: one)
            {
                return try ledger.ask(
                    .lower,
                    JSON.Object([
                        .init(key: "kind", value: .string(kind.rawValue)),
                        .init(key: "severity", value: .string(severity.rawValue)),
                        .init(key: "process", value: .optional(process)),
                    ]), on: id, terms
                ).resource(on: desk, ledger.connection)
            }
            return try ledger.classify(id, as: kind, severity, process: process)
                .resource(on: desk, ledger.connection)
        }
    }
}
