extension TextClassifier {
    /// Learns from texts with their classes; the same input gives the same classifier.
    /// - Parameters:
    ///   - terms: one linear model for each.
    ///   - mood: a lexicon whose measures are learnt beside the text.
    ///   - folds: how many parts are held out in turn to calibrate; below 2 leaves it out.
    public init(
        learning texts: [NormalText], labels: [String], terms: [LearningTerms],
        mood: MoodLexicon? = nil, folds: Int = 0
    ) {
        precondition(texts.count == labels.count, "every text has its label")
        precondition(!texts.isEmpty && !terms.isEmpty, "something is learnt from")
        let classes = Array(Set(labels)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let lesson = Lesson(
            texts, targets: labels.map { numbers[$0] ?? 0 }, classes: classes.count, terms: terms,
            mood: mood)
        let (calibration, quality) = lesson.calibrated(folds: folds)
        self.init(
            classes: classes, members: lesson.members(Array(texts.indices)), mood: mood,
            calibration: calibration, quality: quality,
            prior: Double(lesson.targets.count { $0 == 1 }) / Double(texts.count))
    }
}

/// What a classifier learns from.
struct Lesson {
    let targets: [Int]
    let classes: Int
    let terms: [LearningTerms]
    /// For each of the terms, each text.
    let features: [Pieces]
    let sides: [[Float]]

    init(
        _ texts: [NormalText], targets: [Int], classes: Int, terms: [LearningTerms],
        mood: MoodLexicon?
    ) {
        self.targets = targets
        self.classes = classes
        self.terms = terms
        features = terms.map { Pieces(of: texts, $0.scheme) }
        sides = mood.map { lexicon in texts.map { lexicon.measures(of: $0) } } ?? []
    }

    init(
        features: [Pieces], sides: [[Float]], targets: [Int], classes: Int,
        terms: [LearningTerms]
    ) {
        self.targets = targets
        self.classes = classes
        self.terms = terms
        self.features = features
        self.sides = sides
    }

    func members(_ rows: [Int]) -> [any TextMember] {
        let targets = rows.map { self.targets[$0] }
        return zip(terms, features).map { term, features -> any TextMember in
            if let net = term.net {
                return NetText(
                    features.picked(rows), targets: targets, classes: classes, terms: term,
                    net: net)
            }
            return LinearText(
                features.picked(rows), sides: sides.isEmpty ? [] : rows.map { sides[$0] },
                targets: targets, classes: classes, terms: term)
        }
    }

    /// The scores of a row by models.
    func scores(_ row: Int, _ members: [any TextMember]) -> [Float] {
        var sums = [Float](repeating: 0, count: classes)
        for (member, features) in zip(members, features) {
            let scores = member.scores(features[row], sides: sides.isEmpty ? [] : sides[row])
            for place in sums.indices { sums[place] += scores[place] / Float(members.count) }
        }
        return sums
    }

    /// What the scores mean, measured on parts held out in turn; below two folds it is assumed.
    func calibrated(folds: Int) -> (Calibration, TextClassifier.Quality?) {
        guard folds > 1, targets.count >= folds * 2 else {
            return (Calibration(classes: classes), nil)
        }
        let scores = heldOutScores(folds: folds)
        let hits = scores.indices.count { row in
            TextClassifier.highest(scores[row]) == targets[row]
        }
        let quality = TextClassifier.Quality(
            accuracy: Double(hits) / Double(targets.count), texts: targets.count)
        return (Calibration(scores, targets, classes: classes), quality)
    }

    /// Each row scored by models that did not see it.
    func heldOutScores(folds: Int) -> [[Float]] {
        let places = Folds.places(targets, folds: folds)
        var all = [[Float]](repeating: [], count: targets.count)
        for fold in 0..<folds {
            let members = members(targets.indices.filter { places[$0] != fold })
            for row in targets.indices where places[row] == fold {
                all[row] = scores(row, members)
            }
        }
        return all
    }
}

/// Parts of a body of rows, every class spread over all of them.
enum Folds {
    /// Of each row the number of its part.
    static func places(_ targets: [Int], folds: Int, seed: UInt64 = 7) -> [Int] {
        var chance = Chance(seed: seed)
        var order = Array(targets.indices)
        for place in order.indices.dropLast() {
            order.swapAt(place, place + chance.below(order.count - place))
        }
        var next: [Int: Int] = [:]
        var places = [Int](repeating: 0, count: targets.count)
        for row in order {
            let number = next[targets[row], default: targets[row]]
            places[row] = number % folds
            next[targets[row]] = number + 1
        }
        return places
    }
}
