import Base
import Domain
import Operations
import Statistics

/// How texts are read here: the models of mood with what was measured of them, and reading again.
enum TextsPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func start(_ visit: Visit) async throws -> Reply {
        try await change(visit) {
            try await visit.desk.perform(
                StartTextJob.self, ["learn": .bool(visit.form["learn"] == "on")].object)
        }
    }

    static func cancel(_ visit: Visit) async throws -> Reply {
        try await change(visit) {
            try await visit.perform(
                CancelTextJob.self, adding: ["job": .string(visit.parameter("job"))])
        }
    }

    static func use(_ visit: Visit) async throws -> Reply {
        guard let version = Int(visit.parameter("version")) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        return try await change(visit) {
            try await visit.perform(UseMoodModel.self, adding: ["version": .integer(version)])
        }
    }

    private static func change(
        _ visit: Visit, _ body: () async throws -> some Resource
    ) async throws -> Reply {
        do {
            _ = try await body()
            return .redirect("/settings/texts?done=saved")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    private static func show(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let models = try await visit.desk.perform(ShowMoodModels.self, .init())
        let jobs = try await visit.desk.perform(ListTextJobs.self, .init()).items
        let names =
            visit.desk.actor.rights.contains(.peopleRead) ? try await visit.userNames() : [:]
        let people = Dictionary(uniqueKeysWithValues: names.map { ($0.key.description, $0.value) })
        let running = jobs.first { $0.job.status == .running }
        return try visit.form(
            "texts/models", section: "settings",
            [
                "models": .array(models.models.map { row($0, models.used, people, visit) }),
                "isBuiltInUsed": .bool(models.used == 0),
                "hasModels": .bool(!models.models.isEmpty),
                "running": running.map { progress($0.job, visit) } ?? .null,
                "jobs": .array(
                    jobs.filter { $0.job.status != .running }.map { job($0.job, visit) }),
                "least": .integer(MoodModel.textsLeast),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.rulesWrite)),
            ], after: refusal)
    }

    private static func row(
        _ model: MoodModel, _ used: Int, _ people: [String: String], _ visit: Visit
    ) -> JSON {
        [
            "version": .integer(model.version), "at": visit.moment(model.at),
            "author": .string(people[model.author] ?? visit.words["timeline.actor.self"]),
            "texts": .integer(model.texts), "isUsed": .bool(model.version == used),
            "accuracy": .string(quality(model.hits, model.texts)),
            "builtIn": .string(quality(model.builtInHits, model.texts)),
            "isBetter": .bool(model.isBetter),
            "content": .string(percent(Double(model.content) / Double(max(1, model.texts)))),
            "share": .string(percent(model.share)),
        ]
    }

    /// `90.3 % (89.5–91.0)`
    private static func quality(_ hits: Int, _ texts: Int) -> String {
        guard let estimate = MoodModelsResource.quality(hits, of: texts) else { return "–" }
        let low = (estimate.low * 100).fixed(1)
        let high = (estimate.high * 100).fixed(1)
        return "\(percent(estimate.value)) (\(low)–\(high))"
    }

    private static func percent(_ share: Double) -> String { (share * 100).fixed(1) + " %" }

    private static func progress(_ job: TextJob, _ visit: Visit) -> JSON {
        [
            "id": .string(job.id.description), "done": .integer(job.done),
            "total": .integer(max(1, job.total)),
            "phase": .string(visit.words["texts.phase.\(job.phase.rawValue)"]),
        ]
    }

    private static func job(_ job: TextJob, _ visit: Visit) -> JSON {
        let reason = job.failure.map { code in
            visit.words.contains("texts.\(code)") ? visit.words["texts.\(code)"] : code
        }
        return [
            "at": visit.moment(job.at), "done": .integer(job.done),
            "status": .string(visit.words["texts.status.\(job.status.rawValue)"]),
            "failure": .optional(reason),
        ]
    }
}
