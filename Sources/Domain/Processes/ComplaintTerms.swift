public import Base

/// What makes a complaint's record complete, after ISO 10002 and GB/T 19012: redress within
/// limits, the customer's word, and an appeal.
public struct ComplaintTerms: Hashable, Sendable {
    /// What may be given; `none` is always there, and asks for a reason.
    public let redress: [StepField.Option]
    /// Of every cost, as ISO 4217 says it.
    public let currency: String
    /// What each role may grant alone; a role that is not named grants nothing. An administrator
    /// has no limit.
    public let limits: [Role: Double]
    /// The yes-or-no field of a step that holds the customer's word.
    public let confirmedBy: String?
    /// The field with the reason why it ends without the customer's yes.
    public let reasonIn: String?
    /// What needs whose yes, by severity.
    public let approvals: [ApprovalTerms]
    /// How long after its end a customer may appeal; nil for as long as they like.
    public let appealWithin: Span?

    /// What a role may grant without asking; nil is without limit.
    public func limit(of role: Role?) -> Double? {
        guard let role else { return 0 }
        return role == .administrator ? nil : limits[role] ?? 0
    }

    /// Whose yes an act needs at a severity; nil where it needs none. Merging is asked for as
    /// closing is, where the document does not name it.
    public func approval(of act: Approval.Act, at severity: Case.Severity) -> ApprovalTerms? {
        let own = approvals.first { $0.acts.contains(act) && $0.severities.contains(severity) }
        return own ?? (act == .merge ? approval(of: .close, at: severity) : nil)
    }

    static func read(_ node: DocumentNode) -> ComplaintTerms? {
        node.allow(
            "redress", "currency", "limits", "confirmed_by", "reason_in", "approvals",
            "closed_by_lead", "appeal_within")
        let redress = node.list("redress").compactMap { option -> StepField.Option? in
            option.allow("key", "name")
            guard let key = option.required("key")?.key(),
                let name = option.required("name")?.wording()
            else { return nil }
            return StepField.Option(key: key, name: name)
        }
        let currency = node.required("currency")?.text()
        var limits: [Role: Double] = [:]
        for member in node.child("limits")?.value.object?.members ?? [] {
            let place = node.node(node.value["limits"] ?? .null, at: "limits")
                .node(member.value, at: member.key)
            guard let role = Role(rawValue: member.key) else {
                let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
                place.fault("unknownMember", ["allowed": allowed])
                continue
            }
            guard let limit = member.value.number, limit >= 0 else {
                place.fault("notNumber", ["value": member.value.text])
                continue
            }
            limits[role] = limit
        }
        var approvals = node.list("approvals").compactMap(ApprovalTerms.read)
        // The short way to say it of closing alone.
        let led = node.list("closed_by_lead").compactMap { $0.choice(Case.Severity.self) }
        if !led.isEmpty { approvals.append(.init(acts: [.close], severities: Set(led))) }
        let confirmedBy = node.child("confirmed_by")?.key()
        let reasonIn = node.child("reason_in")?.key()
        let within = node.child("appeal_within")?.span()
        guard let currency else { return nil }
        return ComplaintTerms(
            redress: redress, currency: currency, limits: limits, confirmedBy: confirmedBy,
            reasonIn: reasonIn, approvals: approvals, appealWithin: within)
    }
}
