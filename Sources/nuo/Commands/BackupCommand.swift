import ArgumentParser
import Base
import Foundation
import Operations
import SQL
import SQLiteDriver

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database to a file while the server goes on.",
        discussion: """
            The copy is one consistent moment. With PostgreSQL use its own pg_dump.
              nuo backup /mnt/backups/nuo-2026-11-22.sqlite
            """)

    @OptionGroup var flags: Settings.Flags
    @Argument(help: "The file to write; it must not exist yet.")
    var file: String

    func run() async throws {
        try await Ending.clear {
            let settings = try Settings(flags, environment: ProcessInfo.processInfo.environment)
            try Backups.demandSQLite(settings)
            guard !FileManager.default.fileExists(atPath: file) else {
                throw Stop("\(file) exists already: name a new file.")
            }
            guard FileManager.default.fileExists(atPath: settings.databasePath) else {
                throw Stop("There is no database at \(settings.databasePath) to copy.")
            }
            let database = try SQLiteDatabase(path: settings.databasePath)
            try await database.backup(to: file)
            try await database.close()
            Ending.say("Copied to \(file).")
        }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the database; the server must be stopped.",
        discussion: """
            What was there is kept beside it under a new name, so a mistake can be undone.
              nuo restore /mnt/backups/nuo-2026-11-22.sqlite
            """)

    @OptionGroup var flags: Settings.Flags
    @Argument(help: "A file that nuo backup wrote.")
    var file: String

    func run() async throws {
        try await Ending.clear {
            let settings = try Settings(flags, environment: ProcessInfo.processInfo.environment)
            try Backups.demandSQLite(settings)
            guard FileManager.default.isReadableFile(atPath: file) else {
                throw Stop("\(file) cannot be read: name a file that nuo backup wrote.")
            }
            try Opening.makeFolder(settings.dataFolder)
            guard let lock = try FolderLock(settings.dataFolder, isAlone: true) else {
                throw Stop("A server runs on \(settings.dataFolder): stop it first.")
            }
            defer { withExtendedLifetime(lock) {} }
            let kept = settings.dataFolder + "/before-restore-\(Live.now().wholeSeconds).sqlite"
            let database = try SQLiteDatabase(path: settings.databasePath)
            try await database.backup(to: kept)
            try await database.restore(from: file)
            try await database.close()
            // They are of the database that was here.
            try await Opening.snapshots(settings).clear()
            Ending.say("Restored from \(file). What was there is in \(kept).")
        }
    }
}

enum Backups {
    static func demandSQLite(_ settings: Settings) throws {
        guard settings.databaseURL == nil else {
            throw Stop("This Nuo keeps its records in PostgreSQL: use pg_dump and pg_restore.")
        }
    }
}
