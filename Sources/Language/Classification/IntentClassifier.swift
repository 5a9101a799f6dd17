import Glibc

/// Learns intents and when a text has none of them. Whether a text is inside is learnt from texts
/// marked as outside, where there are some, and from intents that are hidden in turn.
public struct IntentClassifier: Sendable {
    let classifier: TextClassifier
    private let gate: Gate?
    private let reject: String?
    /// What the gate reached on texts it had not seen; nil without one, and where it was stored.
    public var quality: Quality? { gate?.quality }

    public struct Quality: Sendable, Equatable {
        /// Texts of known intents, those of them that were answered, and rightly so.
        public let texts: Int
        public let answered: Int
        public let hits: Int
        /// Of the answered ones those that the commonest intent of all would have been right for.
        public let commonHits: Int
        /// Texts of none, and of intents that were hidden; those of them that were rejected.
        public let outside: Int
        public let rejected: Int
    }

    /// The intents it knows.
    public var intents: [String] { classifier.classes.filter { $0 != reject } }

    /// The phrases of a text that spoke for an intent and against it.
    public func phrases(for intent: String, in text: NormalText) -> [TextClassifier.Reason] {
        classifier.phrases(for: intent, in: text)
    }

    /// - Parameter reject: the label of texts outside all intents; nil answers always.
    public init(
        learning texts: [NormalText], labels: [String], terms: [LearningTerms], reject: String?,
        mood: MoodLexicon? = nil
    ) {
        self.reject = reject
        let classes = Array(Set(labels)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let lesson = Lesson(
            texts, targets: labels.map { numbers[$0] ?? 0 }, classes: classes.count, terms: terms,
            mood: mood)
        gate = reject.map { Gate(lesson, outside: numbers[$0]) }
        let (calibration, quality) = lesson.calibrated(folds: reject == nil ? 3 : 0)
        classifier = TextClassifier(
            classes: classes, members: lesson.members(Array(texts.indices)), mood: mood,
            calibration: calibration, quality: quality)
    }

    public func answer(_ text: NormalText) -> TextClassifier.Answer {
        guard let gate, let reject else { return classifier.answer(text) }
        let scores = classifier.scores(text)
        let inside = gate.chance(scores)
        let best = gate.best(scores)
        guard inside >= gate.threshold, best >= 0 else {
            return TextClassifier.Answer(label: reject, probability: 1 - inside)
        }
        return TextClassifier.Answer(label: classifier.classes[best], probability: inside)
    }
}

/// Decides whether scores belong to a text inside the known classes.
struct Gate: Sendable {
    /// Below it a text is rejected.
    private(set) var threshold = 0.5
    private var weights: [Double] = [0, 0, 0, 0]
    private let outside: Int?
    /// How often a text was asked with its intent known.
    private var rounds = 1
    private(set) var quality: IntentClassifier.Quality?
    /// Of the right answers at most this share is given up to the rejection.
    private static let loss = 0.012
    /// Where the threshold is before anything was seen, and the right answers that weigh as much:
    /// the lowest of a few dozen is chance, and of examples made after one pattern it is so high
    /// that nothing written otherwise would pass.
    private static let usual = (threshold: 0.4, texts: 100.0)
    /// Of so few texts each is asked once with its intent hidden.
    private static let few = 1_000

    init(_ lesson: Lesson, outside: Int?, folds: Int = 5) {
        self.outside = outside
        let turns = lesson.targets.count <= Gate.few ? folds : 1
        let asked = (0..<turns).flatMap { rows(lesson, hiding: $0, folds: folds) }
        // A text whose intent is hidden in one turn is inside in the others.
        rounds = max(1, turns - 1)
        learn(from: asked)
        quality = measured(asked, folds: folds)
    }

    /// Every text, scored by members that saw neither it nor a part of the intents.
    private func rows(_ lesson: Lesson, hiding turn: Int, folds: Int) -> [Row] {
        let places = Folds.places(lesson.targets, folds: folds)
        return (0..<folds).flatMap { fold -> [Row] in
            func isHidden(_ target: Int) -> Bool {
                target != outside && target % folds == (fold + turn) % folds
            }
            let members = lesson.members(
                lesson.targets.indices.filter { row in
                    places[row] != fold && !isHidden(lesson.targets[row])
                })
            return lesson.targets.indices.filter { places[$0] == fold }.map { row in
                let target = lesson.targets[row]
                var scores = lesson.scores(row, members)
                // A class that was never seen scores low everywhere; it must not be chosen.
                for number in scores.indices where isHidden(number) { scores[number] = -9 }
                let isInside = target != outside && !isHidden(target)
                return Row(
                    fold: fold, target: target, signs: signs(scores), isInside: isInside,
                    isRight: isInside && best(scores) == target,
                    isMeasured: turn == 0 || isHidden(target))
            }
        }
    }

    /// As it was stored.
    init(threshold: Double, weights: [Double], outside: Int?) {
        (self.threshold, self.weights, self.outside) = (threshold, weights, outside)
    }

