import Glibc

extension TextClassifier {
    /// A classifier of two classes fitted to another kind of text of which no labels are known: its
    /// own answers and the words of mood there, the shares of the classes estimated from them, and
    /// rounds of learning from the surest answers.
    /// Source of the shares: Saerens, Latinne and Decaestecker 2002, Neural Computation 14.
    /// - Parameters:
    ///   - target: texts of the other kind.
    ///   - mood: read in both kinds; what it means for the classes is learnt from the labels.
    public static func adapted(
        learning texts: [NormalText], labels: [String], to target: [NormalText],
        terms: [LearningTerms], mood: MoodLexicon, rounds: Int = 2
    ) -> TextClassifier {
        let classes = Array(Set(labels)).sorted()
        precondition(classes.count == 2, "adaptation knows two classes")
        let own = texts.count
        let truth = labels.map { $0 == classes[1] ? 1 : 0 }
        let bridge = MoodBridge(texts.map { mood.measures(of: $0) }, truth)
        let source = Lesson(texts, targets: truth, classes: 2, terms: terms, mood: mood)
        let (calibration, quality) = source.calibrated(folds: 3)
        let first = TextClassifier(
            classes: classes, members: source.members(Array(truth.indices)), mood: mood,
            calibration: calibration, quality: quality)
        // A text is judged by what was learnt elsewhere and by its words of mood, in equal parts.
        var chances = target.map { text in
            let learnt = Chances.logit(first.probabilities(text)[1])
            let read = Chances.logit(bridge.probability(mood.measures(of: text)))
            return Chances.logistic(0.35 * learnt + read)
        }
        _ = Chances.adjust(&chances, from: Double(truth.count { $0 == 1 }) / Double(own))
        return first.taught(
            by: chances, of: target, terms: terms, mood: mood, rounds: rounds,
            bridge: { bridge.probability(mood.measures(of: $0)) })
    }

    /// The same without labels at all: learnt from the texts of which the words of mood are surest.
    /// - Returns: nil where these are all of one side.
    public static func adapted(
        to target: [NormalText], classes: (bad: String, good: String), terms: [LearningTerms],
        mood: MoodLexicon, rounds: Int = 2
    ) -> TextClassifier? {
        func chance(_ text: NormalText) -> Double {
            Chances.logistic(4 * mood.reading(of: text).score)
        }
        let answer = TextClassifier(
            classes: [classes.bad, classes.good], members: [], mood: mood,
            calibration: Calibration(classes: 2), quality: nil
        ).taught(
            by: target.map(chance), of: target, terms: terms, mood: mood, rounds: rounds,
            bridge: chance)
        return answer.members.isEmpty ? nil : answer
    }

    /// Rounds of learning from the surest texts, each time more of them.
    private func taught(
        by first: [Double], of target: [NormalText], terms: [LearningTerms], mood: MoodLexicon,
        rounds: Int, bridge: (NormalText) -> Double
    ) -> TextClassifier {
        var chances = first
        var answer = self
        for round in 0..<rounds {
            let picked = Chances.surest(chances, keep: 0.5 + 0.12 * Double(round))
            let lesson = Lesson(
                picked.map { target[$0.row] }, targets: picked.map { $0.isWanted ? 1 : 0 },
                classes: 2, terms: terms, mood: mood)
            guard Set(lesson.targets).count == 2 else { break }
            let (calibration, _) = lesson.calibrated(folds: 3)
            answer = TextClassifier(
                classes: classes, members: lesson.members(Array(lesson.targets.indices)),
                mood: mood, calibration: calibration, quality: quality)
            for row in target.indices {
                let learnt = Chances.logit(answer.probabilities(target[row])[1])
                let read = Chances.logit(bridge(target[row]))
                chances[row] = Chances.logistic(learnt + 0.3 * read)
            }
        }
        return answer
    }
}

extension TextClassifier {
    /// This classifier of two classes with its threshold moved to where texts of which no labels
    /// are known have it: their share of the second class is estimated, and the odds follow.
    /// - Parameter prior: the share among the texts it learnt from; nil for what it knows of that.
    public func recalibrated(
        to texts: [NormalText], from prior: Double? = nil
    ) -> (classifier: TextClassifier, share: Double) {
        precondition(classes.count == 2, "recalibration knows two classes")
        let prior = min(max(prior ?? self.prior ?? 0.5, 0.02), 0.98)
        var chances = texts.map { probabilities($0)[1] }
        let share = Chances.adjust(&chances, from: prior)
        let moved = Calibration(
            slope: calibration.slope,
            offset: calibration.offset + Chances.logit(share) - Chances.logit(prior))
        return (
            TextClassifier(
                classes: classes, members: members, mood: mood, calibration: moved,
                quality: quality, prior: share), share
        )
    }
}

/// What the measures of the lexicon mean for two classes: a logistic regression on four numbers.
struct MoodBridge {
    private var weights: [Double]

    init(_ measures: [[Float]], _ targets: [Int]) {
        let width = (measures.first?.count ?? 0) + 1
        weights = [Double](repeating: 0, count: width)
        // Classes count alike, so that the share of the labelled texts is not learnt.
        let wanted = Double(max(1, targets.count { $0 == 1 }))
        let others = Double(max(1, targets.count { $0 == 0 }))
        for _ in 0..<400 {
            var gradient = weights.map { 0.001 * $0 }
            for (row, target) in zip(measures, targets) {
                let miss = probability(row) - Double(target)
                let scaled = miss / (target == 1 ? wanted : others)
                for (place, value) in row.enumerated() { gradient[place] += scaled * Double(value) }
                gradient[width - 1] += scaled
            }
            for place in weights.indices { weights[place] -= 1.0 * gradient[place] }
        }
    }

    func probability(_ measures: [Float]) -> Double {
        var sum = weights[weights.count - 1]
        for (place, value) in measures.enumerated() { sum += weights[place] * Double(value) }
        return Chances.logistic(sum)
    }
}

/// Probabilities of many texts together.
enum Chances {
    static func logit(_ probability: Double) -> Double {
        let inside = min(max(probability, 1e-6), 1 - 1e-6)
        return log(inside / (1 - inside))
    }

    static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

    /// Expectation and maximisation for the share of the wanted class; the probabilities follow it.
    /// - Returns: the share.
    static func adjust(_ chances: inout [Double], from prior: Double) -> Double {
        guard !chances.isEmpty else { return prior }
        var share = prior
        for _ in 0..<100 {
            let moved = chances.map { shifted($0, from: prior, to: share) }
            let next = moved.reduce(0, +) / Double(moved.count)
            let inside = min(max(next, 0.02), 0.98)
            let change = (inside - share).magnitude
            share = inside
            if change < 1e-6 { break }
        }
        for row in chances.indices { chances[row] = shifted(chances[row], from: prior, to: share) }
        return share
    }

    private static func shifted(_ chance: Double, from prior: Double, to share: Double) -> Double {
        logistic(logit(chance) + logit(share) - logit(prior))
    }

    /// The rows that are surest, as many of each class as its share asks for.
    static func surest(
        _ chances: [Double], keep: Double
    ) -> [(row: Int, isWanted: Bool)] {
        let order = chances.indices.sorted {
            chances[$0] == chances[$1] ? $0 < $1 : chances[$0] < chances[$1]
        }
        let wanted = chances.count { $0 > 0.5 }
        let others = chances.count - wanted
        let low = order.prefix(Int(keep * Double(others))).map { ($0, false) }
        let high = order.suffix(Int(keep * Double(wanted))).map { ($0, true) }
        return (low + high).map { (row: $0.0, isWanted: $0.1) }
    }
}
