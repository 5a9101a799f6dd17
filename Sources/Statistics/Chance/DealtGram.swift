/// Gram summaries of parts, ready to be drawn: around the mean of all they are plain sums, so that
/// a draw is one multiplication and addition for each number of a part.
struct DealtGram {
    let whole: Gram
    /// Of each part: its count, its sums and the upper half of its products.
    private let parts: [[Double]]

    /// - Parameter parts: of the same variables.
    init(_ parts: [Gram]) {
        let whole = Gram.merging(parts)
        self.whole = whole
        self.parts = parts.map { part in
            let n = Double(part.count)
            let shifts = part.means.indices.map { part.means[$0] - whole.means[$0] }
            var numbers = [n] + shifts.map { n * $0 }
            for i in shifts.indices where part.count > 0 {
                for j in i..<shifts.count {
                    numbers.append(part.comoments[i, j] + n * shifts[i] * shifts[j])
                }
            }
            return numbers
        }
    }

    /// As many parts drawn with replacement as there are.
    func draw(using chance: inout SplitMix64) -> Gram {
        var times = Array(repeating: 0.0, count: parts.count)
        for _ in parts { times[chance.index(below: parts.count)] += 1 }
        let width = whole.width
        var sums = Array(repeating: 0.0, count: 1 + width + width * (width + 1) / 2)
        for (part, times) in zip(parts, times) where times > 0 {
            // A part without rows has no products either.
            for place in part.indices { sums[place] += times * part[place] }
        }
        let n = sums[0]
        guard n > 0 else { return Gram(names: whole.names) }
        var comoments = Matrix(rows: width, columns: width)
        var place = 1 + width
        for i in 0..<width {
            for j in i..<width {
                comoments[i, j] = sums[place] - sums[1 + i] * sums[1 + j] / n
                comoments[j, i] = comoments[i, j]
                place += 1
            }
        }
        return Gram(
            names: whole.names, count: Int(n),
            means: (0..<width).map { whole.means[$0] + sums[1 + $0] / n }, comoments: comoments)
    }
}
