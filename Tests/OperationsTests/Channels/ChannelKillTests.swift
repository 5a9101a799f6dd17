import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Nodes are killed at any moment while mails come in and replies go out: each mail is one message
/// of one case, each reply is one row of the outbox and reaches the customer under one name.
@Suite(.timeLimit(.minutes(60))) struct ChannelKillTests {
    private static let mails = 24
    private static let kills = 12
    private static let speed = 20.0

    @Test(arguments: Engine.available)
    func nothingIsLostOrDoubled(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withPlace { place in
            let database = try await place.open()
            let epoch = Date().timeIntervalSince1970
            let house = House.fast(
                database, epoch: epoch, speed: Self.speed, outside: sink.outside)
            let desk = try await Self.prepare(house, sink)
            var nodes = try Self.nodes(engine, place, epoch, sink)
            var chance = SystemChance(seed: 3)
            var killed = 0
            var arrived = 0
            var answered: Set<String> = []
            while true {
                if arrived < Self.mails {
                    arrived += 1
                    try await sink.arrive(
                        ChannelBench.mail(
                            from: "guest\(arrived)@example.com", id: "k\(arrived)@x"))
                }
                for id in try await Self.unanswered(desk) where answered.insert(id).inserted {
                    _ = try await desk.perform(
                        SendReply.self,
                        ["case": .string(id), "text": "Answered", "delaySeconds": 1])
                }
                if killed < Self.kills {
                    killed += 1
                    try await Self.replace(
                        killed % nodes.count, of: &nodes, place, epoch, sink)
                }
                let sent = try await Self.states(desk)["sent"]
                let isDone =
                    killed == Self.kills && arrived == Self.mails && sent == Self.mails
                if isDone { break }
                let pause = Int.random(in: 50...400, using: &chance)
                try await Task.sleep(for: .milliseconds(pause))
            }
            for node in nodes { kill(node.processIdentifier, SIGKILL) }
            try await Self.check(desk, sink)
            try await database.close()
        }
    }

    /// Two nodes need PostgreSQL; on SQLite one node dies and comes back.
    private static func nodes(
        _ engine: Engine, _ place: DatabasePlace, _ epoch: Double, _ sink: Sink
    ) throws -> [Foundation.Process] {
        try (0..<(engine == .postgres ? 2 : 1)).map { _ in try node(place, epoch, sink) }
    }

    /// Kills a node and starts another in its place.
    private static func replace(
        _ victim: Int, of nodes: inout [Foundation.Process], _ place: DatabasePlace,
        _ epoch: Double, _ sink: Sink
    ) async throws {
        kill(nodes[victim].processIdentifier, SIGKILL)
        // Waiting for its end would hold a thread that other tests need.
        while nodes[victim].isRunning { try await Task.sleep(for: .milliseconds(20)) }
        nodes[victim] = try node(place, epoch, sink)
    }

    /// The same with messages of a webhook, of WeCom and of an official account, whose answers are
    /// counted where they arrive.
    @Test(arguments: Engine.available)
    func conversationsOfOtherProgramsNeither(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withPlace { place in
            let database = try await place.open()
            let epoch = Date().timeIntervalSince1970
            let house = House.fast(
                database, epoch: epoch, speed: Self.speed, outside: sink.outside)
            let talks = try await KilledTalks(house, sink)
            let desk = talks.desk
            var nodes = try Self.nodes(engine, place, epoch, sink)
            var chance = SystemChance(seed: 5)
            var (killed, arrived) = (0, 0)
            var answered: Set<String> = []
            while true {
                if arrived < KilledTalks.each {
                    arrived += 1
                    try await talks.arrive(arrived)
                }
                for id in try await Self.unanswered(desk) where answered.insert(id).inserted {
                    _ = try await desk.perform(
                        SendReply.self,
                        [
                            "case": .string(id), "text": .string("Answer to \(id)"),
                            "delaySeconds": 1,
                        ])
                }
                if killed < Self.kills {
                    killed += 1
                    try await Self.replace(
                        killed % nodes.count, of: &nodes, place, epoch, sink)
                }
                let sent = try await Self.states(desk)["sent"]
                if killed == Self.kills, sent == KilledTalks.each * 3 { break }
                let pause = Int.random(in: 50...400, using: &chance)
                try await Task.sleep(for: .milliseconds(pause))
            }
            for node in nodes { kill(node.processIdentifier, SIGKILL) }
            try await talks.check(try await Self.unanswered(desk), kills: Self.kills)
            try await database.close()
        }
    }

    static func prepare(_ house: House, _ sink: Sink) async throws -> Desk {
        try await house.settleIn()
        let id: ID<Workspace> = house.newID()
        let system = Desk(house, actor: .system("test", in: id))
        try await system.write { ledger in
            try ledger.begin(.init(id: id, name: "Kill", zone: "UTC", language: "en"))
        }
        _ = try await system.perform(
            CreateChannel.self, ["document": ChannelBench.document(sink)])
        let user = try await system.perform(
            CreateUser.self,
            [
                "name": "An agent", "login": "agent", "role": "agent",
                "password": .string(TestWorkspace.password),
            ])
        return Desk(
            house,
            actor: Actor(
                .user(user.account.id, role: .agent), workspace: id,
                rights: Role.agent.rights.union([.workspaceWrite])))
    }

    static func node(
        _ place: DatabasePlace, _ epoch: Double, _ sink: Sink
    ) throws -> Foundation.Process {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0])
        let program = tests.deletingLastPathComponent().appendingPathComponent("crash-desk")
        try #require(FileManager.default.isExecutableFile(atPath: program.path))
        let process = Foundation.Process()
        process.executableURL = program
        process.arguments = [
            place.address, "\(epoch)", "\(speed)", "\(sink.smtpPort)",
        ]
        process.standardOutput = FileHandle.nullDevice
        try Spawning.alone { try process.run() }
        return process
    }

    private static func unanswered(_ desk: Desk) async throws -> [String] {
        let page = try await desk.perform(ListCases.self, ["status": "any", "limit": 100])
        return (page.json["items"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    private static func states(_ desk: Desk) async throws -> [String: Int] {
        try await MessageSenderTests.states(desk)
    }

    private static func check(_ desk: Desk, _ sink: Sink) async throws {
        let ids = try await unanswered(desk)
        #expect(ids.count == mails, "each mail opened one case")
        for id in ids {
            let thread = try await desk.perform(ListCaseMessages.self, ["case": .string(id)])
            let kinds = (thread.json["items"]?.array ?? []).map { $0["kind"]?.string }
            #expect(kinds == ["reply", "received"], "\(id)")
        }
        #expect(try await states(desk) == ["sent": mails], "one row a reply")
        let stats = try await sink.stats()
        #expect(stats["unique"] == .integer(mails), "one Message-ID a reply")
        #expect(stats["recipients"] == .integer(mails), "everybody has it")
        let incoming = try await desk.perform(ListIncoming.self, ["limit": 200]).items
        #expect(incoming.count == mails && incoming.allSatisfy { $0.incoming.state == .done })
        // Between a mail server's taking over and its answer nobody can tell; such a mail goes
        // again under its name.
        print("killed \(kills) times: \(stats["doubled"]?.integer ?? 0) mails sent again")
    }
}
