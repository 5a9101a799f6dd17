import RealModule

/// A queue whose callers lose patience: what Erlang C overstates when people hang up.
/// Sources: Palm 1946; Garnett, Mandelbaum, Reiman 2002 "Designing a Call Center with Impatient
/// Customers", Manufacturing & Service Operations Management 4(3).
public struct ErlangA: Hashable, Sendable {
    public let agents: Int
    public let load: Double
    public let handleSeconds: Double
    public let patienceSeconds: Double
    public let waitProbability: Double
    public let abandonment: Double
    /// Over all callers, those who hang up included.
    public let averageWait: Double
    public let queueLength: Double
    public let occupancy: Double
    /// P(j wait on arrival), j = 0, 1, … with all agents busy.
    private let queue: [Double]

    public static let method = Method(
        "staffing.erlangA", source: "Garnett, Mandelbaum, Reiman 2002, MSOM 4(3)")

    public init(
        arrivalsPerSecond: Double, handleSeconds: Double, patienceSeconds: Double, agents: Int
    ) throws(Unfit) {
        try ErlangC.check(arrivalsPerSecond, handleSeconds)
        guard patienceSeconds > 0, patienceSeconds.isFinite else { throw .outside("patience") }
        guard agents > 0 else { throw .outside("agents") }
        let load = arrivalsPerSecond * handleSeconds
        let leave = 1 / patienceSeconds
        let serve = Double(agents) / handleSeconds
        // Relative to the state in which all agents are just busy.
        let atFull = ErlangC.blocking(load: load, agents: agents)
        var relative = [1.0]
        var sum = 1.0
        var j = 0.0
        while true {
            j += 1
            let next = relative[relative.count - 1] * arrivalsPerSecond / (serve + j * leave)
            if next < sum * 1e-18 || next == 0 { break }
            relative.append(next)
            sum += next
        }
        // Blocking is p(n) / Σ p(0…n): the states below weigh 1/B − 1 against the full one.
        let total = load > 0 ? 1 / atFull - 1 + sum : .infinity
        let states = relative.map { $0 / total }
        queue = states
        waitProbability = states.reduce(0, +)
        var length = 0.0
        for (waiting, p) in states.enumerated() { length += Double(waiting) * p }
        queueLength = length
        let lost = arrivalsPerSecond > 0 ? length * leave / arrivalsPerSecond : 0
        abandonment = lost
        averageWait = arrivalsPerSecond > 0 ? length / arrivalsPerSecond : 0
        occupancy = load * (1 - lost) / Double(agents)
        self.agents = agents
        self.load = load
        self.handleSeconds = handleSeconds
        self.patienceSeconds = patienceSeconds
    }

    /// Share of all callers answered within so many seconds: who hangs up counts as missed.
    public func answered(within seconds: Double) -> Double {
        let serve = Double(agents) / handleSeconds
        let leave = 1 / patienceSeconds
        let stay = Double.exp(-leave * max(0, seconds))
        var sum = 1 - waitProbability
        for (j, p) in queue.enumerated() {
            let ahead = Double(j + 1)
            let patient = serve / (serve + ahead * leave)
            let inTime = IncompleteBeta.tails(
                a: ahead, b: serve / leave + 1, x: 1 - stay, y: stay
            ).lower
            sum += p * patient * inTime
        }
        return sum
    }

    /// The same among those who were answered at all.
    public func answeredOfServed(within seconds: Double) -> Double {
        answered(within: seconds) / (1 - abandonment)
    }

    /// Share of all callers who are still waiting after so many seconds.
    public func waitingLonger(than seconds: Double) -> Double {
        let serve = Double(agents) / handleSeconds
        let leave = 1 / patienceSeconds
        let stay = Double.exp(-leave * max(0, seconds))
        var sum = 0.0
        for (j, p) in queue.enumerated() {
            let notYet = IncompleteBeta.tails(
                a: Double(j + 1), b: serve / leave, x: 1 - stay, y: stay
            ).upper
            sum += p * stay * notYet
        }
        return sum
    }

    /// The wait that a share p of all callers stays below.
    public func waitQuantile(_ p: Double) -> Double {
        precondition(p >= 0 && p < 1)
        guard waitProbability > 1 - p else { return 0 }
        var low = 0.0
        var high = handleSeconds
        while waitingLonger(than: high) > 1 - p { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle == low || middle == high { break }
            if waitingLonger(than: middle) > 1 - p { low = middle } else { high = middle }
        }
        return high
    }

    /// The fewest agents that answer a share of all callers within so many seconds.
    public static func needed(
        arrivalsPerSecond: Double, handleSeconds: Double, patienceSeconds: Double,
        share: Double, within seconds: Double
    ) throws(Unfit) -> ErlangA {
        try ErlangC.check(arrivalsPerSecond, handleSeconds)
        guard share > 0, share < 1 else { throw .outside("share") }
        guard arrivalsPerSecond * handleSeconds < 1e5 else { throw .outside("arrivals") }
        func tried(_ agents: Int) throws(Unfit) -> ErlangA {
            try ErlangA(
                arrivalsPerSecond: arrivalsPerSecond, handleSeconds: handleSeconds,
                patienceSeconds: patienceSeconds, agents: agents)
        }
        var low = 0
        var high = 1
        while try tried(high).answered(within: seconds) < share {
            low = high
            high *= 2
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if try tried(middle).answered(within: seconds) < share {
                low = middle
            } else {
                high = middle
            }
        }
        return try tried(high)
    }
}
