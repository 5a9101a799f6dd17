import Base

/// What of a complaint, at which severities, needs whose yes.
public struct ApprovalTerms: Hashable, Sendable {
    public let acts: Set<Approval.Act>
    public let severities: Set<Case.Severity>
    /// Nil: whoever may direct cases.
    public let by: Set<Role>?
    /// Whether the yes is always another person's; else whoever may give it does it alone.
    public let another: Bool

    public init(
        acts: Set<Approval.Act>, severities: Set<Case.Severity>, by: Set<Role>? = nil,
        another: Bool = false
    ) {
        self.acts = acts
        self.severities = severities
        self.by = by
        self.another = another
    }

    /// Roles whose people may say yes.
    public var roles: Set<Role> {
        by ?? Set(Role.allCases.filter { $0.rights.contains(.casesDirect) })
    }

    /// Whether such a person may say yes.
    /// - Parameter role: nil for a program, which no role names.
    public func allows(_ role: Role?, rights: Set<Right>) -> Bool {
        guard rights.contains(.casesDirect) else { return false }
        return by.map { by in role.map(by.contains) ?? false } ?? true
    }

    /// Whether what such a person does waits for a yes.
    public func waits(for role: Role?, rights: Set<Right>) -> Bool {
        another || !allows(role, rights: rights)
    }

    static func read(_ node: DocumentNode) -> ApprovalTerms? {
        node.allow("of", "severity", "by", "another")
        let acts = node.list("of").compactMap { $0.choice(Approval.Act.self) }
        let severities = node.list("severity").compactMap { $0.choice(Case.Severity.self) }
        let by =
            node.child("by") == nil
            ? nil : Set(node.list("by").compactMap { $0.choice(Role.self) })
        for (name, isEmpty) in [("of", acts.isEmpty), ("severity", severities.isEmpty)]
        where isEmpty {
            node.node(.null, at: name).fault("missing")
        }
        for role in by ?? [] where !role.rights.contains(.casesDirect) {
            node.child("by")?.fault("roleCannotApprove", ["value": role.rawValue])
        }
        return ApprovalTerms(
            acts: Set(acts), severities: Set(severities), by: by,
            another: node.child("another").map { $0.bool() ?? false } ?? false)
    }
}
