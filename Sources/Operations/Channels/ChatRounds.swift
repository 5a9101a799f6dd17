import Base
import Domain
import SQL
import Store

/// Sends by mail what visitors of chats did not see of their answers, and forgets those who have
/// not come back for long.
public struct ChatRounds: Sendable {
    private let house: House
    private let rounds: LeasedRounds

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        rounds = LeasedRounds(
            house: house, name: "chats", holder: holder, span: .minutes(1), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        var count = 0
        await rounds.run {
            guard try await rounds.claim() else { return .seconds(10) }
            try await round()
            if count % 720 == 0 { try await forget() }
            count += 1
            return .seconds(5)
        }
    }

    /// Does all that is due now.
    public func round() async throws {
        let now = house.now()
        let due = try await house.database.read {
            try ChatVisitors.toMail(by: now, limit: 200, on: $0)
        }
        for visitor in due {
            let desk = Desk(house, actor: .system("chat", in: visitor.workspace))
            try await desk.write { try $0.mailAnswers(to: visitor.id) }
        }
    }

    func forget() async throws {
        let moment = house.now() - ChatVisitor.lasts
        try await house.database.write { try ChatVisitors.forget(usedBefore: moment, on: $0) }
    }
}
