import Glibc

/// Frequent strings of Han characters in a body of text, with what tells words among them.
/// Source: cohesion and boundary entropy as in Magistry and Sagot, ACL 2012.
struct WordDiscovery {
    struct Word {
        let scalars: [UInt32]
        let count: Int
        /// Of all characters, the share that begins this word.
        let share: Double
        /// How much more its parts come together than chance puts them; natural logarithm.
        let cohesion: Double
        /// Entropy of what stands before it or behind it, of the two the lesser.
        let variety: Double

        /// Frequent strings that do not hold together, or always stand in the same place, are
        /// parts of words or of phrases.
        var isWord: Bool { cohesion > 4.5 && variety > 1.2 }
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
            words.append(
                Word(
                    scalars: scalars, count: count, share: share, cohesion: cohesion,
                    variety: variety))
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
