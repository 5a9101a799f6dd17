import Base
import Statistics

/// A number made of several columns of a row: a constant and so much of each column.
public struct RowScore: Hashable, Sendable {
    public let constant: Double
    /// Of each column in order; zero for one that only has to be there.
    public let weights: [Double]

    public init(constant: Double, weights: [Double]) {
        self.constant = constant
        self.weights = weights
    }
}

extension Table {
    /// Moments of scores by group and step of time, of the rows that have a number in every
    /// column.
    /// - Parameter cut: whose rows count, by what and in which steps of time they are grouped. A
    ///   dimension whose values are lists does not group.
    public func scores(
        _ scores: [RowScore], of names: [String], _ cut: Cut
    ) throws(Cut.TooManyCells) -> Cells {
        precondition(scores.allSatisfy { $0.weights.count == names.count })
        let axes = cut.dimensions.map { Axis($0, in: self) }.filter { !$0.isList }
        let scan = CompleteScan(names, self, cut.filter, cut.window)
        return sweep(ScoreScan(scan, scores, try CutScan(cut, self, axes))).counted
    }
}

/// Scores on their way through the chunks.
private struct ScoreScan: ChunkScan {
    private var scan: CompleteScan
    private let scores: [RowScore]
    private var cut: CutScan
    private var cells: CellSums

    init(_ scan: CompleteScan, _ scores: [RowScore], _ cut: CutScan) {
        self.scan = scan
        self.cut = cut
        // Columns come as distances from their middles.
        self.scores = scores.map { score in
            RowScore(
                constant: zip(score.weights, scan.factors)
                    .reduce(score.constant) { $0 + $1.0 * $1.1.middle },
                weights: score.weights)
        }
        cells = CellSums(
            measures: scores.count,
            cells: cut.axes.reduce(cut.cut.buckets?.count ?? 1) { $0 * $1.groups.count })
    }

    var size: Int { cells.size }

    var counted: Cells { Cells(cut.axes, cut.cut.buckets, cells.measured()) }

    mutating func merge(_ later: ScoreScan) { cells.merge(later.cells) }

    mutating func add(_ chunk: Chunk) {
        guard scan.read(chunk) else { return }
        let found = scores.map { score in
            var out = Array(repeating: score.constant, count: chunk.count)
            for (place, weight) in score.weights.enumerated() where weight != 0 {
                scan.addNumbers(place, times: weight, to: &out)
            }
            return out
        }
        let places = cut.cells(in: chunk)
        let block = scan.block
        block.read(0) { cells.add(found, places, $0) }
    }
}
