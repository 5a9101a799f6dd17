import Base
import Domain
import SQL
import Store

/// Mailings, newest first.
public struct ListMailings: Operation {
    public static let name = "mailings.list"
    public static let summary = "List mailings, newest first, with how far they have come."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field("state", .choice(Mailing.State.allCases.map(\.rawValue)), .optional),
        Field("limit", .integer(1...50), .optional, "Items a page; 20 if absent."), .cursor,
    ]

    private let state: Mailing.State?
    private let before: ID<Mailing>?
    private let limit: Int

    public init(_ input: Input) throws {
        state = input.textOrNil("state").flatMap(Mailing.State.init(rawValue:))
        before = try input.cursor(Mailing.self)
        limit = input.integerOrNil("limit") ?? 20
    }

    public func perform(on desk: Desk) async throws -> Page<MailingResource> {
        try await desk.read { connection in
            let found = try Mailings.list(
                state: state, before: before, limit: limit + 1, in: desk.workspace,
                on: connection)
            let page = try found.map {
                try MailingResource.read($0, in: desk.workspace, on: connection)
            }
            return Page(page, limit: limit) { $0.mailing.id.description }
        }
    }
}

/// One mailing.
public struct ShowMailing: Operation {
    public static let name = "mailings.show"
    public static let summary = "Show a mailing and how far it has come."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.mailing]

    private let id: ID<Mailing>

    public init(_ input: Input) throws { id = try input.id("mailing") }

    public func perform(on desk: Desk) async throws -> MailingResource {
        try await desk.read { connection in
            guard let found = try Mailings.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchMailing")
            }
            return try MailingResource.read(found, in: desk.workspace, on: connection)
        }
    }
}

/// Who was asked and who was not, newest first.
public struct ListInvitations: Operation {
    public static let name = "invitations.list"
    public static let summary =
        "List who was invited and who was not, with the reason and what came of it."
    public static let access = Access.right(.customersRead)
    public static let input = [
        Field("mailing", .id(Mailing.idPrefix), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field(
            "reason", .choice(["invited"] + NotInvited.allCases.map(\.rawValue)), .optional,
            "Why not; invited for those who were."),
        .limit, .cursor,
    ]

    private let selection: Invitations.Selection

    public init(_ input: Input) throws {
        var selection = Invitations.Selection(limit: input.pageLimit)
        selection.mailing = try input.idOrNil("mailing")
        selection.customer = try input.idOrNil("customer")
        selection.reason = input.textOrNil("reason")
        selection.before = try input.cursor(Invitation.self)
        self.selection = selection
    }

    public func perform(on desk: Desk) async throws -> Page<InvitationResource> {
        var wide = selection
        wide.limit += 1
        let found = try await desk.read { [wide] connection in
            let masking = try desk.masking(on: connection)
            return try Invitations.list(wide, in: desk.workspace, on: connection)
                .map { masking?.invitation($0) ?? $0 }
        }
        return Page(found.map(InvitationResource.init), limit: selection.limit) {
            $0.followed.invitation.id.description
        }
    }
}
