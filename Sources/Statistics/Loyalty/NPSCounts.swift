/// Detractors, passives and promoters: all that a Net Promoter Score needs.
/// Source: Reichheld 2003 "The One Number You Need to Grow", Harvard Business Review 81(12).
public struct NPSCounts: Reversible, Hashable {
    /// Where the three classes begin and end on the scale.
    public struct Scale: Hashable, Sendable {
        public let range: ClosedRange<Int>
        /// The highest score of a detractor.
        public let detractors: Int
        /// The lowest score of a promoter.
        public let promoters: Int

        public init(range: ClosedRange<Int>, detractors: Int, promoters: Int) {
            precondition(detractors < promoters, "detractors score less than promoters")
            self.range = range
            self.detractors = detractors
            self.promoters = promoters
        }

        /// 0–10; 0–6 detract, 9–10 promote.
        public static let standard = Scale(range: 0...10, detractors: 6, promoters: 9)
    }

    public private(set) var detractors = 0
    public private(set) var passives = 0
    public private(set) var promoters = 0

    public init() {}

    public init(detractors: Int, passives: Int, promoters: Int) {
        precondition(detractors >= 0 && passives >= 0 && promoters >= 0, "counts are not negative")
        self.detractors = detractors
        self.passives = passives
        self.promoters = promoters
    }

    /// Counts a histogram of scores. A score outside the scale is refused, never coerced.
    public init(_ scores: Histogram, scale: Scale = .standard) throws(Unfit) {
        if let span = scores.span {
            guard scale.range.contains(span.lowerBound), scale.range.contains(span.upperBound)
            else { throw .outside("score") }
        }
        detractors = scores.count(
            in: min(scale.range.lowerBound, scale.detractors)...scale.detractors)
        promoters = scores.count(in: scale.promoters...max(scale.range.upperBound, scale.promoters))
        passives = scores.total - detractors - promoters
    }

    /// Counts scores one by one; fractions are refused too.
    public init(_ scores: [Double], scale: Scale = .standard) throws(Unfit) {
        let low = Double(scale.range.lowerBound)
        let high = Double(scale.range.upperBound)
        let bottom = Double(scale.detractors)
        let top = Double(scale.promoters)
        var below = 0
        var above = 0
        // Adding and taking away 1.5·2⁵² rounds to a whole number; eight scores are taken at once,
        // with no branch between them.
        let rounding = SIMD8<Double>(repeating: 0x1.8p52)
        let one = SIMD8<Double>(repeating: 1)
        var counts = (
            sound: SIMD8<Double>.zero, below: SIMD8<Double>.zero, above: SIMD8<Double>.zero
        )
        let whole = scores.count / 8 * 8
        scores.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: whole, by: 8) {
                let x = bytes.loadUnaligned(fromByteOffset: start * 8, as: SIMD8<Double>.self)
                let fits = (x .>= low) .& (x .<= high) .& ((x + rounding) - rounding .== x)
                counts.sound.replace(with: counts.sound + one, where: fits)
                counts.below.replace(with: counts.below + one, where: x .<= bottom)
                counts.above.replace(with: counts.above + one, where: x .>= top)
            }
        }
        var sound = Int(counts.sound.sum())
        below = Int(counts.below.sum())
        above = Int(counts.above.sum())
        for score in scores[whole...] {
            sound += score >= low && score <= high && score == score.rounded() ? 1 : 0
            below += score <= bottom ? 1 : 0
            above += score >= top ? 1 : 0
        }
        guard sound == scores.count else { throw .outside("score") }
        detractors = below
        promoters = above
        passives = scores.count - below - above
    }

    public mutating func add(_ score: Int, scale: Scale = .standard) throws(Unfit) {
        guard scale.range.contains(score) else { throw .outside("score") }
        if score <= scale.detractors {
            detractors += 1
        } else if score >= scale.promoters {
            promoters += 1
        } else {
            passives += 1
        }
    }

    public mutating func merge(_ other: NPSCounts) {
        detractors += other.detractors
        passives += other.passives
        promoters += other.promoters
    }

    public mutating func subtract(_ other: NPSCounts) {
        detractors -= other.detractors
        passives -= other.passives
        promoters -= other.promoters
        precondition(
            detractors >= 0 && passives >= 0 && promoters >= 0, "more is taken away than was added")
    }

    public var n: Int { detractors + passives + promoters }

    /// Promoters less detractors as a share of all, −1 … 1; absent without answers.
    public var score: Double? {
        n > 0 ? Double(promoters - detractors) / Double(n) : nil
    }

    /// Variance of one answer on −1, 0, 1 (divisor n); absent without answers.
    public var variance: Double? {
        guard let score else { return nil }
        return Double(promoters + detractors) / Double(n) - score * score
    }
}
