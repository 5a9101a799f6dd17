/// Tells whether two questions ask the same: what they share, what only one of them says, which
/// differing words stand against each other, and measures of likeness.
public struct PairClassifier: Sendable {
    public let classes: [String]
    public let quality: TextClassifier.Quality?
    private let measures: PairMeasures
    private let nearness: Nearness
    private let members: [any TextMember]
    private let calibration: Calibration

    /// The pieces of a long text are crossed with the pieces of the other up to this many.
    private static let crossed = 24

    public init(
        learning pairs: [(NormalText, NormalText)], labels: [String], terms: [LearningTerms],
        folds: Int = 0
    ) {
        precondition(pairs.count == labels.count, "every pair has its label")
        let classes = Array(Set(labels)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let measures = PairMeasures(pairs.flatMap { [$0.0, $0.1] })
        let pieces = pairs.map { (PairPieces($0.0), PairPieces($0.1)) }
        let nearness = Nearness(pieces, measures)
        let seen = pieces.map { PairClassifier.features($0, $1, measures) }
        let sides = zip(seen, pieces).map { $0.sides + nearness.values($1.0, $1.1, measures) }
        let lesson = Lesson(
            features: terms.map { _ in Pieces(seen.map(\.features)) }, sides: sides,
            targets: labels.map { numbers[$0] ?? 0 }, classes: classes.count, terms: terms)
        let (calibration, quality) = lesson.calibrated(folds: folds)
        self.classes = classes
        self.measures = measures
        self.nearness = nearness
        self.calibration = calibration
        self.quality = quality
        members = lesson.members(Array(pairs.indices))
    }

    public func answer(_ first: NormalText, _ second: NormalText) -> TextClassifier.Answer {
        let all = calibration.probabilities(scores(first, second))
        let best = TextClassifier.highest(all)
        return TextClassifier.Answer(label: classes[best], probability: all[best])
    }

    func scores(_ first: NormalText, _ second: NormalText) -> [Float] {
        let (a, b) = (PairPieces(first), PairPieces(second))
        let (features, values) = PairClassifier.features(a, b, measures)
        let sides = values + nearness.values(a, b, measures)
        var sums = [Float](repeating: 0, count: classes.count)
        for member in members {
            let scores = member.scores(features, sides: sides)
            for place in sums.indices { sums[place] += scores[place] / Float(members.count) }
        }
        return sums
    }

    /// The order of the two makes no difference.
    static func features(
        _ a: PairPieces, _ b: PairPieces, _ measures: PairMeasures
    ) -> (features: [Feature], sides: [Float]) {
        var features: [Feature] = []
        func add(_ kind: UInt64, _ one: UInt64, _ two: UInt64 = 0, share: Float) {
            let hash = Hash.add(Hash.add(kind, one), two)
            features.append(Feature(hash: hash, first: 0, last: 0, share: share))
        }
        var differing: [[UInt64]] = [[], []]
        var common: [UInt64] = []
        for (length, (left, right)) in zip(a.grams, b.grams).enumerated() {
            let (leftSet, rightSet) = (Set(left), Set(right))
            for piece in left.unique where rightSet.contains(piece) {
                add(0x5A, piece, share: 0.5)
                if length < 2 { common.append(piece) }
            }
            let onlyLeft = left.unique.filter { !rightSet.contains($0) }
            let onlyRight = right.unique.filter { !leftSet.contains($0) }
            for piece in onlyLeft { add(0xD1, piece, share: 1) }
            for piece in onlyRight { add(0xD1, piece, share: 1) }
            if length < 2 {
                differing[0] += onlyLeft.prefix(crossed)
                differing[1] += onlyRight.prefix(crossed)
            }
        }
        for one in differing[0] {
            for two in differing[1] { add(0xC5, min(one, two), max(one, two), share: 0.6) }
        }
        for one in common.prefix(crossed) {
            for two in (differing[0] + differing[1]).prefix(crossed) {
                add(0xCD, one, two, share: 0.25)
            }
        }
        let values = measures.measures(a, b)
        for (number, value) in values.enumerated() {
            add(0xB0, UInt64(number), UInt64(value * 8), share: 2)
            for (other, second) in values.enumerated().dropFirst(number + 1) {
                add(
                    0xBB + UInt64(number * 64 + other), UInt64(value * 4), UInt64(second * 4),
                    share: 0.7)
            }
        }
        return (features, values)
    }
}

/// The measures of an embedding learnt from the questions themselves, on one scale: over the pairs
/// that were learnt each has the mean 0 and the standard deviation 1.
private struct Nearness: Sendable {
    private let embedding: Embedding
    private var means: [Float] = []
    private var spreads: [Float] = []

    init(_ pairs: [(PairPieces, PairPieces)], _ measures: PairMeasures) {
        embedding = Embedding(pairs.flatMap { [$0.0, $0.1] })
        let all = pairs.map { values($0, $1, measures) }
        let count = Float(max(1, all.count))
        means = (all.first ?? []).indices.map { place in
            all.reduce(0) { $0 + $1[place] } / count
        }
        let means = means
        spreads = means.indices.map { place in
            let squares = all.reduce(Float(0)) { sum, values in
                sum + (values[place] - means[place]) * (values[place] - means[place])
            }
            return max(1e-6, (squares / count).squareRoot())
        }
    }

    func values(_ a: PairPieces, _ b: PairPieces, _ measures: PairMeasures) -> [Float] {
        let raw = embedding.measures(a, b, rarity: measures.rarity)
        guard !means.isEmpty else { return raw }
        return raw.indices.map { (raw[$0] - means[$0]) / spreads[$0] }
    }
}

extension PairClassifier {
    private static let mark = Array("NUOPAIR1".utf8)

    /// The classifier as bytes, for a file or beside the workspace.
    public var bytes: [UInt8] {
        var out = ByteWriter(Self.mark)
        out.write(classes)
        out.write(calibration.slope)
        out.write(calibration.offset)
        out.write(quality?.accuracy ?? -1)
        out.write(quality?.texts ?? 0)
        measures.write(to: &out)
        nearness.write(to: &out)
        out.write(members)
        return out.bytes
    }

    /// - Returns: nil where the bytes are none of this version.
    public init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.mark) else { return nil }
        var input = ByteReader(bytes, from: Self.mark.count)
        guard let classes = input.names(), classes.count == 2, let slope = input.number(),
            let offset = input.number(), let accuracy = input.number(), let texts = input.count(),
            let measures = PairMeasures(from: &input), let nearness = Nearness(from: &input),
            let members = input.members(classes: classes.count)
        else { return nil }
        self.classes = classes
        calibration = Calibration(slope: slope, offset: offset)
        quality = accuracy < 0 ? nil : .init(accuracy: accuracy, texts: texts)
        self.measures = measures
        self.nearness = nearness
        self.members = members
    }
}

extension Nearness {
    fileprivate func write(to out: inout ByteWriter) {
        embedding.write(to: &out)
        out.write(means)
        out.write(spreads)
    }

    fileprivate init?(from input: inout ByteReader) {
        guard let embedding = Embedding(from: &input), let means = input.floats(),
            let spreads = input.floats(), spreads.count == means.count
        else { return nil }
        self.embedding = embedding
        self.means = means
        self.spreads = spreads
    }
}

extension [UInt64] {
    /// Each once, in the order they come.
    fileprivate var unique: [UInt64] {
        var seen = Set<UInt64>()
        return filter { seen.insert($0).inserted }
    }
}
