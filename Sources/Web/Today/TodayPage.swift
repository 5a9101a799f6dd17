import Base
import Domain
import Operations

/// The room one enters: what comes in, where the numbers stand, who waits, what was kept.
enum TodayPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let rights = visit.desk.actor.rights
        var context = JSON.Object()
        var shows = JSON.Object()
        for part in TodayPart.allCases {
            let isShown = rights.contains(part.right)
            shows.append(part.rawValue, .bool(isShown))
            guard isShown else { continue }
            for member in try await part.context(visit).object?.members ?? [] {
                context.append(member.key, member.value)
            }
        }
        context.append("shows", .object(shows))
        context.append("isNew", .bool(try await isNew(visit)))
        context.append("mayBegin", .bool(rights.contains(.instrumentsWrite)))
        context.append("mayImport", .bool(rights.contains(.importRun)))
        context.append("patterns", .string(Durations(words: visit.words).patterns.text))
        return visit.page("today/today", section: "today", .object(context))
    }

    /// Nobody has answered anything yet: the page teaches what to do first.
    private static func isNew(_ visit: Visit) async throws -> Bool {
        try await visit.desk.perform(ListInsightInstruments()).items
            .allSatisfy { $0.lastAnsweredAt == nil }
    }
}
