import Base
import Domain
import Operations
import Statistics

/// How texts are read here: the models of mood with what was measured of them, and reading again.
enum TextsPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func start(_ visit: Visit) async throws -> Reply {
        let subject = visit.form["learn"]?.string ?? ""
        return try await change(visit) {
            try await visit.desk.perform(
                StartTextJob.self,
                (subject.isEmpty ? [:] : ["learn": .string(subject)] as [String: JSON]).object)
        }
    }

    /// Examples that were pasted, to be learnt from at once.
    static func bring(_ visit: Visit) async throws -> Reply {
        let subject = JSON.string(visit.parameter("subject"))
        return try await change(visit) {
            _ = try await visit.desk.perform(
                SaveTextLesson.self,
                (["subject": subject, "text": visit.form["text"] ?? ""] as [String: JSON]).object)
            return try await visit.desk.perform(
                StartTextJob.self, (["learn": subject] as [String: JSON]).object)
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
            try await visit.perform(
                UseTextModel.self,
                adding: [
                    "subject": .string(visit.parameter("subject")), "version": .integer(version),
                ])
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
        let models = try await visit.desk.perform(ShowTextModels.self, .init())
        let jobs = try await visit.desk.perform(ListTextJobs.self, .init()).items
        let names =
            visit.desk.actor.rights.contains(.peopleRead) ? try await visit.userNames() : [:]
        let people = Dictionary(uniqueKeysWithValues: names.map { ($0.key.description, $0.value) })
        let running = jobs.first { $0.job.status == .running }
        let mayWrite = visit.desk.actor.rights.contains(.rulesWrite)
        return try visit.form(
            "texts/models", section: "settings",
            [
                "subjects": .array(models.subjects.map { subject($0, people, visit) }),
                "running": running.map { progress($0.job, visit) } ?? .null,
                "jobs": .array(
                    jobs.filter { $0.job.status != .running }.map { job($0.job, visit) }),
                "stale": models.stale == 0
                    ? .null : .string(visit.words("texts.stale", ["n": "\(models.stale)"])),
                "mayWrite": .bool(mayWrite), "mayLearn": .bool(mayWrite && running == nil),
            ], after: refusal)
    }

    /// The models of a subject, and when they learn anew.
    private static func subject(
        _ kept: TextModelsResource.Kept, _ people: [String: String], _ visit: Visit
    ) -> JSON {
        let key = kept.subject.rawValue
        let isMood = kept.subject == .mood
        let figures = [
            "texts": "\(kept.growth.texts)", "new": "\(kept.growth.new)",
            "needed": "\(kept.growth.needed)", "least": "\(kept.subject.textsLeast)",
        ]
        let growth =
            !kept.learnsAlone
            ? "rests"
            : kept.growth.texts < kept.subject.textsLeast
                ? "few" : "next"
        let isBrought = TextModel.Subject.brought.contains(kept.subject)
        let isWords = kept.subject == .words
        let kind = isMood || isWords || isBrought ? key : "label"
        return [
            "isBrought": .bool(isBrought), "isWords": .bool(isWords),
            "accuracyTitle": .string(
                visit.words[isWords ? "texts.words.borneOut" : "texts.accuracy"]),
            "header": .string(kept.subject == .same ? "first,second,label" : "text,label"),
            "subject": .string(key), "title": .string(visit.words["texts.subject.\(key)"]),
            "models": .array(kept.models.map { row($0, kept.used, people, visit) }),
            "isNoneUsed": .bool(kept.used == 0),
            "none": .string(visit.words["texts.none.\(kind)"]),
            "noneAbout": .string(visit.words["texts.noneAbout.\(kind)"]),
            "simple": .string(visit.words["texts.simple.\(kind)"]),
            "third": .string(visit.words["texts.third.\(kind)"]),
            "learnAbout": .string(
                visit.words(
                    "texts.learnAbout.\(kind)",
                    [
                        "least": "\(least(kept.subject))", "cases": figures["least"] ?? "",
                    ])),
            "growth": .string(
                visit.words("texts.growth.\(growth)\(isWords ? "Words" : "")", figures)),
        ]
    }

    /// Examples that each label needs.
    private static func least(_ subject: TextModel.Subject) -> Int {
        switch subject {
        case .mood, .same: TextModel.contentLeast
        case .tag, .cause, .team: TextModel.labelLeast
        case .intent: TextLesson.examplesLeast
        case .words: TextModel.Subject.words.textsLeast
        }
    }

    private static func row(
        _ model: TextModel, _ used: Int, _ people: [String: String], _ visit: Visit
    ) -> JSON {
        let texts = Double(max(1, model.texts))
        let source =
            model.mood.map { mood in
                visit.words(
                    "texts.learntFrom.mood",
                    ["texts": "\(model.texts)", "content": "\(mood.content)"])
            }
            ?? visit.words(
                TextModel.Subject.brought.contains(model.subject) || model.subject == .words
                    ? "texts.learntFrom.\(model.subject.rawValue)" : "texts.learntFrom.label",
                ["texts": "\(model.texts)", "labels": "\(model.labels.count)"])
        return [
            "version": .integer(model.version), "at": visit.moment(model.at),
            "author": .string(people[model.author] ?? visit.words["timeline.actor.self"]),
            "isUsed": .bool(model.version == used), "source": .string(source),
            "accuracy": .string(quality(model.hits, model.answered)),
            "simpleShare": .string(quality(model.simpleHits, model.answered)),
            "isBetter": .bool(model.isBetter),
            "share": .string(
                model.gate.map { quality($0.rejected, $0.outside) }
                    ?? (model.subject == .words
                        ? "\(model.answered)"
                        : percent(model.mood?.share ?? Double(model.answered) / texts))),
        ]
    }

    /// `90.3 % (89.5–91.0)`
    private static func quality(_ hits: Int, _ texts: Int) -> String {
        guard let estimate = TextModelsResource.quality(hits, of: texts) else { return "–" }
        let low = (estimate.low * 100).fixed(1)
        let high = (estimate.high * 100).fixed(1)
        return "\(percent(estimate.value)) (\(low)–\(high))"
    }

    private static func percent(_ share: Double) -> String { (share * 100).fixed(1) + " %" }

    /// What it learns from, or what it reads.
    private static func phase(of job: TextJob) -> String {
        guard job.phase == .learning, let subject = job.subject, subject != .mood else {
            return job.phase.rawValue
        }
        return subject == .words
            ? "words" : TextModel.Subject.brought.contains(subject) ? "examples" : "cases"
    }

    private static func progress(_ job: TextJob, _ visit: Visit) -> JSON {
        [
            "id": .string(job.id.description), "done": .integer(job.done),
            "total": .integer(max(1, job.total)),
            "phase": .string(visit.words["texts.phase.\(phase(of: job))"]),
            "isLearning": .bool(job.phase == .learning),
        ]
    }

    private static func job(_ job: TextJob, _ visit: Visit) -> JSON {
        let reason = job.failure.map { code in
            visit.words.contains("texts.\(code)") ? visit.words["texts.\(code)"] : code
        }
        return [
            "at": visit.moment(job.at), "done": .integer(job.done),
            "what": .string(
                visit.words["texts.subject.\(job.subject?.rawValue ?? "reading")"]),
            "status": .string(visit.words["texts.status.\(job.status.rawValue)"]),
            "failure": .optional(reason),
        ]
    }
}
