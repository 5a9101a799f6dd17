import Base
import Domain
import Statistics
import Store

/// What a group of cases adds up to.
struct CaseFigures {
    private(set) var cases = 0
    private(set) var active = 0
    private(set) var closed = 0
    private(set) var messages = 0
    private(set) var first: [Double] = []
    private(set) var done: [Double] = []
    private(set) var waits: [Double] = []
    private(set) var kept = Share()
    private(set) var reopened = Share()
    private(set) var transferred = Share()
    private(set) var once = Share()
    private(set) var upset = Share()
    private(set) var again = Share()
    private(set) var effortScores: [Double] = []

    /// What one case adds.
    struct One {
        var isActive = false
        var isClosed = false
        var messages = 0
        var replies = 0
        var transfers = 0
        var kept = 0
        var broken = 0
        var reopenings = 0
        /// Another case of the customer was shortly before it, or after.
        var hasBefore = false
        var hasAfter = false
        var isUpset = false
        /// Seconds.
        var firstResponse: Double?
        var waited: Double?
        /// Until it was first done; nil where it never was.
        var resolution: Double?
        var effortScore: Double?
    }

    mutating func add(_ one: One) {
        cases += 1
        messages += one.messages
        if one.isActive { active += 1 }
        if one.isClosed { closed += 1 }
        if let seconds = one.firstResponse { first.append(seconds) }
        if let seconds = one.waited { waits.append(seconds) }
        transferred.add(one.transfers > 0)
        if let score = one.effortScore { effortScores.append(score) }
        upset.add(one.isUpset)
        again.add(one.hasBefore || one.reopenings > 0)
        for _ in 0..<one.kept { kept.add(true) }
        for _ in 0..<one.broken { kept.add(false) }
        if let seconds = one.resolution {
            done.append(seconds)
            reopened.add(one.reopenings > 0)
            // Settled with one contact: one answer at most, never taken up again, and no other
            // case of the customer soon after.
            once.add(one.replies <= 1 && one.reopenings == 0 && !one.hasAfter)
        }
    }

    /// Seconds: median with interval, 90th, n.
    static func times(_ values: [Double]) -> JSON {
        guard !values.isEmpty else { return .null }
        let sorted = values.sorted()
        let interval = QuantileInterval.interval(ofSorted: sorted, 0.5)
        return [
            "median": .number(Percentile.quantile(ofSorted: sorted, 0.5)),
            "low": .optional(interval?.low), "high": .optional(interval?.high),
            "p90": .number(Percentile.quantile(ofSorted: sorted, 0.9)),
            "n": .integer(sorted.count),
        ]
    }

    /// A share with its interval and n; null where there is nothing to share.
    static func share(_ share: Share) -> JSON {
        guard share.n > 0 else { return .null }
        do {
            let estimate = try share.estimate()
            return [
                "value": .number(estimate.value), "low": .optional(estimate.low),
                "high": .optional(estimate.high), "n": .integer(share.n),
            ]
        } catch {
            return .null
        }
    }

    /// A mean with its interval and n; of one value there is no interval.
    static func mean(_ values: [Double]) -> JSON {
        guard !values.isEmpty else { return .null }
        // In one order, so that the rounding does not hang on how cases were met.
        let moments = Moments(values.sorted())
        do {
            let estimate = try Average.estimate(moments)
            return [
                "value": .number(estimate.value),
                "low": .optional(estimate.low.isFinite ? estimate.low : nil),
                "high": .optional(estimate.high.isFinite ? estimate.high : nil),
                "n": .integer(values.count),
            ]
        } catch {
            return .null
        }
    }

    var json: JSON {
        [
            "cases": .integer(cases), "active": .integer(active), "closed": .integer(closed),
            "firstResponse": CaseFigures.times(first), "resolution": CaseFigures.times(done),
            "kept": CaseFigures.share(kept), "reopened": CaseFigures.share(reopened),
            "transferred": CaseFigures.share(transferred), "once": CaseFigures.share(once),
            "waited": CaseFigures.times(waits), "upset": CaseFigures.share(upset),
            "effort": .number(cases == 0 ? 0 : Double(messages) / Double(cases)),
            "again": CaseFigures.share(again), "effortScore": CaseFigures.mean(effortScores),
        ]
    }
}

extension CaseFigures.One {
    init(_ facts: CaseFacts) {
        isActive = facts.status.isActive
        isClosed = facts.status == .closed
        messages = facts.wait.messages
        replies = facts.wait.replies
        transfers = facts.transfers
        kept = facts.kept
        broken = facts.broken
        reopenings = facts.reopenings
        hasBefore = facts.before > 0
        hasAfter = facts.after > 0
        isUpset = (facts.stage ?? .latent) >= .grumble
        firstResponse = facts.wait.firstReplyAt.map { max(0, ($0 - facts.openedAt).seconds) }
        waited = facts.wait.replies > 0 ? facts.wait.total.seconds : nil
        resolution = facts.resolvedAt.map { max(0, ($0 - facts.openedAt).seconds) }
        effortScore = facts.effortScore
    }

    /// Of a row of columns; see `names`.
    init(_ values: [JSON], repeats: Span) {
        let status = values[0].string.flatMap(Case.Status.init)
        isActive = status?.isActive ?? false
        isClosed = status == .closed
        func count(_ place: Int) -> Int { values[place].integer ?? 0 }
        (messages, replies, transfers) = (count(1), count(2), count(3))
        (kept, broken, reopenings) = (count(4), count(5), count(6))
        let days = repeats.seconds / 86_400
        hasBefore = values[7].number.map { $0 < days } ?? false
        hasAfter = values[8].number.map { $0 < days } ?? false
        isUpset = values[9].bool ?? false
        firstResponse = values[10].number
        waited = values[11].number
        resolution = values[12].number
        effortScore = values[13].number
    }

    /// The columns by which one is made.
    static let names = [
        "status", "messages", "replies", "transfers", "clocks_kept", "clocks_missed",
        "reopenings", "days_since_last", "days_to_next", "upset", CaseColumns.Exact.firstResponse,
        CaseColumns.Exact.waited, CaseColumns.Exact.resolution, CaseColumns.effortScore,
    ]
}
