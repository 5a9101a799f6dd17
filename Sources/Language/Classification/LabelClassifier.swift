/// Learns which labels people put on texts, any number of which may hold of one: one machine a
/// label. A label's chance is how often labels that stood like it were right on texts held out;
/// where none is more likely than not, it says nothing.
public struct LabelClassifier: Sendable {
    /// Measured on texts while they were held out of learning, and the chances too.
    public let quality: Quality
    private let classifier: TextClassifier
    private let curve: LogisticCurve

    public struct Quality: Sendable, Equatable {
        public let texts: Int
        /// Texts of which it said anything.
        public let answered: Int
        /// Those whose likeliest label was among those that people had put.
        public let hits: Int
        /// Those that the commonest label of all would have been right for.
        public let commonHits: Int
    }

    /// As many of the best are looked at.
    private static let most = 3
    /// Below it nothing is said: what is more likely wrong than right helps nobody.
    private static let least = 0.5

    public var labels: [String] { classifier.classes }

    /// - Parameters:
    ///   - labels: of each text those that people put.
    ///   - known: at least two, that are learnt; the others are examples of what is none of them.
    public init(
        learning texts: [NormalText], labels: [[String]], known: Set<String>,
        terms: [LearningTerms], folds: Int = 5
    ) {
        precondition(texts.count == labels.count, "every text has its labels")
        precondition(known.count > 1 && texts.count >= folds, "there is something to tell apart")
        let classes = known.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let targets = labels.map { $0.compactMap { numbers[$0] } }
        let features = terms.map { Pieces(of: texts, $0.scheme) }
        func learnt(_ rows: [Int]) -> [LinearText] {
            zip(terms, features).map { term, features in
                LinearText(
                    features.picked(rows), sides: [], labels: rows.map { targets[$0] },
                    machines: classes.count, terms: term)
            }
        }
        let places = Folds.places(targets.map { $0.first ?? classes.count }, folds: folds)
        var held = [[Standing]](repeating: [], count: texts.count)
        for fold in 0..<folds {
            let members = learnt(texts.indices.filter { places[$0] != fold })
            for row in texts.indices where places[row] == fold {
                held[row] = Standing.best(
                    Self.mean(zip(members, features).map { $0.sums($1[row], sides: []) }))
            }
        }
        let found = held.enumerated().map { row, standings in
            standings.map { (standing: $0, isRight: targets[row].contains($0.label)) }
        }
        quality = Self.measured(found, places, folds, targets)
        let all = found.joined()
        curve = LogisticCurve(all.map(\.standing.signs), all.map(\.isRight))
        classifier = TextClassifier(
            classes: classes, members: learnt(Array(texts.indices)), mood: nil,
            calibration: Calibration(classes: classes.count), quality: nil)
    }

    /// Labels that are more likely right than wrong, the likeliest first.
    public func answers(_ text: NormalText) -> [TextClassifier.Answer] {
        Standing.best(classifier.scores(text)).map { standing in
            TextClassifier.Answer(
                label: labels[standing.label], probability: curve.chance(standing.signs))
        }
        .filter { $0.probability >= Self.least }
        .sorted { $0.probability > $1.probability }
    }

    /// The phrases of a text that spoke for a label and against it.
    public func phrases(for label: String, in text: NormalText) -> [TextClassifier.Reason] {
        classifier.phrases(for: label, in: text)
    }

    /// How a label stands among the others.
    private struct Standing {
        let label: Int
        /// The score, its lead over the next, and how far it lags behind the best.
        let signs: [Double]

        static func best(_ scores: [Float]) -> [Standing] {
            let order = scores.indices.sorted {
                scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
            }
            return order.prefix(LabelClassifier.most).enumerated().map { rank, label in
                let score = Double(scores[label])
                let next = rank + 1 < order.count ? Double(scores[order[rank + 1]]) : score
                return Standing(
                    label: label,
                    signs: [score, score - next, Double(scores[order[0]]) - score])
            }
        }
    }

    private static func mean(_ scores: [[Float]]) -> [Float] {
        let share = 1 / Float(scores.count)
        return (scores.first ?? []).indices.map { place in
            scores.reduce(0) { $0 + $1[place] } * share
        }
    }

    /// The chances that judge a part are learnt from the others.
    private static func measured(
        _ found: [[(standing: Standing, isRight: Bool)]], _ places: [Int], _ folds: Int,
        _ targets: [[Int]]
    ) -> Quality {
        let counts = Dictionary(targets.joined().map { ($0, 1) }, uniquingKeysWith: +)
        let common = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        var answered = 0
        var hits = 0
        var commonHits = 0
        for fold in 0..<folds {
            let others = found.indices.filter { places[$0] != fold }.flatMap { found[$0] }
            let curve = LogisticCurve(others.map(\.standing.signs), others.map(\.isRight))
            for row in found.indices where places[row] == fold {
                let best = found[row].map { ($0.isRight, curve.chance($0.standing.signs)) }
                    .max { $0.1 < $1.1 }
                guard let (isRight, chance) = best, chance >= least else { continue }
                answered += 1
                if isRight { hits += 1 }
                if let common, targets[row].contains(common) { commonHits += 1 }
            }
        }
        return Quality(
            texts: found.count, answered: answered, hits: hits, commonHits: commonHits)
    }
}

extension LabelClassifier {
    private static let mark = Array("NUOLABEL1".utf8)

    /// The classifier as bytes, to be kept beside the workspace.
    public var bytes: [UInt8] {
        var out = ByteWriter(Self.mark)
        for number in [quality.texts, quality.answered, quality.hits, quality.commonHits] {
            out.write(number)
        }
        for weight in curve.weights { out.write(weight) }
        out.write(classifier.bytes)
        return out.bytes
    }

    /// - Returns: nil where the bytes are none of this version.
    public init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.mark) else { return nil }
        var input = ByteReader(bytes, from: Self.mark.count)
        guard let texts = input.count(), let answered = input.count(), let hits = input.count(),
            let commonHits = input.count(), let score = input.number(), let lead = input.number(),
            let lag = input.number(), let constant = input.number(), let rest = input.bytes(),
            let classifier = TextClassifier(bytes: Array(rest), mood: nil)
        else { return nil }
        quality = Quality(texts: texts, answered: answered, hits: hits, commonHits: commonHits)
        curve = LogisticCurve(weights: [score, lead, lag, constant])
        self.classifier = classifier
    }
}
