extension BusinessCalendar {
    /// How many days may differ from their weekday: ten years of them.
    static let mostExceptions = 3_660

    /// Reads a calendar's document:
    /// ```
    /// {"zone": "Asia/Shanghai",
    ///  "week": {"monday": ["09:00-12:00", "13:30-18:00"], …},
    ///  "holidays": [{"date": "2026-10-01", "to": "2026-10-07", "name": {"zh": "国庆节"}}],
    ///  "workdays": [{"date": "2026-10-10", "as": "monday"}]}
    /// ```
    /// or `{"aroundTheClock": true}`, with a zone or without.
    ///
    /// Faults, besides those of every document: `unknownZone` (zone), `notAPeriod` (a text such
    /// as `09:00-12:00`), `endsBeforeStart`, `periodsOverlap`, `notADate`, `neverOpen`.
    /// - Parameter zone: finds the rules of a zone by its name.
    public init(document: JSON, zone: (String) -> Zone?) throws(Refusal) {
        var reader = CalendarReader()
        let calendar = reader.calendar(document, zone: zone)
        guard let calendar, reader.faults.isEmpty else { throw .invalid(reader.faults) }
        self = calendar
    }
}

private struct CalendarReader {
    private(set) var faults: [Refusal.Fault] = []

    private mutating func fault(_ path: String, _ code: String, _ values: [String: String] = [:]) {
        faults.append(.init(path, code, values))
    }

    mutating func calendar(_ document: JSON, zone find: (String) -> Zone?) -> BusinessCalendar? {
        guard let object = members(document, "") else { return nil }
        let isAlwaysOpen = object["aroundTheClock"] == true
        let known =
            isAlwaysOpen
            ? ["aroundTheClock", "zone"]
            : ["aroundTheClock", "zone", "week", "holidays", "workdays"]
        refuseOthers(than: known, in: object, "")
        if let value = object["aroundTheClock"], value.bool == nil {
            fault("aroundTheClock", "notABoolean")
        }
        let zone = self.zone(object["zone"], isRequired: !isAlwaysOpen, find)
        if isAlwaysOpen { return BusinessCalendar(aroundTheClockIn: zone ?? .utc) }
        let week = self.week(object["week"])
        let holidays = each(object["holidays"], "holidays") { $0.holiday($1, $2) }
        let workdays = each(object["workdays"], "workdays") { $0.workday($1, $2) }
        let days = holidays.reduce(workdays.count) {
            $0 + $1.last.daysSince1970 - $1.first.daysSince1970 + 1
        }
        if days > BusinessCalendar.mostExceptions {
            fault("holidays", "tooMany", ["max": "\(BusinessCalendar.mostExceptions)"])
        }
        guard let zone, let week, faults.isEmpty else { return nil }
        return BusinessCalendar(zone: zone, week: week, holidays: holidays, workdays: workdays)
    }

    // MARK: Parts

    private mutating func zone(
        _ value: JSON?, isRequired: Bool, _ find: (String) -> Zone?
    ) -> Zone? {
        guard let value, !value.isNull else {
            if isRequired { fault("zone", "required") }
            return nil
        }
        guard let name = value.string else {
            fault("zone", "notText")
            return nil
        }
        let zone = find(name)
        if zone == nil { fault("zone", "unknownZone", ["zone": name]) }
        return zone
    }

    private mutating func week(_ value: JSON?) -> [[BusinessCalendar.Period]]? {
        guard let value, !value.isNull else {
            fault("week", "required")
            return nil
        }
        guard let object = members(value, "week") else { return nil }
        refuseOthers(than: Weekday.allCases.map(\.name), in: object, "week.")
        let before = faults.count
        let week = Weekday.allCases.map { periods(object[$0.name], "week.\($0.name)") }
        if faults.count == before, week.allSatisfy(\.isEmpty) { fault("week", "neverOpen") }
        return week
    }

