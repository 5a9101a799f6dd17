import Glibc

extension Segmenter {
    /// Learns from unparted text: words it holds that no dictionary knows, by cohesion and the
    /// variety of their neighbours, and how often it uses each.
    /// Sources: cohesion and boundary entropy as in Magistry and Sagot, ACL 2012; counts by
    /// repeated parting (Viterbi training of a unigram model).
    public mutating func learn(
        _ texts: [NormalText], rounds: Int = 2, dictionaryWords: Double = 200_000
    ) {
        let found = WordDiscovery(texts).words
        for word in found where tree.find(word.scalars) == nil {
            add(word.scalars, 0)
            counts[counts.count - 1] = 0
        }
        let dictionary = counts
        let total = dictionary.reduce(0, +) + 1
        for word in found {
            guard let number = tree.find(word.scalars), dictionary[number] == 0 else { continue }
            counts[number] = total * word.share
        }
        weigh()
        for _ in 0..<rounds {
            var seen = [Double](repeating: 0, count: counts.count)
            var sum = 1.0
            for text in texts {
                for range in words(in: text) {
                    sum += 1
                    if let number = tree.find(Array(text.scalars[range])) { seen[number] += 1 }
                }
            }
            for number in counts.indices {
                counts[number] = dictionary[number] / total * dictionaryWords + seen[number]
            }
            weigh()
        }
    }
}

/// Strings that behave like words in a body of text.
struct WordDiscovery {
    struct Word {
        let scalars: [UInt32]
        /// Of all characters, the share that begins this word.
        let share: Double
    }

    private(set) var words: [Word] = []

    init(_ texts: [NormalText], longest: Int = 4, fewest: Int = 8) {
        var counts = [[UInt64: Int]](repeating: [:], count: longest + 1)
        var total = 0
        func each(_ text: NormalText, _ body: (ArraySlice<UInt32>) -> Void) {
            for run in text.scalars.split(whereSeparator: { Scalars.kind($0) != .han }) {
                body(run)
            }
        }
        for text in texts {
            each(text) { run in
                total += run.count
                for start in run.indices {
                    var hash: UInt64 = 0xD15C
                    for (length, place) in (start..<min(start + longest, run.endIndex)).enumerated()
                    {
                        hash = Hash.add(hash, UInt64(run[place]))
                        counts[length + 1][hash, default: 0] += 1
                    }
                }
            }
        }
        guard total > 0 else { return }
        func hash(_ scalars: ArraySlice<UInt32>) -> UInt64 {
            scalars.reduce(0xD15C) { Hash.add($0, UInt64($1)) }
        }
        var neighbours: [UInt64: (before: [UInt32: Int], after: [UInt32: Int])] = [:]
        var spelling: [UInt64: [UInt32]] = [:]
        for text in texts {
            each(text) { run in
                for start in run.indices {
                    for end in start + 2...start + longest where end <= run.endIndex {
                        let word = run[start..<end]
                        let key = hash(word)
                        guard counts[end - start][key, default: 0] >= fewest else { break }
                        if neighbours[key] == nil {
                            spelling[key] = Array(word)
                            neighbours[key] = ([:], [:])
                        }
                        let before = start > run.startIndex ? run[start - 1] : 0
                        let after = end < run.endIndex ? run[end] : 0
                        neighbours[key]?.before[before, default: 0] += 1
                        neighbours[key]?.after[after, default: 0] += 1
                    }
                }
            }
        }
        for (key, sides) in neighbours {
            guard let scalars = spelling[key] else { continue }
            let count = counts[scalars.count][key, default: 0]
            let share = Double(count) / Double(total)
            var cohesion = Double.infinity
            for cut in 1..<scalars.count {
                let left = counts[cut][hash(scalars[..<cut]), default: 1]
                let right = counts[scalars.count - cut][hash(scalars[cut...]), default: 1]
                let expected = Double(left) / Double(total) * Double(right) / Double(total)
                cohesion = min(cohesion, log(share / expected))
            }
            let variety = min(
                WordDiscovery.entropy(sides.before), WordDiscovery.entropy(sides.after))
            guard cohesion > 4.5, variety > 1.2 else { continue }
            words.append(Word(scalars: scalars, share: share))
        }
        words.sort {
            $0.share == $1.share
                ? $0.scalars.lexicographicallyPrecedes($1.scalars) : $0.share > $1.share
        }
    }

    private static func entropy(_ counts: [UInt32: Int]) -> Double {
        // The edge of a run counts as a new neighbour each time.
        let edges = counts[0] ?? 0
        let all = Double(counts.values.reduce(0, +))
        var sum = 0.0
        for (scalar, count) in counts.sorted(by: { $0.key < $1.key }) where scalar != 0 {
            let share = Double(count) / all
            sum -= share * log(share)
        }
        if edges > 0 { sum += Double(edges) / all * log(all) }
        return sum
    }
}
