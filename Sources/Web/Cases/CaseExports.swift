import Base
import Domain
import Operations

/// Cases as files: exactly those that the list at the same address shows.
enum CaseExports {
    /// One row a case, or one row an event.
    static func download(
        _ table: CaseExport, _ format: ExportFormat
    ) -> @Sendable (Visit) async throws -> Reply {
        { visit in
            var query = visit.query
            if query["view"] == nil { query["view"] = "all" }
            var input = QueuePage.asked(by: query).input
            for name in ["cursor", "order"] { input[name] = nil }
            input["rows"] = .string(table.rawValue)
            input["format"] = .string(format.rawValue)
            input["language"] = .string(visit.words.language)
            return .download(try await visit.desk.perform(ExportCases.self, input))
        }
    }

    /// Where the files of a list are fetched; null for those who may not take data out.
    /// - Parameter filters: of the list's address, its view among them.
    static func links(_ filters: JSON.Object, _ visit: Visit) -> JSON {
        guard visit.desk.actor.rights.contains(.exportRun) else { return .null }
        return [
            "casesText": .string(visit.address("/cases.csv", filters)),
            "casesBook": .string(visit.address("/cases.xlsx", filters)),
            "eventsText": .string(visit.address("/case-events.csv", filters)),
            "eventsBook": .string(visit.address("/case-events.xlsx", filters)),
        ]
    }
}
