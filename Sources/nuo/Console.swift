import Base
import Domain
import Foundation
import Operations
import SQL
import Store
import Web

/// A command's way to the same operations that pages and programs use.
struct Console {
    let settings: Settings
    let house: House

    /// Where the server of these settings listens.
    var address: String { "http://\(settings.host):\(settings.port)" }

    static func open(_ flags: Settings.Flags) async throws -> Console {
        let settings = try Settings(flags, environment: ProcessInfo.processInfo.environment)
        return Console(settings: settings, house: try await Opening.house(settings))
    }

    /// Runs `body` and closes the database, whatever happens.
    static func with(
        _ flags: Settings.Flags, _ body: (Console) async throws -> Void
    ) async throws {
        try await Ending.clear {
            let console = try await open(flags)
            do {
                try await body(console)
            } catch {
                try await console.house.database.close()
                throw error
            }
            try await console.house.database.close()
        }
    }

    /// The one workspace there is.
    func workspace() async throws -> ID<Workspace> {
        guard let first = try await house.database.read({ try Workspaces.all(on: $0) }).first else {
            throw Stop(
                "There is no workspace yet: open /setup in a browser, run nuo user add or nuo demo."
            )
        }
        return first
    }

    /// Whoever can run the program on the store may do what an administrator may.
    func desk() async throws -> Desk {
        Desk(house, actor: .system("console", in: try await workspace()))
    }

    /// A desk in the name of a person, for what must belong to someone.
    func desk(of login: String) async throws -> Desk {
        let desk = try await desk()
        let wanted = try Login(login)
        let workspace = desk.workspace
        let found = try await house.database.read { connection in
            try Users.find(login: wanted.text, on: connection)
        }
        guard let account = found?.account, account.workspace == workspace else {
            throw Stop("There is no person with the login \(login): see nuo user list.")
        }
        return Desk(house, actor: Actor(account))
    }
}
