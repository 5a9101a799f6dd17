import Glibc

/// Learns intents and when a text has none of them. Whether a text is inside is learnt from texts
/// marked as outside, where there are some, and from intents that are hidden in turn.
public struct IntentClassifier: Sendable {
    let classifier: TextClassifier
    private let gate: Gate?
    private let reject: String?

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
    /// Of the right answers at most this share is given up to the rejection.
    private static let loss = 0.012

    init(_ lesson: Lesson, outside: Int?, folds: Int = 5) {
        self.outside = outside
        let places = Folds.places(lesson.targets, folds: folds)
        var rows: [(scores: [Float], isInside: Bool, isRight: Bool)] = []
        for fold in 0..<folds {
            func isHidden(_ target: Int) -> Bool { target != outside && target % folds == fold }
            let seen = lesson.targets.indices.filter { row in
                places[row] != fold && !isHidden(lesson.targets[row])
            }
            let members = lesson.members(seen)
            for row in lesson.targets.indices where places[row] == fold {
                let target = lesson.targets[row]
                var scores = lesson.scores(row, members)
                // A class that was never seen scores low everywhere; it must not be chosen.
                for number in scores.indices where isHidden(number) { scores[number] = -9 }
                let isInside = target != outside && !isHidden(target)
                rows.append((scores, isInside, isInside && best(scores) == target))
            }
        }
        learn(rows.map { (signs($0.scores), $0.isInside) })
        let right = rows.filter(\.isRight).map { chance($0.scores) }.sorted()
        if !right.isEmpty { threshold = right[Int(Gate.loss * Double(right.count))] }
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
