import RealModule

/// How one journey felt: its valences in order, signed around a neutral zero (1–5 less 3).
/// Source: Kahneman, Fredrickson, Schreiber, Redelmeier 1993 "When More Pain Is Preferred to Less",
/// Psychological Science 4(6).
public struct JourneyFeeling: Hashable, Sendable {
    public let mean: Double
    /// The valence furthest from zero; the latest of equals.
    public let peak: Double
    public let end: Double
    public let trough: Double
    public let start: Double
    /// Change per step; zero for a single step.
    public let slope: Double
    /// Population standard deviation.
    public let spread: Double
    public let steps: Int

    public init(_ valences: [Double]) throws(Unfit) {
        guard let first = valences.first, let last = valences.last else { throw .empty }
        guard valences.allSatisfy(\.isFinite) else { throw .notFinite("valence") }
        let moments = Moments(valences)
        mean = moments.mean
        var strongest = first
        for valence in valences where abs(valence) >= abs(strongest) { strongest = valence }
        peak = strongest
        end = last
        start = first
        trough = valences.min() ?? first
        spread = (moments.squares / Double(valences.count)).squareRoot()
        steps = valences.count
        let middle = Double(valences.count - 1) / 2
        var top = 0.0
        var bottom = 0.0
        for (step, valence) in valences.enumerated() {
            let offset = Double(step) - middle
            top += offset * (valence - moments.mean)
            bottom += offset * offset
        }
        slope = bottom > 0 ? top / bottom : 0
    }

    /// Mean of peak and end: what is remembered, says the rule.
    public var peakEnd: Double { (peak + end) / 2 }

    /// Mean of the worst moment and the end.
    public var worstEnd: Double { (trough + end) / 2 }
}

/// Which summary of a journey predicts the overall score, from journeys' Gram summary.
public struct PeakEnd: Hashable, Sendable {
    public struct Model: Hashable, Sendable {
        public let fit: LeastSquares
        public let aic: Double
        public let bic: Double
        fileprivate let predictors: [Int]
    }

    /// Overall on the mean, and on peak-end.
    public let mean: Model
    public let peakEnd: Model
    /// On peak and on end alone; on both apart; on mean, peak and end; on peak, end and the number
    /// of steps. Absent where one of them does not vary or follows from the others.
    public let peak: Model?
    public let end: Model?
    public let peakAndEnd: Model?
    public let all: Model?
    public let duration: Model?
    /// Whether mean or peak-end correlates more with the overall score. Absent where they are the
    /// same.
    public let comparison: DependentCorrelations?
    /// Of mean and peak-end.
    public let correlation: Double

    public static let method = Method(
        "journey.peakEnd",
        source: "Kahneman et al. 1993, Psychological Science 4(6); Williams 1959; Steiger 1980")

    /// An empty summary; add `row` for each journey.
    public static var summary: Gram {
        Gram(names: ["overall", "mean", "peakEnd", "peak", "end", "steps"])
    }

    public static func row(_ feeling: JourneyFeeling, overall: Double) -> [Double] {
        [
            overall, feeling.mean, feeling.peakEnd, feeling.peak, feeling.end,
            Double(feeling.steps),
        ]
    }

    public init(_ gram: Gram) throws(Unfit) {
        mean = try PeakEnd.model(gram, [1])
        peakEnd = try PeakEnd.model(gram, [2])
        peak = try? PeakEnd.model(gram, [3])
        end = try? PeakEnd.model(gram, [4])
        peakAndEnd = try? PeakEnd.model(gram, [3, 4])
        all = try? PeakEnd.model(gram, [1, 3, 4])
        duration = try? PeakEnd.model(gram, [3, 4, 5])
        let r = try gram.picking([0, 1, 2]).correlation()
        correlation = r[1, 2]
        // Journeys of one step: mean and peak-end are the same, and nothing sets them apart.
        comparison =
            1 - abs(r[1, 2]) < 1e-12
            ? nil
            : try? DependentCorrelations(
                first: r[0, 1], second: r[0, 2], between: r[1, 2], n: gram.count)
    }

    /// p of the number of steps given peak and end: not small means duration is neglected.
    public var durationP: Double? { duration?.fit.terms[3].p }

    /// Root mean square error of predicting each journey from all others.
    /// - Parameter rows: those the summary was made of.
    public static func leaveOneOutError(
        _ model: Model, _ gram: Gram, rows: [[Double]]
    ) throws(Unfit) -> Double {
        let places = model.predictors
        let factor: Cholesky
        do {
            factor = try Cholesky(gram.comoments.picking(places))
        } catch {
            throw .collinear(gram.names[places[error.column]])
        }
        let slopes = model.fit.terms.map(\.coefficient)
        var sum = 0.0
        for row in rows {
            let offsets = places.map { row[$0] - gram.means[$0] }
            let leverage = 1 / Double(gram.count) + dot(offsets, factor.solve(offsets))
            let predicted = slopes[0] + dot(Array(slopes.dropFirst()), places.map { row[$0] })
            // The only journey of its kind is predicted by nothing else.
            guard leverage < 1 - 1e-12 else { throw .undefined("a journey stands alone") }
            let miss = (row[0] - predicted) / (1 - leverage)
            sum += miss * miss
        }
        return (sum / Double(rows.count)).squareRoot()
    }

    private static func model(_ gram: Gram, _ predictors: [Int]) throws(Unfit) -> Model {
        let fit = try LeastSquares(gram, outcome: 0, predictors: predictors)
        let n = Double(gram.count)
        let residual = fit.residualVariance * Double(fit.degrees)
        guard residual > 0 else { throw .undefined("the overall score follows exactly") }
        let deviance = n * (1 + Double.log(2 * Double.pi * residual / n))
        let parameters = Double(predictors.count + 1)
        return Model(
            fit: fit, aic: deviance + 2 * parameters,
            bic: deviance + Double.log(n) * parameters, predictors: predictors)
    }
}
