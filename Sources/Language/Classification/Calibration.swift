import Glibc

/// Makes scores of a linear machine into probabilities. Two classes: a sigmoid (Platt 1999, with
/// the targets of Lin, Lin and Weng 2007). More: one temperature (Guo et al. 2017).
struct Calibration: Sendable, Equatable {
    var slope: Double
    var offset: Double

    /// Before anything was measured: a margin of one is rather sure.
    init(classes: Int) {
        slope = classes == 2 ? 2 : 4
        offset = 0
    }

    init(slope: Double, offset: Double) {
        self.slope = slope
        self.offset = offset
    }

    init(_ scores: [[Float]], _ targets: [Int], classes: Int) {
        if classes == 2 {
            self = Calibration.sigmoid(
                scores.map { Double($0[1]) }, targets.map { $0 == 1 })
        } else {
            self.init(slope: Calibration.temperature(scores, targets), offset: 0)
        }
    }

    func probabilities(_ scores: [Float]) -> [Double] {
        if scores.count == 2 {
            let probability = 1 / (1 + exp(-(slope * Double(scores[1]) + offset)))
            return [1 - probability, probability]
        }
        let highest = scores.max() ?? 0
        var shares = scores.map { exp(slope * Double($0 - highest)) }
        let sum = shares.reduce(0, +)
        for place in shares.indices { shares[place] /= sum }
        return shares
    }

    /// Newton's steps on the log loss of slope and offset.
    private static func sigmoid(_ scores: [Double], _ isWanted: [Bool]) -> Calibration {
        let wanted = Double(isWanted.count { $0 })
        let others = Double(isWanted.count) - wanted
        let high = (wanted + 1) / (wanted + 2)
        let low = 1 / (others + 2)
        var slope = 2.0
        var offset = log((wanted + 1) / (others + 1))
        for _ in 0..<50 {
            var gradient = (0.0, 0.0)
            var curve = (1e-9, 0.0, 1e-9)
            for (score, isWanted) in zip(scores, isWanted) {
                let probability = 1 / (1 + exp(-(slope * score + offset)))
                let miss = probability - (isWanted ? high : low)
                let spread = probability * (1 - probability)
                gradient.0 += miss * score
                gradient.1 += miss
                curve.0 += spread * score * score
                curve.1 += spread * score
                curve.2 += spread
            }
            let determinant = curve.0 * curve.2 - curve.1 * curve.1
            guard determinant > 1e-12 else { break }
            let first = (curve.2 * gradient.0 - curve.1 * gradient.1) / determinant
            let second = (curve.0 * gradient.1 - curve.1 * gradient.0) / determinant
            slope -= max(-2, min(2, first))
            offset -= max(-2, min(2, second))
            if first.magnitude + second.magnitude < 1e-8 { break }
        }
        return Calibration(slope: slope, offset: offset)
    }

    /// Golden-section search on the logarithm of the slope.
    private static func temperature(_ scores: [[Float]], _ targets: [Int]) -> Double {
        func loss(_ exponent: Double) -> Double {
            let calibration = Calibration(slope: exp(exponent), offset: 0)
            var sum = 0.0
            for (scores, target) in zip(scores, targets) {
                sum -= log(max(1e-12, calibration.probabilities(scores)[target]))
            }
            return sum
        }
        let ratio = (5.0.squareRoot() - 1) / 2
        var low = -1.0
        var high = 4.0
        for _ in 0..<24 {
            let first = high - ratio * (high - low)
            let second = low + ratio * (high - low)
            if loss(first) < loss(second) { high = second } else { low = first }
        }
        return exp((low + high) / 2)
    }
}
