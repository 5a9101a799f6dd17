public import Base
public import Domain
import SQL
import Store

/// Mails a dashboard to somebody again and again, without an account or a sign-in.
public struct CreateReport: Operation {
    public static let name = "insight.report.create"
    public static let summary = "Mail a dashboard every day, week or month."
    public static let access = DashboardDocuments.writeAccess
    public static let input = [
        Field("key", .text(max: 64), .required, "Of the dashboard."),
        Field("address", .text(max: 254), .required, "A mail address."),
        Field("every", .choice(ReportTerms.Every.allCases.map(\.rawValue))),
        Field("hour", .integer(0...23), .optional, "In the workspace's zone; 8 if absent."),
        Field("language", .choice(["zh", "en"])),
    ]

    private let dashboard: String
    private let address: String
    private let terms: ReportTerms
    private let language: String

    public init(_ input: Input) throws {
        dashboard = input.text("key")
        guard let plain = Contact(.mail, input.text("address").trimmed).plain else {
            throw Refusal.invalid("address", "notAnAddress")
        }
        address = plain.value
        terms = ReportTerms(
            ReportTerms.Every(rawValue: input.text("every")) ?? .week,
            hour: input.integerOrNil("hour") ?? 8)
        language = input.text("language")
    }

    public func perform(on desk: Desk) async throws -> ReportResource {
        _ = try await desk.perform(ShowDashboard(dashboard))
        let zone = try await desk.zone()
        return try await desk.write { ledger -> ReportResource in
            let stored = Reports.Stored(
                id: ledger.newID(), dashboard: dashboard, address: address, language: language,
                terms: terms, token: ledger.randomBytes(16).hexadecimal,
                author: ledger.actor.name, createdAt: ledger.now,
                next: terms.next(after: ledger.now, in: zone))
            try Reports.put(stored, in: ledger.workspace, on: ledger.connection)
            let kept = try Reports.list(
                of: dashboard, in: ledger.workspace, on: ledger.connection
            ).first { $0.address == address && $0.terms.every == terms.every }
            try ledger.record(
                "report.created", .init("workspace", ledger.workspace),
                ["dashboard": .string(dashboard), "every": .string(terms.every.rawValue)])
            return ReportResource(kept ?? stored)
        }
    }
}

/// Who is mailed a dashboard.
public struct ListReports: Operation {
    public static let name = "insight.reports"
    public static let summary = "List who is mailed a dashboard."
    public static let access = DashboardDocuments.writeAccess
    public static let input = [Field("key", .text(max: 64))]

    private let dashboard: String

    public init(_ input: Input) { dashboard = input.text("key") }

    public init(_ dashboard: String) { self.dashboard = dashboard }

    public func perform(on desk: Desk) async throws -> Page<ReportResource> {
        let found = try await desk.read { [dashboard] connection in
            try Reports.list(of: dashboard, in: desk.workspace, on: connection)
        }
        return Page(found.map(ReportResource.init))
    }
}

/// Ends a report.
public struct EndReport: Operation {
    public static let name = "insight.report.end"
    public static let summary = "Mail a dashboard to somebody no more."
    public static let access = DashboardDocuments.writeAccess
    public static let input = [Field("report", .id(Report.idPrefix))]

    private let id: ID<Report>

    public init(_ input: Input) throws { id = try input.id("report") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { [id] ledger in
            guard
                let found = try Reports.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchReport") }
            _ = try Reports.move(found, to: nil, in: ledger.workspace, on: ledger.connection)
            return Done()
        }
    }
}

/// One report.
public struct ReportResource: Resource {
    public let id: ID<Report>
    public let dashboard: String
    public let address: String
    public let language: String
    public let terms: ReportTerms
    public let next: Instant?

    init(_ stored: Reports.Stored) {
        id = stored.id
        dashboard = stored.dashboard
        address = stored.address
        language = stored.language
        terms = stored.terms
        next = stored.next
    }

    public static let shape = Shape.object([
        Field("id", .id(Report.idPrefix)), Field("dashboard", .text(max: 64)),
        Field("address", .text(max: 254)), Field("language", .choice(["zh", "en"])),
        Field("every", .choice(ReportTerms.Every.allCases.map(\.rawValue))),
        Field("hour", .integer(0...23)), Field("next", .instant, .optional),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "dashboard": .string(dashboard),
            "address": .string(address), "language": .string(language),
            "every": .string(terms.every.rawValue), "hour": .integer(terms.hour),
            "next": .optional(next?.iso8601),
        ]
    }
}
