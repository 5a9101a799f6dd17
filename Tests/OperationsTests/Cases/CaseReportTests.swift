import Base
import Domain
import Operations
import SQL
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct CaseReportTests {
    @Test(arguments: Engine.available)
    func volumesTellWhatCameWentAndIsOpen(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.open("Long before")
            bench.test.pass(.days(3))
            let from = JSON.string(bench.test.now.iso8601)
            let first = try await bench.open("Today")
            _ = try await bench.open("Today too")
            bench.test.pass(.days(1))
            try await bench.resolve(first)
            _ = try await bench.close(first)
            let volumes = try await bench.agent.perform(ShowCaseVolumes.self, ["from": from]).json
            let days = volumes["items"]?.array ?? []
            #expect(days.map { $0["opened"] } == [2, 0])
            #expect(days.map { $0["closed"] } == [0, 1])
            #expect(days.map { $0["open"] } == [3, 2])
            let weeks = try await bench.agent.perform(
                ShowCaseVolumes.self, ["from": from, "grain": "week"]
            ).json["items"]?.array
            #expect(weeks?.map { $0["opened"] } == [3], "the whole week, from Monday")
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    ShowCaseVolumes.self, ["from": "2000-01-01T00:00:00Z", "grain": "day"])
            }
        }
    }

    private func table(
        _ read: (@escaping @Sendable ([[String]]) async throws -> Void) async throws -> Void
    ) async throws -> [[String]] {
        let rows = Mutex<[[String]]>([])
        try await read { more in rows.withLock { $0 += more } }
        return rows.withLock { $0 }
    }

    @Test(arguments: Engine.available)
    func everyFigureIsWhatTheThreadsSay(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            // Answered after 10 minutes, asked again after 5, answered after another 20.
            let one = try await bench.open("A")
            bench.test.pass(.minutes(10))
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": one, "text": "Hi"])
            bench.test.pass(.minutes(5))
            _ = try await bench.agent.perform(
                ReceiveOnCase.self, ["case": one, "text": "Disappointed, and so?"])
            bench.test.pass(.minutes(20))
            _ = try await bench.agent.perform(
                ReplyToCase.self, ["case": one, "text": "bot", "automatic": true])
            try await bench.resolve(one)
            // Never answered, given from one to another.
            let other = try await bench.open("B")
            for role in [Role.agent, .manager] {
                _ = try await bench.manager.perform(
                    AssignCase.self,
                    [
                        "case": other, "team": .string("\(bench.team)"),
                        "assignee": .string("\(bench.place.user(role))"),
                    ])
            }
            bench.test.pass(.minutes(16))
            let report = try await bench.agent.perform(ShowCaseReport.self, ["by": "team"]).json
            let all = try #require(report["all"])
            #expect(all["cases"] == 2 && all["active"] == 1)
            #expect(all["firstResponse"]?["median"] == 600 && all["firstResponse"]?["n"] == 1)
            #expect(all["waited"]?["median"] == 1_800, "ten minutes and twenty; a bot ends no wait")
            #expect(all["transferred"]?["value"] == 0.5, "from one person to another")
            #expect(all["upset"]?["value"] == 0.5)
            #expect(all["effort"] == 1.5)
            #expect(all["resolution"]?["median"] == 2_100)
            #expect(report["groups"]?.array?.first?["name"]?["en"] == "Front line")
            let cases = try await table { write in
                try await CaseExport.cases.write(from: bench.manager, write)
            }
            #expect(cases.count == 2)
            #expect(cases.allSatisfy { $0.count == CaseExport.caseColumns.count })
            let events = try await table { write in
                try await CaseExport.events.write(from: bench.manager, write)
            }
            let opened = events.filter { $0[3] == "case.opened" }
            #expect(opened.count == 2)
            await #expect(throws: Refusal.self) {
                try await CaseExport.cases.write(from: bench.agent) { _ in }
            }
        }
    }

    @Test(arguments: Engine.available)
    func pastCasesComeFromRowsAndFromLogsOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func source(_ text: String) -> any ByteSource {
                DrippingSource(Array(text.utf8), size: 7)
            }
            let rows = """
                id,time,subject,detail,reply,reply_time
                1,2019/4/25 9:32:09,Water,Broken pipe,Mended,2019/4/26 9:32:09
                2,2019-01-02 10:00:00,Noise,At night,,
                3,2019/3/1 9:00:00,Light,Dark,Lamp,2019/6/1 9:00:00
                """
            var columns = CaseTable.Columns(key: "id", opened: "time")
            columns.answered = "reply_time"
            columns.title = "subject"
            columns.words = "detail"
            columns.reply = "reply"
            columns.format = DateFormat("yyyy/M/d H:mm:ss")
            let letters = try CaseTable(
                columns, promise: "citizen-reply", channel: "letters", zone: "Asia/Shanghai")
            let first = try await letters.run(source(rows), on: bench.manager)
            #expect(first.made == 2 && first.refused == 1, "what has no end is not past")
            let again = try await letters.run(source(rows), on: bench.manager)
            #expect(again.made == 0 && again.known == 2)
            let rates = try await bench.agent.perform(
                ShowKeptRates.self, ["from": "2019-01-01T00:00:00Z"]
            ).json["items"]?.array
            let rate = rates?.first { $0["promise"] == "citizen-reply" }
            #expect(rate?["kept"] == 1 && rate?["broken"] == 1)
            let log = """
                case,activity,resource,timestamp
                c1,Open,A,2012-01-01 10:00:00+00:00
                c1,Close,B,2012-01-03 10:00:00+00:00
                c2,Open,A,2012-01-01 10:00:00+00:00
                c1,Work,B,2012-01-02 10:00:00+00:00
                """
            var events = CaseTable.Columns(key: "case", opened: "timestamp")
            events.activity = "activity"
            events.resource = "resource"
            let desk = try CaseTable(events, answer: "Work")
            #expect(try await desk.run(source(log), on: bench.manager).made == 2)
            let told = try await table { write in
                try await CaseExport.events.write(from: bench.manager, write)
            }
            #expect(
                told.filter { $0[1] == "c1" && $0[3] == "case.activity" }.map { $0[4] }
                    == ["Open", "Work", "Close"])
        }
    }
}
