/// What happened to one case, in order.
public struct ProcessTrace: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        public let activity: String
        /// Seconds since any fixed moment.
        public let time: Double

        public init(_ activity: String, at time: Double) {
            self.activity = activity
            self.time = time
        }
    }

    public let steps: [Step]
    /// When the case was last looked at, if it is still open: its last status lasts until then.
    public let openUntil: Double?

    /// Steps in any order; those of the same moment keep the order given.
    public init(_ steps: [Step], openUntil: Double? = nil) throws(Unfit) {
        guard !steps.isEmpty else { throw .empty }
        guard steps.allSatisfy({ $0.time.isFinite }) else { throw .notFinite("time") }
        let order = steps.indices.sorted {
            steps[$0].time == steps[$1].time ? $0 < $1 : steps[$0].time < steps[$1].time
        }
        self.steps = order.map { steps[$0] }
        if let openUntil, let last = self.steps.last {
            guard openUntil >= last.time else { throw .outside("openUntil") }
        }
        self.openUntil = openUntil
    }

    public var activities: [String] { steps.map(\.activity) }

    /// From the first step to the last, or to the last look at an open case.
    public var duration: Double {
        (openUntil ?? steps[steps.count - 1].time) - steps[0].time
    }
}
