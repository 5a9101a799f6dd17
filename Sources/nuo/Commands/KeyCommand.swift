import ArgumentParser
import Base
import Foundation
import Operations
import SQL

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "The key that seals secrets: what it seals, a new one, or one that is lost.",
        discussion: """
              nuo key list       what is sealed in the database
              nuo key rotate     seal everything anew under a new key; servers must be stopped
              nuo key forget     the key is lost: forget what it sealed, to be entered anew
            """,
        subcommands: [List.self, Rotate.self, Forget.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is sealed. It needs no key and shows no secret.")
        @OptionGroup var flags: Settings.Flags

        func run() async throws {
            try await KeyCommand.with(flags) { settings, house in
                let things = try await house.sealedThings()
                for thing in things { Ending.say("\(thing)") }
                if things.isEmpty { Ending.say("Nothing is sealed.") }
                var opens = try VaultKey.known(settings) != nil
                if opens { opens = try await house.opensSealed() }
                Ending.say(
                    opens
                        ? "\(VaultKey.path(settings)) opens it."
                        : "\(VaultKey.path(settings)) is not there or is not the key to it.")
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal everything anew under a new key.",
            discussion: """
                The old key is kept beside the new one, for backups made before. Stop every server
                of this database first; nodes that share it need the new file afterwards.
                """)
        @OptionGroup var flags: Settings.Flags

        func run() async throws {
            try await Ending.clear {
                let settings = try Settings(
                    flags, environment: ProcessInfo.processInfo.environment)
                let lock = try KeyCommand.lockAlone(settings)
                defer { withExtendedLifetime(lock) {} }
                let house = try await Opening.house(settings)
                do {
                    let key = try VaultKey.makePending(settings)
                    let count = try await house.reseal(with: Vault(key: key))
                    let old = try VaultKey.takePending(settings)
                    Ending.say(
                        "\(count) sealed anew. \(VaultKey.path(settings)) holds the new key; the "
                            + "old one is in \(old), for backups made before.")
                } catch {
                    try await house.database.close()
                    throw error
                }
                try await house.database.close()
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget what a lost key has sealed, so that it can be entered anew.",
            discussion: """
                It names what it forgets and asks before it does. Cases, answers and all else stay;
                settings of sending and of channels are entered anew in the pages.
                """)
        @OptionGroup var flags: Settings.Flags
        @Flag(help: "Do not ask.")
        var yes = false

        func run() async throws {
            try await KeyCommand.with(flags) { settings, house in
                let isKnown = try VaultKey.known(settings) != nil
                if isKnown, try await house.opensSealed() {
                    throw Stop(
                        "\(VaultKey.path(settings)) opens everything here: nothing is lost. "
                            + "For another key use nuo key rotate.")
                }
                if let key = try VaultKey.pending(settings),
                    try await Opening.house(
                        settings, on: house.database, vault: Vault(key: key)
                    ).opensSealed()
                {
                    throw Stop(
                        "Nothing is lost: nuo key rotate ended halfway, and the next start goes on "
                            + "with the new key.")
                }
                let lock = try KeyCommand.lockAlone(settings)
                defer { withExtendedLifetime(lock) {} }
                for thing in try await house.sealedThings() { Ending.say("\(thing)") }
                guard yes || KeyCommand.isConfirmed() else {
                    throw Stop("Nothing was forgotten.")
                }
                // A key that is there seals from now on; else a new one does.
                let key = try VaultKey.known(settings) ?? VaultKey.make(settings)
                let things = try await Opening.house(
                    settings, on: house.database, vault: Vault(key: key)
                ).forgetSealed()
                Ending.say(
                    "Forgotten: \(things.count). Start the server and enter them anew under "
                        + "Settings. \(VaultKey.path(settings)) holds the key: keep a copy of it.")
            }
        }
    }

    private static func isConfirmed() -> Bool {
        Ending.say("This cannot be undone. Type forget to go on:")
        return readLine()?.trimmed == "forget"
    }

    private static func lockAlone(_ settings: Settings) throws -> FolderLock? {
        guard settings.databaseURL == nil else { return nil }
        guard let lock = try FolderLock(settings.dataFolder, isAlone: true) else {
            throw Stop("A server runs on \(settings.dataFolder): stop it first.")
        }
        return lock
    }

    /// A house whose key need not fit what is in it.
    private static func with(
        _ flags: Settings.Flags, _ body: (Settings, House) async throws -> Void
    ) async throws {
        try await Ending.clear {
            let settings = try Settings(flags, environment: ProcessInfo.processInfo.environment)
            let database = try await Opening.migrated(settings)
            do {
                let key =
                    try VaultKey.known(settings) ?? [UInt8](repeating: 0, count: Vault.keyBytes)
                try await body(
                    settings, Opening.house(settings, on: database, vault: Vault(key: key)))
            } catch {
                try await database.close()
                throw error
            }
            try await database.close()
        }
    }
}
