import Base
import Domain
import SQL
import Store

extension House {
    /// Counts one more act of whoever comes without a name, and refuses what is too much within a
    /// quarter of an hour; all nodes count together.
    func bound(_ subject: String, tries: Int) async throws {
        let now = now()
        let limit = SignInLimit(tries: tries)
        let count = try await database.write {
            try SignInTries.count(subject, within: limit, at: now, on: $0)
        }
        guard count.tries > tries else { return }
        let rest = (count.since + SignInLimit.window - now).seconds
        throw Refusal(
            .tooMany, "tooManyRequests", ["minutes": "\(max(1, Int((rest / 60).rounded(.up))))"])
    }
}
