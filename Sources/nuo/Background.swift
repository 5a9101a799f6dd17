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
        return [
            Task(name: "rules") {
                try await FollowerRunner(
                    RulesFollower(house), on: house.database, holder: holder, clock: Live.now,
                    report: { logger.error("rules follower", metadata: ["trouble": "\($0)"]) }
                ).run()
            },
            Task(name: "quality") {
                try await FollowerRunner(
                    QualityFollower(house), on: house.database, holder: holder, clock: Live.now,
                    report: { logger.error("quality follower", metadata: ["trouble": "\($0)"]) }
                ).run()
            },
            Task(name: "texts") {
                try await FollowerRunner(
                    TextFollower(house), on: house.database, holder: holder, clock: Live.now,
                    report: { logger.error("texts follower", metadata: ["trouble": "\($0)"]) }
                ).run()
            },
            Task(name: "text rounds") {
                await TextRounds(house, holder: holder) {
                    logger.error("text rounds", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "learning") {
                while true {
                    try await Swift.Task.sleep(for: .seconds(600))
                    do {
                        try await LearningRounds.look(house, holder: holder)
                    } catch {
                        logger.error("learning", metadata: ["trouble": "\(error)"])
                    }
                }
            },
            Task(name: "hot matters") {
                while true {
                    try await Swift.Task.sleep(for: .seconds(600))
                    do {
                        try await HotMatterRounds.look(house, holder: holder)
                    } catch {
                        logger.error("hot matters", metadata: ["trouble": "\(error)"])
                    }
                }
            },
            Task(name: "clocks") {
                await ClockRounds(house, holder: holder) {
                    logger.error("clock rounds", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "mailings") {
                await MailingRounds(house, holder: holder) {
                    logger.error("mailings", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "reports") {
                await ReportRounds(site, holder: holder) {
                    logger.error("reports", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "mailboxes") {
                await MailboxRounds(house, holder: holder) {
                    logger.error("mailboxes", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "incoming") {
                await IncomingRounds(house, holder: holder) {
                    logger.error("incoming", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "chats") {
                await ChatRounds(house, holder: holder) {
                    logger.error("chats", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "sender") {
                await MessageSender(house, holder: holder) {
                    logger.error("sender", metadata: ["trouble": "\($0)"])
                }.run()
            },
            Task(name: "search") {
                // What older versions wrote; nothing to do at every later start.
                do {
                    try await SearchBacklog.run(on: house)
                } catch let error as DatabaseError {
                    logger.error("search backlog", metadata: ["trouble": "\(error)"])
                }
                try await gracefulShutdown()
            },
            AnswerTablesFeed(house), LiveFeed(house),
            Task(name: "attachments") {
                while true {
                    try await Swift.Task.sleep(for: .seconds(600))
                    do {
                        try await AttachmentRounds.sweep(house)
                    } catch {
                        logger.error("attachment rounds", metadata: ["trouble": "\(error)"])
                    }
                }
            },
            Task(name: "memory") {
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
    }

    /// Runs until the server stops.
    private struct Task: Service {
        let name: String
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
