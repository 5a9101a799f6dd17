import Base
import Domain
import Operations
import TestSupport
import Testing

@Suite struct ViewTests {
    private func names<List: ViewedList>(_: List.Type, _ desk: Desk) async throws -> [String] {
        try await desk.perform(ListViews<List>.self, .init()).items.map(\.view.name)
    }

    @Test(arguments: Engine.available)
    func onesOwnAndSharedOnesOfEachList(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let grave = try await bench.manager.perform(
                SaveView<ViewedCases>.self,
                [
                    "name": "Grave", "address": "filter=severity%20%3D%3D%20%22major%22",
                    "shared": true,
                ])
            let own = try await bench.agent.perform(
                SaveView<ViewedCases>.self, ["name": "Own", "address": "view=mine"])
            _ = try await bench.agent.perform(
                SaveView<ViewedCustomers>.self,
                ["name": "Gold", "address": "filter=tier", "shared": true])
            #expect(try await names(ViewedCases.self, bench.agent) == ["Grave", "Own"])
            #expect(try await names(ViewedCases.self, bench.manager) == ["Grave"])
            #expect(try await names(ViewedCustomers.self, bench.manager) == ["Gold"])
            #expect(try await names(ViewedResponses.self, bench.manager) == [])
            func remove(_ view: ViewResource, _ desk: Desk) async throws {
                _ = try await desk.perform(
                    RemoveView<ViewedCases>.self, ["view": .string(view.view.id.description)])
            }
            let hidden = await #expect(throws: Refusal.self) {
                try await remove(own, bench.manager)
            }
            #expect(hidden?.kind == .notFound, "what is somebody's own is told to nobody")
            let refused = await #expect(throws: Refusal.self) {
                try await remove(grave, bench.agent)
            }
            #expect(refused?.kind == .forbidden)
            let elsewhere = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    RemoveView<ViewedResponses>.self,
                    ["view": .string(grave.view.id.description)])
            }
            #expect(elsewhere?.kind == .notFound, "it is one of another list")
            try await remove(own, bench.agent)
            try await remove(grave, bench.manager)
            #expect(try await names(ViewedCases.self, bench.agent) == [])
        }
    }
}
