import Base
import Domain
import Foundation
import PostgresDriver
import SQL
import SQLiteDriver
import Store

// crash-writer ADDRESS ROUND: writes as fast as it can and prints the key of each write that was
// acknowledged, until somebody kills it. A write is a claimed key, a row and an event, together.

guard CommandLine.arguments.count == 3, let round = Int64(CommandLine.arguments[2]) else {
    print("usage: crash-writer ADDRESS ROUND")
    exit(64)
}
let address = CommandLine.arguments[1]
let database: any Database =
    address.hasPrefix("postgres:")
    ? try await PostgresDatabase(url: address) : try SQLiteDatabase(path: address)

/// One system call, so that a line is printed whole or not at all.
@Sendable func acknowledge(_ key: String) {
    let line = Array("\(key)\n".utf8)
    _ = write(STDOUT_FILENO, line, line.count)
}

@Sendable func writeOne(_ database: any Database, task: Int64, number: Int64, round: Int64)
    async throws
{
    let id = round << 40 | task << 32 | number
    let key = "key-\(id)"
    try await database.write { connection in
        let now = Instant(seconds: 1_700_000_000)
        let workspace = ID<Workspace>(raw: 1)
        let claim = try connection.claim(
            idempotencyKey: key, fingerprint: "f", workspace: workspace, at: now)
        guard claim == .new else { return }
        try connection.set(key, to: .string(key), workspace: workspace)
        try connection.append([
            Event(
                workspace: workspace, id: ID(raw: id), at: now, kind: "crash.written",
                subject: .init("crash", id), actor: "crash-writer", data: ["key": .string(key)])
        ])
        try connection.complete(
            idempotencyKey: key, response: .string(key), workspace: workspace)
    }
    acknowledge(key)
}

await withTaskGroup { group in
    for task in 0..<24 {
        group.addTask {
            for number in Int64(1)... {
                do {
                    try await writeOne(database, task: Int64(task), number: number, round: round)
                } catch {
                    // The server is being killed; what was not acknowledged may be lost.
                    usleep(5_000)
                }
            }
        }
    }
}
