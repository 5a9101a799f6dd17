import Base
import Foundation
import PostgresDriver
public import SQL
import SQLiteDriver
import Store
import Synchronization

/// Where one test's database is: a file, or a database on the server of this process.
public struct DatabasePlace: Sendable {
    public let engine: Engine
    /// A path or a `postgres://` address: what the program would be given.
    public let address: String

    init(engine: Engine, address: String) {
        self.engine = engine
        self.address = address
    }

    /// What another process is given.
    public init(address: String) {
        self.init(engine: address.hasPrefix("postgres:") ? .postgres : .sqlite, address: address)
    }

    /// Opens it; closing is up to the caller.
    public func open() async throws -> any Database {
        switch engine {
        case .sqlite: try SQLiteDatabase(path: address)
        case .postgres: try await PostgresDatabase(url: address, connections: 4)
        }
    }

    static func make(_ engine: Engine, migrated: Bool) async throws -> DatabasePlace {
        switch engine {
        case .sqlite:
            let path = try Scratch.newFolder("sqlite") + "/nuo.sqlite"
            if migrated {
                let template = try await sqliteTemplate.value
                try FileManager.default.copyItem(atPath: template, toPath: path)
            }
            return DatabasePlace(engine: engine, address: path)
        case .postgres:
            let cluster = try await TestCluster.shared.value
            let name = try await cluster.create(migrated: migrated)
            return DatabasePlace(engine: engine, address: cluster.url(name))
        }
    }

    func remove() async throws {
        switch engine {
        case .sqlite:
            let folder = URL(fileURLWithPath: address).deletingLastPathComponent()
            try FileManager.default.removeItem(at: folder)
        case .postgres:
            try await TestCluster.shared.value.drop(address)
        }
    }

    /// Migrated once; each test has a copy.
    private static let sqliteTemplate = Task {
        let path = Scratch.path("template.sqlite")
        let database = try SQLiteDatabase(path: path)
        try await Migrator().migrate(database, at: Instant(seconds: 0))
        try await database.close()
        return path
    }
}
