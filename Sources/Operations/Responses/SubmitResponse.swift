public import Base
import Domain
import SQL
import Store

/// Takes in a whole response from a program.
public struct SubmitResponse: Operation {
    public static let name = "responses.submit"
    public static let summary =
        "Hand in answers. With an Idempotency-Key the same request counts once."
    public static let access = Access.right(.answersWrite)
    public static let input = [
        Field("instrument", .text(max: 64), .required, "Id or key of the questionnaire."),
        Field(
            "answers", .map(.any), .required,
            "By item: numbers, option codes, lists of codes, booleans, texts, days as "
                + "2026-03-01, times as 09:30, an order as a list of codes, lines as an object by "
                + "row (and by side below it); null = does not apply, dk = does not know."),
        Field("hidden", .map(.any), .optional, "The questionnaire's hidden fields."),
        Field("customer", .text(max: 200), .optional, "Your key of the customer."),
        Field("language", .choice(["zh", "en"]), .optional),
        Field("channel", .text(max: 40), .optional, "Where it was asked; api if absent."),
        Field("startedAt", .instant, .optional),
        Field("completedAt", .instant, .optional, "Now if absent; never in the future."),
    ]

    private let submission: Submission

    public init(_ input: Input) {
        var hidden = input.object("hidden")
        if let customer = input.textOrNil("customer") {
            hidden[HiddenField.customerKey] = .string(customer)
        }
        submission = Submission(
            instrument: input.text("instrument"), answers: .object(input.object("answers")),
            hidden: .object(hidden), language: input.textOrNil("language"),
            channel: input.textOrNil("channel") ?? "api",
            startedAt: input.instantOrNil("startedAt"),
            completedAt: input.instantOrNil("completedAt"))
    }

    public func perform(on desk: Desk) async throws -> SubmittedResponse {
        if let anonymous = try await anonymousInstrument(on: desk) {
            // A key would lead from the answer back to who handed it in.
            guard desk.idempotency == nil else { throw Refusal(.unreadable, "anonymousWithoutKey") }
            let zone = try await desk.zone()
            return try await desk.write { ledger in
                try ledger.submitAnonymously(submission, to: anonymous, zone: zone)
            }
        }
        return try await desk.write { ledger in
            let stored = try ledger.submit(submission)
            return SubmittedResponse(
                id: stored.id, score: stored.response.answers.score, overQuota: stored.overQuota)
        }
    }
}

extension SubmitResponse {
    private func anonymousInstrument(on desk: Desk) async throws -> Instruments.Stored? {
        try await desk.read { connection in
            let head = try Instruments.find(
                named: submission.instrument, in: desk.workspace, on: connection)
            let instrument = try desk.house.instrument(
                head.id, version: head.version, in: desk.workspace, on: connection)
            return instrument.isAnonymous ? head : nil
        }
    }
}

/// Answers to a whole questionnaire on their way in.
public struct Submission: Sendable {
    /// Id or key.
    public var instrument: String
    public var answers: JSON
    public var hidden: JSON
    public var language: String?
    public var channel: String
    public var startedAt: Instant?
    public var completedAt: Instant?

    public init(
        instrument: String, answers: JSON, hidden: JSON = [:], language: String? = nil,
        channel: String = "api", startedAt: Instant? = nil, completedAt: Instant? = nil
    ) {
        self.instrument = instrument
        self.answers = answers
        self.hidden = hidden
        self.language = language
        self.channel = channel
        self.startedAt = startedAt
        self.completedAt = completedAt
    }
}

extension Ledger {
    /// Checks and keeps a whole response: customer, row and event.
    func submit(_ submission: Submission) throws -> Responses.Stored {
        let head = try instrument(named: submission.instrument)
        let instrument = try house.instrument(
            head.id, version: head.version, in: workspace, on: connection)
        let hidden = try instrument.check(hidden: submission.hidden)
        let checked = try instrument.check(answers: submission.answers, hidden: hidden)
        let id: ID<Response> = newID()
        let files = try attachments(
            of: checked, to: instrument, in: id, holder: actor.name)
        let completedAt = submission.completedAt ?? now
        guard completedAt <= now + .minutes(5) else {
            throw Refusal.invalid("completedAt", "inTheFuture")
        }
        let language = submission.language ?? instrument.languages[0]
        var stored = Responses.Stored(
            id: id, instrument: head.id, version: head.version,
            customer: try respondent(hidden, language: language), language: language,
            channel: submission.channel, metric: instrument.scoring?.metric, hidden: hidden,
            startedAt: min(submission.startedAt ?? completedAt, completedAt),
            response: Response.completed(files?.answers ?? checked, at: completedAt).0)
        try Responses.insert(stored, in: workspace, on: connection)
        if !instrument.quotas.isEmpty {
            _ = try countQuotas(
                &stored, Answering(instrument, answers: checked.values, hidden: hidden))
        }
        try claim(files, for: id)
        try record(.completed, stored, key: head.key)
        return stored
    }

    /// Keeps an answer that leads to nobody, and tells nobody of it.
    func submitAnonymously(
        _ submission: Submission, to head: Instruments.Stored, zone: Zone
    ) throws -> SubmittedResponse {
        let instrument = try house.instrument(
            head.id, version: head.version, in: workspace, on: connection)
        let hidden = try instrument.check(hidden: submission.hidden)
        guard hidden[HiddenField.customerKey] == nil else {
            throw Refusal.invalid("customer", "anonymousNoCustomer")
        }
        let answers = try instrument.check(answers: submission.answers, hidden: hidden)
        let at = min(submission.completedAt ?? now, now)
        let row = Responses.Stored.anonymous(
            answers, of: head.id, version: head.version,
            language: submission.language ?? instrument.languages[0], channel: submission.channel,
            metric: instrument.scoring?.metric, hidden: hidden,
            at: Anonymity.moment(of: at, in: zone), in: house)
        _ = try AnonymousAnswers.keep(
            row, key: nil, mixed: Anonymity.mixed, in: workspace, on: connection)
        return SubmittedResponse(id: nil, score: answers.score, overQuota: nil)
    }

    /// Puts on record what happened to a response, with what rules decide by.
    func record(_ event: Response.Event, _ stored: Responses.Stored, key: String) throws {
        try record(
            event.rawValue, .init("response", stored.id), customer: stored.customer?.raw,
            [
                "instrument": .string(stored.instrument.description), "key": .string(key),
                "version": .integer(stored.version), "metric": .optional(stored.metric?.rawValue),
                "score": .optional(stored.response.answers.score),
                "channel": .string(stored.channel), "language": .string(stored.language),
                "link": .optional(stored.link?.description),
                "overQuota": .optional(stored.overQuota),
                "case": .optional(stored.caseID?.description),
            ])
    }
}