    /// A text that was held out.
    private struct Row {
        let fold: Int
        let target: Int
        let signs: [Double]
        let isInside: Bool
        let isRight: Bool
        /// Once among the texts of known intents, and once among the others, is a text measured.
        let isMeasured: Bool
    }

    private mutating func learn(from rows: [Row]) {
        weights = [0, 0, 0, 0]
        learn(rows.map { ($0.signs, $0.isInside) })
        let right = rows.filter(\.isRight).map { chance($0.signs) }.sorted()
        let texts = Double(right.count) / Double(rounds)
        let found = right.isEmpty ? 0 : right[Int(Gate.loss * Double(right.count))]
        threshold =
            (found * texts + Gate.usual.threshold * Gate.usual.texts)
            / (texts + Gate.usual.texts)
    }

    /// The gate that judges a part is learnt from the others.
    private func measured(_ rows: [Row], folds: Int) -> IntentClassifier.Quality {
        let counted = rows.filter(\.isMeasured)
        let inside = counted.filter(\.isInside)
        let counts = Dictionary(inside.map { ($0.target, 1) }, uniquingKeysWith: +)
        let common = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        var answered: [Row] = []
        var rejected = 0
        for fold in 0..<folds {
            var gate = self
            gate.learn(from: rows.filter { $0.fold != fold })
            for row in counted where row.fold == fold {
                let isAnswered = gate.chance(row.signs) >= gate.threshold
                if isAnswered, row.isInside { answered.append(row) }
                if !isAnswered, !row.isInside { rejected += 1 }
            }
        }
        return .init(
            texts: inside.count, answered: answered.count, hits: answered.count(where: \.isRight),
            commonHits: answered.count { $0.target == common },
            outside: counted.count - inside.count, rejected: rejected)
    }

    /// The best class inside; -1 when there is none.
    func best(_ scores: [Float]) -> Int {
        var best = -1
        for place in scores.indices where place != outside {
            if best < 0 || scores[place] > scores[best] { best = place }
        }
        return best
    }

    func chance(_ scores: [Float]) -> Double { chance(signs(scores)) }

    private func chance(_ signs: [Double]) -> Double {
        var sum = weights[3]
        for place in 0..<3 { sum += weights[place] * signs[place] }
        return 1 / (1 + exp(-sum))
    }

    /// The best score, its lead, and the score of the outside.
    private func signs(_ scores: [Float]) -> [Double] {
        let first = best(scores)
        guard first >= 0 else { return [0, 0, 0] }
        var second = -Float.infinity
        for place in scores.indices where place != first && place != outside {
            second = max(second, scores[place])
        }
        let lead = second.isFinite ? Double(scores[first] - second) : 0
        return [Double(scores[first]), lead, outside.map { Double(scores[$0]) } ?? 0]
    }

    /// Logistic regression in which inside and outside count alike.
    private mutating func learn(_ rows: [(signs: [Double], isInside: Bool)]) {
        let inside = Double(max(1, rows.count { $0.isInside }))
        let outside = Double(max(1, rows.count - Int(inside)))
        for _ in 0..<500 {
            var gradient = weights.map { 0.001 * $0 }
            for row in rows {
                let miss = chance(row.signs) - (row.isInside ? 1 : 0)
                let scaled = miss / (row.isInside ? inside : outside)
                for place in 0..<3 { gradient[place] += scaled * row.signs[place] }
                gradient[3] += scaled
            }
            for place in weights.indices { weights[place] -= 2 * gradient[place] }
        }
    }
}

extension IntentClassifier {
    private static let mark = Array("NUOINTENT1".utf8)

    /// The classifier as bytes, for a file or beside the workspace; not what was measured.
    public var bytes: [UInt8] {
        var out = ByteWriter(Self.mark)
        out.write(reject.map { [$0] } ?? [])
        if let gate { gate.write(to: &out) }
        out.write(classifier.bytes)
        return out.bytes
    }

    /// - Returns: nil where the bytes are none of this version.
    public init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.mark) else { return nil }
        var input = ByteReader(bytes, from: Self.mark.count)
        guard let reject = input.names(), reject.count <= 1 else { return nil }
        self.reject = reject.first
        if reject.isEmpty {
            gate = nil
        } else {
            guard let gate = Gate(from: &input) else { return nil }
            self.gate = gate
        }
        guard let rest = input.bytes(),
            let classifier = TextClassifier(bytes: Array(rest), mood: nil)
        else { return nil }
        self.classifier = classifier
    }
}

extension Gate {
    fileprivate func write(to out: inout ByteWriter) {
        out.write(threshold)
        for weight in weights { out.write(weight) }
        out.write(outside.map { $0 + 1 } ?? 0)
    }

    fileprivate init?(from input: inout ByteReader) {
        guard let threshold = input.number() else { return nil }
        let weights = (0..<4).compactMap { _ in input.number() }
        guard weights.count == 4, let outside = input.count() else { return nil }
        self.init(
            threshold: threshold, weights: weights, outside: outside == 0 ? nil : outside - 1)
    }
}
