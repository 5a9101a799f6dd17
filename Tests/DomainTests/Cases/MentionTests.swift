import Domain
import Testing

@Suite struct MentionTests {
    private let people: [(who: String, names: [String])] = [
        ("sun", ["demo.sun", "孙可"]), ("ann", ["ann@example.com", "Ann Lee"]),
        ("anna", ["anna", "Anna"]), ("an", ["an"]),
    ]

    @Test(arguments: [
        ("请@孙可看一下", ["sun"]), ("@demo.sun.", ["sun"]), ("@DEMO.SUN?", ["sun"]),
        ("@ann@example.com please", ["ann"]), ("(@Ann Lee) and @anna", ["ann", "anna"]),
        ("@an", ["an"]), ("@annabel", []), ("write to ann@example.com", []),
        ("x@anna", []), ("@", []), ("全角＠孙可", ["sun"]), ("＠ann@example.com", ["ann"]),
        ("x＠anna", []),
    ])
    func whoStandsBehindTheSignIsMeant(_ text: String, _ expected: [String]) {
        #expect(Mention.found(in: text, among: people) == Set(expected))
    }
}
