/// Which pieces of a text a classifier looks at.
public struct FeatureScheme: Sendable, Equatable {
    /// Sequences of Han characters and marks: 1 to this many.
    public var hanLength = 4
    /// Sequences of words of an alphabetic script: 1 to this many.
    public var wordLength = 2
    /// Pieces of such words with their neighbours' edges; empty turns them off.
    public var letterLengths = 2..<6
    /// Pairs of tokens with up to this many others between them.
    public var skipLength = 0
    /// What such a pair weighs beside a token.
    public var skipShare: Float = 1
    /// Whether the beginning and end of the text are tokens.
    public var marksEdges = false

    /// What a piece weighs for each token it is longer than one.
    public var lengthShare: Float = 1
    /// What the pieces of words weigh beside whole tokens.
    public var letterShare: Float = 1

    public init() {}
}

/// One piece found: what it is, where it stands in the tokens.
struct Feature {
    var hash: UInt64
    var first: Int32
    var last: Int32
    var share: Float = 1
}

extension FeatureScheme {
    /// All pieces of a text, repeated where they repeat.
    func features(of text: NormalText) -> [Feature] {
        let tokens = Tokens(text).all
        var features: [Feature] = []
        features.reserveCapacity(tokens.count * 5)
        sequences(tokens, &features)
        if skipLength > 0 { pairs(tokens, &features) }
        if !letterLengths.isEmpty { letters(text, tokens, &features) }
        return features
    }

    private func sequences(_ tokens: [Token], _ features: inout [Feature]) {
        if marksEdges, let first = tokens.first, let last = tokens.indices.last {
            let atStart = Hash.add(0xED6E, first.hash)
            let atEnd = Hash.add(0xED6F, tokens[last].hash)
            features.append(Feature(hash: atStart, first: 0, last: 0))
            features.append(Feature(hash: atEnd, first: Int32(last), last: Int32(last)))
            if last > 0 {
                let two = Hash.add(atStart, tokens[1].hash)
                features.append(Feature(hash: two, first: 0, last: 1))
                let lastTwo = Hash.add(atEnd, tokens[last - 1].hash)
                features.append(Feature(hash: lastTwo, first: Int32(last - 1), last: Int32(last)))
            }
        }
        for start in tokens.indices {
            let length = tokens[start].kind == .letter ? wordLength : hanLength
            var hash: UInt64 = 0x5E0
            var share: Float = 1
            for end in start..<min(start + length, tokens.count) {
                hash = Hash.add(hash, tokens[end].hash)
                features.append(
                    Feature(
                        hash: hash, first: Int32(start), last: Int32(end), share: share))
                share *= lengthShare
            }
        }
    }

    private func pairs(_ tokens: [Token], _ features: inout [Feature]) {
        for start in tokens.indices {
            let end = min(start + 1 + skipLength, tokens.count - 1)
            guard start + 2 <= end else { continue }
            for other in (start + 2)...end {
                let hash = Hash.add(Hash.add(0x5C1B, tokens[start].hash), tokens[other].hash)
                features.append(
                    Feature(
                        hash: hash, first: Int32(start), last: Int32(other), share: skipShare))
            }
        }
    }

    /// Runs of letters and digits with one blank between words, cut into pieces.
    private func letters(_ text: NormalText, _ tokens: [Token], _ features: inout [Feature]) {
        var run: [(scalar: UInt32, token: Int32)] = []
        var index = 0
        while index < tokens.count {
            guard tokens[index].kind != .han else {
                index += 1
                continue
            }
            run.removeAll(keepingCapacity: true)
            run.append((0x20, Int32(index)))
            while index < tokens.count, tokens[index].kind != .han {
                let token = tokens[index]
                if token.kind == .letter || token.kind == .digit {
                    for place in Int(token.start)..<Int(token.end) {
                        run.append((text.scalars[place], Int32(index)))
                    }
                    run.append((0x20, Int32(index)))
                }
                index += 1
            }
            guard run.count > 2 else { continue }
            for start in run.indices {
                var hash: UInt64 = 0x1E77
                for end in start..<min(start + letterLengths.upperBound - 1, run.count) {
                    hash = Hash.add(hash, UInt64(run[end].scalar))
                    guard end - start + 1 >= letterLengths.lowerBound else { continue }
                    features.append(
                        Feature(
                            hash: hash, first: run[start].token, last: run[end].token,
                            share: letterShare))
                }
            }
        }
    }
}
