public import Base
import CKernels
public import Statistics

extension Table {
    /// A step of a journey: a column of ratings and the ends of its scale.
    public typealias Step = (name: String, scale: ClosedRange<Int>)

    /// The summary of journeys that `PeakEnd` is computed from, of the rows with a score and at
    /// least three rated steps; what did not apply to someone is no step of theirs.
    /// - Parameter score: a column.
    public func journeys(
        _ steps: [Step], score: String, filter: Filter? = nil, window: Range<Instant>? = nil
    ) -> Gram {
        guard let valences = valences(steps) else {
            return journeysByRow(steps, score: score, filter: filter, window: window)
        }
        return sweep(JourneyScan(valences, score, self, filter, window)).gram()
    }

    private static let leastSteps = 3

    /// Each step from −1 to 1 in whole parts of one; nil where the scales have no common part that
    /// is large enough.
    private func valences(_ steps: [Step]) -> [Factor]? {
        var byStep: [[Double]] = []
        for step in steps {
            let known = column(step.name)
            guard known?.form != .numbers else { return nil }
            byStep.append((known?.distinct ?? [.null]).map { Table.valence($0.number, step) })
        }
        // With the mirror image of each the middle is nought.
        let felt = Set(byStep.joined()).filter { !$0.isNaN }
        guard let grid = WholeBlock.Grid(of: felt.flatMap { [$0, -$0, 0] }) else { return nil }
        return zip(steps, byStep).map { step, valences in
            Factor(
                column: columnNumber(step.name), step: grid.step,
                wholes: valences.map { $0.isNaN ? Factor.missing : grid.steps(to: $0) })
        }
    }

    private static func valence(_ rating: Double?, _ step: Step) -> Double {
        guard let rating else { return .nan }
        let middle = Double(step.scale.lowerBound + step.scale.upperBound) / 2
        return (rating - middle) / (Double(step.scale.count - 1) / 2)
    }

    /// The same row by row, of whatever numbers.
    func journeysByRow(
        _ steps: [Step], score: String, filter: Filter? = nil, window: Range<Instant>? = nil
    ) -> Gram {
        var gram = PeakEnd.summary
        eachBatch(of: [score] + steps.map(\.name), filter: filter, window: window) { batch in
            for row in batch.ids.indices where !batch.columns[0][row].isNaN {
                let felt = steps.indices.compactMap { step -> Double? in
                    let rating = batch.columns[1 + step][row]
                    return rating.isNaN ? nil : Table.valence(rating, steps[step])
                }
                guard felt.count >= Table.leastSteps, let feeling = try? JourneyFeeling(felt) else {
                    continue
                }
                gram.add(PeakEnd.row(feeling, overall: batch.columns[0][row]))
            }
        }
        return gram
    }

    /// Journeys on their way through the chunks, step after step for all rows of a chunk.
    private struct JourneyScan: ChunkScan {
        private let valences: [Factor]
        private var scan: FactorScan
        /// Whether a row counts, peak, end, number of steps, and the score where it is in steps.
        private var block: WholeBlock
        private var step: WholeBlock
        /// Sums of the valences.
        private var totals: [Int16] = []
        private var sums: ProductSums
        private let triangle: WholeBlock.Pairs

        init(
            _ valences: [Factor], _ score: String, _ table: Table, _ filter: Filter?,
            _ window: Range<Instant>?
        ) {
            self.valences = valences
            scan = FactorScan([score], table, filter, window)
            let (wholes, reals) = (3 + scan.wholes.count, 1 + scan.reals.count)
            block = WholeBlock(width: 1 + wholes, rows: table.longestChunk)
            step = WholeBlock(width: 1, rows: table.longestChunk)
            sums = ProductSums(wholes: wholes, reals: reals)
            triangle = WholeBlock.triangle(1 + wholes)
        }

        var size: Int { sums.wholes.count + sums.reals.count }

        mutating func merge(_ later: JourneyScan) { sums.merge(later.sums) }

