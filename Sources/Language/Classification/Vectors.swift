import Glibc

/// Texts as weighted features of length one.
enum Vectors {
    typealias Row = [(column: Int32, value: Float)]

    static func row(
        _ features: [Feature], _ index: HashIndex, _ rarity: [Float], countsRepeats: Bool
    ) -> Row {
        var columns: [Int32] = []
        columns.reserveCapacity(features.count)
        for feature in features {
            if let number = index.find(feature.hash) { columns.append(Int32(number)) }
        }
        return row(columns: &columns, rarity, countsRepeats: countsRepeats)
    }

    static func row(columns: inout [Int32], _ rarity: [Float], countsRepeats: Bool) -> Row {
        columns.sort()
        var row: Row = []
        row.reserveCapacity(columns.count)
        var square: Float = 0
        var place = 0
        while place < columns.count {
            let column = columns[place]
            var end = place + 1
            while end < columns.count, columns[end] == column { end += 1 }
            let count = countsRepeats ? Float(1 + log(Double(end - place))) : 1
            let value = count * rarity[Int(column)]
            row.append((column, value))
            square += value * value
            place = end
        }
        guard square > 0 else { return row }
        let scale = 1 / square.squareRoot()
        for place in row.indices { row[place].value *= scale }
        return row
    }
}

/// The features of a body of texts, each with its rarity.
struct Vocabulary {
    let index: HashIndex
    let rarity: [Float]
    /// The columns of all texts one after the other, with repeats, as they were first numbered.
    private let met: [Int32]
    /// Where each text begins in them; one more than there are texts.
    private let starts: [Int]
    /// Of each column as first numbered, its number now, or -1 where too few texts have it.
    private let renumbered: [Int32]

    var count: Int { starts.count - 1 }

    init(_ texts: Pieces, _ terms: LearningTerms) {
        var all = HashIndex(capacity: 1 << 16)
        var holders: [Int32] = []
        var lastHolder: [Int32] = []
        var shares: [Float] = []
        var met: [Int32] = []
        var starts = [0]
        for number in 0..<texts.count {
            for feature in texts[number] {
                let column = all.insert(feature.hash)
                if column == holders.count {
                    holders.append(0)
                    lastHolder.append(-1)
                    shares.append(feature.share)
                }
                if lastHolder[column] != Int32(number) {
                    lastHolder[column] = Int32(number)
                    holders[column] += 1
                }
                met.append(Int32(column))
            }
            starts.append(met.count)
        }
        let fewest = Int32(terms.fewestTexts)
        var renumbered = [Int32](repeating: -1, count: holders.count)
        var keys: [UInt64] = []
        var rarity: [Float] = []
        for column in holders.indices where holders[column] >= fewest {
            renumbered[column] = Int32(keys.count)
            keys.append(all.keys[column])
            let share = Double(texts.count + 1) / Double(holders[column] + 1)
            let rare = terms.weighsByRarity ? Float(log(share) + 1) : 1
            rarity.append(rare * shares[column])
        }
        index = keys.count == all.count ? all : HashIndex(keys: keys)
        self.rarity = rarity
        self.met = met
        self.starts = starts
        self.renumbered = renumbered
    }

    /// Of a text, with repeats.
    func columns(of text: Int) -> [Int32] {
        met[starts[text]..<starts[text + 1]].compactMap { column in
            let number = renumbered[Int(column)]
            return number < 0 ? nil : number
        }
    }
}
