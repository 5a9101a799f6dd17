import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What is hidden can be computed from nothing that is shown.
@Suite struct ConcealmentTests {
    /// Random tables of one to three sides, with and without their margins: nobody who knows every
    /// open cell and every total can solve for a cell of too few answers.
    @Test func noHiddenCellCanBeSolvedFor() {
        for seed in 0..<400 {
            var chance = Dice(seed: UInt64(seed))
            let cells = randomTable(&chance)
            let extra = Concealment.extra(cells)
            #expect(extra.allSatisfy { !cells[$0].isHidden })
            let dark = cells.indices.filter { cells[$0].isHidden || extra.contains($0) }
            // Of a table that is dark as a whole nothing more can be hidden.
            guard cells.indices.contains(where: { cells[$0].n > 0 && !dark.contains($0) }) else {
                continue
            }
            var knowledge = Knowledge()
            for line in Concealment.lines(of: cells) {
                var sum: [String: Double] = [:]
                for part in line.parts where cells[part].n > 0 && dark.contains(part) {
                    sum["\(part)"] = 1
                }
                if let margin = line.margin, dark.contains(margin) { sum["\(margin)"] = -1 }
                knowledge.learn(sum)
            }
            for cell in dark where cells[cell].isHidden && cells[cell].n > 0 {
                #expect(!knowledge.tells(["\(cell)": 1]), "seed \(seed)")
            }
        }
    }

    private func randomTable(_ chance: inout Dice) -> [Concealment.Cell] {
        let sizes = (0..<(1 + chance.below(3))).map { _ in 2 + chance.below(4) }
        let most = 2 + chance.below(30)
        var cells: [Concealment.Cell] = []
        var counts: [[Int]: Int] = [:]
        for place in Inquiry.places(sizes) {
            let n = chance.below(4) == 0 ? chance.below(5) : chance.below(most)
            for mask in 0..<(1 << sizes.count) {
                let at = place.enumerated().map { mask >> $0 & 1 == 1 ? -1 : $1 }
                counts[at, default: 0] += n
            }
        }
        let showsMargins = chance.below(2) == 0
        for (place, n) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
        where n > 0 && (showsMargins || !place.contains(-1)) {
            cells.append(.init(place, n: n, isHidden: n < Measure.floor))
        }
        return cells
    }

