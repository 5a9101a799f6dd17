import Glibc

/// How rare each piece of text is in a body of texts, and how alike two texts are by it.
struct PairMeasures: Sendable {
    private let index: HashIndex
    private let rarity: [Float]
    private let unseen: Float

    init(_ texts: [NormalText]) {
        var index = HashIndex(capacity: 1 << 14)
        var holders: [Float] = []
        for text in texts {
            for piece in Set(PairPieces(text).grams.flatMap { $0 }) {
                let number = index.insert(piece)
                if number == holders.count { holders.append(0) }
                holders[number] += 1
            }
        }
        let all = Float(texts.count)
        self.index = index
        rarity = holders.map { logf((all + 1) / ($0 + 0.5)) }
        unseen = logf((all + 1) / 0.5)
    }

    func write(to out: inout ByteWriter) {
        out.write(index.keys)
        out.write(rarity)
        out.write(Double(unseen))
    }

    /// - Returns: nil where the bytes are none of this version.
    init?(from input: inout ByteReader) {
        guard let keys = input.wholes(), let rarity = input.floats(), rarity.count == keys.count,
            let unseen = input.number()
        else { return nil }
        index = HashIndex(keys: keys)
        self.rarity = rarity
        self.unseen = Float(unseen)
    }

    func rarity(_ piece: UInt64) -> Float { index.find(piece).map { rarity[$0] } ?? unseen }

    /// Each 0 to 1, 1 where the texts are the same.
    func measures(_ first: PairPieces, _ second: PairPieces) -> [Float] {
        var all: [Float] = []
        for (a, b) in zip(first.grams, second.grams) {
            let (left, right) = (Set(a), Set(b))
            let shared = left.intersection(right)
            let either = left.count + right.count - shared.count
            all.append(either == 0 ? 1 : Float(shared.count) / Float(either))
            let sums = [left, right, shared].map { pieces -> Float in
                // In order: a sum of floats depends on it.
                pieces.map { rarity($0) }.sorted().reduce(0, +)
            }
            all.append(sums[0] * sums[1] == 0 ? 0 : sums[2] / (sums[0] * sums[1]).squareRoot())
            all.append(min(sums[0], sums[1]) == 0 ? 0 : sums[2] / min(sums[0], sums[1]))
        }
        let (a, b) = (first.tokens, second.tokens)
        let longest = Float(max(a.count, b.count, 1))
        all.append(Float(min(a.count, b.count)) / longest)
        all.append(Float(PairMeasures.inOrder(a, b)) / longest)
        all.append(a.first == b.first ? 1 : 0)
        all.append(a.last == b.last ? 1 : 0)
        all.append(a.suffix(2) == b.suffix(2) ? 1 : 0)
        all.append(first.numbers == second.numbers ? 1 : 0)
        return all
    }

    /// The length of the longest common subsequence; of long texts the beginnings are compared.
    private static func inOrder(_ a: [UInt64], _ b: [UInt64]) -> Int {
        let (a, b) = (a.prefix(200), Array(b.prefix(200)))
        var row = [Int](repeating: 0, count: b.count + 1)
        for token in a {
            var diagonal = 0
            for (place, other) in b.enumerated() {
                let above = row[place + 1]
                row[place + 1] = token == other ? diagonal + 1 : max(above, row[place])
                diagonal = above
            }
        }
        return row[b.count]
    }
}

/// A text of a pair in pieces.
struct PairPieces {
    /// Hashes of its tokens, marks left out.
    let tokens: [UInt64]
    /// Sequences of one, two and three tokens.
    let grams: [[UInt64]]
    let numbers: [UInt64]

    init(_ text: NormalText) {
        let all = Tokens(text).all.filter { $0.kind != .mark }
        tokens = all.map(\.hash)
        numbers = all.filter { $0.kind == .digit }.map(\.hash)
        let tokens = tokens
        grams = (1...3).map { length in
            guard tokens.count >= length else { return [] }
            return (0...(tokens.count - length)).map { start in
                var hash: UInt64 = 0xA1
                for place in start..<start + length { hash = Hash.add(hash, tokens[place]) }
                return hash
            }
        }
    }
}
