import Base
import Foundation
import PostgresDriver
import SQL
import Store
import Synchronization

/// The PostgreSQL server of the tests: a throw-away one, or the one that `NUO_TEST_POSTGRES` names
/// (`postgres://…/postgres`, with the right to create databases).
final class TestCluster: Sendable {
    static let shared = Task { try await start() }

    private let address: @Sendable (String) -> String
    private let admin: String
    private let template: String
    private let lastNumber = Mutex(0)
    private let unneeded = Mutex<[String]>([])
    /// Databases are copied one at a time, because the one copied must be in use by nobody.
    private let copying = Gate(1)

    private init(admin: String, template: String, address: @escaping @Sendable (String) -> String) {
        self.admin = admin
        self.template = template
        self.address = address
    }

    func url(_ name: String) -> String { address(name) }

    func create(migrated: Bool) async throws -> String {
        let number = lastNumber.withLock { last in
            last += 1
            return last
        }
        let name = "nuo_\(getpid())_\(number)"
        await copying.enter()
        do {
            try await command([
                "CREATE DATABASE \(name) TEMPLATE \(migrated ? template : "template0")"
            ])
        } catch {
            await copying.leave()
            throw error
        }
        await copying.leave()
        return name
    }

    /// Each drop writes all of the server's memory to disk, so many are dropped together.
    func drop(_ url: String) async throws {
        guard let name = URLComponents(string: url)?.path.dropFirst() else { return }
        let due: [String] = unneeded.withLock { names in
            names.append(String(name))
            guard names.count >= 40 else { return [] }
            defer { names = [] }
            return names
        }
        try await command(due.map { "DROP DATABASE \($0) WITH (FORCE)" })
    }

    /// What no transaction may hold goes through psql, as whoever runs the server would do it.
    private func command(_ texts: [String]) async throws {
        guard !texts.isEmpty else { return }
        let admin = admin
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                done.resume(with: Result { try TestCluster.psql(admin, texts) })
            }
        }
    }

    private static func start() async throws -> TestCluster {
        let given = ProcessInfo.processInfo.environment["NUO_TEST_POSTGRES"]
        let template = "nuo_\(getpid())_template"
        let cluster: TestCluster
        if let given, let base = URLComponents(string: given) {
            cluster = TestCluster(admin: given, template: template) { name in
                var parts = base
                parts.path = "/" + name
                return parts.string ?? given
            }
            atExit { [cluster] in cluster.leaveClean() }
        } else {
            let server = try await withCheckedThrowingContinuation { done in
                DispatchQueue.global().async {
                    done.resume(with: Result { try PostgresServer.make() })
                }
            }
            cluster = TestCluster(
                admin: server.url("postgres"), template: template, address: server.url)
        }
        try await cluster.command(["CREATE DATABASE \(template) TEMPLATE template0"])
        let database = try await PostgresDatabase(url: cluster.url(template), connections: 1)
        try await Migrator().migrate(database, at: Instant(seconds: 0))
        try await database.close()
        return cluster
    }

    private func leaveClean() {
        do {
            let names = unneeded.withLock { $0 } + [template]
            try TestCluster.psql(admin, names.map { "DROP DATABASE IF EXISTS \($0) WITH (FORCE)" })
        } catch {
            print("left behind: databases nuo_\(getpid())_…")
        }
    }

    private static func psql(_ admin: String, _ texts: [String]) throws {
        try PostgresServer.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", admin] + texts.flatMap { ["-c", $0] })
    }
}
