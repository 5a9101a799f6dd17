import Base
import Domain
import HTTPTypes
import Operations

/// What only calendars have: holidays out of a file.
enum CalendarPages {
    /// The editor with the days of the file in it, for a person to look at and save.
    static func addHolidays(_ visit: Visit) async throws -> Reply {
        let key = visit.parameter("key")
        do {
            let made = try await visit.desk.perform(
                AddHolidays.self, ["key": .string(key), "file": visit.form["file"] ?? ""].object
            ).json
            let told = visit.words(
                "documents.holidaysAdded",
                [
                    "holidays": made["holidays"]?.text ?? "0",
                    "workdays": made["workdays"]?.text ?? "0",
                ])
            return try await DocumentPages<CalendarDocuments>.proposed(
                visit, made["text"] ?? "", told: told)
        } catch let refusal as Refusal where refusal.kind == .invalid {
            let shown = try await visit.desk.perform(
                ShowDocument<CalendarDocuments>.self, ["key": JSON.string(key)].object
            ).json
            return try await DocumentPages<CalendarDocuments>.page(
                visit, shown, isNew: false, after: refusal)
        }
    }
}

extension Routes {
    static let calendarPages = [
        PageRoute(
            .post, "/settings/calendars/{key}/holidays", CalendarDocuments.writeAccess,
            handler: CalendarPages.addHolidays)
    ]
    static let calendarAPI = [
        APIRoute(.post, "/calendars/{key}/holidays", AddHolidays.self)
    ]
}
