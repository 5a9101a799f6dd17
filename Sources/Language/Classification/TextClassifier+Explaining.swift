extension TextClassifier {
    /// How much one piece of a text spoke for a class.
    public struct Reason: Sendable, Equatable {
        /// Bytes of the original text.
        public let range: Range<Int>
        /// In units of the score; all reasons and the constant add up to it.
        public let weight: Double
    }

    /// What spoke for and against a class, token by token: the weight of every piece is shared out
    /// among its tokens.
    public func reasons(for label: String, in text: NormalText) -> [Reason] {
        guard let number = classes.firstIndex(of: label) else { return [] }
        let tokens = Tokens(text).all
        var weights = [Double](repeating: 0, count: tokens.count)
        for member in members {
            member.share(of: number, text, into: &weights, scaled: 1 / Double(members.count))
        }
        return tokens.indices.filter { weights[$0] != 0 }.map { place in
            let token = tokens[place]
            return Reason(
                range: text.originalRange(Int(token.start)..<Int(token.end)),
                weight: weights[place])
        }
    }
}

extension TextClassifier {
    /// The reasons as people read them: tokens that stand together and speak for the same side are
    /// one phrase, and what weighs less than a twentieth of the weightiest is left out.
    public func phrases(for label: String, in text: NormalText) -> [Reason] {
        var phrases: [Reason] = []
        for reason in reasons(for: label, in: text) {
            if let last = phrases.last, (last.weight < 0) == (reason.weight < 0),
                reason.range.lowerBound <= last.range.upperBound + 1
            {
                phrases[phrases.count - 1] = Reason(
                    range: last.range.lowerBound..<reason.range.upperBound,
                    weight: last.weight + reason.weight)
            } else {
                phrases.append(reason)
            }
        }
        let least = (phrases.map(\.weight.magnitude).max() ?? 0) / 20
        return phrases.filter { $0.weight.magnitude >= least }
    }
}

extension TextMember {
    fileprivate func share(
        of number: Int, _ text: NormalText, into weights: inout [Double], scaled: Double
    ) {
        let features = scheme.features(of: text)
        let row = row(features)
        var repeats: [Int: Int] = [:]
        for feature in features {
            guard let column = index.find(feature.hash) else { continue }
            repeats[column, default: 0] += 1
        }
        var shares: [Int: Double] = [:]
        for (cell, share) in zip(row, self.shares(of: number, row)) {
            let column = Int(cell.column)
            shares[column] = scaled * Double(share) / Double(repeats[column] ?? 1)
        }
        for feature in features {
            guard let column = index.find(feature.hash), let share = shares[column] else {
                continue
            }
            let places = Int(feature.first)...Int(feature.last)
            for place in places { weights[place] += share / Double(places.count) }
        }
    }
}
