public import Base
import Domain
import SQL
import Store

/// Makes closed cases of a table of another system: one row a case with its times, message and
/// reply; or one row an event, from whose first and last a case is made. Run again, it goes on
/// with those that are new.
public struct CaseTable: Sendable {
    /// Which columns tell what; a column that is nil is not there.
    public struct Columns: Sendable {
        public var key: String
        /// When it began; of an event log, when the event was.
        public var opened: String
        public var answered: String?
        public var closed: String?
        public var title: String?
        public var words: String?
        public var reply: String?
        public var activity: String?
        public var resource: String?
        public var format: DateFormat?

        public init(key: String, opened: String) {
            self.key = key
            self.opened = opened
        }
    }

    private let columns: Columns
    private let kind: Case.Kind
    private let process: String
    private let promise: String?
    private let outcome: String
    /// The activity that answers the customer, in an event log.
    private let answer: String?
    private let channel: String?
    private let zone: String?

    /// - Parameters:
    ///   - answer: the activity by which the customer is answered, of an event log.
    ///   - zone: of times without one; UTC if nil.
    public init(
        _ columns: Columns, kind: String = "request", process: String = "contact",
        promise: String? = nil, outcome: String = "answered", answer: String? = nil,
        channel: String? = nil, zone: String? = nil
    ) throws(Refusal) {
        guard let kind = Case.Kind(rawValue: kind) else {
            let choices = Case.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("kind", "notAChoice", ["choices": choices])
        }
        self.columns = columns
        self.kind = kind
        self.process = process
        self.promise = promise
        self.outcome = outcome
        self.answer = answer
        self.channel = channel
        self.zone = zone
    }

    public struct Outcome: Sendable {
        public let made: Int
        public let known: Int
        /// Rows without a key or a readable time.
        public let refused: Int
    }

    /// A case as the table tells of it.
    private struct Told {
        let key: String
        var opened: Instant
        var answered: Instant?
        var closed: Instant
        var title: String?
        var words: String?
        var reply: String?
        var events: [(at: Instant, activity: String, resource: String)] = []
    }

