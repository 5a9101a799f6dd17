import Base
import Domain
import SQL
import Store

/// When a day begins for those who work on a case: when its team opens, by the team's calendar; at
/// the first moment of the day where it has none or does not open that day.
struct WorkDays {
    private let ledger: Ledger
    private var known: [ID<Team>: BusinessCalendar] = [:]
    private var own: BusinessCalendar?

    init(_ ledger: Ledger) { self.ledger = ledger }

    mutating func beginning(of day: CivilDate, for one: Case) throws -> Instant {
        let calendar = try calendar(of: one)
        let start = Instant(startOf: day, in: calendar.zone)
        return calendar.isAroundTheClock || calendar.periods(on: day).isEmpty
            ? start : calendar.nextOpening(after: start)
    }

    private mutating func calendar(of one: Case) throws -> BusinessCalendar {
        guard let team = one.team else { return try ownCalendar() }
        if let found = known[team] { return found }
        let (workspace, connection) = (ledger.workspace, ledger.connection)
        let key = try Teams.find(team, in: workspace, on: connection)?.calendar
        let stored = try key.flatMap {
            try Documents.find(.calendar, $0, in: workspace, on: connection)
        }
        let found =
            try stored.map {
                try BusinessCalendar(library: ledger.house.library, document: $0.json)
            } ?? ownCalendar()
        known[team] = found
        return found
    }

    private mutating func ownCalendar() throws -> BusinessCalendar {
        if let own { return own }
        let found = BusinessCalendar(aroundTheClockIn: try ledger.zone())
        own = found
        return found
    }
}
