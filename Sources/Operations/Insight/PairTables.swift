import Base
import Columns
import Statistics

/// How often each value of one column met each of another, for every pair of columns: what ranks
/// and weights are computed of. One pass over the answers counts all.
struct PairTables {
    /// The values of a column in ascending order, or ranges of many.
    private struct Side {
        let values: [Double]
        private let places: [Double: Int]
        private let edges: [Double]

        /// Of more different numbers than this neighbours share a rank.
        static let most = 256

        init(_ column: String, in table: Table) {
            let known = table.column(column)
            let numbers = (known?.distinct ?? []).compactMap(\.number).sorted()
            if known?.form == .coded, numbers.count <= Side.most {
                (values, edges) = (numbers, [])
            } else {
                edges = table.quantiles(of: column, parts: Side.most)
                values = [edges.first.map { $0 - 1 } ?? 0] + edges
            }
            places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
        }

        func place(of value: JSON) -> Int? {
            guard let number = value.number else { return nil }
            guard !edges.isEmpty else { return places[number] }
            return edges.firstIndex { number < $0 } ?? edges.count
        }
    }

    private let sides: [Side]
    /// By number of the pair: sums of weights and their squares, and how many answers.
    private var tables: [[Double]]
    private var squares: [Double]
    private var counts: [Int]
    private let isWeighted: Bool

    init(_ columns: [String], _ inquiry: Inquiry, _ weights: AnswerWeights?) {
        let sides = columns.map { Side($0, in: inquiry.set.table) }
        self.sides = sides
        isWeighted = weights != nil
        let width = columns.count
        var tables = (0..<(width * width)).map { number -> [Double] in
            let (first, second) = (number / width, number % width)
            guard first < second else { return [] }
            return Array(
                repeating: 0, count: sides[first].values.count * sides[second].values.count)
        }
        var squares = Array(repeating: 0.0, count: width * width)
        var counts = Array(repeating: 0, count: width * width)
        let filter = inquiry.checked.filter()
        inquiry.set.table.each(
            columns + (weights?.columns ?? []), filter: weights?.filter(and: filter) ?? filter,
            window: inquiry.checked.window
        ) { _, values in
            guard let weight = weights.map({ $0.weight(of: values[width...]) }) ?? 1 else { return }
            let places = (0..<width).map { sides[$0].place(of: values[$0]) }
            for first in 0..<width {
                guard let x = places[first] else { continue }
                for second in (first + 1)..<width {
                    guard let y = places[second] else { continue }
                    let number = first * width + second
                    tables[number][x * sides[second].values.count + y] += weight
                    squares[number] += weight * weight
                    counts[number] += 1
                }
            }
        }
        (self.tables, self.squares, self.counts) = (tables, squares, counts)
    }

    func count(_ first: Int, _ second: Int) -> Int { counts[first * sides.count + second] }

    /// Nil below the anonymity floor and where one of both does not vary.
    func tested(
        _ first: Int, _ second: Int, _ kind: CorrelationReport.Kind
    ) -> (estimate: Estimate, p: Double)? {
        let n = count(first, second)
        guard n >= Measure.floor else { return nil }
        let (x, y) = (sides[first].values, sides[second].values)
        let table = table(first, second)
        return fit { () throws(Unfit) in
            switch kind {
            case .pearson: try Correlation.estimate(of: table, x: x, y: y, n: n)
            case .spearman: try RankCorrelation.spearman(of: table, n: n)
            case .kendall: try RankCorrelation.kendall(of: table, n: n)
            }
        }
    }

    /// With sums that add up to what the answers are worth (Kish 1965).
    private func table(_ first: Int, _ second: Int) -> [[Double]] {
        let number = first * sides.count + second
        let (own, width) = (tables[number], sides[second].values.count)
        let sum = own.reduce(0, +)
        let scale = isWeighted && squares[number] > 0 ? sum / squares[number] : 1
        return sides[first].values.indices.map { row in
            own[(row * width)..<((row + 1) * width)].map { $0 * scale }
        }
    }
}
