import Base
import Domain
import Operations

/// Stage, redress and appeal of a case, as its page shows them.
struct ComplaintPanel {
    let one: JSON
    let process: Process
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON {
        let terms = process.complaint
        let isClosed = one["status"] == "closed"
        let isDone = isClosed || one["status"] == "resolved"
        return [
            "stage": stage.map { .string(words["case.stage.\($0)"]) } ?? .null,
            "stageReason": reason,
            "isFar": .bool(stage == "complaint" || stage == "escalation"),
            "stages": .array(
                Stage.allCases.map { stage in
                    [
                        "value": .string(stage.rawValue),
                        "name": .string(words["case.stage.\(stage.rawValue)"]),
                        "isChosen": .bool(stage.rawValue == self.stage),
                    ]
                }),
            "hasTerms": .bool(terms != nil),
            "currency": .optional(terms?.currency),
            "limit": .optional(limit(terms)),
            "redress": .array((one["redress"]?.array ?? []).map { redress($0, terms) }),
            "kinds": .array(kinds(terms)),
            "approvals": .array(approvals), "hasApprovals": .bool(!approvals.isEmpty),
            "closingWaits": .bool(waits(terms, for: .close)),
            "mergingWaits": .bool(waits(terms, for: .merge)),
            "lowerWaits": .bool(waits(terms, for: .lower)),
            "appeals": one["appeals"] == 0 ? .null : one["appeals"] ?? .null,
            "mayOffer": .bool(terms != nil && mayWork && !isClosed),
            "mayAppeal": .bool(terms != nil && mayWork && isDone),
            "maySense": .bool(mayWork && !isClosed),
        ]
    }

    private var mayWork: Bool { visit.desk.actor.rights.contains(.casesWork) }
    private var stage: String? { one["stage"]?.string }

    private var reason: JSON {
        guard let text = one["stageReason"]?.string else { return .null }
        if text.hasPrefix("word:") {
            return .string(words("case.stageReason.word", ["word": String(text.dropFirst(5))]))
        }
        let key = "case.stageReason.\(text)"
        return .string(words.contains(key) ? words[key] : text)
    }

    private func kinds(_ terms: ComplaintTerms?) -> [JSON] {
        let none: JSON = [
            "value": .string(Redress.nothing), "name": .string(words["cases.redressNone"]),
        ]
        return (terms?.redress ?? []).map { kind in
            ["value": .string(kind.key), "name": .string(kind.name[words.language])]
        } + [none]
    }

    private func redress(_ redress: JSON, _ terms: ComplaintTerms?) -> JSON {
        let kind = redress["kind"]?.string ?? ""
        let name = terms?.redress.first { $0.key == kind }?.name[words.language]
        let state = redress["state"]?.string ?? ""
        return [
            "id": redress["id"] ?? .null, "case": one["id"] ?? .null,
            "name": .string(name ?? (kind == Redress.nothing ? words["cases.redressNone"] : kind)),
            "cost": kind == Redress.nothing
                ? .null
                : .string(
                    "\(redress["cost"]?.text ?? "0") \(redress["currency"]?.string ?? "")"),
            "note": redress["note"] ?? .null,
            "state": .string(words["case.redress.\(state)"]),
            "tone": .string(state == "granted" ? "good" : state == "asked" ? "warn" : "quiet"),
            "mayDecide": .bool(
                state == "asked" && visit.desk.actor.rights.contains(.casesDirect)),
        ]
    }

    /// Whether what this person does there waits for somebody's yes.
    private func waits(_ terms: ComplaintTerms?, for act: Approval.Act) -> Bool {
        let severity = one["severity"]?.string.flatMap(Case.Severity.init) ?? .ordinary
        return terms?.approval(of: act, at: severity)?.waits(
            for: role, rights: visit.desk.actor.rights) ?? false
    }

    private var role: Role? {
        if case .user(_, let role) = visit.desk.actor.kind { role } else { nil }
    }

    /// What waits for a yes, and what was said last of each act.
    private var approvals: [JSON] {
        let all = (one["approvals"]?.array ?? []).filter { $0["state"] != "void" }
        let last = Dictionary(all.map { ($0["act"]?.string ?? "", $0["id"]) }) { $1 }
        return all.filter { $0["state"] == "asked" || last.values.contains($0["id"]) }
            .map(approval)
    }

    private func approval(_ asked: JSON) -> JSON {
        let act = asked["act"]?.string ?? ""
        let state = asked["state"]?.string ?? ""
        let details = asked["details"]
        let isAsked = state == "asked"
        let isMine = asked["askedBy"]?.string == visit.desk.actor.user?.description
        let severity = one["severity"]?.string.flatMap(Case.Severity.init) ?? .ordinary
        let terms = Approval.Act(rawValue: act).flatMap {
            process.complaint?.approval(of: $0, at: severity)
        }
        let rights = visit.desk.actor.rights
        let may =
            rights.contains(.casesDirect) && terms?.allows(role, rights: rights) ?? true
            && !(isMine && terms?.another ?? false)
        return [
            "id": asked["id"] ?? .null, "case": one["id"] ?? .null,
            "what": .string(what(act, details, into: asked["intoNumber"]?.integer)),
            "text": details?["text"] ?? .null,
            "state": .string(words["case.approval.\(state)"]),
            "tone": .string(isAsked ? "warn" : state == "granted" ? "good" : "quiet"),
            "asked": .string(
                words(
                    "cases.approvalAsked", ["name": asked["askedByName"]?.string ?? ""])),
            "askedAt": visit.moment(asked["askedAt"]),
            "decided": asked["decidedByName"]?.string.map {
                .string(words("cases.approvalDecided", ["name": $0]))
            } ?? .null,
            "reason": asked["reason"] ?? .null,
            "mayDecide": .bool(isAsked && may), "mayWithdraw": .bool(isAsked && isMine),
        ]
    }

    private func what(_ act: String, _ details: JSON?, into: Int?) -> String {
        switch Approval.Act(rawValue: act) {
        case .merge:
            return words("cases.approvalMerge", ["case": into.map(Case.text(ofNumber:)) ?? ""])
        case .close:
            let key = details?["outcome"]?.string ?? ""
            return words(
                "cases.approvalClose",
                ["outcome": process[outcome: key]?.name[words.language] ?? key])
        case .lower, nil:
            let kind = details?["kind"]?.string ?? ""
            let severity = details?["severity"]?.string ?? ""
            return words(
                "cases.approvalLower",
                [
                    "kind": words["case.kind.\(kind)"],
                    "severity": words["case.severity.\(severity)"],
                ])
        }
    }

    private func limit(_ terms: ComplaintTerms?) -> String? {
        guard let terms, case .user(_, let role) = visit.desk.actor.kind else { return nil }
        guard let limit = terms.limit(of: role) else { return words["cases.redressNoLimit"] }
        return words(
            "cases.redressLimit",
            ["limit": JSON.number(limit).text, "currency": terms.currency])
    }
}
