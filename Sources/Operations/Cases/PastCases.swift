import Base
public import Domain
import SQL
import Store

/// Makes closed cases of imported responses that tell of a contact: reported when the response
/// was started, answered when it was completed. Run again, it goes on with those that are new.
public struct PastCases: Sendable {
    private static let batch = 500

    private let instrument: String
    private let process: String
    private let promise: String
    private let outcome: String
    /// With slots such as `{hidden.category}`.
    private let title: Wording

    public init(
        instrument: String, process: String = "contact", promise: String = "contact-response",
        outcome: String = "answered", title: Wording
    ) {
        self.instrument = instrument
        self.process = process
        self.promise = promise
        self.outcome = outcome
        self.title = title
    }

    /// - Returns: how many cases were made.
    public func run(
        on desk: Desk, progress: (Int) -> Void = { _ in }
    ) async throws -> Int {
        guard desk.actor.rights.contains(.importRun) else {
            throw Refusal.denied(.right(.importRun), desk.actor)
        }
        var made = 0
        var place: ID<Response>?
        repeat {
            let after = place
            let (count, last) = try await desk.write { ledger in try make(after, ledger) }
            made += count
            place = last
            progress(made)
        } while place != nil
        try await desk.write { try Cases.refreshStatistics(on: $0.connection) }
        return made
    }

    private func make(
        _ after: ID<Response>?, _ ledger: Ledger
    ) throws -> (made: Int, last: ID<Response>?) {
        try ledger.installLibrary()
        let head = try ledger.instrument(named: instrument)
        let contacts = try PastContact.next(
            of: head.id, after: after, limit: PastCases.batch, in: ledger.workspace,
            on: ledger.connection)
        guard !contacts.isEmpty else { return (0, nil) }
        let plan = try CasePlan(self, ledger)
        var number = try CaseNumbers.take(
            contacts.count, in: ledger.workspace, on: ledger.connection)
        for contact in contacts {
            let texts = try ledger.house.instrument(
                head.id, version: contact.version, in: ledger.workspace, on: ledger.connection
            ).items.filter(\.kind.isText).map(\.key)
            try plan.insert(contact, number, texts: texts, ledger)
            number += 1
        }
        try ledger.record(
            "cases.imported", .init("instrument", head.id), ["count": .integer(contacts.count)])
        return (contacts.count, contacts.last?.response)
    }

    /// The documents by which past cases are made, read once a batch.
    private struct CasePlan {
        let past: PastCases
        let process: Process
        let stamp: DocumentStamp
        let terms: [ClockTerms]
        let hours: ClockHours
        let outcome: Case.Outcome

        init(_ past: PastCases, _ ledger: Ledger) throws {
            self.past = past
            let (workspace, connection) = (ledger.workspace, ledger.connection)
            let version = try ledger.house.process(
                named: past.process, in: workspace, on: connection)
            guard
                let named = try Documents.find(
                    .promise, past.promise, in: workspace, on: connection)
            else { throw Refusal.invalid("promise", "noSuchPromise", ["value": past.promise]) }
            (process, stamp) = (version.process, version.stamp)
            let promise = try Promise(document: named.json)
            terms = promise.terms(version: named.version)
            var calendars = Hours(ledger.house.library, in: workspace, on: connection)
            hours = try calendars.of(terms)
            guard let outcome = process[outcome: past.outcome] else {
                let choices = process.outcomes.map(\.key).joined(separator: ", ")
                throw Refusal.invalid("outcome", "notAChoice", ["choices": choices])
            }
            self.outcome = Case.Outcome(key: outcome.key, text: "", isEarly: outcome.early)
        }

        func insert(
            _ contact: PastContact, _ number: Int, texts: [String], _ ledger: Ledger
        ) throws {
            let words = texts.compactMap { contact.answers[$0]?.string }
            let title = past.title.filled { name in
                guard name.hasPrefix("hidden.") else { return nil }
                return contact.hidden[String(name.dropFirst(7))].map { $0.string ?? $0.text }
            }
            let fallback = "\(contact.response)"
            var fields = JSON.Object()
            for field in process.steps.flatMap(\.fields) {
                fields[field.key] = contact.hidden[field.key]
            }
            let opening = CaseOpening(
                id: ledger.newID(), number: number, kind: .request,
                title: title.en.trimmed.isEmpty ? Wording(zh: fallback, en: fallback) : title,
                customer: contact.customer, process: stamp,
                origin: Case.Origin(response: contact.response), terms: terms,
                words: words.isEmpty ? nil : words.joined(separator: "\n\n"))
            let answeredAt = max(contact.startedAt, contact.completedAt)
            let (one, change) = try Case.past(
                opening, answeredAt: answeredAt, closedAt: answeredAt, outcome: outcome,
                fields: fields,
                in: CaseContext(
                    process: process, hours: hours, actor: .system, now: contact.startedAt,
                    messageID: ledger.newID()))
            // The facts are old: no rule or timeline is to take them for news.
            try Cases.insert(
                one, change, wakesAt: nil, in: ledger.workspace, on: ledger.connection)
        }
    }
}