    public func run(_ source: any ByteSource, on desk: Desk) async throws -> Outcome {
        guard desk.actor.rights.contains(.importRun) else {
            throw Refusal.denied(.right(.importRun), desk.actor)
        }
        let (told, refused) = try read(source, desk)
        var (made, known) = (0, 0)
        var rest = told[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(200))
            rest = rest.dropFirst(200)
            let new = try await desk.write { ledger -> Int in try insert(batch, ledger) }
            made += new
            known += batch.count - new
        }
        try await desk.write { try Cases.refreshStatistics(on: $0.connection) }
        return Outcome(made: made, known: known, refused: refused)
    }

    // MARK: Reading

    private func read(
        _ source: any ByteSource, _ desk: Desk
    ) throws -> (told: [Told], refused: Int) {
        let table = try TableReader.open(source)
        let zone =
            try self.zone.map { name -> Zone in
                guard
                    let zone = desk.house.library.zoneFile(name).flatMap({
                        Zone(name: name, tzif: $0)
                    })
                else { throw Refusal.invalid("zone", "unknownZone", ["zone": name]) }
                return zone
            } ?? .utc
        func place(_ name: String?) throws -> Int? { try name.map { try table.column($0) } }
        let (key, opened) = (try table.column(columns.key), try table.column(columns.opened))
        let answered = try place(columns.answered)
        let closed = try place(columns.closed)
        let (title, words) = (try place(columns.title), try place(columns.words))
        let reply = try place(columns.reply)
        let (activity, resource) = (try place(columns.activity), try place(columns.resource))
        var told: [Told] = []
        var places: [String: Int] = [:]
        var refused = 0
        while let batch = try table.next() {
            for row in batch {
                func text(_ column: Int?) -> String? {
                    column.flatMap { $0 < row.count ? row.text($0).trimmed : nil }
                        .flatMap { $0.isEmpty ? nil : $0 }
                }
                func time(_ column: Int?) -> Instant? {
                    text(column).flatMap { text in
                        columns.format?.instant(text, in: zone)
                            ?? Instant(iso8601: text, assuming: zone)
                    }
                }
                guard let name = text(key), let at = time(opened) else {
                    refused += 1
                    continue
                }
                // Without an end it is not past: it has to be worked on, not brought in.
                guard activity != nil || time(answered) != nil || time(closed) != nil else {
                    refused += 1
                    continue
                }
                let place = places[name] ?? told.count
                if place == told.count {
                    places[name] = place
                    let end = time(closed) ?? time(answered) ?? at
                    told.append(
                        Told(
                            key: name, opened: at, answered: time(answered), closed: end,
                            title: text(title), words: text(words), reply: text(reply)))
                }
                guard let activity, let word = text(activity) else { continue }
                told[place].events.append((at, word, text(resource) ?? ""))
            }
        }
        return (told.map(ordered), refused)
    }

    /// What an event log tells of a case: it begins with its first event and ends with its last.
    private func ordered(_ told: Told) -> Told {
        guard !told.events.isEmpty else { return told }
        var told = told
        // Events of one moment keep their order in the file.
        let events = told.events.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
        told.events = events
        told.opened = events[0].at
        told.closed = events[events.count - 1].at
        told.answered = answer.flatMap { answer in
            events.first { $0.activity == answer }?.at
        }
        return told
    }

    // MARK: Writing

    private func insert(_ batch: [Told], _ ledger: Ledger) throws -> Int {
        try ledger.installLibrary()
        let (workspace, connection) = (ledger.workspace, ledger.connection)
        let version = try ledger.house.process(named: process, in: workspace, on: connection)
        let process = version.process
        guard let outcome = process[outcome: outcome] else {
            let choices = process.outcomes.map(\.key).joined(separator: ", ")
            throw Refusal.invalid("outcome", "notAChoice", ["choices": choices])
        }
        let terms = try promise.map { try ledger.terms(of: $0) } ?? []
        var calendars = Hours(ledger.house.library, in: workspace, on: connection)
        let hours = try calendars.of(terms)
        let known = try Cases.external(batch.map(\.key), in: workspace, on: connection)
        let new = batch.filter { !known.contains($0.key) }
        guard !new.isEmpty else { return 0 }
        let first = try CaseNumbers.take(new.count, in: workspace, on: connection)
        for (place, told) in new.enumerated() {
            let context = CaseContext(
                process: process, hours: hours, actor: .system, now: told.opened,
                messageID: ledger.newID())
            let title = told.title ?? told.key
            let opening = CaseOpening(
                id: ledger.newID(), number: first + place, kind: kind,
                title: Wording(zh: title, en: title),
                process: version.stamp, origin: Case.Origin(channel: channel), terms: terms,
                words: told.words)
            let answered = told.answered.map { max($0, told.opened) }
            let closed = max(told.closed, answered ?? told.opened)
            let (one, past) = try Case.past(
                opening, answeredAt: answered ?? closed, closedAt: closed,
                outcome: Case.Outcome(
                    key: outcome.key, text: "", isEarly: outcome.early),
                fields: .init(), in: context)
            var change = past
            if let reply = told.reply, let answered {
                change.messages.append(
                    CaseMessage(
                        id: ledger.newID(), at: answered, kind: .reply, author: .system,
                        text: reply, isAutomatic: false))
            }
            try Cases.insert(one, change, wakesAt: nil, in: workspace, on: connection)
            try Cases.setExternal(told.key, of: one.id, in: workspace, on: connection)
            try ledger.record(told.events, of: one.id)
        }
        return new.count
    }
}

extension Ledger {
    /// What a promise's newest version promises, without what is owed again and again: of what is
    /// past only the beginning and the end are known.
    fileprivate func terms(of promise: String) throws -> [ClockTerms] {
        guard let named = try Documents.find(.promise, promise, in: workspace, on: connection)
        else { throw Refusal.invalid("promise", "noSuchPromise", ["value": promise]) }
        return try Promise(document: named.json).terms(version: named.version)
            .filter { !$0.kind.repeats }
    }

    /// The facts keep the time and the words of where they come from; no rule follows them.
    fileprivate func record(
        _ events: [(at: Instant, activity: String, resource: String)], of id: ID<Case>
    ) throws {
        try connection.append(
            events.map { event in
                Event(
                    workspace: workspace, id: newID(), at: event.at, kind: "case.activity",
                    subject: .init(id), customer: nil, actor: actor.name,
                    data: [
                        "activity": .string(event.activity), "resource": .string(event.resource),
                    ])
            })
    }
}
