import RealModule

/// A queue in which everybody waits: agents, waits and service level.
/// Source: Erlang 1917; computed by the recursion of Erlang B, never by factorials.
public struct ErlangC: Hashable, Sendable {
    public let agents: Int
    /// Offered load: arrivals per second × handling seconds.
    public let load: Double
    public let handleSeconds: Double
    /// Probability that a caller waits at all.
    public let waitProbability: Double

    public static let method = Method(
        "staffing.erlangC", source: "Erlang 1917; stable recursion of Erlang B")

    /// - Parameter arrivalsPerSecond: mean rate.
    public init(
        arrivalsPerSecond: Double, handleSeconds: Double, agents: Int
    ) throws(Unfit) {
        try ErlangC.check(arrivalsPerSecond, handleSeconds)
        let load = arrivalsPerSecond * handleSeconds
        guard Double(agents) > load else {
            throw .undefined("the load is not below the number of agents: the queue grows forever")
        }
        self.agents = agents
        self.load = load
        self.handleSeconds = handleSeconds
        let b = ErlangC.blocking(load: load, agents: agents)
        let n = Double(agents)
        waitProbability = n * b / (n - load * (1 - b))
    }

    static func check(_ arrivals: Double, _ handle: Double) throws(Unfit) {
        guard arrivals.isFinite, arrivals >= 0 else { throw .outside("arrivals") }
        guard handle.isFinite, handle > 0 else { throw .outside("handle") }
    }

    /// Erlang B: the share turned away where nobody may wait.
    public static func blocking(load: Double, agents: Int) -> Double {
        var b = 1.0
        for k in 0..<max(0, agents) { b = load * b / (Double(k + 1) + load * b) }
        return b
    }

    private var spare: Double { Double(agents) - load }

    /// Share answered within so many seconds.
    public func serviceLevel(within seconds: Double) -> Double {
        1 - waitProbability * Double.exp(-spare * max(0, seconds) / handleSeconds)
    }

    /// Average speed of answer over all callers, in seconds.
    public var averageWait: Double { waitProbability * handleSeconds / spare }

    public var occupancy: Double { load / Double(agents) }

    public var queueLength: Double { waitProbability * load / spare }

    /// The wait that a share p of all callers stays below.
    public func waitQuantile(_ p: Double) -> Double {
        precondition(p >= 0 && p < 1)
        guard waitProbability > 1 - p else { return 0 }
        return handleSeconds / spare * Double.log(waitProbability / (1 - p))
    }

    /// The fewest agents that answer a share within so many seconds.
    public static func needed(
        arrivalsPerSecond: Double, handleSeconds: Double, share: Double, within seconds: Double
    ) throws(Unfit) -> ErlangC {
        try check(arrivalsPerSecond, handleSeconds)
        guard share > 0, share < 1 else { throw .outside("share") }
        let load = arrivalsPerSecond * handleSeconds
        guard load < 1e6 else { throw .outside("arrivals") }
        var agents = Int(load.rounded(.down)) + 1
        while true {
            let found = try ErlangC(
                arrivalsPerSecond: arrivalsPerSecond, handleSeconds: handleSeconds,
                agents: agents)
            if found.serviceLevel(within: seconds) >= share { return found }
            agents += 1
        }
    }

    /// Agents to schedule so that so many remain after breaks, training and absence.
    public static func scheduled(agents: Int, shrinkage: Double) throws(Unfit) -> Int {
        guard shrinkage >= 0, shrinkage < 1 else { throw .outside("shrinkage") }
        let exact = Double(agents) / (1 - shrinkage)
        // 7 / (1 − 0.3) must stay 10 although it is 10.000000000000002.
        return Int((exact - 1e-9).rounded(.up))
    }
}
