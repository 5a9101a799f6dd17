import Glibc

/// Pieces of text as points: those that stand in like company lie near each other. What neighbours
/// tell of each other is their positive pointwise mutual information (Levy and Goldberg, NIPS
/// 2014); its strongest directions are kept, found by subspace iteration (Halko, Martinsson and
/// Tropp, SIAM Review 2011). All directions count alike, so that only the subspace matters.
struct Embedding: Sendable {
    private static let mostDimensions = 64
    /// With more directions than this for each piece all pieces would be equally far apart.
    private static let dimensionShare = 0.125
    /// Neighbours stand at most this far apart, in halves of a token.
    private static let reach = 8
    /// A piece that comes less often has no place.
    private static let fewest = 5
    private static let rounds = 5

    private let index: HashIndex
    private let dimensions: Int
    /// Of each piece its point, of length one.
    private let values: [Float]

    /// - Parameter texts: the same texts in the same order give the same points.
    init(_ texts: [PairPieces]) {
        let index = Embedding.frequent(texts)
        var company = Company(pieces: index.count)
        for text in texts {
            let known = Embedding.places(text).compactMap { piece, place in
                index.find(piece).map { (number: Int32($0), place: place) }
            }
            for (order, one) in known.enumerated() {
                for other in known[(order + 1)...] {
                    guard other.place - one.place <= Embedding.reach else { break }
                    if other.place > one.place { company.meet(one.number, other.number) }
                }
            }
        }
        self.index = index
        dimensions = min(
            Embedding.mostDimensions, Int(Double(index.count) * Embedding.dimensionShare) + 1)
        values = company.directions(dimensions, rounds: Embedding.rounds)
    }

    func write(to out: inout ByteWriter) {
        out.write(index.keys)
        out.write(dimensions)
        out.write(values)
    }

    /// - Returns: nil where the bytes are none of this version.
    init?(from input: inout ByteReader) {
        guard let keys = input.wholes(), let dimensions = input.count(),
            dimensions <= Embedding.mostDimensions, let values = input.floats(),
            values.count == keys.count * dimensions
        else { return nil }
        index = HashIndex(keys: keys)
        self.dimensions = dimensions
        self.values = values
    }

    private static func frequent(_ texts: [PairPieces]) -> HashIndex {
        var all = HashIndex(capacity: 1 << 14)
        var counts: [Int] = []
        for text in texts {
            for piece in text.grams[0] + text.grams[1] {
                let number = all.insert(piece)
                if number == counts.count { counts.append(0) }
                counts[number] += 1
            }
        }
        return HashIndex(keys: zip(all.keys, counts).filter { $0.1 >= fewest }.map(\.0))
    }

    /// Tokens and pairs of them in the order of their middles.
    private static func places(_ text: PairPieces) -> [(piece: UInt64, place: Int)] {
        var places: [(piece: UInt64, place: Int)] = []
        for (start, token) in text.grams[0].enumerated() {
            places.append((token, start * 2))
            if start < text.grams[1].count { places.append((text.grams[1][start], start * 2 + 1)) }
        }
        return places
    }

    /// How near the pieces of two texts come to each other: for tokens, then for pairs of tokens,
    /// the lower and the higher of the mean best likenesses, the lowest one, the weightiest miss,
    /// and the likeness of the sums. Of long texts the beginnings are compared.
    func measures(
        _ first: PairPieces, _ second: PairPieces, rarity: (UInt64) -> Float
    ) -> [Float] {
        zip(first.grams, second.grams).prefix(2).flatMap { left, right in
            let (a, b) = (known(left, rarity), known(right, rarity))
            guard !a.isEmpty, !b.isEmpty else { return [Float](repeating: 0, count: 5) }
            let (of, back) = nearest(a, b)
            let (there, here) = (Embedding.mean(of, a), Embedding.mean(back, b))
            let lowest = min(of.min() ?? 0, back.min() ?? 0)
            let missed = zip(of + back, a + b).map { (1 - $0) * $1.weight }.max() ?? 0
            return [min(there, here), max(there, here), lowest, missed, likeness(a, b)]
        }
    }

    private typealias Known = (number: Int, weight: Float)

    private func known(_ pieces: [UInt64], _ rarity: (UInt64) -> Float) -> [Known] {
        pieces.prefix(64).compactMap { piece in
            index.find(piece).map { ($0, rarity(piece)) }
        }
    }

    /// Of each piece how near the nearest of the other side is.
    private func nearest(_ a: [Known], _ b: [Known]) -> ([Float], [Float]) {
        var of = [Float](repeating: -1, count: a.count)
        var back = [Float](repeating: -1, count: b.count)
        for (one, left) in a.enumerated() {
            for (two, right) in b.enumerated() {
                let near = left.number == right.number ? 1 : product(left.number, right.number)
                of[one] = max(of[one], near)
                back[two] = max(back[two], near)
            }
        }
        return (of, back)
    }

