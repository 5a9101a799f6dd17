import Glibc

/// Finds the texts that are most like another one by the words both have, the rarer the more, and
/// says by which. BM25 (Robertson and Zaragoza 2009) on words, and on pairs of characters of Han.
public struct TextIndex: Sendable {
    public struct Match: Sendable, Equatable {
        /// The number of the text.
        public let text: Int
        /// Above nought; comparable only for the same question.
        public let score: Double
        /// Bytes of the question that both have, the weightiest first.
        public let shared: [Range<Int>]
    }

    private static let saturation = 1.2
    private static let lengthShare = 0.75

    private var index = HashIndex(capacity: 1 << 12)
    /// Of each term the texts that hold it, with how often.
    private var holders: [[(text: Int32, count: Float)]] = []
    private var lengths: [Double] = []
    private var meanLength = 1.0

    public init(_ texts: [NormalText]) {
        for (number, text) in texts.enumerated() {
            let terms = TextIndex.terms(of: text)
            lengths.append(Double(terms.count))
            for (hash, own) in Dictionary(grouping: terms, by: \.hash).sorted(by: {
                $0.key < $1.key
            }) {
                let term = index.insert(hash)
                if term == holders.count { holders.append([]) }
                holders[term].append((Int32(number), Float(own.count)))
            }
        }
        if !lengths.isEmpty {
            meanLength = max(1, lengths.reduce(0, +) / Double(lengths.count))
        }
    }

    /// At most `limit`, the most alike first; ties in the order of the texts.
    public func matches(_ text: NormalText, limit: Int) -> [Match] {
        var scores = [Double](repeating: 0, count: lengths.count)
        var reasons: [Int: [(weight: Double, range: Range<Int>)]] = [:]
        var seen: Set<UInt64> = []
        for term in TextIndex.terms(of: text) where seen.insert(term.hash).inserted {
            guard let number = index.find(term.hash) else { continue }
            let own = holders[number]
            let all = Double(lengths.count)
            let rarity = log(1 + (all - Double(own.count) + 0.5) / (Double(own.count) + 0.5))
            for (holder, count) in own {
                let place = Int(holder)
                let length = 1 - Self.lengthShare + Self.lengthShare * lengths[place] / meanLength
                let count = Double(count)
                let weight =
                    rarity * count * (Self.saturation + 1) / (count + Self.saturation * length)
                scores[place] += weight
                reasons[place, default: []].append((weight, text.originalRange(term.range)))
            }
        }
        let best = scores.indices.filter { scores[$0] > 0 }.sorted {
            scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
        }
        return best.prefix(limit).map { place in
            let shared = (reasons[place] ?? []).sorted {
                $0.weight == $1.weight
                    ? $0.range.lowerBound < $1.range.lowerBound : $0.weight > $1.weight
            }
            return Match(text: place, score: scores[place], shared: shared.map(\.range))
        }
    }

    private struct Term {
        let hash: UInt64
        /// Scalars of the text.
        let range: Range<Int>
    }

    private static func terms(of text: NormalText) -> [Term] {
        let tokens = Tokens(text).all.filter { $0.kind != .mark }
        var terms: [Term] = []
        for (place, token) in tokens.enumerated() {
            if token.kind != .han {
                terms.append(Term(hash: token.hash, range: Int(token.start)..<Int(token.end)))
            } else if place + 1 < tokens.count, tokens[place + 1].kind == .han,
                tokens[place + 1].start == token.end
            {
                let next = tokens[place + 1]
                terms.append(
                    Term(
                        hash: Hash.add(token.hash, next.hash),
                        range: Int(token.start)..<Int(next.end)))
            }
        }
        return terms
    }
}
