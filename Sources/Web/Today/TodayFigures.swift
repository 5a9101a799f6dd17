import Base
import Domain
import Operations

/// The score of each instrument that is in use, of the last 30 days against the 30 before.
enum TodayFigures {
    /// More than a glance can take.
    private static let most = 4
    private static let days: Int64 = 30

    static func context(_ visit: Visit) async throws -> JSON {
        let zone = try await visit.desk.zone()
        let instruments = try await visit.desk.perform(ListInsightInstruments()).items
            .filter { $0.lastAnsweredAt != nil && $0.metric != nil }.prefix(most)
        let tomorrow = visit.now.civil(in: zone).date.adding(days: 1)
        let to = Instant(startOf: tomorrow, in: zone)
        let from = Instant(startOf: tomorrow.adding(days: -Int(days)), in: zone)
        var figures: [JSON] = []
        for instrument in instruments {
            let question = InsightQuestion(from: from, to: to, comparison: .previous)
            let report = try await visit.desk.perform(QueryInsight(instrument.id, question))
            // One that rests now would take the place of a number.
            guard report.total.n > 0 || instruments.count == 1 else { continue }
            figures.append(figure(instrument, report, visit.words))
        }
        return ["figures": .array(figures), "hasFigures": .bool(!figures.isEmpty)]
    }

    private static func figure(
        _ instrument: InsightInstrument, _ report: InsightReport, _ words: Words
    ) -> JSON {
        let figures = Figures(words: words)
        let name = words["measure.name.\(report.total.kind.rawValue)"]
        return [
            "title": .string(instrument.title[words.language]),
            "name": .string(name),
            "sentence": .string(figures.sentence(report.total, named: name)),
            "measure": figures.json(report.total),
            "change": report.change.map { figures.json($0, report.total.kind) } ?? .null,
            "path": .string("/insight?instrument=\(instrument.id)&period=\(days)"),
        ]
    }
}
