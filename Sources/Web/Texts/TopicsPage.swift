import Base
import Domain
import Operations
import Statistics

/// What comments speak of: topics found in them, kept under names, and what is suddenly hot.
enum TopicsPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func add(_ visit: Visit) async throws -> Reply {
        var fields: [String: JSON] = ["words": visit.list("words")]
        if visit.form["into"]?.string?.isEmpty == false {
            fields["into"] = visit.form["into"]
        } else {
            fields["names"] = names(visit)
        }
        return try await change(visit) {
            try await visit.desk.perform(AddTopic.self, fields.object)
        }
    }

    static func edit(_ visit: Visit) async throws -> Reply {
        let words = (visit.form["words"]?.string ?? "")
            .split { $0.isNewline || ",，、;；".contains($0) }
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        return try await change(visit) {
            try await visit.desk.perform(
                EditTopic.self,
                [
                    "topic": .string(visit.parameter("topic")), "names": names(visit),
                    "words": .array(words.map(JSON.string)),
                    "locked": .bool(visit.form["locked"] == "on"),
                ].object)
        }
    }

    static func merge(_ visit: Visit) async throws -> Reply {
        try await change(visit) {
            try await visit.perform(
                MergeTopics.self, adding: ["topic": .string(visit.parameter("topic"))])
        }
    }

    static func remove(_ visit: Visit) async throws -> Reply {
        try await change(visit) {
            try await visit.perform(
                RemoveTopic.self, adding: ["topic": .string(visit.parameter("topic"))])
        }
    }

    private static func names(_ visit: Visit) -> JSON {
        ["zh": visit.form["name-zh"] ?? "", "en": visit.form["name-en"] ?? ""]
    }

    private static func change(
        _ visit: Visit, _ body: () async throws -> some Resource
    ) async throws -> Reply {
        do {
            _ = try await body()
            return .redirect("/topics?done=saved")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    private static func show(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let found = try await visit.desk.perform(SuggestTopics.self, .init())
        let hot = try await visit.desk.perform(ListHotMatters.self, .init()).items
        let names = try await visit.themeNames()
        let language = visit.words.language
        let open = found.own.filter { $0.isOwn && !$0.theme.isLocked }
        func choices(without key: String? = nil) -> JSON {
            .array(
                open.filter { $0.theme.key != key }.map {
                    ["key": .string($0.theme.key), "name": .string($0.theme.name[language])]
                })
        }
        let mayWrite = visit.desk.actor.rights.contains(.rulesWrite)
        return try visit.form(
            "texts/topics", section: "insight",
            [
                "texts": .integer(found.texts), "least": .integer(HotMatter.peopleLeast),
                "isStale": .bool(found.stale > 0),
                "kept": .array(
                    found.own.map { kept in
                        row(kept, choices(without: kept.theme.key), mayWrite, visit)
                    }),
                "topics": .array(found.topics.map { row($0, choices(), names, visit) }),
                "hot": .array(hot.map { row($0, visit) }),
                "mayWrite": .bool(mayWrite),
                "maySeeThemes": .bool(visit.desk.actor.rights.contains(.casesRead)),
            ], after: refusal)
    }

    private static func row(
        _ topic: TopicSuggestions.Topic, _ own: JSON, _ names: [String: String], _ visit: Visit
    ) -> JSON {
        var row = figures(topic.course, visit)
        row["name"] = .string(topic.name)
        row["words"] = .array(topic.words.map(JSON.string))
        row["wordList"] = .string(list(topic.words))
        row["known"] = topic.known.map { .string(names[$0] ?? $0) } ?? .null
        row["own"] = own
        row["hasOwn"] = .bool(own.array?.isEmpty == false)
        return .object(row.object)
    }

    private static func row(
        _ kept: TopicSuggestions.Kept, _ others: JSON, _ mayWrite: Bool, _ visit: Visit
    ) -> JSON {
        let theme = kept.theme
        var row = figures(kept.course, visit)
        row["key"] = .string(theme.key)
        row["name"] = .string(theme.name[visit.words.language])
        row["nameZh"] = .string(theme.name.zh)
        row["nameEn"] = .string(theme.name.en)
        row["wordList"] = .string(list(theme.words))
        row["lines"] = .string(theme.words.joined(separator: "\n"))
        row["isLocked"] = .bool(theme.isLocked)
        row["mayChange"] = .bool(mayWrite && kept.isOwn)
        row["others"] = others
        row["hasOthers"] = .bool(!theme.isLocked && others.array?.isEmpty == false)
        row["records"] = .string(
            "/responses?status=completed&filter=" + FormDecoding.encoded(kept.filter))
        return .object(row.object)
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: " · ") }

    private static func figures(_ course: TopicCourse, _ visit: Visit) -> [String: JSON] {
        let key = !course.isChange ? "chance" : course.newer > course.older ? "more" : "fewer"
        let slots = [
            "newer": "\(course.newer)", "older": "\(course.older)", "p": course.p.fixed(3),
        ]
        let mood = course.mood ?? 0
        return [
            "n": .integer(course.n), "share": .string(shown(course.share)),
            "mood": .string(course.mood.map(MoodView.signed) ?? "–"),
            "tone": .string(mood < -0.12 ? "bad" : mood > 0.12 ? "good" : ""),
            "trend": .string(visit.words("topics.\(key)", slots)),
            "isChange": .bool(course.isChange),
            "effect": .string(course.effect.map { shown($0, visit.words) } ?? "–"),
            "effectTone": .optional(
                course.effect.flatMap {
                    !$0.isClear ? nil : $0.estimate.value < 0 ? "bad" : "good"
                }),
        ]
    }

    /// `−12.3 (−18.0 to −6.6)`
    private static func shown(_ effect: Change, _ words: Words) -> String {
        let estimate = effect.estimate
        let ends = [estimate.value, estimate.low, estimate.high].map {
            Study.signed($0.fixed(1))
        }
        return words(
            "topics.effectShown",
            [
                "by": (estimate.value > 0 ? "+" : "") + ends[0], "low": ends[1],
                "high": ends[2],
            ])
    }

    /// `12 % (9–16)`
    private static func shown(_ share: Estimate?) -> String {
        guard let share else { return "–" }
        let ends = [share.low, share.high].map { (100 * $0).fixed(1) }
        return "\((100 * share.value).fixed(1)) % (\(ends[0])–\(ends[1]))"
    }

    private static func row(_ hot: HotMatterResource, _ visit: Visit) -> JSON {
        let matter = hot.matter
        return [
            "at": visit.moment(hot.at), "name": .string(matter.name[visit.words.language]),
            "of": .string(
                visit.words(
                    "topics.of",
                    ["people": "\(matter.people)", "expected": matter.expected.fixed(1)])),
            "place": matter.field.map { .string("\($0): \(matter.value ?? "")") } ?? .null,
            "wordList": .string(list(matter.words)),
            "responses": .array(
                matter.responses.prefix(5).enumerated().map { place, id in
                    ["id": .string(id.description), "number": .integer(place + 1)]
                }),
            "hasResponses": .bool(!matter.responses.isEmpty),
            "hasCases": .bool(!matter.cases.isEmpty),
            "cases": .array(
                matter.cases.prefix(5).enumerated().map { place, id in
                    ["id": .string(id.description), "number": .integer(place + 1)]
                }),
        ]
    }
}

extension Visit {
    /// Names of the workspace's themes by id; none for who may not read the documents.
    func themeNames() async throws -> [String: String] {
        try await desk.perform(ListThemes.self, .init()).items.reduce(into: [:]) {
            $0[$1.theme.id] = $1.theme.name[words.language]
        }
    }
}
