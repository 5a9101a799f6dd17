import Base

/// What the customer said before and after, side by side.
struct CaseScoresView {
    let scores: JSON
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON {
        let before = scores["before"] ?? .null
        let after = scores["after"]?.array?.first ?? .null
        let invitations = scores["invitations"]?.array ?? []
        guard before != .null || after != .null || !invitations.isEmpty else { return .null }
        return [
            "before": score(before), "after": score(after),
            "isAwaited": .bool(after == .null && !invitations.isEmpty),
            "address": after == .null ? invitations.first?["address"] ?? .null : .null,
        ]
    }

    private func score(_ score: JSON) -> JSON {
        guard score != .null else { return .null }
        return [
            "value": .string(score["score"]?.number.map { JSON.number($0).text } ?? "–"),
            "metric": .string(score["metric"]?.string?.uppercased() ?? ""),
            "at": visit.moment(score["at"]), "response": score["response"] ?? .null,
        ]
    }
}
