import Glibc

/// The features of a body of texts, each with its rarity.
struct Vocabulary {
    let index: HashIndex
    let rarity: [Float]
    /// The columns of all texts one after the other, with repeats, as they were first numbered.
    private let met: [Int32]
    /// Where each text begins in them; one more than there are texts.
    private let starts: [Int]
    /// Of each column as first numbered, its number now, or -1 where too few texts have it; nil
    /// where all kept theirs.
    private let renumbered: [Int32]?

    var count: Int { starts.count - 1 }

    /// What is known of a column; together, since most columns are far apart in memory.
    private struct Holders {
        var count: Int32 = 0
        var last: Int32 = -1
        var share: Float
    }

    init(_ texts: Pieces, _ terms: LearningTerms) {
        var all = HashIndex(capacity: 1 << 16)
        var holders: [Holders] = []
        var met: [Int32] = []
        var starts = [0]
        for number in 0..<texts.count {
            for feature in texts[number] {
                let column = all.insert(feature.hash)
                if column == holders.count { holders.append(Holders(share: feature.share)) }
                if holders[column].last != Int32(number) {
                    holders[column].last = Int32(number)
                    holders[column].count += 1
                }
                met.append(Int32(column))
            }
            starts.append(met.count)
        }
        let fewest = Int32(terms.fewestTexts)
        let keepsAll = fewest <= 1
        var renumbered = keepsAll ? [] : [Int32](repeating: -1, count: holders.count)
        var keys: [UInt64] = []
        var rarity: [Float] = []
        for column in holders.indices where holders[column].count >= fewest {
            if !keepsAll {
                renumbered[column] = Int32(keys.count)
                keys.append(all.keys[column])
            }
            let share = Double(texts.count + 1) / Double(holders[column].count + 1)
            let rare = terms.weighsByRarity ? Float(log(share) + 1) : 1
            rarity.append(rare * holders[column].share)
        }
        index = keepsAll ? all : HashIndex(keys: keys)
        self.rarity = rarity
        self.met = met
        self.starts = starts
        self.renumbered = keepsAll ? nil : renumbered
    }

    /// A text as weighted pieces of length one.
    func row(of text: Int, _ terms: LearningTerms) -> Vectors.Row {
        var columns = columns(of: text)
        return Vectors.row(columns: &columns, rarity, countsRepeats: terms.countsRepeats)
    }

    /// Of a text, with repeats.
    private func columns(of text: Int) -> [Int32] {
        let range = starts[text]..<starts[text + 1]
        guard let renumbered else { return Array(met[range]) }
        return met[range].compactMap { column in
            let number = renumbered[Int(column)]
            return number < 0 ? nil : number
        }
    }
}
