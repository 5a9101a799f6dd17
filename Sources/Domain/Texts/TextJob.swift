public import Base

/// Learning a model from a workspace's records, reading its texts again, or both: goes on in the
/// background, batch by batch, and can be broken off anywhere.
public struct TextJob: Hashable, Sendable, Identified {
    public static let idPrefix = "tjb"

    public enum Status: String, CaseIterable, Sendable {
        case running, finished
        /// It could not learn; nothing was changed.
        case failed
        case cancelled
    }

    /// What it does next.
    public enum Phase: String, CaseIterable, Sendable {
        case learning, answers, messages
    }

    public let id: ID<TextJob>
    public let at: Instant
    public let author: String
    /// What it learns; nil where texts are only read again.
    public let subject: TextModel.Subject?
    public private(set) var status: Status
    public private(set) var phase: Phase
    /// Responses and messages read so far, of so many; of a model that reads nothing, the cases
    /// it learnt from.
    public private(set) var done: Int
    public private(set) var total: Int
    /// The last id that was dealt with in this phase.
    public private(set) var cursor: Int64
    /// Code of what kept it from learning.
    public private(set) var failure: String?
    /// Of the themes there were when it began.
    public let stamp: Int64?

    public init(
        _ id: ID<TextJob>, at: Instant, author: String, learning subject: TextModel.Subject?,
        total: Int, stamp: Int64? = nil
    ) {
        self.init(
            id, at: at, author: author, subject: subject, status: .running,
            phase: subject == nil ? .answers : .learning, done: 0, total: total, cursor: 0,
            failure: nil, stamp: stamp)
    }

    /// A job as it was stored.
    public init(
        _ id: ID<TextJob>, at: Instant, author: String, subject: TextModel.Subject?,
        status: Status, phase: Phase, done: Int, total: Int, cursor: Int64, failure: String?,
        stamp: Int64? = nil
    ) {
        self.id = id
        self.at = at
        self.author = author
        self.subject = subject
        self.status = status
        self.phase = phase
        self.done = done
        self.total = total
        self.cursor = cursor
        self.failure = failure
        self.stamp = stamp
    }

    /// The model is there. Moods are read anew with it; what it would put on cases is found when a
    /// case is looked at.
    public mutating func learnt(from texts: Int) {
        guard status == .running, phase == .learning else { return }
        guard subject != .mood else { return advance([]) }
        done = texts
        total = texts
        status = .finished
    }

    /// A batch was read; an empty one ends the phase, and the last phase the job.
    /// - Parameter ids: of what was read, ascending.
    public mutating func advance(_ ids: [Int64]) {
        guard status == .running else { return }
        guard let last = ids.last else {
            switch phase {
            case .learning: phase = .answers
            case .answers: phase = .messages
            case .messages: status = .finished
            }
            cursor = 0
            return
        }
        cursor = last
        done += ids.count
        // What came in meanwhile is read too.
        total = max(total, done)
    }

    public mutating func fail(_ code: String) {
        guard status == .running else { return }
        status = .failed
        failure = code
    }

    public mutating func cancel() throws(Refusal) {
        guard status == .running else { throw Refusal(.conflict, "textJobOver") }
        status = .cancelled
    }
}
