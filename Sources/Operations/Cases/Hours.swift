public import Base
public import Domain
import SQL
import Store

extension BusinessCalendar: WorkingTime {}

/// Finds the hours that a workspace's promises count, each calendar read once.
struct Hours {
    private let library: Library
    private let workspace: ID<Workspace>
    private let connection: any Connection
    private var known: [String: any WorkingTime] = [:]

    init(_ library: Library, in workspace: ID<Workspace>, on connection: any Connection) {
        self.library = library
        self.workspace = workspace
        self.connection = connection
    }

    /// A calendar's hours; every hour when no calendar is named. A calendar that was named once
    /// stays in the store, because documents are never deleted.
    mutating func of(_ calendar: String?) throws -> any WorkingTime {
        guard let calendar else { return AroundTheClock() }
        if let hours = known[calendar] { return hours }
        let stored = try Documents.find(.calendar, calendar, in: workspace, on: connection)
        guard let stored else {
            throw Refusal(.conflict, "noSuchCalendar", ["calendar": calendar])
        }
        let hours = try BusinessCalendar(library: library, document: stored.json)
        known[calendar] = hours
        return hours
    }

    mutating func of(_ one: Case) throws -> ClockHours { try of(one.clocks.map(\.terms)) }

    /// - Parameter more: calendars that may come to count besides.
    mutating func of(_ terms: [ClockTerms], and more: Set<String> = []) throws -> ClockHours {
        var calendars: [String: any WorkingTime] = [:]
        for calendar in more.union(terms.compactMap(\.calendar)) {
            calendars[calendar] = try of(calendar)
        }
        return ClockHours(calendars)
    }
}

extension BusinessCalendar {
    /// Reads a calendar as documents carry it: with a key and a name beside its hours.
    init(library: Library, document: JSON) throws(Refusal) {
        var object = document.object ?? .init()
        object["key"] = nil
        object["name"] = nil
        try self.init(document: .object(object)) { name in
            library.zoneFile(name).flatMap { Zone(name: name, tzif: $0) }
        }
    }
}
