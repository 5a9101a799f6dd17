import Statistics
import Testing

/// What every summary must obey, tried on three parts of a sample.
struct SummaryLaws<S: Summary, Row> {
    let parts: [[Row]]
    /// A summary of nothing that knows what it will be given, such as how many categories.
    let empty: S
    let add: (inout S, Row) throws -> Void
    let same: (_ found: S, _ wanted: S, _ law: String) -> Void

    init(
        _ parts: [[Row]], empty: S = S(), add: @escaping (inout S, Row) throws -> Void,
        same: @escaping (_ found: S, _ wanted: S, _ law: String) -> Void
    ) {
        self.parts = parts
        self.empty = empty
        self.add = add
        self.same = same
    }

    /// Associative, commutative, with an identity on both sides; parts merged are the whole.
    func check() throws {
        let made = try parts.map { try summary($0) }
        let (a, b, c) = (made[0], made[1], made[2])
        same(merged(merged(a, b), c), merged(a, merged(b, c)), "associative")
        same(merged(a, b), merged(b, a), "commutative")
        same(merged(merged(c, a), b), merged(merged(a, b), c), "commutative in three")
        same(merged(S(), a), a, "identity on the left")
        same(merged(a, S()), a, "identity on the right")
        same(S.merging(made), try summary(parts.flatMap { $0 }), "parts are the whole")
    }

    func summary(_ rows: [Row]) throws -> S {
        var result = empty
        for row in rows { try add(&result, row) }
        return result
    }

    fileprivate func merged(_ a: S, _ b: S) -> S {
        var result = a
        result.merge(b)
        return result
    }
}

extension SummaryLaws where S: Reversible {
    /// Besides, what is taken away leaves the rest, and what is added again is there again.
    func checkReversible() throws {
        try check()
        let made = try parts.map { try summary($0) }
        let whole = try summary(parts.flatMap { $0 })
        var rest = whole
        rest.subtract(made[2])
        same(rest, try summary(parts[0] + parts[1]), "a part taken away")
        rest.merge(made[2])
        same(rest, whole, "added again")
        rest.subtract(made[0])
        same(rest, try summary(parts[1] + parts[2]), "the first part taken away")
        var unchanged = whole
        unchanged.subtract(S())
        same(unchanged, whole, "nothing taken away")
    }
}

extension SummaryLaws where S: Equatable {
    /// For summaries that count: equal to the last bit.
    init(
        exact parts: [[Row]], empty: S = S(), add: @escaping (inout S, Row) throws -> Void
    ) {
        self.init(parts, empty: empty, add: add) { found, wanted, law in
            #expect(found == wanted, "\(S.self): \(law)")
        }
    }
}

extension SummaryLaws {
    /// For summaries of real numbers: figures agree up to rounding.
    init(
        _ parts: [[Row]], empty: S = S(), within tolerance: Double,
        add: @escaping (inout S, Row) throws -> Void, figures: @escaping (S) -> [Double]
    ) {
        self.init(parts, empty: empty, add: add) { found, wanted, law in
            expectNear(figures(found), figures(wanted), tolerance, "\(S.self): \(law)")
        }
    }
}
