/// Learns classes of texts from examples. Several models look at different pieces of a text;
/// their scores are added, and a calibration makes them probabilities.
public struct TextClassifier: Sendable {
    /// In the order of the scores.
    public let classes: [String]
    /// Measured out of fold while it learnt; nil when it was not.
    public let quality: Quality?
    /// Of two classes, the share of the second among the texts it learnt from; nil where unknown.
    let prior: Double?
    let members: [any TextMember]
    let mood: MoodLexicon?
    let calibration: Calibration

    /// What the classifier reached on texts it had not seen.
    public struct Quality: Sendable, Equatable {
        public let accuracy: Double
        public let texts: Int
    }

    /// An answer with its probability.
    public struct Answer: Sendable, Equatable {
        public let label: String
        /// Calibrated, 0 to 1.
        public let probability: Double
    }

    init(
        classes: [String], members: [any TextMember], mood: MoodLexicon?, calibration: Calibration,
        quality: Quality?, prior: Double? = nil
    ) {
        self.classes = classes
        self.members = members
        self.mood = mood
        self.calibration = calibration
        self.quality = quality
        self.prior = prior
    }

    /// One score for each class; the highest is the answer.
    public func scores(_ text: NormalText) -> [Float] {
        let sides = mood?.measures(of: text) ?? []
        var sums = [Float](repeating: 0, count: classes.count)
        for member in members {
            let scores = member.scores(member.scheme.features(of: text), sides: sides)
            for place in sums.indices { sums[place] += scores[place] }
        }
        let share = 1 / Float(members.count)
        for place in sums.indices { sums[place] *= share }
        return sums
    }

    /// One probability for each class.
    public func probabilities(_ text: NormalText) -> [Double] {
        calibration.probabilities(scores(text))
    }

    public func answer(_ text: NormalText) -> Answer {
        let all = probabilities(text)
        let best = TextClassifier.highest(all)
        return Answer(label: classes[best], probability: all[best])
    }

    /// The first of the highest.
    static func highest<Number: Comparable>(_ values: [Number]) -> Int {
        var best = 0
        for place in values.indices where values[place] > values[best] { best = place }
        return best
    }
}
