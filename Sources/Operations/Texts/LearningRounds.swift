import Base
import Domain
import SQL
import Store

/// Looks now and then whether enough new labelled texts came, and begins to learn from them; and
/// whether texts stand there as other themes read them, and begins to read them again.
public struct LearningRounds: Sendable {
    private let rounds: LeasedRounds

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the next look tries again.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        rounds = LeasedRounds(
            house: house, name: "learning", holder: holder, span: .minutes(15), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        await rounds.run(every: .minutes(10), round)
    }

    /// Looks into every workspace.
    public func round() async throws {
        try await rounds.inEachWorkspace(as: "texts") { desk in
            let (due, isStale) = try await desk.read { connection in
                (
                    try TextModelsResource(desk, on: connection).subjects.first {
                        $0.learnsAlone && $0.growth.isDue($0.subject)
                    }, try desk.house.mustRenewReadings(in: desk.workspace, on: connection)
                )
            }
            // One at a time; the others come round by round.
            if let due {
                try await desk.write { _ = try $0.startTextJob(learning: due.subject) }
            } else if isStale {
                try await desk.write { try $0.renewReadings() }
            }
        }
    }
}
