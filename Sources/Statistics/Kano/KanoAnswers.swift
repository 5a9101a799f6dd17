/// Answers to one feature's pair of questions, all 25 combinations kept: the evaluation table is
/// applied late, so either table serves the same counts.
/// Source: Kano, Seraku, Takahashi, Tsuji 1984 "Attractive Quality and Must-be Quality",
/// Journal of the Japanese Society for Quality Control 14(2).
public struct KanoAnswers: Reversible, Hashable {
    /// Row: functional 1 like … 5 dislike; column: dysfunctional.
    public private(set) var cells = Array(repeating: 0, count: 25)

    public init() {}

    /// - Parameters: 1 like, 2 must-be, 3 neutral, 4 live with, 5 dislike.
    public mutating func add(functional: Int, dysfunctional: Int, times: Int = 1) throws(Unfit) {
        guard 1...5 ~= functional, 1...5 ~= dysfunctional else { throw .outside("answer") }
        guard times >= 0 else { throw .outside("times") }
        cells[(functional - 1) * 5 + dysfunctional - 1] += times
    }

    public mutating func merge(_ other: KanoAnswers) {
        for i in 0..<25 { cells[i] += other.cells[i] }
    }

    public mutating func subtract(_ other: KanoAnswers) {
        for i in 0..<25 {
            cells[i] -= other.cells[i]
            precondition(cells[i] >= 0, "more is taken away than was added")
        }
    }

    public var n: Int { cells.reduce(0, +) }

    public func counts(_ table: KanoTable) -> KanoCounts {
        var counts = KanoCounts()
        for (cell, count) in cells.enumerated() {
            counts[table.category(functional: cell / 5 + 1, dysfunctional: cell % 5 + 1)] += count
        }
        return counts
    }
}
