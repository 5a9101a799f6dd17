public import Base
import Domain
import SQL
import Store

/// Takes in that a message came back or was called spam, from a mail server's pipe, a mailbox
/// reader or a provider's webhook.
public struct ReceiveBounce: Operation {
    public static let name = "bounces.receive"
    public static let summary =
        "Take in a delivery report: a whole mail (RFC 3464, RFC 5965), or address and kind."
    public static let access = Access.right(.customersWrite)
    public static let input = [
        Field("message", .document(max: 1_000_000), .optional, "The report as a whole mail."),
        Field("address", .text(max: 254), .optional),
        Field("kind", .choice(DeliveryReport.Kind.allCases.map(\.rawValue)), .optional),
        Field("detail", .text(max: 500), .optional),
    ]

    private let report: DeliveryReport?

    public init(_ input: Input) throws {
        if let mail = input.textOrNil("message") {
            report = DeliveryReport(mail: mail)
            return
        }
        guard let address = input.textOrNil("address") else {
            throw Refusal.invalid("message", "required")
        }
        let kind = input.textOrNil("kind").flatMap(DeliveryReport.Kind.init(rawValue:))
        report = DeliveryReport(
            kind: kind ?? .bounce, recipient: address, reference: nil,
            detail: input.textOrNil("detail") ?? "")
    }

    public func perform(on desk: Desk) async throws -> BounceResource {
        guard let report else { return BounceResource(kind: nil, message: nil) }
        return try await desk.write { try $0.receive(report) }
    }
}

/// What a report came to.
public struct BounceResource: Resource {
    let kind: DeliveryReport.Kind?
    let message: Message?

    public static let shape = Shape.object([
        Field("kind", .choice(DeliveryReport.Kind.allCases.map(\.rawValue)), .optional),
        Field("message", .id(Message.idPrefix), .optional, "What came back, if we know it."),
    ])

    public var json: JSON {
        [
            "kind": .optional(kind?.rawValue), "message": .optional(message?.id.description),
        ]
    }
}

extension Ledger {
    /// Takes the address off the list and marks the message. A report that names no message of
    /// ours counts only where a program of the workspace hands it in by address.
    func receive(_ report: DeliveryReport) throws -> BounceResource {
        var message = try report.reference.flatMap {
            try Messages.find(reference: $0, in: workspace, on: connection)
        }
        let isUnknown = report.reference != nil && message == nil
        guard report.kind != .delay, !isUnknown else {
            return BounceResource(kind: report.kind, message: message)
        }
        if let address = message?.address ?? report.recipient,
            let plain = Contact(.mail, address).plain
        {
            try Suppressions.put(
                Suppression(
                    kind: .mail, address: plain.value,
                    reason: report.kind == .complaint ? .complained : .bounced, at: now,
                    source: "report"),
                in: workspace, on: connection)
        }
        if report.kind == .bounce, message?.state == .sent {
            message?.bounce(detail: report.detail, at: now)
            if let message {
                _ = try Messages.update(message, holder: nil, on: connection)
                try record("message.bounced", message)
                try tellUndelivered(message)
            }
        }
        return BounceResource(kind: report.kind, message: message)
    }
}
