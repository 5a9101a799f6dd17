import Base
import Domain
import Operations

/// What comments speak of: topics found in them, kept under names, and what is suddenly hot.
enum TopicsPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func add(_ visit: Visit) async throws -> Reply {
        var fields: [String: JSON] = ["words": visit.list("words")]
        if visit.form["into"]?.string?.isEmpty == false {
            fields["into"] = visit.form["into"]
        } else {
            fields["name"] = visit.form["name"]
        }
        do {
            _ = try await visit.desk.perform(AddTopic.self, fields.object)
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
        let own = found.own.filter { !$0.isLocked }.map { topic -> JSON in
            ["key": .string(topic.key), "name": .string(topic.name[language])]
        }
        return try visit.form(
            "texts/topics", section: "insight",
            [
                "texts": .integer(found.texts), "least": .integer(HotMatter.peopleLeast),
                "topics": .array(found.topics.map { row($0, own, names, visit) }),
                "hot": .array(hot.map { row($0, visit) }),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.rulesWrite)),
                "maySeeThemes": .bool(visit.desk.actor.rights.contains(.casesRead)),
            ], after: refusal)
    }

    private static func row(
        _ topic: TopicSuggestions.Topic, _ own: [JSON], _ names: [String: String],
        _ visit: Visit
    ) -> JSON {
        let isChange = topic.p < TopicSuggestions.level
        let key = !isChange ? "chance" : topic.newer > topic.older ? "more" : "fewer"
        let slots = [
            "newer": "\(topic.newer)", "older": "\(topic.older)", "p": topic.p.fixed(3),
        ]
        return [
            "name": .string(topic.name), "words": .array(topic.words.map(JSON.string)),
            "n": .integer(topic.n), "mood": .string(MoodView.signed(topic.mood)),
            "tone": .string(topic.mood < -0.12 ? "bad" : topic.mood > 0.12 ? "good" : ""),
            "trend": .string(visit.words("topics.\(key)", slots)),
            "isChange": .bool(isChange),
            "known": topic.known.map { .string(names[$0] ?? $0) } ?? .null,
            "own": .array(own), "hasOwn": .bool(!own.isEmpty),
        ]
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
            "words": .array(matter.words.map(JSON.string)),
            "responses": .array(
                matter.responses.prefix(5).enumerated().map { place, id in
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
