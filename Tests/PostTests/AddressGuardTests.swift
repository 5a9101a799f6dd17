import Base
import Post
import TestSupport
import Testing

@Suite struct AddressGuardTests {
    @Test(
        arguments: [
            [0, 0, 0, 0], [10, 1, 2, 3], [100, 64, 0, 1], [127, 0, 0, 1], [169, 254, 169, 254],
            [172, 16, 0, 1], [172, 31, 255, 255], [192, 168, 1, 1], [192, 0, 0, 8],
            [198, 18, 0, 1],
            [224, 0, 0, 1], [255, 255, 255, 255], [],
        ] as [[UInt8]])
    func privateOnesArePrivate(_ address: [UInt8]) {
        #expect(AddressGuard.isPrivate(address))
        guard address.count == 4 else { return }
        // The same address in the three dresses of IPv6.
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + address
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B] + .init(repeating: 0, count: 8) + address
        let tunnelled = [0x20, 0x02] + address + [UInt8](repeating: 0, count: 10)
        for dressed in [mapped, translated, tunnelled] {
            #expect(AddressGuard.isPrivate(dressed))
        }
    }

    @Test(
        arguments: [
            [1, 1, 1, 1], [9, 255, 0, 1], [11, 0, 0, 1], [100, 63, 0, 1], [100, 128, 0, 1],
            [172, 15, 0, 1], [172, 32, 0, 1], [192, 167, 1, 1], [203, 0, 112, 1], [223, 5, 5, 5],
        ] as [[UInt8]])
    func publicOnesAreNot(_ address: [UInt8]) {
        #expect(!AddressGuard.isPrivate(address))
    }

    @Test func ofIPv6OnlyTheGlobalUnicastIsPublic() {
        func address(_ head: [UInt8]) -> [UInt8] {
            head + .init(repeating: 1, count: 16 - head.count)
        }
        for head: [UInt8] in [
            [0xFC], [0xFD], [0xFE, 0x80], [0xFF, 0x02], [0x20, 0x01, 0x0D, 0xB8],
        ] {
            #expect(AddressGuard.isPrivate(address(head)))
        }
        #expect(AddressGuard.isPrivate([UInt8](repeating: 0, count: 15) + [1]))
        #expect(!AddressGuard.isPrivate(address([0x24, 0x00, 0xCB, 0x00])))
        #expect(!AddressGuard.isPrivate(address([0x2A, 0x02])))
    }

    /// By address, by name and by a redirect of somebody else: none leads inside.
    @Test func nobodyIsLedIntoTheHouse() async throws {
        let sink = try Sink()
        let strict = AddressGuard()
        for host in ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]"] {
            let answer = await WebCall("GET", "https://\(host):\(sink.httpPort)/stats").perform(
                addresses: strict)
            guard case .failure(let trouble) = answer else {
                Issue.record("\(host) was called")
                continue
            }
            #expect(trouble.kind == .privateAddress, "\(host): \(trouble)")
        }
        let clear = await WebCall("GET", "http://example.com/").perform(addresses: strict)
        #expect(throws: Trouble.self) { try clear.get() }
        for url in ["file:///etc/passwd", "gopher://x/", "http//x", "https://a b/"] {
            let answer = await WebCall("GET", url).perform(addresses: Sink.addresses)
            #expect(throws: Trouble.self) { try answer.get() }
        }
        try await sink.control([
            "answers": ["/go": ["status": 302, "headers": ["Location: /inside"]]]
        ])
        let redirected = try await WebCall("GET", sink.url + "/go").perform(
            addresses: Sink.addresses
        ).get()
        #expect(redirected.status == 302)
        #expect(try await sink.calls().map { $0["target"]?.string } == ["/go"])
        let mail = MailConnection(sink.server(), addresses: strict)
        let sent = await mail.send(Array("x\r\n".utf8), from: "a@b.c", to: "d@e.f")
        guard case .failure(let trouble) = sent else { throw Trouble(.unfit) }
        #expect(trouble.kind == .privateAddress)
    }
}
