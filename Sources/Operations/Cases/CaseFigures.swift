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
    private(set) var transfers: [Double] = []
    private(set) var kept = Share()
    private(set) var reopened = Share()
    private(set) var transferred = Share()
    private(set) var once = Share()
    private(set) var upset = Share()
    private(set) var again = Share()
    private(set) var effortScores: [Double] = []

    mutating func add(_ facts: CaseFacts) {
        cases += 1
        messages += facts.wait.messages
        if facts.status.isActive { active += 1 }
        if facts.status == .closed { closed += 1 }
        if let reply = facts.wait.firstReplyAt {
            first.append(max(0, (reply - facts.openedAt).seconds))
        }
        if facts.wait.replies > 0 { waits.append(facts.wait.total.seconds) }
        transfers.append(Double(facts.transfers))
        transferred.add(facts.transfers > 0)
        if let score = facts.effortScore { effortScores.append(score) }
        upset.add((facts.stage ?? .latent) >= .grumble)
        again.add(facts.before > 0 || facts.reopenings > 0)
        for _ in 0..<facts.kept { kept.add(true) }
        for _ in 0..<facts.broken { kept.add(false) }
        if let resolved = facts.resolvedAt {
            done.append(max(0, (resolved - facts.openedAt).seconds))
            reopened.add(facts.reopenings > 0)
            // Settled with one contact: one answer at most, never taken up again, and no other
            // case of the customer soon after.
            once.add(facts.wait.replies <= 1 && facts.reopenings == 0 && facts.after == 0)
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
        let moments = Moments(values)
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
