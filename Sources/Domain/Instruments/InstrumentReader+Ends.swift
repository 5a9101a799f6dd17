import Base

extension InstrumentReader {
    func readThanks() -> [Instrument.Thanks] {
        let kinds = kindsAtEnd
        return root.list("thanks").compactMap { node in
            node.allow("if", "text", "redirect")
            let condition = node.child("if").flatMap { self.condition($0, among: kinds) }
            let redirect = node.child("redirect").flatMap { self.redirect($0) }
            let text = node.child("redirect") == nil ? node.required("text") : node.child("text")
            let words = text.flatMap { piped($0) }
            if words == nil, redirect == nil { return nil }
            return Instrument.Thanks(condition: condition, text: words, redirect: redirect)
        }
    }

    /// What is known once all is answered.
    private var kindsAtEnd: [String: ValueType] {
        var kinds = kinds
        if chosenScore != nil { kinds["score"] = .number }
        // What would have been the score may be among the faulty items.
        if chosenScore == nil, !root.faults.all.isEmpty { kinds["score"] = .any }
        return kinds
    }

    /// An address of another site to lead on to. Its host is written out, and answers are put in
    /// only behind the question mark, so that no answer can choose where anyone is led.
    func redirect(_ node: DocumentNode) -> Redirect? {
        guard let text = node.text() else { return nil }
        guard let redirect = Redirect(text) else {
            node.fault("notRedirect", ["value": String(text.prefix(200))])
            return nil
        }
        noteUnknown(redirect.names, at: node, kindsAtEnd)
        return round == nil ? redirect : Redirect(inRound(text, \.en))
    }

    func readQuotas() -> [Instrument.Quota] {
        let nodes = root.list("quotas")
        if nodes.count > Instrument.quotasMost {
            root.child("quotas")?.fault("tooMany", ["max": "\(Instrument.quotasMost)"])
            return []
        }
        // Who counts for a quota is known one by one; an anonymous answer is not.
        if root.flag("anonymous"), !nodes.isEmpty { root.child("quotas")?.fault("quotaOfNobody") }
        var keys = Set<String>()
        return nodes.compactMap { node in
            node.allow("key", "title", "when", "limit", "over", "message", "redirect")
            let key = node.required("key")?.itemKey()
            let title = node.child("title")?.words(in: languages)
            let condition = node.child("when").flatMap { self.condition($0, among: kindsAtEnd) }
            let limit = node.required("limit")?.whole(in: 1...Instrument.quotaMost)
            let over = node.child("over").map { $0.choice(Instrument.Quota.Over.self) } ?? .end
            let message = node.child("message").flatMap { piped($0) }
            let redirect = node.child("redirect").flatMap { self.redirect($0) }
            if over == .redirect { _ = node.required("redirect") }
            if over != .redirect { node.child("redirect")?.fault("redirectNotOver") }
            if over == .continue { node.child("message")?.fault("messageNotShown") }
            guard let key, let limit, let over else { return nil }
            guard keys.insert(key).inserted else {
                node.child("key")?.fault("double", ["value": key])
                return nil
            }
            return Instrument.Quota(
                key: key, title: title ?? Wording(zh: key, en: key), condition: condition,
                limit: limit, over: over, message: message, redirect: redirect)
        }
    }
}
