public import Base

/// What speaks against a response having been given with care. A flag never removes an answer: it
/// is shown beside it, and whoever measures decides.
public enum Quality {
    public enum Flag: String, CaseIterable, Sendable {
        /// Took less than `speed` of the median time.
        case speeder
        /// Every battery of rated lines was answered in one value.
        case straightLiner = "straight_liner"
        /// The same device, customer or answers came shortly before.
        case duplicate
        /// No person: filled what nobody sees, or handed pages in faster than they can be read.
        case bot
        /// Chose something else where the question names what to choose.
        case inattentive
    }

    /// Share of the median time below which an answer is too fast. Greszki, Meyer and Schoen 2015
    /// (Public Opinion Quarterly 79) look at 30, 40 and 50 per cent less than the median.
    public static let speed = 0.4
    /// A median of fewer times says too little.
    public static let timesLeast = 30
    /// Lines of a battery that is looked at.
    public static let batteryLeast = 4
    /// Answers that can be the same by chance are no duplicates: so many values must agree.
    public static let valuesLeast = 5
    /// The same device or customer within this span.
    public static let samePerson = Span.hours(24)
    /// The same answers within this span.
    public static let sameAnswers = Span.minutes(10)
    /// Nobody reads and answers two questions in less.
    public static let pageLeastSeconds = 1.0

    /// The times of an instrument's responses, by which each of them is judged.
    public struct Baseline: Hashable, Sendable {
        /// How many times are known.
        public let n: Int
        public let medianSeconds: Double

        public init(n: Int, medianSeconds: Double) {
            self.n = n
            self.medianSeconds = medianSeconds
        }

        /// - Parameter seconds: in no order.
        public init?(_ seconds: [Double]) {
            guard !seconds.isEmpty else { return nil }
            let sorted = seconds.sorted()
            let middle = sorted.count / 2
            let median =
                sorted.count.isMultiple(of: 2)
                ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
            self.init(n: sorted.count, medianSeconds: median)
        }

        /// Below this an answer is too fast; nil where too few times are known.
        public var leastSeconds: Double? { n >= timesLeast ? speed * medianSeconds : nil }
    }

    /// What is known of how one response came about.
    public struct Evidence: Hashable, Sendable {
        public var id: ID<Response>
        public var at: Instant
        /// Nil where only the end is known.
        public var seconds: Double?
        public var isStraight: Bool
        public var isInattentive: Bool
        /// Of the answers, where enough of them were given.
        public var digest: String?
        public var device: String?
        public var customer: Int64?
        /// Filled what nobody sees, or was handed in faster than it can be read.
        public var isMachine: Bool

        public init(
            id: ID<Response>, at: Instant, seconds: Double? = nil, isStraight: Bool = false,
            isInattentive: Bool = false, digest: String? = nil, device: String? = nil,
            customer: Int64? = nil, isMachine: Bool = false
        ) {
            self.id = id
            self.at = at
            self.seconds = seconds
            self.isStraight = isStraight
            self.isInattentive = isInattentive
            self.digest = digest
            self.device = device
            self.customer = customer
            self.isMachine = isMachine
        }
    }

    /// Judges responses of one instrument in the order of time. Of two that are the same the
    /// earlier one stands.
    public struct Judge {
        private let least: Double?
        private var devices: [String: Instant] = [:]
        private var customers: [Int64: Instant] = [:]
        private var digests: [String: Instant] = [:]

        public init(_ baseline: Baseline?) { least = baseline?.leastSeconds }

        public mutating func flags(of one: Evidence) -> Set<Flag> {
            var flags: Set<Flag> = []
            if let least, let seconds = one.seconds, seconds < least { flags.insert(.speeder) }
            if one.isStraight { flags.insert(.straightLiner) }
            if one.isInattentive { flags.insert(.inattentive) }
            if one.isMachine { flags.insert(.bot) }
            let wasThere = [
                Judge.met(one.device, at: one.at, within: samePerson, &devices),
                Judge.met(one.customer, at: one.at, within: samePerson, &customers),
                Judge.met(one.digest, at: one.at, within: sameAnswers, &digests),
            ]
            if wasThere.contains(true) { flags.insert(.duplicate) }
            return flags
        }

        private static func met<Key: Hashable>(
            _ key: Key?, at: Instant, within span: Span, _ last: inout [Key: Instant]
        ) -> Bool {
            guard let key else { return false }
            defer { last[key] = at }
            return last[key].map { at - $0 <= span } ?? false
        }
    }
}

extension Instrument {
    /// Whether every battery of rated lines was answered in one value; one that was answered in
    /// fewer than four lines is not looked at.
    public func isStraight(_ answers: JSON.Object) -> Bool {
        var batteries = 0
        for item in items where item.kind.hasRows && item.cells.first?.kind.isRating == true {
            guard let answer = answers[item.key] else { continue }
            let values = item.cells.compactMap { $0.value(in: answer)?.number }
            guard values.count >= Quality.batteryLeast else { continue }
            guard Set(values).count == 1 else { return false }
            batteries += 1
        }
        return batteries > 0
    }

    /// Whether something else was chosen where the document says what is expected.
    public func isInattentive(_ answers: JSON.Object) -> Bool {
        items.contains { item in
            item.expected.contains { expected in
                guard let answer = answers[item.key], let cell = expected.cell.value(in: answer)
                else { return false }
                return cell != expected.value
            }
        }
    }

    /// How many values were given; texts of some length count for all that are needed, because
    /// nobody writes the same by chance.
    public func distinctness(_ answers: JSON.Object) -> Int {
        var count = 0
        for item in items {
            guard let answer = answers[item.key] else { continue }
            for cell in item.cells {
                guard let value = cell.value(in: answer), !value.isNull else { continue }
                let isLong = cell.kind.isText && (value.string?.utf8.count ?? 0) >= 20
                count += isLong ? Quality.valuesLeast : 1
            }
        }
        return count
    }
}
