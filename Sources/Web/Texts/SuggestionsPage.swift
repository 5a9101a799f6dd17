import Base
import Domain
import Operations

/// What past cases like one were found to be: causes, tags and talks with the words that say so.
enum SuggestionsPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let id = ["case": JSON.string(visit.parameter("case"))].object
        let one = try await visit.desk.perform(ShowCase.self, id).json
        let found = try await visit.desk.perform(SuggestForCase.self, id)
        let process = try await visit.process(of: one)
        let causes = try await visit.causes(of: process)
        let language = visit.words.language
        return visit.page(
            "texts/suggestions", section: "cases",
            [
                "id": one["id"] ?? .null, "number": one["number"] ?? .null,
                "title": one["title"]?[language] ?? .null,
                "cases": .array(
                    found.cases.map { alike in
                        [
                            "id": .string(alike.id.description),
                            "number": .integer(alike.number),
                            "title": .string(alike.title[language]), "words": words(alike.words),
                        ]
                    }),
                "causes": .array(
                    found.causes.enumerated().map { place, vote in
                        row(
                            vote,
                            named: process.causeName(vote.key, in: causes)?[language] ?? vote.key,
                            isFirst: place == 0, visit)
                    }),
                // One key takes over what comes first.
                "tags": .array(
                    found.tags.enumerated().map { place, vote in
                        row(
                            vote, named: vote.key, isFirst: place == 0 && found.causes.isEmpty,
                            visit)
                    }),
                "talks": .array(
                    found.talks.map { talk in
                        [
                            "key": .string(talk.key), "name": .string(talk.name[language]),
                            "words": words(talk.words),
                        ]
                    }),
                "mayWork": .bool(
                    visit.desk.actor.rights.contains(.casesWork) && one["status"] != "closed"),
            ])
    }

    private static func words(_ words: [String]) -> JSON { .string(words.joined(separator: " · ")) }

    private static func row(
        _ vote: CaseSuggestions.Vote, named name: String, isFirst: Bool, _ visit: Visit
    ) -> JSON {
        [
            "key": .string(vote.key), "name": .string(name), "isFirst": .bool(isFirst),
            "of": .string(
                visit.words(
                    "suggestions.of",
                    ["share": (vote.share * 100).fixed(0), "cases": "\(vote.cases.count)"])),
        ]
    }
}
