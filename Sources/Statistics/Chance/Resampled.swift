/// What is drawn with replacement: rows, or random parts of them.
protocol Resampled: Sendable {
    /// How many rows or parts there are, and are drawn each time.
    var count: Int { get }

    /// A summary of each draw.
    /// - Parameter draws: how often each row or part was drawn; about as many as there are.
    mutating func grams(_ draws: [[Int16]]) -> [Gram]
}

/// Draws are made by pieces, each by a generator of its own whose seed the given one makes: so
/// pieces can be drawn beside each other, and the same seed gives the same draws.
private let drawsOfPiece = 40

extension Resampled {
    /// What is found in as many draws as are wanted.
    /// - Parameter find: what each summary gives; nil where it gives nothing and is drawn again.
    /// - Returns: also how many gave nothing before; nil where more did than are wanted.
    func resample<Found: Sendable>(
        _ wanted: Int, using chance: inout SplitMix64, find: @Sendable ([Gram]) -> [Found?]
    ) -> (found: [Found], failed: Int)? {
        var found: [Found] = []
        var failed = 0
        while true {
            let seeds = stride(from: found.count, to: wanted, by: drawsOfPiece).map { _ in
                chance.next()
            }
            let pieces = seeds.indices.concurrentMap { find(piece(SplitMix64(seed: seeds[$0]))) }
            for one in pieces.joined() {
                guard let one else {
                    failed += 1
                    guard failed <= wanted else { return nil }
                    continue
                }
                found.append(one)
                if found.count == wanted { return (found, failed) }
            }
        }
    }

    private func piece(_ chance: SplitMix64) -> [Gram] {
        var (own, chance) = (self, chance)
        return own.grams(
            (0..<drawsOfPiece).map { _ in
                var times = Array(repeating: Int16(0), count: count)
                for _ in 0..<count { times[chance.index(below: count)] += 1 }
                return times
            })
    }
}
