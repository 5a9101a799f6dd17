public import Base

/// One filled-in instrument, from its first page to its end.
public struct Response: Hashable, Sendable, Identified {
    public static let idPrefix = "rsp"

    public private(set) var status: Status
    public private(set) var answers: Answers
    /// The page that is open now; nil once completed.
    public private(set) var page: Int?
    public private(set) var completedAt: Instant?

    public enum Status: String, CaseIterable, Sendable {
        case started, partial, completed
    }

    /// What happened to a response, as the event log tells it.
    public enum Event: String, Sendable {
        case started = "response.started"
        case completed = "response.completed"
    }

    /// A response as it was stored.
    public init(status: Status, answers: Answers, page: Int?, completedAt: Instant?) {
        self.status = status
        self.answers = answers
        self.page = page
        self.completedAt = completedAt
    }

    /// Opens the first page.
    public static func started(at page: Int) -> (Response, [Event]) {
        let nothing = Answers(values: JSON.Object(), score: nil)
        return (
            Response(status: .started, answers: nothing, page: page, completedAt: nil), [.started]
        )
    }

    /// Handed in whole, as programs do.
    public static func completed(_ answers: Answers, at now: Instant) -> (Response, [Event]) {
        (
            Response(status: .completed, answers: answers, page: nil, completedAt: now),
            [.completed]
        )
    }

    /// Keeps what was answered so far and where to go on. No event: the log tells that someone
    /// began to answer, not each step of it.
    public mutating func save(_ answers: Answers, page: Int) throws(Refusal) {
        try requireOpen()
        status = .partial
        self.answers = answers
        self.page = page
    }

    public mutating func complete(_ answers: Answers, at now: Instant) throws(Refusal) -> [Event] {
        try requireOpen()
        status = .completed
        self.answers = answers
        page = nil
        completedAt = now
        return [.completed]
    }

    private func requireOpen() throws(Refusal) {
        guard status != .completed else { throw Refusal(.conflict, "alreadyAnswered") }
    }
}
