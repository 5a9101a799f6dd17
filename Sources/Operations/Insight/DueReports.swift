public import Base
public import Domain
import Post
import SQL
import Store

/// A report whose time has come, with what is needed to write it.
public struct DueReport: Sendable {
    public let workspace: ID<Workspace>
    let report: Reports.Stored
    public let dashboard: Dashboard
    public let company: String
    public let period: Range<Instant>
    public let zone: Zone
    /// Where the product is reached from outside; empty where nobody has said it.
    public let site: String
    /// Of whoever gets it.
    public var language: String { report.language }
    /// The address that ends it; nil where nobody has said from where the product is reached.
    public var ending: String? { site.isEmpty ? nil : "\(site)/r/\(report.token)" }
    /// Who reads for it: numbers, neither answers nor names, for mail leaves the house.
    public let desk: Desk
}

/// Reports on their way from due to the outbox.
public enum DueReports {
    /// Those that are due now. A report whose dashboard is gone ends.
    public static func all(in house: House) async throws -> [DueReport] {
        let now = house.now()
        let due = try await house.database.read { try Reports.due(by: now, limit: 100, on: $0) }
        var found: [DueReport] = []
        for (workspace, report) in due {
            let rights = try await house.database.read {
                try granted(to: report, in: workspace, on: $0)
            }
            let desk = Desk(
                house, actor: Actor(.system("reports"), workspace: workspace, rights: rights))
            let (stored, company, site) = try await desk.read { connection in
                (
                    try Documents.find(
                        .dashboard, report.dashboard, in: workspace, on: connection),
                    try Workspaces.find(workspace, on: connection)?.name ?? "",
                    try house.sendingTerms(of: workspace, on: connection).address ?? ""
                )
            }
            guard let shown = stored.flatMap({ DashboardResource($0) }) else {
                _ = try await desk.write { ledger in
                    try Reports.move(report, to: nil, in: workspace, on: ledger.connection)
                }
                continue
            }
            let zone = try await desk.zone()
            found.append(
                DueReport(
                    workspace: workspace, report: report, dashboard: shown.dashboard,
                    company: company,
                    period: report.terms.period(dueAt: report.next ?? now, in: zone), zone: zone,
                    site: site, desk: desk))
        }
        return found
    }

    /// Numbers; of cases and customers as far as the person who ordered the report may read them
    /// today. Never more, so that personal data stays hidden whoever ordered it.
    private static func granted(
        to report: Reports.Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Set<Right> {
        guard let id = ID<User>(report.author),
            let user = try Users.find(id, in: workspace, on: connection), user.account.isActive
        else { return [.insightRead] }
        let tables = AskedRows.tables.values.compactMap(\.right)
        return user.account.role.rights.intersection(tables).union([.insightRead])
    }

    /// Puts the mail into the outbox and moves the report on to the next time, both or neither.
    /// Periods that passed while nothing ran are not told one after the other.
    /// - Returns: false where another node had done it.
    @discardableResult
    public static func send(
        _ due: DueReport, subject: String, text: String, html: String, pdf: [UInt8]? = nil
    ) async throws -> Bool {
        let report = due.report
        let next = report.terms.next(
            after: max(due.desk.now(), report.next ?? due.desk.now()), in: due.zone)
        return try await due.desk.write { ledger -> Bool in
            guard
                try Reports.move(
                    report, to: next, in: ledger.workspace, on: ledger.connection)
            else { return false }
            let known = try Suppressions.find(
                [(.mail, report.address)], in: ledger.workspace, on: ledger.connection)
            guard known.isEmpty else { return false }
            let start = due.period.lowerBound.microseconds
            var draft = MessageDraft.mail(
                to: report.address, subject: subject, text: text, html: html,
                unsubscribe: due.ending, language: report.language == "zh" ? "zh-CN" : "en",
                purpose: .service, key: "report/\(report.id)/\(start)")
            if let pdf {
                draft.content.append("files", [file(pdf, of: due)])
            }
            return try ledger.send(draft, ledger.sendingTerms()) != nil
        }
    }
}

extension DueReports {
    /// Mail programs take more than this, but it waits in the outbox until it has left.
    public static let largestFile = 5 << 20

    private static func file(_ pdf: [UInt8], of due: DueReport) -> JSON {
        let day = due.period.lowerBound.civil(in: due.zone).date.description
        return [
            "name": .string("\(due.dashboard.key)-\(day).pdf"), "type": "application/pdf",
            "base64": .string(MailMessage.base64(pdf)),
        ]
    }
}

/// Whoever gets a report says that they want it no more, by the address in it.
public struct EndingReport: Sendable {
    private let token: String

    public init(token: String) { self.token = token }

    public struct Asked: Sendable {
        public let company: String
        public let name: Wording
        public let language: String
        public let isDone: Bool
    }

    /// What the page shows before anything is done.
    /// - Throws: `Refusal` for an address that we did not make.
    public func show(in house: House) async throws -> Asked {
        try await house.database.read { connection in
            let (workspace, report) = try find(on: connection)
            let stored = try Documents.find(
                .dashboard, report.dashboard, in: workspace, on: connection)
            let dashboard = stored.flatMap { DashboardResource($0) }?.dashboard
            return Asked(
                company: try Workspaces.find(workspace, on: connection)?.name ?? "",
                name: dashboard?.name ?? Wording(zh: report.dashboard, en: report.dashboard),
                language: report.language, isDone: report.next == nil)
        }
    }

    /// Saying it twice changes nothing.
    public func perform(in house: House) async throws {
        try await house.database.write { connection in
            let (workspace, report) = try find(on: connection)
            _ = try Reports.move(report, to: nil, in: workspace, on: connection)
        }
    }

    private func find(
        on connection: any Connection
    ) throws -> (workspace: ID<Workspace>, report: Reports.Stored) {
        guard token.utf8.count == 32, let found = try Reports.find(token: token, on: connection)
        else { throw Refusal(.notFound, "noSuchLink") }
        return found
    }
}
