import Base
import CMalloc
import Foundation
import Logging
import Operations
import SQL
import ServiceLifecycle
import Store
import Web

/// What runs beside the server: the follower that carries out rules, the rounds of the clocks and
/// the sender. Rules and clocks hold a lease, so that of many nodes one works and the others stand
/// by; every node sends, each its own messages.
enum Background {
    static func services(house: House, site: Site) -> [any Service] {
        let holder = "\(ProcessInfo.processInfo.hostName):\(getpid()):\(Live.chance())"
        let logger = Logger(label: "nuo.background")
        @Sendable func log(_ name: String, _ trouble: Any) {
            logger.error("\(name)", metadata: ["trouble": "\(trouble)"])
        }
        func task(
            _ name: String,
            _ body: @escaping @Sendable (_ report: @escaping Report) async throws -> Void
        ) -> Task {
            Task { try await body { log(name, $0) } }
        }
        func follow(_ follower: some Follower) -> Task {
            Task {
                try await FollowerRunner(
                    follower, on: house.database, holder: holder, clock: Live.now,
                    report: { log(follower.name, $0) }
                ).run()
            }
        }
        let tasks = [
            follow(RulesFollower(house)), follow(QualityFollower(house)),
            follow(TextFollower(house)),
            task("text jobs") { await TextRounds(house, holder: holder, report: $0).run() },
            task("learning") { await LearningRounds(house, holder: holder, report: $0).run() },
            task("hot matters") {
                await HotMatterRounds(house, holder: holder, report: $0).run()
            },
            task("clocks") { await ClockRounds(house, holder: holder, report: $0).run() },
            task("mailings") { await MailingRounds(house, holder: holder, report: $0).run() },
            task("reports") { await ReportRounds(site, holder: holder, report: $0).run() },
            task("mailboxes") { await MailboxRounds(house, holder: holder, report: $0).run() },
            task("incoming") { await IncomingRounds(house, holder: holder, report: $0).run() },
            task("chats") { await ChatRounds(house, holder: holder, report: $0).run() },
            task("sender") { await MessageSender(house, holder: holder, report: $0).run() },
            task("search backlog") { report in
                // What older versions wrote; nothing to do at every later start.
                do {
                    try await SearchBacklog.run(on: house)
                } catch let error as DatabaseError {
                    report(error)
                }
                try await gracefulShutdown()
            },
            task("attachments") { report in
                while true {
                    try await Swift.Task.sleep(for: .seconds(600))
                    do { try await AttachmentRounds.sweep(house) } catch { report(error) }
                }
            },
            task("memory") { _ in
                // What loading and busy hours left free goes back to the system: the allocator
                // keeps it for each thread that ever was busy. Loading takes the first seconds.
                var rounds = 0
                while true {
                    try await Swift.Task.sleep(for: .seconds(rounds < 10 ? 1 : 60))
                    malloc_trim(0)
                    rounds += 1
                }
            },
        ]
        return tasks + [RowTablesFeed(house)]
    }

    /// Of what went wrong, for the log.
    private typealias Report = @Sendable (any Error) -> Void

    /// Runs until the server stops.
    private struct Task: Service {
        let body: @Sendable () async throws -> Void

        func run() async throws {
            do {
                try await cancelWhenGracefulShutdown { try await body() }
            } catch is CancellationError {
                // The server stops.
            }
        }
    }
}
