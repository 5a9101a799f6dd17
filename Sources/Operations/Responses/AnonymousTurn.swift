import Base
import Domain
import SQL
import Store

/// One page of an anonymous questionnaire. Nothing is kept before the last page: what was answered
/// so far travels in the page itself, and the answer is written apart from the mark on its link.
extension PageTurn {
    func turnAnonymously(
        _ link: Links.Stored, _ instrument: Instrument, _ version: Int, in house: House
    ) async throws -> AnswerSheet {
        guard instrument.pages.indices.contains(turn.page), let hash = Secret(shown: key)?.hash
        else { throw Refusal(.unreadable, "badForm") }
        let isSpent = try await house.database.read { connection in
            try AnonymousAnswers.isSpent(
                hash, of: link.instrument, in: link.workspace, on: connection)
        }
        let hidden = try await anonymousHidden(instrument, link, in: house)
        let carried = try carriedAnswers(instrument)
        guard !isSpent else { return sheet(link, instrument, carried, hidden, page: nil) }
        try await admit(link, in: house)
        let turned = try instrument.turn(
            turn, saved: Answers(values: carried, score: nil), hidden: hidden, seed: key)
        if turned.next == nil {
            let row = try await anonymousRow(
                turned.answers, hidden, instrument, version, link, in: house)
            try await hand(in: row, hash, link, house)
        }
        return sheet(link, instrument, turned.answers.values, hidden, page: turned.next)
    }

    /// The page once more, as it was handed in.
    public func anonymousSheet(in house: House) async throws -> AnswerSheet {
        let (link, instrument, _) = try await anonymousGround(in: house)
        let hidden = try await anonymousHidden(instrument, link, in: house)
        return sheet(link, instrument, try carriedAnswers(instrument), hidden, page: turn.page)
    }

    func anonymousGround(
        in house: House
    ) async throws -> (link: Links.Stored, instrument: Instrument, version: Int) {
        try await house.database.read { connection in
            let link = try AnswerSheet.link(token, on: connection)
            let (instrument, version) = try AnswerSheet.newest(link, in: house, on: connection)
            return (link, instrument, version)
        }
    }

    private func sheet(
        _ link: Links.Stored, _ instrument: Instrument, _ answers: JSON.Object,
        _ hidden: JSON.Object, page: Int?
    ) -> AnswerSheet {
        AnswerSheet(
            token: link.token, instrument: instrument,
            answering: Answering(instrument, answers: answers, hidden: hidden, seed: key),
            page: page,
            language: link.language, isKept: false, carried: answers)
    }

    /// What names the customer is not taken in.
    private func anonymousHidden(
        _ instrument: Instrument, _ link: Links.Stored, in house: House
    ) async throws -> JSON.Object {
        let query = AnswerSheet.Query(query)
        return try await house.database.read {
            try query.anonymousHidden(of: instrument, link, on: $0)
        }
    }

    /// What the page carries is the respondent's own; it is checked like everything that comes.
    private func carriedAnswers(_ instrument: Instrument) throws -> JSON.Object {
        guard let carried, !carried.isEmpty else { return JSON.Object() }
        guard let object = try? JSON(parsing: carried).object else {
            throw Refusal(.unreadable, "badForm")
        }
        do {
            return try instrument.check(answers: .object(object), partial: true).values
        } catch {
            throw Refusal(.unreadable, "badForm")
        }
    }

    private func admit(_ link: Links.Stored, in house: House) async throws {
        let completed = try await house.database.read {
            try Links.completed(link.id, in: link.workspace, on: $0)
        }
        try link.terms.admit(at: house.now(), completed: completed)
    }

    private func anonymousRow(
        _ answers: Answers, _ hidden: JSON.Object, _ instrument: Instrument, _ version: Int,
        _ link: Links.Stored, in house: House
    ) async throws -> Responses.Stored {
        let desk = Desk(house, actor: .respondent(in: link.workspace))
        return Responses.Stored.anonymous(
            answers, of: link.instrument, version: version, language: language,
            channel: link.channel, metric: instrument.scoring?.metric, hidden: hidden,
            at: Anonymity.moment(of: house.now(), in: try await desk.zone()), in: house)
    }

    /// The mark "has answered" and the answer are two changes: one transaction would join them.
    private func hand(
        in row: Responses.Stored, _ key: String, _ link: Links.Stored, _ house: House
    ) async throws {
        let isCounted = try await house.database.write {
            try Links.markAnswered(link.id, in: link.workspace, on: $0)
        }
        guard isCounted else { throw link.terms.whatIsFull }
        do {
            let isNew = try await house.database.write { connection in
                try AnonymousAnswers.keep(
                    row, key: key, mixed: Anonymity.mixed, in: link.workspace, on: connection)
            }
            if isNew { return }
        } catch {
            try await unmark(link, house)
            throw error
        }
        // The same page came twice; the other one has counted.
        try await unmark(link, house)
    }

    private func unmark(_ link: Links.Stored, _ house: House) async throws {
        try await house.database.write {
            try Links.unmarkAnswered(link.id, in: link.workspace, on: $0)
        }
    }
}

extension Responses.Stored {
    /// An answer that leads to nobody: an id drawn by lot, the noon of its day.
    static func anonymous(
        _ answers: Answers, of instrument: ID<Instrument>, version: Int, language: String,
        channel: String, metric: Metric?, hidden: JSON.Object, at: Instant, in house: House
    ) -> Responses.Stored {
        let lot = house.randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Responses.Stored(
            id: ID(raw: Int64(lot >> 1)), instrument: instrument, version: version,
            language: language, channel: channel, metric: metric, hidden: hidden, startedAt: at,
            response: Response.completed(answers, at: at).0, isAnonymous: true)
    }
}
