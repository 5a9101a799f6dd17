import Base
import Foundation
import Operations
import PostgresDriver
import SQL
import SQLiteDriver
import Store

/// Opens what the settings name, brings its schema up to date and makes the house on it.
enum Opening {
    static func database(_ settings: Settings) async throws -> any Database {
        if let url = settings.databaseURL { return try await PostgresDatabase(url: url) }
        try makeFolder(settings.dataFolder)
        return try SQLiteDatabase(path: settings.databasePath)
    }

    static func house(_ settings: Settings) async throws -> House {
        let database = try await migrated(settings)
        var house = try house(
            settings, on: database,
            vault: Vault(key: try await VaultKey.read(settings, database)))
        if try await !house.opensSealed(), let key = try VaultKey.pending(settings) {
            // A rotation ended between the database and the files.
            house = try self.house(settings, on: database, vault: Vault(key: key))
            if try await house.opensSealed() { _ = try VaultKey.takePending(settings) }
        }
        do {
            try await house.settleIn()
        } catch is Vault.Sealed {
            throw Stop(
                "The secrets in this database were sealed with another key than that in "
                    + "\(VaultKey.path(settings)): put the right one there, or name its file by "
                    + "NUO_KEY_FILE. \(VaultKey.lost)")
        }
        return house
    }

    /// The database with its schema as this program wants it.
    static func migrated(_ settings: Settings) async throws -> any Database {
        let database = try await database(settings)
        try await Migrator().migrate(database, at: Live.now()) {
            try await backUp(database, settings)
        }
        return database
    }

    static func house(
        _ settings: Settings, on database: any Database, vault: Vault
    ) throws -> House {
        House(
            database: database, library: Live.library(settings),
            uploadsFolder: settings.dataFolder + "/uploads", vault: vault,
            outside: settings.outside, snapshots: try snapshots(settings),
            answersMemory: settings.answersMemory << 20, clock: Live.now,
            chance: Live.chance)
    }

    /// Answers as columns, as the last run left them.
    static func snapshots(_ settings: Settings) throws -> SnapshotFolder {
        SnapshotFolder(settings.dataFolder + "/columns", build: try Live.build())
    }

    /// What a server holds as long as it runs; nil with PostgreSQL, which minds its own.
    static func lock(_ settings: Settings) throws -> FolderLock? {
        guard settings.databaseURL == nil else { return nil }
        try makeFolder(settings.dataFolder)
        guard let lock = try FolderLock(settings.dataFolder, isAlone: false) else {
            throw Stop("A backup is being restored in \(settings.dataFolder): wait a moment.")
        }
        return lock
    }

    /// Before a migration touches a database that holds something. PostgreSQL has its own tools.
    private static func backUp(_ database: any Database, _ settings: Settings) async throws {
        guard let database = database as? SQLiteDatabase else { return }
        let folder = settings.dataFolder + "/backups"
        try makeFolder(folder)
        try await database.backup(
            to: "\(folder)/before-upgrade-\(Live.now().microseconds / 1_000_000).sqlite")
    }

    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Stop(
                "The folder \(path) cannot be made or written: choose another with NUO_DATA.")
        }
        guard access(path, W_OK) == 0 else {
            throw Stop("The folder \(path) cannot be written: choose another with NUO_DATA.")
        }
    }
}