    private func product(_ one: Int, _ two: Int) -> Float {
        values.withUnsafeBufferPointer { values in
            var sum: Float = 0
            let (left, right) = (one * dimensions, two * dimensions)
            for place in 0..<dimensions {
                sum += values[left + place] * values[right + place]
            }
            return sum
        }
    }

    private static func mean(_ nearest: [Float], _ pieces: [Known]) -> Float {
        let weights = pieces.reduce(Float(1e-6)) { $0 + $1.weight }
        return zip(nearest, pieces).reduce(0) { $0 + $1.0 * $1.1.weight } / weights
    }

    /// The cosine of the weighted sums.
    private func likeness(_ a: [Known], _ b: [Known]) -> Float {
        let (left, right) = (sum(a), sum(b))
        var products: (Float, Float, Float) = (0, 1e-9, 1e-9)
        for place in left.indices {
            products.0 += left[place] * right[place]
            products.1 += left[place] * left[place]
            products.2 += right[place] * right[place]
        }
        return products.0 / (products.1 * products.2).squareRoot()
    }

    private func sum(_ pieces: [Known]) -> [Float] {
        var sum = [Float](repeating: 0, count: dimensions)
        for piece in pieces {
            let start = piece.number * dimensions
            for place in sum.indices { sum[place] += values[start + place] * piece.weight }
        }
        return sum
    }
}

/// How often pieces stand near each other: one half of a symmetric matrix that is mostly zero.
private struct Company {
    private let pieces: Int
    private var cells = HashIndex(capacity: 1 << 16)
    private var rows: [Int32] = []
    private var columns: [Int32] = []
    private var counts: [Float] = []

    init(pieces: Int) { self.pieces = pieces }

    mutating func meet(_ one: Int32, _ two: Int32) {
        let (row, column) = (min(one, two), max(one, two))
        let cell = cells.insert(Hash.add(0xC0, UInt64(row) << 32 | UInt64(column)))
        if cell == counts.count {
            rows.append(row)
            columns.append(column)
            counts.append(0)
        }
        counts[cell] += row == column ? 2 : 1
    }

    /// Of each piece its coordinates in the strongest directions, scaled to length one; zero for a
    /// piece outside all of them.
    func directions(_ wanted: Int, rounds: Int) -> [Float] {
        let ties = information()
        var random = Chance(seed: 1)
        var basis = (0..<wanted).map { _ in
            (0..<pieces).map { _ in Float(random.below(2_000_001)) / 1_000_000 - 1 }
        }
        for _ in 0..<rounds {
            basis = basis.map { product(ties, $0) }
            Company.makeUpright(&basis)
        }
        var points = [Float](repeating: 0, count: pieces * wanted)
        for piece in 0..<pieces {
            let length = basis.reduce(Float(0)) { $0 + $1[piece] * $1[piece] }.squareRoot()
            guard length > 0 else { continue }
            for place in 0..<wanted {
                points[piece * wanted + place] = basis[place][piece] / length
            }
        }
        return points
    }

    /// Of each cell the pointwise mutual information where it is positive.
    private func information() -> [Float] {
        var sums = [Float](repeating: 0, count: pieces)
        for cell in counts.indices {
            sums[Int(rows[cell])] += counts[cell]
            if rows[cell] != columns[cell] { sums[Int(columns[cell])] += counts[cell] }
        }
        let all = sums.reduce(0, +)
        return counts.indices.map { cell in
            let chance = sums[Int(rows[cell])] * sums[Int(columns[cell])] / all
            return max(0, logf(counts[cell] / chance))
        }
    }

    private func product(_ ties: [Float], _ vector: [Float]) -> [Float] {
        var out = [Float](repeating: 0, count: pieces)
        out.withUnsafeMutableBufferPointer { out in
            vector.withUnsafeBufferPointer { vector in
                for (cell, tie) in ties.enumerated() where tie > 0 {
                    let (row, column) = (Int(rows[cell]), Int(columns[cell]))
                    out[row] += tie * vector[column]
                    if row != column { out[column] += tie * vector[row] }
                }
            }
        }
        return out
    }

    /// Gram and Schmidt's way, each vector set upright on those before it, twice for the rounding.
    private static func makeUpright(_ basis: inout [[Float]]) {
        for place in basis.indices {
            for before in Array(0..<place) + Array(0..<place) {
                let share = product(basis[place], basis[before])
                for piece in basis[place].indices {
                    basis[place][piece] -= share * basis[before][piece]
                }
            }
            let length = product(basis[place], basis[place]).squareRoot()
            guard length > 1e-12 else { continue }
            for piece in basis[place].indices { basis[place][piece] /= length }
        }
    }

    private static func product(_ one: [Float], _ two: [Float]) -> Float {
        var sum: Float = 0
        for place in one.indices { sum += one[place] * two[place] }
        return sum
    }
}
