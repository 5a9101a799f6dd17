import ArgumentParser
import CoreMetrics
import Foundation
import Hummingbird
import Logging
import Operations
import SQL
import ServiceLifecycle
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server: pages, API, rules and clocks in one program.",
        discussion: """
            Prints a one-time sign-in link. Stop it with Ctrl-C; what is under way is
            finished first.
              nuo serve --port 9000 --data /var/lib/nuo
              NUO_DATABASE=postgres://nuo@localhost/nuo nuo serve
            """)

    @OptionGroup var flags: Settings.Flags
    @Flag(help: "Load the demonstration workspace when there is nothing yet.")
    var demoIfEmpty = false

    func run() async throws {
        try await Ending.clear {
            let settings = try Settings(flags, environment: ProcessInfo.processInfo.environment)
            LoggingSystem.bootstrap { label in
                var handler = StreamLogHandler.standardError(label: label)
                handler.logLevel = .notice
                return handler
            }
            try Port.check(settings)
            let lock = try Opening.lock(settings)
            defer { withExtendedLifetime(lock) {} }
            let house = try await Opening.house(settings)
            if demoIfEmpty, try await house.isUntouched() {
                try await DemoCommand.load(into: house)
            }
            let registry = Registry()
            MetricsSystem.bootstrap(registry)
            let site = try Live.site(settings, house: house, registry: registry)
            var app = Application(
                router: Server.router(site),
                configuration: .init(
                    address: .hostname(settings.host, port: settings.port), serverName: "nuo"),
                onServerRunning: { channel in
                    await announce(settings, port: channel.localAddress?.port, house: house)
                },
                logger: Logger(label: "nuo"))
            app.addServices(Background.services(house: house, site: site))
            try await ServiceGroup(configuration: stopping(app, LiveFeed(house))).run()
            try await house.database.close()
        }
    }

    /// Services are stopped from the last to the first, each when the one behind it has ended: the
    /// server waits for its open pages, which therefore are let go before it is asked.
    private func stopping(_ app: any Service, _ feed: LiveFeed) -> ServiceGroupConfiguration {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: app), .init(service: feed)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "nuo"))
        // Whoever takes a file at a trickle keeps nobody from stopping the server.
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        return configuration
    }

    private func announce(_ settings: Settings, port: Int?, house: House) async {
        let address = "http://\(settings.host):\(port ?? settings.port)"
        var lines = ["Nuo \(NuoCommand.version) is ready: \(address)"]
        do {
            if let path = try await house.startLink() {
                lines.append("Sign in once, within 15 minutes: \(address)\(path)")
            } else {
                lines.append("Nobody works here yet; set it up: \(address)/setup")
            }
        } catch {
            lines.append("No sign-in link could be made: \(error)")
        }
        lines.append("Stop with Ctrl-C.")
        Ending.say(lines.joined(separator: "\n"))
    }
}
