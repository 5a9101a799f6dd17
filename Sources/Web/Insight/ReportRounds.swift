import Base
import Domain
import Operations

/// Writes reports that are due. Of many nodes one does it at a time, under a lease; were two to do
/// it, the one that comes second finds the report moved on and sends nothing.
public struct ReportRounds: Sendable {
    private let site: Site
    private let rounds: LeasedRounds
    private let report: @Sendable (any Error) -> Void

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the report is tried again.
    public init(
        _ site: Site, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.site = site
        self.report = report
        rounds = LeasedRounds(
            house: site.house, name: "reports", holder: holder, span: .minutes(2), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        await rounds.run {
            try await round()
            return .seconds(20)
        }
    }

    /// Writes all that is due now.
    /// - Returns: how many messages were put into the outbox.
    @discardableResult
    public func round() async throws -> Int {
        let due = try await DueReports.all(in: site.house)
        var count = 0
        for one in due where try await rounds.claim() {
            var mail = try await ReportMail(one, site.words(one.language))
            let pdf = await pdf(of: mail)
            if pdf == nil, site.printer != nil { mail = mail.withoutFile }
            let isSent = try await DueReports.send(
                one, subject: mail.subject, text: mail.text, html: mail.html, pdf: pdf)
            if isSent { count += 1 }
        }
        return count
    }

    /// Nil where nothing prints here, and where it fails: the numbers are worth sending without.
    private func pdf(of mail: ReportMail) async -> [UInt8]? {
        guard let printer = site.printer else { return nil }
        do {
            let bytes = try await printer(mail.slides(on: site))
            return bytes.count <= DueReports.largestFile ? bytes : nil
        } catch {
            report(error)
            return nil
        }
    }
}
