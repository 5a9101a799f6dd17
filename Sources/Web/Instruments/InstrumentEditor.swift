import Base
import Domain
import HTTPTypes
import Operations

/// The document of a version to read, and a text to make a new questionnaire of, with faults at
/// their lines.
enum InstrumentEditor {
    /// What is written now is in the designer; a version named is shown as it was.
    static func show(_ visit: Visit) async throws -> Reply {
        guard visit.query["version"] != nil else {
            return .redirect("/instruments/\(visit.parameter("instrument"))/designer?side=document")
        }
        let shown = try await InstrumentPage.shown(visit)
        return visit.page(
            "instruments/document", section: "listen",
            InstrumentPage.context(visit, shown, tab: "versions", ["text": .string(shown.text)]))
    }

    /// An empty editor teaches nobody: a new one begins as a copy of a good one.
    static func new(_ visit: Visit) async throws -> Reply {
        let from = visit.query["from"]?.string ?? "nps"
        let library = try await visit.desk.perform(ListInstrumentLibrary.self, .init()).items
        let text = library.first { $0.key == from }?.text ?? ""
        return page(visit, text: text)
    }

    /// Makes a questionnaire of the editor's text, or of a built-in one at one click.
    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let made = try await visit.perform(CreateInstrument.self)
            return .redirect("/instruments/\(made.id)?done=instrumentCreated")
        } catch let refusal as Refusal where [.invalid, .conflict].contains(refusal.kind) {
            let text = visit.form["document"]?.string
            let from = visit.form["library"]?.string
            guard text != nil || from != nil else { throw refusal }
            let library = try await visit.desk.perform(ListInstrumentLibrary.self, .init()).items
            return page(
                visit, text: text ?? library.first { $0.key == from }?.text ?? "",
                refusal: refusal)
        }
    }

    private static func page(
        _ visit: Visit, text: String, refusal: Refusal? = nil
    ) -> Reply {
        let problem = refusal.map { Problem($0, words: visit.words) }
        return visit.page(
            "instruments/new", section: "listen",
            [
                "text": .string(text), "message": .optional(problem?.title),
                "faults": .array((refusal?.faults ?? []).map { fault($0, visit.words) }),
            ], status: problem?.status ?? .ok)
    }

    private static func fault(_ fault: Refusal.Fault, _ words: Words) -> JSON {
        // `document:12 pages[0].items[1].kind`: the line is said apart from the path.
        let path =
            fault.path.hasPrefix("document:")
            ? fault.path.split(separator: " ", maxSplits: 1).dropFirst().first.map(String.init)
            : fault.path
        let character = fault.values["character"]
        return [
            "line": .optional(fault.values["line"]), "path": .optional(path),
            "text": .string(Problem.sentence(fault, words)),
            "character": .optional(character),
        ]
    }
}