    /// A total of few is hidden with its cells, and what others tell is hidden, no more: a scale
    /// whose ends are rare is read all the same.
    @Test(arguments: Engine.available)
    func rareEndsHideLittle(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let stay = try await AnsweredInstrument(try await TestHouse(database).workspace())
            let house = stay.workspace.house
            let counts = [
                "Installation": [5: 3, 6: 7, 7: 14, 8: 20, 9: 21, 10: 21],
                "Store": [4: 3, 5: 4, 6: 17, 7: 25, 8: 39, 9: 40, 10: 64],
                "Web": [3: 2, 4: 5, 5: 9, 6: 24, 7: 33, 8: 44, 9: 42, 10: 49],
            ]
            try await stay.put(
                counts.flatMap { group, scores in
                    scores.flatMap { score, n in
                        (0..<n).map { _ in stay.row(house.newID(), score, nil, group) }
                    }
                })
            let tab = try await stay.ask(
                CrossTabulate.self, ["row": "hidden.class", "column": "answers.recommend"])
            let cells = tab["cells"]?.array?.map { $0.array ?? [] } ?? []
            let hidden = cells.joined().count { $0["isHidden"] == true }
            #expect(hidden >= 4 && hidden <= 12, "\(hidden)")
            // That of 3 is two answers, and the others would tell it.
            let totals = tab["columnTotals"]?.array ?? []
            #expect(totals.first == .null && totals.count { $0 == .null } >= 2)
            for line in cells {
                for (cell, total) in zip(line, totals) where total == .null {
                    #expect(cell["columnShare"]?.number == nil && cell["residual"]?.number == nil)
                }
            }
        }
    }

    /// The whole answer of the product, for random responses: total, groups, trend, cells of both
    /// and the period before, put into one system of equations over the parts.
    @Test(arguments: Engine.available)
    func theAnswerTellsNoHiddenNumber(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            let start = TestHouse.start - .days(28)
            for seed in 0..<6 {
                var chance = Dice(seed: UInt64(seed))
                let rows = (0..<(40 + chance.below(60))).map { _ in
                    stay.row(
                        workspace.house.newID(), chance.below(11), 3,
                        ["First", "Business", "Business", "Eco", "Eco", "Eco"][chance.below(6)],
                        "en", start - .days(28) + .days(Int64(chance.below(56))))
                }
                try await stay.put(rows)
                var fields: [JSON.Object.Member] = [
                    .init(key: "instrument", value: .string(stay.id.description)),
                    .init(key: "measure", value: "mean"),
                    .init(key: "from", value: .string(start.iso8601)),
                    .init(key: "to", value: .string(TestHouse.start.iso8601)),
                    .init(key: "compare", value: "previous"),
                    .init(key: "dimensions", value: ["hidden.class"]),
                    .init(
                        key: "measures",
                        value: [["measure": "mean"], ["item": "answers.clean"]]),
                ]
                let desk = workspace.desk(.viewer)
                let compared = try await desk.perform(
                    QueryInsight.self, JSON.Object(fields)
                ).json
                fields.append(.init(key: "grain", value: "week"))
                let stepped = try await desk.perform(
                    QueryInsight.self, JSON.Object(fields)
                ).json
                check(compared, stepped, "seed \(seed)")
                try await stay.workspace.system.write { ledger in
                    for row in rows {
                        try ledger.connection.run(
                            """
                            DELETE FROM responses
                            WHERE workspace = \(ledger.workspace) AND id = \(row.id)
                            """)
                        try ledger.record("response.erased", .init("response", row.id))
                    }
                }
            }
        }
    }

    /// Unknowns are the sums of each class in each week, and of each class in the period before.
    private func check(_ compared: JSON, _ stepped: JSON, _ note: Comment) {
        var knowledge = Knowledge()
        var small: Set<[String: Double]> = []
        func learn(_ measure: JSON?, _ atoms: [String]) {
            guard let measure, (measure["n"]?.integer ?? 0) > 0 else { return }
            let sum = Dictionary(atoms.map { ($0, 1.0) }) { a, _ in a }
            if measure["isHidden"] == false {
                knowledge.learn(sum)
            } else if (measure["n"]?.integer ?? 0) < Measure.floor {
                small.insert(sum)
            }
        }
        func key(_ part: JSON) -> String { part["keys"]?.array?.first?["value"]?.string ?? "" }
        func first(_ cell: JSON, _ name: String) -> JSON? {
            cell["values"]?.array?.first?[name]
        }
        let cells = (stepped["cells"]?.array ?? []).filter {
            (first($0, "measure")?["n"]?.integer ?? 0) > 0
        }
        let atoms = cells.map { "\(key($0)) \($0["from"]?.string ?? "")" }
        for (cell, atom) in zip(cells, atoms) { learn(first(cell, "measure"), [atom]) }
        learn(stepped["total"], atoms)
        for group in stepped["groups"]?.array ?? [] {
            learn(group["measure"], atoms.filter { $0.hasPrefix(key(group) + " ") })
        }
        for step in stepped["trend"]?.array ?? [] {
            let from = step["from"]?.string ?? ""
            learn(step["measure"], atoms.filter { $0.hasSuffix(" " + from) })
        }
        let pairs = compared["cells"]?.array ?? []
        for cell in pairs {
            learn(first(cell, "measure"), atoms.filter { $0.hasPrefix(key(cell) + " ") })
            learn(first(cell, "previous"), ["before " + key(cell)])
            // A change together with one of its ends tells the other.
            if first(cell, "change") != .null {
                #expect(first(cell, "previous")?["isHidden"] == false, note)
                #expect(first(cell, "measure")?["isHidden"] == false, note)
            }
        }
        let before = pairs.filter { (first($0, "previous")?["n"]?.integer ?? 0) > 0 }
        learn(compared["previous"]?["measure"], before.map { "before " + key($0) })
        for group in (compared["groups"]?.array ?? []) + (stepped["groups"]?.array ?? []) {
            let isHidden = group["measure"]?["isHidden"] == true
            #expect(!isHidden || group["change"] == .null, note)
        }
        for sum in small { #expect(!knowledge.tells(sum), note) }
    }

    /// A table of many small cells is hidden as a whole in good time.
    @Test func aVastTableIsHiddenWhole() {
        var chance = Dice(seed: 7)
        let cells = Inquiry.places([60, 60]).map { place -> Concealment.Cell in
            let n = 1 + chance.below(6)
            return .init(place, n: n, isHidden: n < Measure.floor)
        }
        let extra = Concealment.extra(cells)
        #expect(cells.indices.allSatisfy { cells[$0].isHidden || extra.contains($0) })
    }
}

/// What follows from sums that somebody knows: their span, kept in echelon form.
private struct Knowledge {
    private var rows: [(pivot: String, sum: [String: Double])] = []

    mutating func learn(_ sum: [String: Double]) {
        let rest = reduced(sum)
        guard let pivot = rest.max(by: { abs($0.value) < abs($1.value) }) else { return }
        rows.append((pivot.key, rest.mapValues { $0 / pivot.value }))
    }

    /// Whether the sum can be computed from the known ones.
    func tells(_ sum: [String: Double]) -> Bool { reduced(sum).isEmpty }

    private func reduced(_ sum: [String: Double]) -> [String: Double] {
        var rest = sum
        for row in rows {
            guard let factor = rest[row.pivot] else { continue }
            for (atom, value) in row.sum { rest[atom, default: 0] -= factor * value }
            rest = rest.filter { abs($0.value) > 1e-9 }
        }
        return rest
    }
}

/// Chance with a seed.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    /// Source: Steele, Lea, Flood 2014 (SplitMix64).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ n: Int) -> Int { Int.random(in: 0..<n, using: &self) }

    mutating func one<Value>(of all: [Value]) -> Value { all[below(all.count)] }
}
