import Base
import Domain
import SQL
import Store

/// The responses of one questionnaire as a table, newest first, batch by batch, so that its size
/// never matters. Columns are those of the newest version; a multiple answer's codes, and an
/// order, stand in one cell; a question with lines has a column for each of its cells.
public struct ResponseTable: Sendable {
    private let desk: Desk
    private let id: ID<Instrument>
    private let instrument: Instrument
    private let filter: Expression?
    private static let batch = 500
    private static let own = [
        "id", "completed_at", "started_at", "status", "version", "language", "channel",
        "customer", "metric", "score",
    ]

    /// - Throws: `Refusal` where the right is missing or there is no such questionnaire.
    public init(of instrument: String, filter: String?, on desk: Desk) async throws {
        guard desk.actor.rights.contains(.exportRun) else {
            throw Refusal.denied(.right(.exportRun), desk.actor)
        }
        guard let id = ID<Instrument>(instrument) else {
            throw Refusal(.notFound, "noSuchInstrument")
        }
        self.desk = desk
        self.id = id
        self.filter = try ResponseFilter.read(filter)
        self.instrument = try await desk.read { connection in
            try desk.version(nil, of: id, on: connection).instrument
        }
    }

    public var name: String { instrument.key }

    public var header: [String] {
        var names = Self.own + instrument.hidden.map { "hidden.\($0.key)" }
        for item in instrument.items where item.kind != .statement {
            names += item.cells.map { "answers.\($0.name)" }
        }
        return names + instrument.computed.map { "computed.\($0.key)" }
    }

    /// Where the next batch begins.
    public struct Place: Sendable {
        let before: Responses.Place?

        public static let start = Place(before: nil)
    }

    /// The next rows and where to go on; nil after the last.
    public func rows(after place: Place) async throws -> (rows: [[String]], next: Place?) {
        let selection = Responses.Selection(
            instrument: id, before: place.before, limit: Self.batch)
        return try await desk.read { connection in
            let found = try Responses.list(selection, in: desk.workspace, on: connection)
            let kept = try ResponseFilter.kept(
                found, filter, in: desk.workspace, on: connection)
            let last = found.count == Self.batch ? found.last : nil
            let next = last.map { Place(before: Responses.Place(at: $0.at, id: $0.id)) }
            return (kept.map(cells), next)
        }
    }

    private func cells(_ row: Responses.Stored) -> [String] {
        let response = row.response
        var cells = [
            row.id.description, response.completedAt?.iso8601 ?? "", row.startedAt.iso8601,
            response.status.rawValue, "\(row.version)", row.language, row.channel,
            row.customer?.description ?? "", row.metric?.rawValue ?? "",
            response.answers.score.map { JSON.number($0).text } ?? "",
        ]
        cells += instrument.hidden.map { Self.cell(row.hidden[$0.key]) }
        for item in instrument.items where item.kind != .statement {
            let answer = response.answers.values[item.key]
            cells += item.cells.map { cell in Self.cell(answer.flatMap { cell.value(in: $0) }) }
        }
        guard !instrument.computed.isEmpty else { return cells }
        let answering = Answering(
            instrument, answers: response.answers.values, hidden: row.hidden)
        let computed = answering.computed
        return cells + instrument.computed.map { Self.cell(computed[$0.key]) }
    }

    private static func cell(_ value: JSON?) -> String {
        switch value {
        case .string(let text)?: text
        case .bool(let isYes)?: isYes ? "yes" : "no"
        case .array(let codes)?: codes.compactMap(\.string).joined(separator: ";")
        case .null?: Item.notApplicableText
        case let value?: value.text
        case nil: ""
        }
    }
}
