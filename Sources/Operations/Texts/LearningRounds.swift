import Base
import Domain
import SQL
import Store

/// Looks now and then whether enough new labelled texts came, and begins to learn from them.
public enum LearningRounds {
    /// - Parameter holder: names this node and process, unlike any other.
    public static func look(_ house: House, holder: String) async throws {
        let now = house.now()
        let isOurs = try await house.database.write {
            try $0.holdLease("learning", holder: holder, until: now + .minutes(15), now: now)
        }
        guard isOurs else { return }
        for workspace in try await house.database.read(Workspaces.all) {
            let desk = Desk(house, actor: .system("texts", in: workspace))
            let due = try await desk.read { connection in
                try TextModelsResource(in: workspace, on: connection).subjects.first {
                    $0.learnsAlone && $0.growth.isDue($0.subject)
                }
            }
            // One at a time; the others come round by round.
            guard let due else { continue }
            try await desk.write { _ = try $0.startTextJob(learning: due.subject) }
        }
    }
}
