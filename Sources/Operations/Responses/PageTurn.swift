import Base
import Domain
import SQL
import Store

/// A respondent hands in one page. The first one keeps the response under a key that came with the
/// page, so that sending a page twice counts once; the last one completes it.
public struct PageTurn: Sendable {
    public let token: String
    /// Unguessable; made when the first page was shown.
    public let key: String
    public let page: Int
    public let form: [(name: String, value: String)]
    /// The questions that were on the page.
    public let shown: Set<String>
    public let query: [(name: String, value: String)]
    /// Paths of the wishes that were told before: `answers.q1`.
    public let asked: Set<String>
    public let language: String
    /// To the page before: what is on this one is kept, as far as it fits.
    public let isBack: Bool
    /// What the page tells besides the answers.
    public let trace: AnswerTrace
    /// What the page of an anonymous questionnaire carries of the pages before, as JSON.
    public let carried: String?

    public init(
        token: String, key: String, page: Int, form: [(name: String, value: String)],
        shown: Set<String>, asked: Set<String> = [], query: [(name: String, value: String)] = [],
        language: String, isBack: Bool = false, trace: AnswerTrace = AnswerTrace(),
        carried: String? = nil
    ) {
        self.token = token
        self.key = key
        self.page = page
        self.form = form
        self.shown = shown
        self.asked = asked
        self.query = query
        self.language = language
        self.isBack = isBack
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
        guard let key = Secret(shown: key)?.hash else { throw Refusal(.unreadable, "badForm") }
        let desk = Desk(house, actor: .respondent(in: link.workspace))
        let secret = try await house.stampSecret.bytes(of: house)
        return try await desk.write { ledger in
            let kept = try Responses.find(
                key: key, of: link.instrument, in: link.workspace, on: ledger.connection)
            let sheet = try kept ?? begin(link, key, in: ledger)
            let instrument = try house.instrument(
                sheet.instrument, version: sheet.version, in: link.workspace,
                on: ledger.connection)
            guard sheet.link == link.id else { throw Refusal(.unreadable, "badForm") }
            guard sheet.response.status != .completed else {
                return AnswerSheet(sheet, of: instrument, by: link)
            }
            guard instrument.pages.indices.contains(page) else {
                throw Refusal(.unreadable, "badForm")
            }
            return try turn(sheet, isNew: kept == nil, instrument, link, secret, in: ledger)
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
        let hidden = query.hidden(of: instrument, link)
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

    private func turn(
        _ old: Responses.Stored, isNew: Bool, _ instrument: Instrument, _ link: Links.Stored,
        _ secret: [UInt8], in ledger: Ledger
    ) throws -> AnswerSheet {
        var stored = old
        stored.language = language
        var answers = try answers(on: old, instrument)
        let files = try ledger.attachments(
            of: answers.answers, to: instrument, in: old.id, holder: old.key ?? "")
        if let files { answers = (files.answers, files.answers.values, answers.isWhole) }
        let answering = Answering(instrument, answers: answers.values, hidden: old.hidden)
        let next: Int? =
            if !answers.isWhole { page } else if isBack {
                answering.previousPage(before: page) ?? page
            } else { answering.nextPage(after: page) }
        if let next {
            try stored.response.save(answers.answers, page: next)
        } else {
            _ = try stored.response.complete(answers.answers, at: ledger.now)
        }
        guard try keep(stored, isNew: isNew, link, in: ledger) else {
            // The same page came twice at the same moment; the other one has counted.
            let winner = try Responses.find(
                key: old.key ?? "", of: old.instrument, in: link.workspace,
                on: ledger.connection)
            return AnswerSheet(winner ?? stored, of: instrument, by: link)
        }
        try ledger.claim(files, for: stored.id)
        try Qualities.note(
            stored.id, of: link.instrument,
            device: isShared(link) ? nil : trace.deviceHash(for: link.instrument, secret),
            isMachine: !isBack && trace.isMachine(at: ledger.now, fields: shown.count),
            in: link.workspace, on: ledger.connection)
        return AnswerSheet(stored, of: instrument, by: link)
    }

    /// Whether many people answer on one device, as they do at a counter.
    private func isShared(_ link: Links.Stored) -> Bool {
        ["counter", "kiosk"].contains(link.channel)
    }

    private typealias Turned = (answers: Answers, values: JSON.Object, isWhole: Bool)

    private func answers(on old: Responses.Stored, _ instrument: Instrument) throws -> Turned {
        let given = instrument.answers(ofForm: form, page: page)
        let saved = old.response.answers.values
        do {
            let turned = try instrument.check(
                page: page, answers: given, saved: saved, hidden: old.hidden,
                shown: isBack ? [] : shown, asked: asked)
            let isWhole = isBack || turned.revealed.isEmpty
            return (turned.answers, turned.answers.values, isWhole)
        } catch {
            // Who goes back is not held up by what does not fit yet.
            guard isBack else { throw error }
            return (Answers(values: saved, score: old.response.answers.score), saved, true)
        }
    }

    /// - Returns: false where another request was quicker.
    private func keep(
        _ stored: Responses.Stored, isNew: Bool, _ link: Links.Stored, in ledger: Ledger
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
        guard isDone || isNew else { return true }
        guard
            let head = try Instruments.find(
                stored.instrument, in: link.workspace, on: connection)
        else { return true }
        try ledger.record(isDone ? .completed : .started, stored, key: head.key)
        return true
    }
}
