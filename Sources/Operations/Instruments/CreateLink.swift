public import Base
public import Domain
import SQL
import Store

/// Opens an address at which a questionnaire is answered.
public struct CreateLink: Operation {
    public static let name = "links.create"
    public static let summary = "Open an address at which a questionnaire is answered."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field.instrument,
        Field("name", .text(max: 100)),
        Field("channel", .text(max: 40), .optional, "Such as email, qr, counter; web if absent."),
        Field("language", .choice(["zh", "en"]), .optional, "Else the respondent's own."),
        Field("hidden", .map(.any), .optional, "Hidden fields that every answer gets."),
        Field(
            "anonymous", .boolean, .optional,
            "Whether its answers lead to nobody; never changed afterwards."),
        Field("closesAt", .instant, .optional),
        Field("limit", .integer(1...10_000_000), .optional, "How many responses are wanted."),
    ]

    private let instrument: ID<Instrument>
    private let name: String
    private let channel: String
    private let language: String?
    private let hidden: JSON
    private let terms: Instrument.Link
    private let isAnonymous: Bool

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        name = input.text("name")
        channel = input.textOrNil("channel") ?? "web"
        language = input.textOrNil("language")
        hidden = .object(input.object("hidden"))
        isAnonymous = input.bool("anonymous")
        terms = Instrument.Link(
            isOpen: true, closesAt: input.instantOrNil("closesAt"),
            limit: input.integerOrNil("limit"))
    }

    public func perform(on desk: Desk) async throws -> LinkResource {
        try await desk.write { ledger in
            let head = try ledger.instrument(named: instrument.description)
            let document = try ledger.house.instrument(
                head.id, version: head.version, in: ledger.workspace, on: ledger.connection)
            let checked = try document.check(hidden: hidden)
            if isAnonymous, let item = document.identifyingItem {
                throw Refusal.invalid("anonymous", "identifies", ["item": item.key])
            }
            let link = try ledger.openLink(
                to: head.id, name: name, channel: channel, language: language, hidden: checked,
                terms: terms, isAnonymous: isAnonymous || document.isAnonymous)
            return LinkResource(link)
        }
    }
}

extension Ledger {
    func openLink(
        to instrument: ID<Instrument>, name: String, channel: String, language: String? = nil,
        hidden: JSON.Object = JSON.Object(), customer: ID<Customer>? = nil,
        caseID: ID<Case>? = nil, terms: Instrument.Link, isAnonymous: Bool = false
    ) throws -> Links.Stored {
        let link = Links.Stored(
            id: newID(), workspace: workspace, token: newLinkToken(), instrument: instrument,
            name: name, channel: channel, language: language, hidden: hidden,
            customer: customer, caseID: caseID, terms: terms, createdAt: now, author: actor.name,
            isAnonymous: isAnonymous)
        try Links.insert(link, on: connection)
        try record(
            "link.opened", .init("link", link.id), customer: customer?.raw,
            ["instrument": .string(instrument.description)])
        return link
    }

    /// Opens an address for one customer, good for one response within thirty days, which is then
    /// joined to the case.
    public func openPersonalLink(
        to instrument: String, for customer: ID<Customer>?, about caseID: ID<Case>?,
        language: String? = nil
    ) throws -> LinkResource {
        let head = try self.instrument(named: instrument)
        let link = try openLink(
            to: head.id, name: head.key, channel: "invitation", language: language,
            customer: customer, caseID: caseID,
            terms: Instrument.Link(isOpen: true, closesAt: now + .days(30), limit: 1),
            isAnonymous: try house.instrument(
                head.id, version: head.version, in: workspace, on: connection
            ).isAnonymous)
        return LinkResource(link)
    }

    /// 80 bits in letters that people can read aloud; short enough for a QR code on a receipt.
    func newLinkToken() -> String {
        let letters = Array("23456789abcdefghjkmnpqrstuvwxyz0".utf8)
        return String(decoding: randomBytes(16).map { letters[Int($0 & 31)] }, as: UTF8.self)
    }
}
