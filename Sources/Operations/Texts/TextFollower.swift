import Base
public import Domain
public import SQL
public import Store

/// Reads every comment of an answer and every message of a customer as it comes: its mood with the
/// words that made it so, its themes and its language.
public struct TextFollower: Follower {
    public let name = "texts"
    private let house: House

    public init(_ house: House) { self.house = house }

    public func handle(_ events: [Event], on connection: any Connection) throws {
        for (workspace, part) in Dictionary(grouping: events, by: \.workspace) {
            let ledger = Ledger(
                connection: connection, house: house, actor: .system("texts", in: workspace),
                now: house.now())
            try ledger.readTexts(
                ofResponses: part.filter {
                    try Self.answers.contains($0.kind) && ledger.mayHaveTexts($0)
                }
                .map { ID(raw: $0.subject.id) })
            for event in part where event.kind == CaseEvent.Name.received.text {
                try ledger.readMessage(of: event)
            }
            if part.contains(where: { $0.hasSaved(.theme) }) { try ledger.renewReadings() }
            // By now its texts have been read, too.
            if part.contains(where: { $0.kind == ResponseImport.finished }) {
                try TextReadings.refreshStatistics(on: connection)
            }
        }
    }

    private static let answers: Set<String> = [
        Response.Event.completed.rawValue, "response.imported",
    ]
}

extension Ledger {
    /// Whether the questionnaire of an answer asks for anything that is read. Most do not, and
    /// their answers need not be taken from the store to find nothing.
    fileprivate func mayHaveTexts(_ event: Event) throws -> Bool {
        guard let id = event.data["instrument"]?.string.flatMap(ID<Instrument>.init),
            let version = event.data["version"]?.integer
        else { return true }
        return try house.instrument(id, version: version, in: workspace, on: connection)
            .items.contains(where: \.isRead)
    }

    /// Reads what was written in some responses, and tells of it once for all of them, so that
    /// columns follow. Anonymous answers are told of by nobody, here too.
    func readTexts(ofResponses ids: [ID<Response>]) throws {
        let rows = try Responses.find(ids, in: workspace, on: connection)
            .filter { $0.response.status == .completed }
        let reader = try house.textReader(in: workspace, on: connection)
        var kept: [TextReadings.Stored] = []
        for row in rows {
            let instrument = try house.instrument(
                row.instrument, version: row.version, in: workspace, on: connection)
            kept += row.texts(of: instrument).map { item, text in
                TextReadings.Stored(
                    place: .init(response: row.id, item: item), parent: row.instrument.raw,
                    at: row.at, customer: row.customer, reading: reader.reading(of: text))
            }
        }
        // In the order of their ids, which for anonymous answers are drawn by lot.
        kept.sort { ($0.place.subject, $0.place.item) < ($1.place.subject, $1.place.item) }
        try TextReadings.keep(kept, in: workspace, on: connection)
        let byInstrument = Dictionary(grouping: rows.filter { !$0.isAnonymous }, by: \.instrument)
        let read = Set(kept.map(\.place.subject))
        for (instrument, rows) in byInstrument.sorted(by: { $0.key < $1.key }) {
            let told = rows.map(\.id).filter { read.contains($0.raw) }
            guard !told.isEmpty else { continue }
            try record(
                "texts.read", .init("texts", instrument),
                ["responses": .array(told.map { .string($0.description) })])
        }
    }

    /// Reads what a customer said in a case, and gives the alarm when the mood falls.
    func readMessage(of event: Event) throws {
        let id: ID<Case> = ID(raw: event.subject.id)
        guard let message = event.data["message"]?.string.flatMap(ID<CaseMessage>.init),
            let text = try CaseMessages.find(message, of: id, in: workspace, on: connection)?.text
        else { return }
        let reading = try house.textReader(in: workspace, on: connection).reading(of: text)
        let kept = TextReadings.Stored(
            place: .init(message: message), parent: id.raw, at: event.at,
            customer: event.customer.map { ID(raw: $0) }, reading: reading)
        try TextReadings.keep([kept], in: workspace, on: connection)
        guard let one = try Cases.find(id, in: workspace, on: connection), one.status.isActive
        else { return }
        let course = MoodCourse(try earlier(one, than: kept.place) + [reading.score])
        guard course.hasFallen else { return }
        try record(
            "case.mood_fell", .init(id), customer: event.customer,
            [
                "message": .string(message.description), "score": .number(reading.score),
                "before": .number((course.before * 1_000).rounded() / 1_000),
            ])
        try tell(.assignee, "mood", of: one)
    }

    /// The moods of what the customer said before in a case, its answer first.
    private func earlier(_ one: Case, than place: TextReading.Place) throws -> [Double] {
        let answer = try one.origin.response.map {
            try TextReadings.find(.answer, of: [$0.raw], in: workspace, on: connection)
        }
        let said = try TextReadings.list(.message, of: one.id.raw, in: workspace, on: connection)
        return ((answer ?? []) + said.filter { $0.place != place }).map(\.reading.score)
    }
}