    private mutating func periods(_ value: JSON?, _ path: String) -> [BusinessCalendar.Period] {
        var periods: [BusinessCalendar.Period] = []
        for (index, element) in list(value, path).enumerated() {
            let place = "\(path)[\(index)]"
            guard let period = period(element, place) else { continue }
            if periods.contains(where: { $0.start < period.end && period.start < $0.end }) {
                fault(place, "periodsOverlap")
            }
            periods.append(period)
        }
        return periods.sorted { $0.start < $1.start }
    }

    private mutating func period(_ value: JSON, _ path: String) -> BusinessCalendar.Period? {
        guard let text = value.string else {
            fault(path, "notText")
            return nil
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { String($0.filter { $0 != " " }) }
        guard ends.count == 2, let start = TimeOfDay(ends[0]), let end = TimeOfDay(ends[1]) else {
            fault(path, "notAPeriod")
            return nil
        }
        let period = BusinessCalendar.Period(start, end)
        if period == nil { fault(path, "endsBeforeStart") }
        return period
    }

    private mutating func holiday(_ value: JSON, _ path: String) -> BusinessCalendar.Holiday? {
        guard let object = members(value, path) else { return nil }
        refuseOthers(than: ["date", "to", "name"], in: object, path + ".")
        var name: LocalizedText?
        if let value = object["name"] {
            do throws(Refusal) {
                name = try LocalizedText(document: value, at: path + ".name")
            } catch {
                faults += error.faults
            }
        }
        guard let first = date(object["date"], path + ".date") else { return nil }
        guard object["to"] != nil else { return .init(first: first, last: first, name: name) }
        guard let last = date(object["to"], path + ".to") else { return nil }
        guard first <= last else {
            fault(path + ".to", "endsBeforeStart")
            return nil
        }
        return .init(first: first, last: last, name: name)
    }

    private mutating func workday(_ value: JSON, _ path: String) -> BusinessCalendar.Workday? {
        guard let object = members(value, path) else { return nil }
        refuseOthers(than: ["date", "as"], in: object, path + ".")
        let date = date(object["date"], path + ".date")
        guard let name = object["as"] else {
            fault(path + ".as", "required")
            return nil
        }
        guard let weekday = name.string.flatMap(Weekday.init(name:)) else {
            let choices = Weekday.allCases.map(\.name).joined(separator: ", ")
            fault(path + ".as", "notAChoice", ["choices": choices])
            return nil
        }
        return date.map { .init(date: $0, weekday: weekday) }
    }

    // MARK: Values

    private mutating func date(_ value: JSON?, _ path: String) -> CivilDate? {
        guard let value, !value.isNull else {
            fault(path, "required")
            return nil
        }
        let date = value.string.flatMap(CivilDate.init)
        if date == nil { fault(path, "notADate") }
        return date
    }

    private mutating func members(_ value: JSON, _ path: String) -> JSON.Object? {
        if value.object == nil { fault(path, "notAnObject") }
        return value.object
    }

    private mutating func list(_ value: JSON?, _ path: String) -> [JSON] {
        guard let value, !value.isNull else { return [] }
        guard let elements = value.array else {
            fault(path, "notAList")
            return []
        }
        guard elements.count <= BusinessCalendar.mostExceptions else {
            fault(path, "tooMany", ["max": "\(BusinessCalendar.mostExceptions)"])
            return []
        }
        return elements
    }

    private mutating func each<Part>(
        _ value: JSON?, _ path: String, _ read: (inout CalendarReader, JSON, String) -> Part?
    ) -> [Part] {
        var parts: [Part] = []
        for (index, element) in list(value, path).enumerated() {
            if let part = read(&self, element, "\(path)[\(index)]") { parts.append(part) }
        }
        return parts
    }

    private mutating func refuseOthers(
        than known: [String], in object: JSON.Object, _ path: String
    ) {
        for key in object.keys where !known.contains(key) {
            fault(path + key, "unknownField", ["known": known.joined(separator: ", ")])
        }
    }
}
