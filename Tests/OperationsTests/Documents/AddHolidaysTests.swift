import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct AddHolidaysTests {
    private let file = """
        {"days": [
          {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
          {"name": "元旦", "date": "2027-01-02", "isOffDay": true},
          {"name": "元旦", "date": "2027-01-03", "isOffDay": false},
          {"name": "国庆节", "date": "2026-10-01", "isOffDay": true}]}
        """

    @Test(arguments: Engine.available)
    func aFilesDaysGoIntoTheTextAndCountOnceSaved(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let key: JSON = "office-hours-china"
            let made = try await bench.manager.perform(
                AddHolidays.self, ["key": key, "file": .string(file)]
            ).json
            #expect(made["holidays"] == 3 && made["workdays"] == 1 && made["after"] == 1)
            let text = made["text"]?.string ?? ""
            #expect(text.contains("# Office hours on the mainland of China"), "comments stay")
            let unsaved = try await bench.manager.perform(
                ShowDocument<CalendarDocuments>.self, ["key": key]
            ).json
            #expect(unsaved["version"] == 1)
            let saved = try await bench.manager.perform(
                SaveDocument<CalendarDocuments>.self, ["text": .string(text), "after": 1]
            ).json
            #expect(saved["version"] == 2)
            let holidays = saved["document"]?["holidays"]?.array ?? []
            #expect(
                holidays.last
                    == [
                        "date": "2027-01-01", "to": "2027-01-02",
                        "name": ["zh": "元旦", "en": "元旦"],
                    ])
            // Of the week in October the file tells one day anew; the others stay as they were.
            let october = holidays.filter { $0["date"]?.string?.hasPrefix("2026-10") == true }
            #expect(october.map { $0["date"] } == ["2026-10-01", "2026-10-02"])
            #expect(october.last?["to"] == "2026-10-07")
            #expect(holidays.contains { $0["date"] == "2026-02-15" }, "what it does not tell stays")
            let workdays = saved["document"]?["workdays"]?.array ?? []
            #expect(workdays.last == ["date": "2027-01-03", "as": "friday"])
            #expect(workdays.count == 7)
            for (key, file) in [("nobodys", file), ("office-hours-china", "{}")] {
                await #expect(throws: Refusal.self) {
                    try await bench.manager.perform(
                        AddHolidays.self, ["key": .string(key), "file": .string(file)])
                }
            }
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    AddHolidays.self, ["key": key, "file": .string(file)])
            }
        }
    }
}
