public import Base
import Domain
import Store

/// Opens the page on which the customer follows the case.
public struct MakeCasePage: Operation {
    public static let name = "cases.makePage"
    public static let summary =
        "Make the customer's private page of a case, or show the one there is."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("send", .boolean, .optional, "Also send its address to the customer by mail, once."),
    ]

    private let id: ID<Case>
    private let sends: Bool

    public init(_ input: Input) throws {
        id = try input.id("case")
        sends = input.bool("send")
    }

    public func perform(on desk: Desk) async throws -> CasePageResource {
        try await desk.write { ledger -> CasePageResource in
            let (one, _) = try ledger.take(id)
            let found = try CasePages.token(
                of: id, in: ledger.workspace, on: ledger.connection)
            if let found {
                if sends { try ledger.sendPage(found, of: one) }
                return CasePageResource(token: found)
            }
            let token = try ledger.casePage(of: one)
            if sends { try ledger.sendPage(token, of: one) }
            return CasePageResource(token: token)
        }
    }
}

/// Takes the customer's page away.
public struct RevokeCasePage: Operation {
    public static let name = "cases.revokePage"
    public static let summary = "Revoke the customer's private page: its address leads nowhere."
    public static let access = Access.right(.casesWork)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            let (one, _) = try ledger.take(id)
            try CasePages.revoke(
                of: id, at: ledger.now, in: ledger.workspace, on: ledger.connection)
            try ledger.record("case.page_revoked", .init(id), customer: one.customer?.raw)
            return Done()
        }
    }
}

/// Where the customer follows the case.
public struct CasePageResource: Resource {
    let token: String

    public static let shape = Shape.object([
        Field("address", .text(), .required, "Path of the private page; whoever has it sees it.")
    ])

    public var json: JSON { ["address": .string("/c/" + token)] }
}
