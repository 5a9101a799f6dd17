import Base
public import Domain
import SQL
import Store

/// A respondent hands in one page. The first one keeps the response under a key that came with the
/// page, so that sending a page twice counts once; the last one completes it.
public struct PageTurn: Sendable {
    public let token: String
    /// Unguessable; made when the first page was shown.
    public let key: String
    public let turn: Instrument.Turn
    public let query: [(name: String, value: String)]
    public let language: String
    /// What the page tells besides the answers.
    public let trace: AnswerTrace
    /// What the page of an anonymous questionnaire carries of the pages before, as JSON.
    public let carried: String?

    public init(
        token: String, key: String, turn: Instrument.Turn,
        query: [(name: String, value: String)] = [], language: String,
        trace: AnswerTrace = AnswerTrace(), carried: String? = nil
    ) {
        self.token = token
        self.key = key
        self.turn = turn
        self.query = query
        self.language = language
        self.trace = trace
        self.carried = carried
    }

    /// - Returns: the sheet with the page to go on with.
    /// - Throws: `Refusal.invalid` with paths such as `answers.q1`; nothing is kept then.
    public func perform(in house: House) async throws -> AnswerSheet {
        let (link, newest, version) = try await anonymousGround(in: house)
        if link.isAnonymous || newest.isAnonymous {
            return try await turnAnonymously(link, newest, version, in: house)
        }
        guard let hash = Secret(shown: key)?.hash else { throw Refusal(.unreadable, "badForm") }
        let desk = Desk(house, actor: .respondent(in: link.workspace))
        let secret = try await house.stampSecret.bytes(of: house)
        return try await desk.write { ledger in
            let kept = try Responses.find(
                key: hash, of: link.instrument, in: link.workspace, on: ledger.connection)
            let sheet = try kept ?? begin(link, hash, in: ledger)
            let instrument = try house.instrument(
                sheet.instrument, version: sheet.version, in: link.workspace,
                on: ledger.connection)
            guard sheet.link == link.id else { throw Refusal(.unreadable, "badForm") }
            guard sheet.response.status != .completed else {
                return AnswerSheet(sheet, of: instrument, by: link, seed: key)
            }
            guard instrument.pages.indices.contains(turn.page) else {
                throw Refusal(.unreadable, "badForm")
            }
            return try take(sheet, isNew: kept == nil, instrument, link, secret, in: ledger)
        }
    }

    /// A response nobody has stored yet.
    private func begin(
        _ link: Links.Stored, _ key: String, in ledger: Ledger
    ) throws -> Responses.Stored {
        let connection = ledger.connection
        let counted =
            link.terms.limit == nil
            ? 0 : try Links.completed(link.id, in: link.workspace, on: connection)
        try link.terms.admit(at: ledger.now, completed: counted)
        guard
            let head = try Instruments.find(
                link.instrument, in: link.workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchLink") }
        let instrument = try ledger.house.instrument(
            head.id, version: link.version ?? head.version, in: link.workspace, on: connection)
        let query = AnswerSheet.Query(query)
        let hidden = try query.hidden(of: instrument, link, on: connection)
        var response = Response.started(at: 0).0
        try response.save(Answers(values: query.answers(to: instrument), score: nil), page: 0)
        return Responses.Stored(
            id: ledger.newID(), instrument: head.id, version: link.version ?? head.version,
            link: link.id,
            customer: try link.customer ?? ledger.respondent(hidden, language: language),
            caseID: link.caseID, language: language, channel: link.channel,
            metric: instrument.scoring?.metric, hidden: hidden,
            startedAt: trace.shownAt ?? ledger.now, key: key,
            response: response)
    }

    private func take(
        _ old: Responses.Stored, isNew: Bool, _ instrument: Instrument, _ link: Links.Stored,
        _ secret: [UInt8], in ledger: Ledger
    ) throws -> AnswerSheet {
        var stored = old
        stored.language = language
        var turned = try instrument.turn(
            turn, saved: old.response.answers, hidden: old.hidden, seed: key)
        let files = try ledger.attachments(
            of: turned.answers, to: instrument, in: old.id, holder: old.key ?? "")
        if let files { turned.answers = files.answers }
        let over =
            turn.way == .next
            ? try ledger.full(
                turned.answering.quotasSettled(after: turn.page).filter { $0.over != .continue },
                of: old.instrument) : nil
        stored.overQuota = over?.key
        if let next = turned.next, over == nil {
            try stored.response.save(turned.answers, page: next)
        } else {
            _ = try stored.response.complete(turned.answers, at: ledger.now)
        }
        guard try keep(&stored, isNew: isNew, turned.answering, link, in: ledger) else {
            // The same page came twice at the same moment; the other one has counted.
            let winner = try Responses.find(
                key: old.key ?? "", of: old.instrument, in: link.workspace,
                on: ledger.connection)
            return AnswerSheet(winner ?? stored, of: instrument, by: link, seed: key)
        }
        try ledger.claim(files, for: stored.id)
        try Qualities.note(
            stored.id, of: link.instrument,
            device: isShared(link) ? nil : trace.deviceHash(for: link.instrument, secret),
            isMachine: turn.way == .next
                && trace.isMachine(at: ledger.now, fields: turn.shown.count),
            in: link.workspace, on: ledger.connection)
        return AnswerSheet(stored, of: instrument, by: link, seed: key)
    }

    /// Whether many people answer on one device, as they do at a counter.
    private func isShared(_ link: Links.Stored) -> Bool {
        ["counter", "kiosk"].contains(link.channel)
    }

    /// - Returns: false where another request was quicker.
    private func keep(
        _ stored: inout Responses.Stored, isNew: Bool, _ answering: Answering,
        _ link: Links.Stored, in ledger: Ledger
    ) throws -> Bool {
        let connection = ledger.connection
        let isDone = stored.response.status == .completed
        let isKept =
            isNew
            ? try Responses.insert(stored, in: link.workspace, on: connection)
            : try Responses.save(stored, in: link.workspace, on: connection)
        guard isKept else { return false }
        if isDone, link.terms.limit != nil {
            let isCounted = try Links.countCompleted(
                link.id, in: link.workspace, on: connection)
            guard isCounted else { throw link.terms.whatIsFull }
        }
        if isDone { _ = try ledger.countQuotas(&stored, answering) }
        guard isDone || isNew else { return true }
        guard
            let head = try Instruments.find(
                stored.instrument, in: link.workspace, on: connection)
        else { return true }
        try ledger.record(isDone ? .completed : .started, stored, key: head.key)
        return true
    }
}
