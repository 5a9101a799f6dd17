/// Learns which aspects a text speaks of and how of each: one machine an aspect, and a classifier
/// of polarity that sees the aspect's name beside the text.
public struct AspectClassifier: Sendable {
    public struct Finding: Hashable, Sendable {
        public let aspect: String
        public let polarity: String

        public init(aspect: String, polarity: String) {
            self.aspect = aspect
            self.polarity = polarity
        }
    }

    private let aspects: [String]
    private let polarities: [String]
    private let finders: [LinearText]
    private let judges: [LinearText]
    private let mood: MoodLexicon
    /// Above it a further aspect is named; the best one always is.
    private let threshold: Float

    public init(
        learning texts: [NormalText], findings: [[Finding]], terms: [LearningTerms],
        mood: MoodLexicon
    ) {
        let aspects = Set(findings.joined().map(\.aspect)).sorted()
        let polarities = Set(findings.joined().map(\.polarity)).sorted()
        let features = terms.map { Pieces(of: texts, $0.scheme) }
        let sides = texts.map { mood.measures(of: $0) }
        let labels = findings.map { found in
            Set(found.map(\.aspect)).sorted().compactMap { aspects.firstIndex(of: $0) }
        }
        func learnt(_ rows: [Int]) -> [LinearText] {
            zip(terms, features).map { term, features in
                LinearText(
                    features.picked(rows), sides: [], labels: rows.map { labels[$0] },
                    machines: aspects.count, terms: term)
            }
        }
        let places = Folds.places(Array(repeating: 0, count: texts.count), folds: 3)
        var held = [[Float]](repeating: [], count: texts.count)
        for fold in 0..<3 {
            let finders = learnt(texts.indices.filter { places[$0] != fold })
            for row in texts.indices where places[row] == fold {
                held[row] = AspectClassifier.mean(
                    zip(finders, features).map { $0.sums($1[row], sides: []) })
            }
        }
        threshold = AspectClassifier.threshold(held, labels)
        finders = learnt(Array(texts.indices))
        let cases = findings.enumerated().flatMap { row, found in
            found.map { finding in
                (
                    row: row, aspect: aspects.firstIndex(of: finding.aspect) ?? 0,
                    polarity: polarities.firstIndex(of: finding.polarity) ?? 0
                )
            }
        }
        judges = zip(terms, features).map { term, features in
            LinearText(
                Pieces(cases.map { AspectClassifier.crossed(features[$0.row], $0.aspect) }),
                sides: cases.map { sides[$0.row] }, targets: cases.map(\.polarity),
                classes: polarities.count, terms: term)
        }
        self.aspects = aspects
        self.polarities = polarities
        self.mood = mood
    }

    public func findings(_ text: NormalText) -> [Finding] {
        let features = finders.map { $0.scheme.features(of: text) }
        let sums = AspectClassifier.mean(
            zip(finders, features).map { $0.sums($1, sides: []) })
        let best = TextClassifier.highest(sums)
        let sides = mood.measures(of: text)
        return aspects.indices.filter { $0 == best || sums[$0] > threshold }.map { aspect in
            let scores = AspectClassifier.mean(
                zip(judges, features).map { judge, features in
                    judge.scores(AspectClassifier.crossed(features, aspect), sides: sides)
                })
            return Finding(
                aspect: aspects[aspect], polarity: polarities[TextClassifier.highest(scores)])
        }
    }

    private static func mean(_ scores: [[Float]]) -> [Float] {
        let share = 1 / Float(scores.count)
        return (scores.first ?? []).indices.map { place in
            scores.reduce(0) { $0 + $1[place] } * share
        }
    }

    /// The pieces of the text, and each again as said of this aspect.
    private static func crossed(_ features: [Feature], _ aspect: Int) -> [Feature] {
        features
            + features.map { feature in
                var crossed = feature
                crossed.hash = Hash.add(feature.hash, 0xA5 + UInt64(aspect))
                crossed.share *= 0.6
                return crossed
            }
    }

    /// The bound at which naming aspects fits best, by the harmonic mean of precision and recall.
    private static func threshold(_ scores: [[Float]], _ labels: [[Int]]) -> Float {
        var best: (value: Double, bound: Float) = (-1, 0)
        for step in 0...40 {
            let bound = -1 + Float(step) * 0.05
            var hits = 0
            var named = 0
            for (row, scores) in scores.enumerated() {
                let top = TextClassifier.highest(scores)
                for place in scores.indices where place == top || scores[place] > bound {
                    named += 1
                    if labels[row].contains(place) { hits += 1 }
                }
            }
            let wanted = labels.reduce(0) { $0 + $1.count }
            let value = 2 * Double(hits) / Double(max(1, named + wanted))
            if value > best.value { best = (value, bound) }
        }
        return best.bound
    }
}

extension AspectClassifier {
    private static let mark = Array("NUOASPECT1".utf8)

    /// The classifier as bytes, for a file. The lexicon is not in them.
    public var bytes: [UInt8] {
        var out = ByteWriter(Self.mark)
        out.write(aspects)
        out.write(polarities)
        out.write(Double(threshold))
        out.write(finders as [any TextMember])
        out.write(judges as [any TextMember])
        return out.bytes
    }

    /// - Parameter mood: the lexicon that it learnt with.
    /// - Returns: nil where the bytes are none of this version.
    public init?(bytes: [UInt8], mood: MoodLexicon) {
        guard bytes.starts(with: Self.mark) else { return nil }
        var input = ByteReader(bytes, from: Self.mark.count)
        guard let aspects = input.names(), !aspects.isEmpty, let polarities = input.names(),
            !polarities.isEmpty, let threshold = input.number(),
            let finders = input.linear(classes: aspects.count), !finders.isEmpty,
            let judges = input.linear(classes: polarities.count),
            judges.count == finders.count
        else { return nil }
        self.aspects = aspects
        self.polarities = polarities
        self.threshold = Float(threshold)
        self.finders = finders
        self.judges = judges
        self.mood = mood
    }
}
