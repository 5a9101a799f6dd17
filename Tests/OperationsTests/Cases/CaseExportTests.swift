import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

/// An export takes out what a list shows, and figures open what they count.
@Suite struct CaseExportTests {
    private func listed(
        _ bench: CaseBench, _ query: [String: JSON]
    ) async throws -> Set<String> {
        var query = query
        query["status"] = query["status"] ?? "any"
        let items = try await bench.manager.perform(ListCases.self, query.members).items
        return Set(items.compactMap { $0.json["id"]?.string })
    }

    private func text(_ bench: CaseBench, _ query: [String: JSON]) async throws -> [String] {
        var query = query
        query["format"] = "csv"
        let file = try await bench.manager.perform(ExportCases.self, query.members)
        var bytes: [UInt8] = []
        while let more = try await file.next() { bytes += more }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map(String.init)
    }

    @Test(arguments: Engine.available)
    func anExportHoldsExactlyTheCasesOfTheList(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = try await CaseFilterTests().fill(bench)
            _ = try await bench.manager.perform(
                MergeCases.self, ["case": cases[5], "into": cases[1]])
            let queries: [[String: JSON]] = [
                [:], ["status": "active"], ["status": "closed"], ["figure": "all"],
                ["filter": "customer.tier == \"vip\""], ["filter": "tags contains \"refund\""],
                ["filter": "channel == \"phone\"", "figure": "broken"],
                ["text": "nothing is called so"], ["assignee": "nobody"],
            ]
            var sizes: Set<Int> = []
            for query in queries {
                let expected = try await listed(bench, query)
                sizes.insert(expected.count)
                let rows = try await text(bench, query)
                #expect(rows.first?.hasSuffix("closed_first_out,closed_last_out") == true)
                let ids = rows.dropFirst().map { String($0.prefix { $0 != "," }) }
                #expect(Set(ids) == expected && ids.count == expected.count, "\(query)")
                var events = query
                events["rows"] = "case-events"
                let told = try await text(bench, events).dropFirst()
                    .map { String($0.prefix { $0 != "," }) }
                #expect(Set(told) == expected, "\(query)")
            }
            #expect(sizes.isSuperset(of: [0, 1, 2, 6]))
            // By default denied: who may read cases may not yet take them out.
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(ExportCases.self, ["format": "csv"])
            }
        }
    }

    /// Four stamps a status: a case that was closed twice tells both times.
    @Test(arguments: Engine.available)
    func anExportHoldsFourStampsOfEachStatus(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            try await bench.resolve(id)
            bench.test.pass(.hours(1))
            _ = try await bench.close(id)
            bench.test.pass(.hours(1))
            _ = try await bench.manager.perform(
                ReopenCase.self, ["case": id, "reason": "Broken again"])
            bench.test.pass(.hours(1))
            _ = try await bench.manager.perform(
                CloseCase.self, ["case": id, "outcome": "duplicate", "text": "Twice"])
            let rows = try await text(bench, [:])
            let names = rows[0].split(separator: ",", omittingEmptySubsequences: false)
            let values = rows[1].split(separator: ",", omittingEmptySubsequences: false)
            func cell(_ name: String) -> String? {
                names.firstIndex { $0 == name }.map { String(values[$0]) }
            }
            let start = TestHouse.start
            #expect(cell("closed_first_in") == (start + .hours(1)).iso8601)
            #expect(cell("closed_last_in") == (start + .hours(3)).iso8601)
            #expect(cell("closed_first_out") == (start + .hours(2)).iso8601)
            #expect(cell("closed_last_out") == (start + .hours(2)).iso8601)
            #expect(cell("open_last_out") == (start + .hours(3)).iso8601)
            #expect(cell("pending_first_in") == "")
        }
    }

    @Test(arguments: Engine.available)
    func whatCameWentAndStayedOpenIsFound(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let cases = try await CaseFilterTests().fill(bench)
            _ = try await bench.close(cases[0])
            _ = try await bench.manager.perform(
                MergeCases.self, ["case": cases[5], "into": cases[1]])
            let volumes = try await bench.manager.perform(ShowCaseVolumes.self, ["grain": "week"])
            var closed = 0
            for span in volumes.items.map(\.json) {
                let (from, to) = (span["from"] ?? .null, span["to"] ?? .null)
                let figures: [(String, [String: JSON])] = [
                    ("opened", ["openedFrom": from, "openedBefore": to]),
                    ("closed", ["closedFrom": from, "closedBefore": to]),
                    ("open", ["openAt": to]),
                ]
                for (name, query) in figures {
                    let found = try await listed(bench, query.merging(["figure": "all"]) { $1 })
                    #expect(found.count == span[name]?.integer, "\(name) of \(span)")
                }
                closed += span["closed"]?.integer ?? 0
            }
            #expect(closed == 1)
        }
    }

    @Test(arguments: Engine.available)
    func theClocksOfAPromiseLeadToTheirCases(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await CaseFilterTests().fill(bench)
            let rates = try await bench.manager.perform(ShowKeptRates.self, [:])
            let first = try #require(
                rates.items.map(\.json).first {
                    $0["clock"] == "first_response" && $0["kept"]?.integer ?? 0 > 0
                })
            // One first answer a case, so that clocks and cases are as many.
            let counts = ["kept", "broken", "open"].map { first[$0]?.integer ?? 0 }
            #expect(counts.reduce(0, +) > 0)
            for (figure, count) in [
                ("kept", counts[0]), ("broken", counts[1]), ("decided", counts[0] + counts[1]),
                ("running", counts[2]),
            ] {
                let found = try await listed(
                    bench,
                    [
                        "figure": .string(figure), "promise": first["promise"] ?? .null,
                        "clock": "first_response", "clockFrom": first["from"] ?? .null,
                    ])
                #expect(found.count == count, "\(figure)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func whatIsDueSoonIsFound(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let now = bench.test.now
            let risk = try await bench.agent.perform(ShowPromiseRisk.self, ["hours": 48]).items
            #expect(risk.map(\.json).compactMap { $0["soon"]?.integer }.reduce(0, +) == 1)
            let soon: [String: JSON] = [
                "dueFrom": .string(now.iso8601),
                "dueBefore": .string((now + .hours(48)).iso8601), "status": "active",
            ]
            #expect(try await listed(bench, soon) == [id.string ?? ""])
            bench.test.pass(.days(9))
            #expect(try await listed(bench, ["status": "active", "overdue": true]).count == 1)
            let later = soon.merging(["dueFrom": .string(bench.test.now.iso8601)]) { $1 }
            #expect(try await listed(bench, later).isEmpty)
        }
    }
}
