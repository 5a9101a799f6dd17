import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct AttachmentsTests {
    static let workspace = ID<Workspace>(raw: 1)
    static let now = Instant(seconds: 1_700_000_000)

    static func row(
        _ id: Int64, _ digest: String, subject: Event.Subject? = nil, holder: String = "h",
        at: Instant = now
    ) throws -> Attachments.Stored {
        Attachments.Stored(
            id: ID(raw: id), subject: subject, place: "photo", holder: holder,
            attachment: Domain.Attachment(
                name: "a.png", type: try #require(FileType(media: "image/png")), size: 3),
            digest: digest, createdAt: at)
    }

    @Test(arguments: Engine.available)
    func aFileComesBackByteByByte(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let row = try Self.row(7, "d")
            let bytes: [UInt8] = (0...255).map { UInt8($0) } + [0, 0, 255]
            let (first, twice) = try await database.write { connection in
                (
                    try Attachments.insert(row, bytes, in: Self.workspace, on: connection),
                    try Attachments.insert(
                        try Self.row(8, "d"), bytes, in: Self.workspace, on: connection)
                )
            }
            #expect(first && !twice, "the same file of the same holder waits once")
            let (found, read, elsewhere, waiting) = try await database.read { connection in
                (
                    try Attachments.find(row.id, in: Self.workspace, on: connection),
                    try Attachments.bytes(of: row.id, in: Self.workspace, on: connection),
                    try Attachments.bytes(of: row.id, in: ID(raw: 2), on: connection),
                    try Attachments.waitingBytes(in: Self.workspace, on: connection)
                )
            }
            #expect(found == row)
            #expect(read == bytes)
            #expect(elsewhere == nil)
            #expect(waiting == 3)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsGivenStaysAndTheRestGoes(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let response = Event.Subject("response", 40)
            let picture = Event.Subject("workspace", 1)
            let later = Self.now + .hours(30)
            try await database.write { connection in
                for row in [
                    try Self.row(1, "a"), try Self.row(2, "b"), try Self.row(3, "c", at: later),
                    try Self.row(4, "d", subject: picture), try Self.row(5, "e"),
                    try Self.row(6, "f", subject: .init("response", 41)),
                ] { try Attachments.insert(row, [1, 2, 3], in: Self.workspace, on: connection) }
                try Attachments.give(
                    [ID(raw: 1), ID(raw: 5)], to: response, in: Self.workspace, on: connection)
                // What has its place is not given away again.
                try Attachments.give(
                    [ID(raw: 1)], to: .init("response", 99), in: Self.workspace, on: connection)
                try Attachments.keepOnly(
                    [ID(raw: 1)], of: response, in: Self.workspace, on: connection)
                try connection.run(
                    """
                    INSERT INTO responses (workspace, id, instrument, version, status, language,
                      channel, answers, hidden, started, at)
                    VALUES (1, 40, 1, 1, 'partial', 'en', 'web', '{}', '{}', 0, 0)
                    """)
            }
            func left() async throws -> [Int64] {
                try await database.read { connection in
                    try connection.rows("SELECT id FROM attachments ORDER BY id") { $0.int64(0) }
                }
            }
            #expect(try await left() == [1, 2, 3, 4, 6])
            try await database.write {
                try Attachments.sweep(waitingSince: Self.now + .hours(1), on: $0)
            }
            #expect(try await left() == [1, 3, 4], "2 waited too long, the response of 6 is gone")
            try await database.write { connection in
                try connection.run("DELETE FROM responses WHERE id = 40")
                try Attachments.sweep(waitingSince: Self.now, on: connection)
            }
            #expect(try await left() == [3, 4])
        }
    }
}
