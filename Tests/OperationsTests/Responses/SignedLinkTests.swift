import Base
import Crypto
import Domain
import Operations
import TestSupport
import Testing

/// Facts in an address that nobody but the holder of the link's secret can make up.
@Suite struct SignedLinkTests {
    private static let document = """
        key: signed
        title: {zh: 签名, en: Signed}
        hidden:
          - {key: tier, signed: true}
          - {key: customer, signed: true}
          - {key: page}
        pages: [{items: [{key: why, kind: text, title: {zh: 为什么, en: Why}}]}]
        """

    private static func signature(_ text: String, _ secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return code.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    @Test(arguments: Engine.available)
    func onlyWhatIsSignedIsTaken(_ engine: Engine) async throws {
        try await InstrumentOperationsTests.with(engine) { test, workspace in
            let desk = workspace.desk(.manager)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.document)])
            let link = try await desk.perform(
                CreateLink.self, ["instrument": .string(made.id.description), "name": "Web"])
            let named: JSON.Object = JSON.Object([
                .init(key: "link", value: .string(link.id.description))
            ])
            func open(_ query: [(name: String, value: String)]) async throws -> AnswerSheet {
                try await AnswerSheet.open(link.token, key: nil, query: query, in: test.house)
            }
            await #expect(throws: Refusal(.forbidden, "linkForged")) {
                try await open([("tier", "vip"), ("sig", "00")])
            }
            let secret = try await desk.perform(ShowLinkSecret.self, named).secret
            #expect(try await desk.perform(ShowLinkSecret.self, named).secret == secret)
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.agent).perform(ShowLinkSecret.self, named)
            }
            let sign = Self.signature("customer=C-1\ntier=vip", secret)
            let good: [(name: String, value: String)] = [
                ("tier", "vip"), ("page", "home"), ("customer", "C-1"), ("sig", sign),
            ]
            let sheet = try await open(good)
            #expect(sheet.answering.value("hidden.tier") == "vip")
            #expect(sheet.answering.value("hidden.page") == "home")
            #expect(try await open([("page", "home")]).answering.value("hidden.tier") == nil)
            await #expect(throws: Refusal(.forbidden, "linkUnsigned")) {
                try await open([("tier", "vip")])
            }
            for forged: [(name: String, value: String)] in [
                [("tier", "gold"), ("customer", "C-1"), ("sig", sign)],
                [("tier", "vip"), ("sig", sign)],
                [("customer", "C-1\ntier=vip"), ("sig", sign)],
                [("tier", "vip"), ("customer", "C-1"), ("sig", String(sign.dropLast()))],
                [("tier", "vip"), ("customer", "C-1"), ("sig", "")],
            ] {
                await #expect(throws: Refusal(.forbidden, "linkForged")) {
                    try await open(forged)
                }
            }
            let turn = PageTurn(
                token: link.token, key: String(repeating: "ab", count: 32),
                turn: .init(page: 0, form: [("why", "x")], shown: ["why"], way: .next),
                query: [("tier", "vip")], language: "en")
            await #expect(throws: Refusal(.forbidden, "linkUnsigned")) {
                try await turn.perform(in: test.house)
            }
        }
    }
}
