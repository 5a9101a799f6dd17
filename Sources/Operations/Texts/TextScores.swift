import Base
import Statistics

/// How well answers match the labels that people gave.
struct TextScores {
    let truth: [String]
    let answers: [String]

    var accuracy: Double {
        guard !truth.isEmpty else { return .nan }
        return Double(zip(truth, answers).count { $0 == $1 }) / Double(truth.count)
    }

    /// The mean over the classes that are there of the harmonic mean of precision and recall.
    var macroF1: Double {
        let classes = Set(truth).sorted()
        guard !classes.isEmpty else { return .nan }
        var sum = 0.0
        for name in classes {
            let hits = zip(truth, answers).count { $0 == name && $1 == name }
            let named = answers.count { $0 == name } + truth.count { $0 == name }
            sum += 2 * Double(hits) / Double(named)
        }
        return sum / Double(classes.count)
    }

    /// How many rows each label has.
    static func counted(_ labels: [String]) -> JSON {
        let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
        return .object(
            JSON.Object(counts.sorted { $0.key < $1.key }.map { ($0.key, JSON.integer($0.value)) }))
    }

    /// The chance that a wanted row scores higher than another.
    static func auc(_ scores: [Double], _ isWanted: [Bool]) -> Double? {
        fit {
            () throws(Unfit) in
            try Discrimination(scores: scores, outcome: isWanted).auc.value
        }
    }

    /// The fields of all methods that compare with labels.
    var fields: [(String, JSON)] {
        [("accuracy", .figure(accuracy)), ("macroF1", .figure(macroF1))]
    }
}

/// How long the prediction of some rows took.
struct TextPace {
    let rows: Int
    let seconds: Double

    var fields: [(String, JSON)] {
        [
            ("seconds", .number(seconds)),
            ("perSecond", .figure(seconds > 0 ? Double(rows) / seconds : nil)),
        ]
    }
}