        mutating func add(_ chunk: Chunk) {
            let rows = chunk.count
            totals = Array(repeating: 0, count: rows)
            var distances = scan.reals.map { chunk.distances(scan.factors[$0]) }
            var (taken, step) = (WholeBlock(width: 0, rows: 0), WholeBlock(width: 0, rows: 0))
            swap(&taken, &block)
            swap(&step, &self.step)
            defer {
                swap(&taken, &block)
                swap(&step, &self.step)
            }
            let stride = taken.rows
            var left = 0
            taken.change { all in
                func column(_ place: Int) -> UnsafeMutableBufferPointer<Int16> {
                    .init(rebasing: all[(place * stride)..<(place * stride + rows)])
                }
                let counting = column(0)
                left = scan.put(rowsOf: chunk, into: counting)
                guard left > 0 else { return }
                if !scan.wholes.isEmpty {
                    chunk.put(scan.factors[0], into: column(4))
                    Rows.keep(counting, with: column(4))
                }
                for own in distances { Rows.keep(counting, with: own) }
                for place in 1...3 { column(place).update(repeating: 0) }
                for valence in valences {
                    step.change { one in
                        let one = UnsafeMutableBufferPointer(rebasing: one[0..<rows])
                        chunk.put(valence, into: one)
                        totals.withUnsafeMutableBufferPointer { totals in
                            JourneyScan.add(one, totals, column(1), column(2), column(3))
                        }
                    }
                }
                let steps = column(3)
                for row in 0..<rows where steps[row] < Table.leastSteps { counting[row] = 0 }
                left = Rows.sum(counting)
                for place in 1...(scan.wholes.isEmpty ? 3 : 4) {
                    Rows.clear(column(place), outside: counting)
                }
                for place in distances.indices { Rows.clear(&distances[place], outside: counting) }
                distances.append(means(steps))
            }
            guard left > 0 else { return }
            CompleteScan.add(taken, distances, 0..<rows, triangle, &sums)
        }

        /// One step of all rows: the strongest so far, the latest of equals, and the last.
        private static func add(
            _ step: UnsafeMutableBufferPointer<Int16>, _ totals: UnsafeMutableBufferPointer<Int16>,
            _ peaks: UnsafeMutableBufferPointer<Int16>, _ ends: UnsafeMutableBufferPointer<Int16>,
            _ steps: UnsafeMutableBufferPointer<Int16>
        ) {
            precondition(
                totals.count == step.count && peaks.count == step.count
                    && ends.count == step.count && steps.count == step.count)
            kernels_journey(
                step.baseAddress, Factor.missing, totals.baseAddress, peaks.baseAddress,
                ends.baseAddress, steps.baseAddress, step.count)
        }

        /// Mean valence in parts; zero for rows that do not count.
        private func means(_ steps: UnsafeMutableBufferPointer<Int16>) -> [Double] {
            var means = Array(repeating: 0.0, count: totals.count)
            for row in 0..<totals.count {
                let count = Double(steps[row])
                means[row] = count == 0 ? 0 : Double(totals[row]) / count
            }
            return means
        }

        func gram() -> Gram {
            let part = valences.first?.step ?? 1
            let score = scan.factors[0]
            let felt = Factor(column: nil, step: part, wholes: [])
            let mean = Factor(column: nil, step: 1, wholes: nil)
            var names = ["peak", "end", "steps"]
            var factors = [felt, felt, Factor(column: nil, step: 1, wholes: [])]
            names.append("overall")
            factors.append(score)
            names.append("mean")
            factors.append(mean)
            let found = sums.gram(names, factors)
            guard found.count > 0 else { return PeakEnd.summary }
            // Overall, mean, peak-end, peak, end, steps by what was summed; the mean was in parts.
            let (peak, end, steps, overall, average) = (0, 1, 2, 3, 4)
            let made: [[(Int, Double)]] = [
                [(overall, 1)], [(average, part)], [(peak, 0.5), (end, 0.5)], [(peak, 1)],
                [(end, 1)], [(steps, 1)],
            ]
            return found.combined(made, names: PeakEnd.summary.names)
        }
    }
}
