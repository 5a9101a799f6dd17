import Base
import Domain
import SQL
import Store

/// The responses of one questionnaire as rows of values, newest first, batch by batch, so that its
/// size never matters. Columns are those of the newest version.
struct AnswerExport: ExportSource {
    let desk: Desk
    let reading: AnswerReading
    private let selection: Responses.Selection
    private let filter: ResponseFilter?
    private static let batch = 500

    var instrument: Instrument { reading.instrument }
    var columns: [ExportColumn] { reading.columns }
    var text: ExportText { reading.text }
    var title: Wording { instrument.title }
    var sheet: String { "sheet.answers" }
    var start: Place { Place(before: nil) }

    /// - Parameter selection: of one instrument.
    init(
        _ id: ID<Instrument>, _ selection: ResponseSelection, _ style: ExportStyle, zone: Zone?,
        on desk: Desk
    ) async throws {
        self.desk = desk
        var selection = selection
        selection.rows.instrument = id
        selection.rows.limit = Self.batch
        self.selection = selection.rows
        filter = try await selection.filter(on: desk)
        let instrument = try await desk.read { connection in
            try desk.version(nil, of: id, on: connection).instrument
        }
        let own = try await desk.zone()
        reading = AnswerReading(
            instrument,
            ExportText(
                style: style, zone: zone ?? own, words: try ExportWords(desk.house.library)))
    }

    /// Where the next batch begins.
    struct Place: Sendable {
        fileprivate let before: Responses.Place?
    }

    /// The next rows and where to go on; nil after the last.
    func rows(after place: Place) async throws -> (rows: [[ExportValue]], next: Place?) {
        var chosen = selection
        if let before = place.before { chosen.before = before }
        let (found, matching) = try await desk.read { [chosen] connection in
            let found = try Responses.list(chosen, in: desk.workspace, on: connection)
            return (found, try ResponseFilter.kept(found, filter, desk, connection))
        }
        let kept = try await ResponseFilter.shown(matching, of: selection, filter, on: desk)
        return try await desk.read { connection in
            let keys = try Customers.keys(
                of: kept.compactMap(\.customer), in: desk.workspace, on: connection)
            let flags = try Qualities.flags(
                of: kept.map(\.id), in: desk.workspace, on: connection)
            let last = found.count == Self.batch ? found.last : nil
            let next = last.map { Place(before: Responses.Place(at: $0.at, id: $0.id)) }
            let masking = try desk.masking(on: connection)
            let rows = try desk.masked(kept, on: connection).map { row in
                let key = row.customer.flatMap { keys[$0] }
                return reading.values(
                    of: ResponseResource(row, flags[row.id]), in: columns,
                    customer: key.map { masking?.text($0) ?? $0 })
            }
            return (rows, next)
        }
    }
}
