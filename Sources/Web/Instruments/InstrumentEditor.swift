import Base
import Domain
import HTTPTypes
import Operations

/// The document of a questionnaire as YAML, with faults at their lines.
enum InstrumentEditor {
    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        return page(
            visit, shown, text: shown.text, base: shown.newest,
            advice: try await InstrumentAdvice.rows(on: shown.text, visit))
    }

    /// An empty editor teaches nobody: a new one begins as a copy of a good one.
    static func new(_ visit: Visit) async throws -> Reply {
        let from = visit.query["from"]?.string ?? "nps"
        let library = try await visit.desk.perform(ListInstrumentLibrary.self, .init()).items
        let text = library.first { $0.key == from }?.text ?? ""
        return page(visit, nil, text: text)
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
                visit, nil, text: text ?? library.first { $0.key == from }?.text ?? "",
                refusal: refusal)
        }
    }

    static func save(_ visit: Visit) async throws -> Reply {
        do {
            let saved = try await visit.perform(
                EditInstrument.self, adding: ["instrument": .string(visit.parameter("instrument"))])
            return .redirect("/instruments/\(saved.id)?done=instrumentSaved")
        } catch let refusal as Refusal where [.invalid, .conflict].contains(refusal.kind) {
            let shown = try await InstrumentPage.shown(visit)
            let base = visit.form["version"]?.string.flatMap(Int.init)
            // After a conflict the newest version is the one to compare with and to save upon.
            return page(
                visit, shown, text: visit.form["document"]?.string ?? "",
                base: refusal.kind == .conflict ? shown.newest : base ?? shown.newest,
                refusal: refusal)
        }
    }

    private static func page(
        _ visit: Visit, _ shown: InstrumentVersionResource?, text: String, base: Int = 0,
        refusal: Refusal? = nil, advice: [JSON] = []
    ) -> Reply {
        let problem = refusal.map { Problem($0, words: visit.words) }
        let own: [String: JSON] = [
            "text": .string(text), "base": .integer(base),
            "message": .optional(problem?.title),
            "faults": .array((refusal?.faults ?? []).map { fault($0, visit.words) }),
            "hasAdvice": .bool(!advice.isEmpty), "advice": .array(advice),
            "adviceSummary": .string(
                visit.words("advice.summary", ["count": "\(advice.count)"])),
        ]
        guard let shown else {
            return visit.page(
                "instruments/new", section: "listen", AnswerPage.json(own),
                status: problem?.status ?? .ok)
        }
        return visit.page(
            "instruments/document", section: "listen",
            InstrumentPage.context(visit, shown, tab: "document", own),
            status: problem?.status ?? .ok)
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
