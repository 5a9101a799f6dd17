import Foundation
import PostgresDriver
import SQL
import Synchronization

/// A throw-away PostgreSQL on a Unix socket, alive as long as this process; synchronous commits
/// and fsync are on, as in earnest.
public final class PostgresServer: Sendable {
    public enum Failure: Error, CustomStringConvertible {
        case missing
        case command(String)

        public var description: String {
            switch self {
            case .missing: "PostgreSQL is not installed (postgresql-15)."
            case .command(let text): text
            }
        }
    }

    private let folder: String
    private let process = Mutex<pid_t?>(nil)

    /// Makes a cluster and starts it: about a second. Blocks.
    public static func make() throws -> PostgresServer {
        guard let programs = PostgresServer.programs else { throw Failure.missing }
        let folder = try Scratch.newFolder("pg")
        let server = PostgresServer(folder: folder)
        if geteuid() == 0 {
            try run(["chown", "postgres", folder])
            // The server's user must be able to walk to its folder.
            try run(["chmod", "711", Scratch.folder])
        }
        try run(
            asServer([
                "\(programs)/initdb", "-D", "\(folder)/data", "-U", "postgres", "-A", "trust",
                "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
            ]))
        try server.start()
        atExit { server.kill(SIGQUIT) }
        return server
    }

    /// The folder of PostgreSQL's programs, if it is installed.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        return (14...30).reversed().lazy.map { "\(root)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/postgres") }
    }()

    private init(folder: String) { self.folder = folder }

    public func url(_ database: String) -> String {
        let host = folder.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? folder
        return "postgres://postgres@/\(database)?host=\(host)"
    }

    /// Starts it, also after `kill`, and waits until it answers.
    public func start() throws {
        guard let programs = PostgresServer.programs else { throw Failure.missing }
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(folder)", "max_connections=200",
            "shared_buffers=64MB", "autovacuum=off", "logging_collector=off",
            "log_min_messages=fatal", "max_wal_size=512MB",
        ]
        let command = PostgresServer.asServer(
            ["\(programs)/postgres", "-D", "\(folder)/data"] + settings.flatMap { ["-c", $0] })
        for _ in 0..<100 {
            let child = try PostgresServer.spawn(command, log: "\(folder)/log")
            watch(child.processIdentifier)
            process.withLock { $0 = child.processIdentifier }
            while child.isRunning {
                if PostgresServer.succeeds(["\(programs)/pg_isready", "-q", "-h", folder]) {
                    return
                }
                Thread.sleep(forTimeInterval: 0.02)
            }
            // After a hard kill the children of the last one may still be leaving.
            Thread.sleep(forTimeInterval: 0.1)
        }
        let log = FileManager.default.contents(atPath: "\(folder)/log") ?? Data()
        throw Failure.command("postgres does not start: \(String(decoding: log, as: UTF8.self))")
    }

    /// Sends the signal to the server's first process and waits for its end.
    public func kill(_ signal: CInt) {
        guard let id = process.withLock({ $0 }) else { return }
        _ = Foundation.kill(id, signal)
        for _ in 0..<2_500 {
            var status: CInt = 0
            guard waitpid(id, &status, WNOHANG) == 0, Foundation.kill(id, 0) == 0 else { break }
            usleep(2_000)
        }
        process.withLock { $0 = nil }
    }

    /// Should this process be killed, somebody must stop the server.
    private func watch(_ server: pid_t) {
        let script = """
            while kill -0 \(getpid()) 2>/dev/null && kill -0 \(server) 2>/dev/null; do sleep 1; done
            kill -QUIT \(server) 2>/dev/null
            """
        do {
            _ = try PostgresServer.spawn(["sh", "-c", script], log: "/dev/null")
        } catch {
            print("nobody watches over postgres: \(error)")
        }
    }

    /// PostgreSQL refuses to run as root.
    private static func asServer(_ command: [String]) -> [String] {
        guard geteuid() == 0 else { return command }
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] + command
    }

    private static func spawn(_ command: [String], log: String) throws -> Process {
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let output = FileHandle(forWritingAtPath: log) ?? .nullDevice
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        child.arguments = command
        child.currentDirectoryURL = URL(fileURLWithPath: "/")
        child.standardOutput = output
        child.standardError = output
        child.standardInput = FileHandle.nullDevice
        try Spawning.alone { try child.run() }
        return child
    }

    private static func succeeds(_ command: [String]) -> Bool {
        do {
            let child = try spawn(command, log: "/dev/null")
            child.waitUntilExit()
            return child.terminationStatus == 0
        } catch {
            return false
        }
    }

    static func run(_ command: [String]) throws {
        let log = Scratch.path("log")
        let child = try spawn(command, log: log)
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            let text = FileManager.default.contents(atPath: log) ?? Data()
            throw Failure.command("\(command): \(String(decoding: text, as: UTF8.self))")
        }
    }
}
