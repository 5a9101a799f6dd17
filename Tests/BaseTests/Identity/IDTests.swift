import Base
import Testing

enum Widget: Identified { static let idPrefix = "wid" }
enum Gadget: Identified { static let idPrefix = "gad" }

struct IDTests {
    @Test(
        arguments: [
            (0, "wid_0000000000000"), (1, "wid_0000000000001"), (31, "wid_000000000000z"),
            (32, "wid_0000000000010"), (.max, "wid_7zzzzzzzzzzzz"), (-1, "wid_fzzzzzzzzzzzz"),
            (.min, "wid_8000000000000"),
        ] as [(Int64, String)])
    func isShownAndRead(raw: Int64, text: String) {
        #expect(ID<Widget>(raw: raw).description == text)
        #expect(ID<Widget>(text)?.raw == raw)
    }

    @Test func everyIDComesBack() {
        var chance = Chance(seed: 1)
        for _ in 0..<2_000 {
            let id = ID<Widget>(raw: Int64(bitPattern: chance.next()))
            #expect(ID<Widget>(id.description) == id)
            #expect(ID<Gadget>(id.description) == nil)
        }
    }

    @Test func capitalsMeanTheSame() {
        #expect(ID<Widget>("wid_000000000000Z")?.raw == 31)
    }

    @Test(arguments: [
        "", "wid", "wid_", "wid_1", "0000000000000", "gad_0000000000000", "WID_0000000000000",
        "wid_00000000000000", "wid_000000000000", "wid_g000000000000", "wid_000000000000u",
        "wid_000000000000i", "wid_000000000000-", "wid_000000000000\u{10}", "wid_00000000000 0",
        " wid_0000000000000", "wid_0000000000000\n", "wid_0000000000００",
    ])
    func refusesOtherText(text: String) {
        #expect(ID<Widget>(text) == nil)
    }

    @Test func textSortsAsNumbersDo() {
        var chance = Chance(seed: 2)
        let ids = (0..<200).map { _ in ID<Widget>(raw: Int64(chance.next() >> 1)) }.sorted()
        let texts = ids.map(\.description)
        #expect(texts == texts.sorted())
    }
}
