import Glibc
import Statistics

/// The data that all sides measure on: drawn from a seed, written once.
enum Samples {
    static let latents: [(name: String, items: Int)] = [
        ("Image", 5), ("Expectation", 3), ("Quality", 7), ("Value", 2), ("Satisfaction", 3),
        ("Complaints", 1), ("Loyalty", 3),
    ]
    /// By place in `latents`: the European satisfaction index (ECSI).
    static let paths: [(from: Int, to: Int)] = [
        (0, 1), (1, 2), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4), (3, 4), (4, 5), (0, 6), (4, 6),
        (5, 6),
    ]

    static func write(to folder: String) throws {
        var chance = SplitMix64(seed: 20_240_101)
        let scores = (0..<1_000_000).map { _ in Double(chance.index(below: 11)) }
        try NumberFile(folder, "scores").write([scores])
        try NumberFile(folder, "items").write(ratings(100_000, 22, 1...7, &chance))
        try NumberFile(folder, "drivers22").write(ratings(5_000, 23, 1...10, &chance))
        try NumberFile(folder, "drivers9").write(ratings(1_811, 10, 1...10, &chance))
        try NumberFile(folder, "index").write(index(250, &chance))
        try NumberFile(folder, "purchases").write(purchases(1_000_000, &chance))
        try NumberFile(folder, "outcomes").write(outcomes(200_000, 7, &chance))
        try NumberFile(folder, "durations").write(durations(200_000, 7, &chance))
    }

    /// Answers that lean on one opinion, some columns more than others.
    private static func ratings(
        _ n: Int, _ width: Int, _ scale: ClosedRange<Int>, _ chance: inout SplitMix64
    ) -> [[Double]] {
        let opinions = (0..<n).map { _ in chance.normal() }
        return (0..<width).map { column in
            let pull = 0.5 + 0.4 * Double(column % 5) / 4
            return opinions.map {
                rating(pull * $0 + (1 - pull * pull).squareRoot() * chance.normal(), scale)
            }
        }
    }

    private static func rating(_ opinion: Double, _ scale: ClosedRange<Int>) -> Double {
        let (low, high) = (Double(scale.lowerBound), Double(scale.upperBound))
        let middle = (low + high) / 2 + (high - low) / 10
        return min(high, max(low, (middle + (high - low) / 5 * opinion).rounded()))
    }

    /// Latent variables of the satisfaction index and their items.
    private static func index(_ n: Int, _ chance: inout SplitMix64) -> [[Double]] {
        var scores: [[Double]] = []
        for place in latents.indices {
            let causes = paths.filter { $0.to == place }.map { scores[$0.from] }
            let pull = causes.isEmpty ? 0 : 0.75 / Double(causes.count).squareRoot()
            scores.append(
                (0..<n).map { row in
                    causes.reduce(0.65 * chance.normal()) { $0 + pull * $1[row] }
                })
        }
        return zip(latents, scores).flatMap { latent, score in
            (0..<latent.items).map { _ in
                score.map { rating(0.8 * $0 + 0.6 * chance.normal(), 1...10) }
            }
        }
    }

    /// BG/NBD with the parameters of CDNOW; frequency, recency and age in weeks, whole days.
    private static func purchases(_ n: Int, _ chance: inout SplitMix64) -> [[Double]] {
        let truth = BetaGeometric(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
        var columns = Array(repeating: [Double](), count: 3)
        for _ in 0..<n {
            let days = 189 + chance.index(below: 85)
            let rate = chance.gamma(shape: truth.r) / truth.alpha
            let leaving = chance.gamma(shape: truth.a)
            let leave = leaving / (leaving + chance.gamma(shape: truth.b))
            let age = Double(days) / 7
            var (time, last, count) = (0.0, 0.0, 0.0)
            while true {
                time -= log(chance.unit()) / rate
                guard time < age else { break }
                count += 1
                last = time
                if chance.unit() < leave { break }
            }
            columns[0].append(count)
            columns[1].append(min((last * 7).rounded(.up), Double(days)) / 7)
            columns[2].append(age)
        }
        return columns
    }

    /// Predictors and, last, whether it happened (0 or 1).
    private static func outcomes(
        _ n: Int, _ width: Int, _ chance: inout SplitMix64
    ) -> [[Double]] {
        var columns = (0..<width).map { _ in (0..<n).map { _ in chance.normal() } }
        columns.append(
            (0..<n).map { row in
                var logit = -1.0
                for j in 0..<width { logit += (Double(j) - 3) * 0.25 * columns[j][row] }
                return chance.unit() < 1 / (1 + exp(-logit)) ? 1 : 0
            })
        return columns
    }

    /// Covariates, then the time in whole days and whether it ended (0 or 1).
    private static func durations(
        _ n: Int, _ width: Int, _ chance: inout SplitMix64
    ) -> [[Double]] {
        var columns = (0..<width).map { _ in (0..<n).map { _ in chance.normal() } }
        var times: [Double] = []
        var events: [Double] = []
        for row in 0..<n {
            var risk = 0.0
            for j in 0..<width { risk += (Double(j) - 3) * 0.1 * columns[j][row] }
            let ends = (-log(chance.unit()) * 400 / exp(risk)).rounded(.up)
            let watched = Double(1 + chance.index(below: 730))
            times.append(min(ends, watched))
            events.append(ends <= watched ? 1 : 0)
        }
        columns += [times, events]
        return columns
    }
}
