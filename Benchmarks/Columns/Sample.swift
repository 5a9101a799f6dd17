import Base
import Columns
import Statistics

private enum Answer: Identified {
    static let idPrefix = "rsp"
}

/// Answers drawn from a seed, as a table and as plain files for the peers.
struct Sample {
    /// A name and how many different values it has.
    typealias Trait = (name: String, values: Int)

    let rows: Int
    let traits: [Trait]
    /// Columns of ratings 1…5 beside the score.
    let ratings: Int

    static let answers = Sample(
        rows: 10_000_000,
        traits: [
            ("region", 8), ("tier", 4), ("segment", 12), ("channel", 5), ("class", 3),
            ("gender", 2), ("age", 6), ("language", 2),
        ], ratings: 0)
    static let journey = Sample(
        rows: 10_000_000, traits: [("class", 3), ("travel", 2), ("region", 8)], ratings: 14)
    static let wide = Sample(
        rows: 1_000_000, traits: (0..<30).map { ("trait\($0)", 2 + $0 % 12) }, ratings: 0)

    /// The first moment: a Monday, 2023-01-02 in UTC.
    static let start = Instant(seconds: 1_672_617_600)
    /// Three years of 365 days.
    static let length: Int64 = 3 * 365 * 86_400_000_000

    /// Calls for each row with time, score (255 where missing), traits and ratings (0 missing).
    private func each(_ body: (Int64, UInt8, [UInt8]) -> Void) {
        var chance = SplitMix64(seed: 20_240_102)
        var cells = Array(repeating: UInt8(0), count: traits.count + ratings)
        for row in 0..<rows {
            let time =
                Sample.start.microseconds + Int64(row) * (Sample.length / Int64(rows))
            for (place, trait) in traits.enumerated() {
                cells[place] = UInt8(chance.index(below: trait.values))
            }
            // A little better in some groups than in others.
            let lean = Double(cells[0]) / Double(traits[0].values)
            let score = min(10, UInt8(11 * (0.8 * chance.unit() + 0.2 * lean)))
            for place in traits.count..<cells.count {
                cells[place] = UInt8(chance.index(below: 6))
            }
            body(time, chance.index(below: 20) == 0 ? 255 : score, cells)
        }
    }

    func table() -> Table {
        var table = Table()
        let names = traits.map(\.name) + (0..<ratings).map { "rating\($0)" }
        let texts = traits.map { trait in
            (0..<trait.values).map { JSON.string("\(trait.name) \($0)") }
        }
        var identities = Identities()
        var lot = SplitMix64(seed: 1)
        each { time, score, cells in
            var values = JSON.Object()
            values.members.reserveCapacity(cells.count + 1)
            if score != 255 { values.append("score", .integer(Int(score))) }
            for (place, cell) in cells.enumerated() {
                if place < texts.count {
                    values.append(names[place], texts[place][Int(cell)])
                } else if cell > 0 {
                    values.append(names[place], .integer(Int(cell)))
                }
            }
            let moment = Instant(microseconds: time)
            let id = identities.next(Answer.self, at: moment, chance: lot.next())
            table.put(Record(id: id.raw, time: moment, values: values))
        }
        return table
    }

    /// Column after column: times as 64-bit whole numbers, the rest as bytes.
    func write(to path: String) throws {
        var columns = Array(repeating: [UInt8](), count: 1 + traits.count + ratings)
        var times: [Int64] = []
        each { time, score, cells in
            times.append(time)
            columns[0].append(score)
            for (place, cell) in cells.enumerated() { columns[1 + place].append(cell) }
        }
        try times.withUnsafeBytes { try File.write(Array($0), to: "\(path).time") }
        for (place, column) in columns.enumerated() {
            try File.write(column, to: "\(path).\(place)")
        }
    }
}
