import Base
import Domain
import Testing

/// How files of an answer go by each channel.
@Suite struct FileWayTests {
    private static func way(_ media: String, _ size: Int, _ kind: Channel.Kind) -> FileWay? {
        FileType(media: media).flatMap { type in
            FileWay.of([Attachment(name: "a", type: type, size: size)], by: kind).first
        }
    }

    @Test(arguments: [
        ("image/png", 1 << 20, FileWay.apart(.image), FileWay.apart(.image)),
        ("image/gif", 1 << 20, .apart(.image), .apart(.file)),
        ("image/webp", 1 << 20, .link(.kind), .apart(.file)),
        ("audio/AMR", 2 << 20, .apart(.voice), .apart(.voice)),
        ("audio/AMR", (2 << 20) + 1, .link(.size), .apart(.file)),
        ("audio/mpeg", 1 << 20, .apart(.voice), .apart(.file)),
        ("video/mp4", 10 << 20, .apart(.video), .apart(.video)),
        ("video/mp4", (10 << 20) + 1, .link(.size), .apart(.file)),
        ("application/pdf", 20 << 20, .link(.kind), .apart(.file)),
        ("application/pdf", (20 << 20) + 1, .link(.kind), .link(.size)),
    ])
    func chatProgramsTakeWhatTheyTake(
        _ media: String, _ size: Int, _ wechat: FileWay, _ wecom: FileWay
    ) {
        #expect(Self.way(media, size, .wechat) == wechat)
        #expect(Self.way(media, size, .wecom) == wecom)
        #expect(Self.way(media, size, .chat) == .along)
        #expect(Self.way(media, size, .webhook) == .link(.kind))
    }

    @Test func aMailTakesAsMuchAsServersDo() throws {
        let pdf = try #require(FileType(media: "application/pdf"))
        let files = [9, 9, 8, 1].map { Attachment(name: "a", type: pdf, size: $0 << 20) }
        #expect(FileWay.of(files, by: .mail) == [.along, .link(.size), .along, .link(.size)])
    }

    @Test func whatCouldActIsMereBytes() {
        #expect(FileType(received: "image/svg+xml").media == "application/octet-stream")
        #expect(!FileType(received: "image/svg+xml").isShown)
        #expect(FileType(received: "text/html").media == "application/octet-stream")
    }
}
