import CKernels

/// Gram summaries of parts, ready to be drawn: around the mean of all they are plain sums, so that
/// a draw is one multiplication and addition for each number of a part.
struct DealtGram: Resampled {
    let whole: Gram
    let count: Int
    /// Of each part its count, its sums and the upper half of its products: sixteen of these
    /// numbers of one part after the other, then the next sixteen.
    private let sixteens: [Double]
    private let numbers: Int

    /// - Parameter parts: of the same variables.
    init(_ parts: [Gram]) {
        let whole = Gram.merging(parts)
        self.whole = whole
        count = parts.count
        numbers = 1 + whole.width + whole.width * (whole.width + 1) / 2
        var sixteens = Array(repeating: 0.0, count: parts.count * DealtGram.filled(numbers))
        for (place, part) in parts.enumerated() where part.count > 0 {
            let n = Double(part.count)
            let shifts = part.means.indices.map { part.means[$0] - whole.means[$0] }
            var own = [n] + shifts.map { n * $0 }
            for i in shifts.indices {
                for j in i..<shifts.count {
                    own.append(part.comoments[i, j] + n * shifts[i] * shifts[j])
                }
            }
            for (number, value) in own.enumerated() {
                sixteens[(number / 16 * parts.count + place) * 16 + number % 16] = value
            }
        }
        self.sixteens = sixteens
    }

    private static func filled(_ count: Int) -> Int { (count + 15) / 16 * 16 }

    func grams(_ draws: [[Int16]]) -> [Gram] {
        let times = draws.flatMap { $0.map { Double($0) } }
        let filled = DealtGram.filled(numbers)
        var sums = Array(repeating: 0.0, count: draws.count * filled)
        kernels_weigh(sixteens, count, filled, times, draws.count, &sums)
        return draws.indices.map { gram(sums[(filled * $0)..<(filled * ($0 + 1))]) }
    }

    private func gram(_ sums: ArraySlice<Double>) -> Gram {
        let (width, start) = (whole.width, sums.startIndex)
        let n = sums[start]
        guard n > 0 else { return Gram(names: whole.names) }
        var comoments = Matrix(rows: width, columns: width)
        var place = start + 1 + width
        for i in 0..<width {
            for j in i..<width {
                comoments[i, j] = sums[place] - sums[start + 1 + i] * sums[start + 1 + j] / n
                comoments[j, i] = comoments[i, j]
                place += 1
            }
        }
        return Gram(
            names: whole.names, count: Int(n),
            means: (0..<width).map { whole.means[$0] + sums[start + 1 + $0] / n },
            comoments: comoments)
    }
}
