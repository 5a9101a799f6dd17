/// How cases really run: time in each status, who follows whom, variants, rework. Logs merge.
/// Source: van der Aalst 2016 "Process Mining: Data Science in Action", chapters 5 and 9.
public struct ProcessLog: Reversible, Hashable {
    /// One activity directly followed by another.
    public struct Arc: Hashable, Sendable {
        public let from: String
        public let to: String

        public init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    /// One activity over all cases.
    public struct Activity: Reversible, Hashable {
        public internal(set) var occurrences = 0
        /// Cases in which it occurs at all, and in which it occurs more than once.
        public internal(set) var cases = 0
        public internal(set) var repeatedIn = 0
        /// From its start to the next step: the time in this status.
        public internal(set) var time = Durations()

        public init() {}

        public mutating func merge(_ other: Activity) {
            occurrences += other.occurrences
            cases += other.cases
            repeatedIn += other.repeatedIn
            time.merge(other.time)
        }

        public mutating func subtract(_ other: Activity) {
            occurrences -= other.occurrences
            cases -= other.cases
            repeatedIn -= other.repeatedIn
            time.subtract(other.time)
        }
    }

    public private(set) var activities: [String: Activity] = [:]
    public private(set) var arcs: [Arc: Durations] = [:]
    /// Each way through, with how long it took.
    public private(set) var variants: [[String]: Durations] = [:]
    public private(set) var throughput = Durations()
    /// Cases in which an activity comes again.
    public private(set) var reworked = 0
    /// Cases that went back at once: A, B, A.
    public private(set) var returned = 0
    public private(set) var events = 0

    public static let method = Method(
        "process.log", source: "van der Aalst 2016, Process Mining: Data Science in Action")

    public init() {}

    public mutating func add(_ trace: ProcessTrace) {
        let names = trace.activities
        var seen: [String: Int] = [:]
        for (place, step) in trace.steps.enumerated() {
            seen[step.activity, default: 0] += 1
            let next = place + 1 < trace.steps.count ? trace.steps[place + 1] : nil
            activities[step.activity, default: Activity()].occurrences += 1
            // The last step of a closed case ends it and takes no time.
            if let end = next?.time ?? trace.openUntil {
                activities[step.activity]?.time.add(end - step.time)
            }
            if let next {
                let arc = Arc(from: step.activity, to: next.activity)
                arcs[arc, default: Durations()].add(next.time - step.time)
            }
        }
        for (name, times) in seen {
            activities[name]?.cases += 1
            activities[name]?.repeatedIn += times > 1 ? 1 : 0
        }
        variants[names, default: Durations()].add(trace.duration)
        throughput.add(trace.duration)
        reworked += names.count > seen.count ? 1 : 0
        let back = names.indices.dropLast(2).contains {
            names[$0] == names[$0 + 2] && names[$0] != names[$0 + 1]
        }
        returned += back ? 1 : 0
        events += names.count
    }

    public mutating func merge(_ other: ProcessLog) {
        activities.merge(other.activities) { ProcessLog.joined($0, $1) }
        arcs.merge(other.arcs) { ProcessLog.joined($0, $1) }
        variants.merge(other.variants) { ProcessLog.joined($0, $1) }
        throughput.merge(other.throughput)
        reworked += other.reworked
        returned += other.returned
        events += other.events
    }

    public mutating func subtract(_ other: ProcessLog) {
        for (key, value) in other.activities {
            activities[key]?.subtract(value)
            if activities[key]?.occurrences == 0 { activities[key] = nil }
        }
        for (key, value) in other.arcs {
            arcs[key]?.subtract(value)
            if arcs[key]?.count == 0 { arcs[key] = nil }
        }
        for (key, value) in other.variants {
            variants[key]?.subtract(value)
            if variants[key]?.count == 0 { variants[key] = nil }
        }
        throughput.subtract(other.throughput)
        reworked -= other.reworked
        returned -= other.returned
        events -= other.events
    }

    public var cases: Int { throughput.count }

    /// Share of cases in which something was done again, with Wilson's interval.
    public func reworkShare(level: Double = 0.95) throws(Unfit) -> Estimate {
        try Share(hits: reworked, of: cases).estimate(level: level)
    }

    /// The most frequent ways through; equal ones in alphabetical order.
    public func commonVariants(_ most: Int) -> [(path: [String], cases: Int, time: Durations)] {
        let sorted = variants.sorted {
            $0.value.count == $1.value.count
                ? $0.key.lexicographicallyPrecedes($1.key) : $0.value.count > $1.value.count
        }
        return sorted.prefix(most).map { ($0.key, $0.value.count, $0.value) }
    }

    /// Where the time goes: statuses by the share of all waiting they hold, the worst first.
    public var bottlenecks: [(activity: String, share: Double, time: Durations)] {
        let whole = activities.values.reduce(0) { $0 + $1.time.total }
        guard whole > 0 else { return [] }
        return activities.sorted {
            $0.value.time.total == $1.value.time.total
                ? $0.key < $1.key : $0.value.time.total > $1.value.time.total
        }.map { ($0.key, $0.value.time.total / whole, $0.value.time) }
    }

    private static func joined<S: Summary>(_ a: S, _ b: S) -> S {
        var result = a
        result.merge(b)
        return result
    }
}
