import Base
import Domain
import Operations

/// Writes reports that are due. Of many nodes one does it at a time, under a lease; were two to do
/// it, the one that comes second finds the report moved on and sends nothing.
public struct ReportRounds: Sendable {
    private static let wait = Duration.seconds(20)

    private let site: Site
    private let holder: String
    private let report: @Sendable (any Error) -> Void

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the report is tried again.
    public init(
        _ site: Site, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.site = site
        self.holder = holder
        self.report = report
    }

    /// Works until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do {
                try await round()
            } catch {
                report(error)
            }
            do { try await Task.sleep(for: ReportRounds.wait) } catch { return }
        }
    }

    /// Writes all that is due now.
    /// - Returns: how many messages were put into the outbox.
    @discardableResult
    public func round() async throws -> Int {
        let due = try await DueReports.all(in: site.house)
        var count = 0
        for one in due where try await DueReports.claim(in: site.house, holder: holder) {
            let mail = try await ReportMail(one, site.words(one.language))
            let isSent = try await DueReports.send(
                one, subject: mail.subject, text: mail.text, html: mail.html)
            if isSent { count += 1 }
        }
        return count
    }
}
