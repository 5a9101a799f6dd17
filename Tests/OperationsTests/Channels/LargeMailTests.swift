import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A mail of fifty megabytes comes by IMAP into a case, in a process of its own whose memory is
/// looked at.
@Suite(.timeLimit(.minutes(60))) struct LargeMailTests {
    /// Bytes of each of the two files; in base 64 the mail is 50 MB.
    private static let fileSize = 18_500_000
    private static let speed = 1.0

    @Test(arguments: Engine.available)
    func fiftyMegabytesAreAMessageWithItsFiles(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withPlace { place in
            let database = try await place.open()
            let epoch = Date().timeIntervalSince1970
            let house = House.fast(
                database, epoch: epoch, speed: Self.speed, outside: sink.outside)
            let desk = try await ChannelKillTests.prepare(house, sink)
            let files = (0..<2).map { Self.bytes(seed: UInt8(7 + $0)) }
            let mail = Self.mail(files)
            #expect(mail.count > 50_000_000)
            let node = try ChannelKillTests.node(place, epoch, sink)
            defer { kill(node.processIdentifier, SIGKILL) }
            // A small one first: what a node needs at all.
            try await sink.arrive(ChannelBench.mail(from: "small@example.com", id: "s@x"))
            try await Waiting.until { try await Self.cases(desk).count == 1 }
            let before = try Self.most(node)
            try await sink.arrive(mail)
            try await Waiting.until { try await Self.cases(desk).count == 2 }
            let grown = try Self.most(node) - before
            let one = try #require(
                try await Self.cases(desk).first { $0["title"]?["en"] == "Fifty megabytes" })
            let thread = try await desk.perform(
                ListCaseMessages.self, ["case": one["id"] ?? .null]
            ).json["items"]?.array
            #expect(thread?.first?["text"] == "See the two files.")
            let kept = thread?.first?["files"]?.array ?? []
            #expect(kept.map { $0["size"]?.integer } == [Self.fileSize, Self.fileSize])
            for (file, bytes) in zip(kept, files) {
                let shown = try await desk.perform(
                    ShowCaseFile.self, ["attachment": file["id"] ?? .null])
                #expect(shown.bytes == bytes, "not one byte differs")
            }
            print("a mail of \(mail.count) bytes: \(grown >> 20) MB more at most, \(engine)")
            #expect(grown < 12 * mail.count, "bounded by a few times its size")
            // And the next small one comes as before.
            try await sink.arrive(ChannelBench.mail(from: "after@example.com", id: "t@x"))
            try await Waiting.until { try await Self.cases(desk).count == 3 }
            try await database.close()
        }
    }

    private static func cases(_ desk: Desk) async throws -> [JSON] {
        try await desk.perform(ListCases.self, ["status": "any"]).json["items"]?.array ?? []
    }

    /// The most that a process has held, in bytes.
    private static func most(_ process: Foundation.Process) throws -> Int {
        let text = try String(
            contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
        return try #require(kilobytes) << 10
    }

    /// Text of no pattern, so that nothing is cut short by chance.
    private static func bytes(seed: UInt8) -> [UInt8] {
        var state = UInt32(seed)
        return (0..<fileSize).map { place in
            state = state &* 1_664_525 &+ 1_013_904_223
            return place % 80 == 79 ? 0x0A : UInt8(0x61 + (state >> 24) % 26)
        }
    }

    private static func mail(_ files: [[UInt8]]) -> [UInt8] {
        var mail = """
            From: Li Mei <li@example.com>
            To: help@example.com
            Subject: Fifty megabytes
            Date: Mon, 02 Mar 2026 09:00:00 +0000
            Message-ID: <large@x>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="cut"

            --cut
            Content-Type: text/plain; charset=utf-8

            See the two files.

            """
        var bytes = Array(mail.utf8)
        for (number, file) in files.enumerated() {
            mail = """
                --cut
                Content-Type: application/octet-stream; name="file\(number).txt"
                Content-Disposition: attachment; filename="file\(number).txt"
                Content-Transfer-Encoding: base64


                """
            bytes += Array(mail.utf8)
            bytes += Data(file).base64EncodedData(options: [
                .lineLength76Characters, .endLineWithLineFeed,
            ])
            bytes.append(0x0A)
        }
        bytes += Array("--cut--\n".utf8)
        var whole: [UInt8] = []
        whole.reserveCapacity(bytes.count + bytes.count / 60)
        for byte in bytes {
            if byte == 0x0A { whole.append(0x0D) }
            whole.append(byte)
        }
        return whole
    }
}
