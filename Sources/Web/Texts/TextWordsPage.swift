import Base
import Domain
import Operations

/// The words that were learnt from what customers wrote: people refuse some and add others.
enum TextWordsPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    /// `kind` is what is said of the word; empty takes back what was said.
    static func change(_ visit: Visit) async throws -> Reply {
        do {
            let word = visit.form["word"] ?? ""
            let kind = visit.form["kind"]?.string ?? ""
            if kind.isEmpty {
                _ = try await visit.desk.perform(
                    RemoveTextWord.self, (["word": word] as [String: JSON]).object)
            } else {
                _ = try await visit.desk.perform(
                    SaveTextWord.self,
                    (["word": word, "kind": .string(kind)] as [String: JSON]).object)
            }
            return .redirect("/settings/texts/words?done=saved")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    private static func show(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let found = try await visit.desk.perform(ListTextWords.self, .init())
        return try visit.form(
            "texts/words", section: "settings",
            [
                "isLearnt": .bool(found.version > 0),
                "learnt": .string(
                    visit.words(
                        "texts.words.learnt",
                        [
                            "version": "\(found.version)",
                            "n": "\(found.words.count { $0.learnt != nil })",
                        ])),
                "words": .array(found.words.map { row($0, visit) }),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.rulesWrite)),
            ], after: refusal)
    }

    private static func row(_ entry: TextWordsResource.Entry, _ visit: Visit) -> JSON {
        [
            "word": .string(entry.text),
            "said": entry.change.map {
                .string(visit.words["texts.words.\($0.kind.rawValue)"])
            } ?? .null,
            "isRefused": .bool(entry.change?.kind == .refused),
            "isSaid": .bool(entry.change != nil),
            "count": .string(entry.learnt.map { "\($0.count)" } ?? "–"),
            "people": .string(entry.learnt.map { "\($0.people)" } ?? "–"),
            "cohesion": .string(entry.learnt.map { $0.cohesion.fixed(1) } ?? "–"),
            "variety": .string(entry.learnt.map { $0.variety.fixed(1) } ?? "–"),
        ]
    }
}
