import Base
import Operations

/// The wording coach: whether it is wanted, and the words in which it speaks.
enum CoachPages {
    static func mine(_ visit: Visit) async throws -> Reply {
        try await edit(visit, "mine", "/settings/profile")
    }

    static func everyone(_ visit: Visit) async throws -> Reply {
        try await edit(visit, "everyone", "/settings/workspace")
    }

    private static func edit(
        _ visit: Visit, _ field: String, _ path: String
    ) async throws -> Reply {
        let isWanted = JSON.bool(visit.form["coach"] == "on")
        _ = try await visit.desk.perform(EditCoachSetting.self, [field: isWanted].object)
        return .redirect("\(path)?done=saved")
    }

    /// For a settings page.
    static func setting(_ visit: Visit) async throws -> CoachSetting {
        try await visit.desk.perform(ShowCoachSetting.self, .init())
    }

    /// What the page's script says, as JSON; nil where the coach is not wanted.
    static func words(_ visit: Visit) async throws -> JSON {
        guard try await setting(visit).isOn else { return .null }
        let words = visit.words
        func named(_ section: String, _ keys: [String]) -> JSON {
            .object(
                JSON.Object(
                    keys.map { .init(key: $0, value: .string(words["coach.\(section).\($0)"])) }))
        }
        let faults = DraftAdvice.faults
        let said: JSON = [
            "fault": named("fault", faults), "part": named("part", DraftAdvice.allParts),
            "missing": .string(words["coach.missing"]), "good": .string(words["coach.good"]),
            "comma": .string(words["timeline.comma"]),
        ]
        return .string(said.text)
    }
}
