import Base
import HTTPTypes
import Operations

/// Where one chooses how answers are taken out; the choice is an address, so it can be kept.
enum ExportPage {
    static let own = ["format", "values", "language", "choices", "zone"]

    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let words = visit.words
        let kept = ResponsesPage.filters + ["from", "until"]
        let formats = ExportFormat.allCases.map { format -> JSON in
            [
                "value": .string(format.rawValue),
                "name": .string(words["export.format.\(format.rawValue)"]),
                "hint": .string(words["export.hint.\(format.rawValue)"]),
                "isChosen": .bool(format == .csv),
            ]
        }
        return visit.page(
            "responses/export", section: "listen",
            InstrumentPage.context(
                visit, shown, tab: "export",
                [
                    "formats": .array(formats),
                    "languages": .array(
                        ["zh", "en"].map { tag in
                            [
                                "value": .string(tag),
                                "name": .string(visit.site.words(tag)["answer.languageName"]),
                                "isChosen": .bool(tag == words.language),
                            ]
                        }),
                    "kept": .array(
                        kept.compactMap { name in
                            guard name != "instrument", name != "status",
                                let value = visit.query[name]?.string, !value.isEmpty
                            else { return nil }
                            return ["name": .string(name), "value": .string(value)]
                        }),
                    "condition": .optional(visit.query["filter"]?.string),
                    "zone": .string(try await visit.desk.zone().name),
                    "api": .string("/api/v1/instruments/\(shown.id)/export?format=csv"),
                ]))
    }

    static func send(_ visit: Visit) async throws -> Reply {
        var input = try await ResponsesPage.input(visit)
        for name in own { input[name] = visit.query[name] }
        if !visit.parameter("instrument").isEmpty {
            input["instrument"] = .string(visit.parameter("instrument"))
        }
        return .download(try await visit.desk.perform(ExportResponses.self, input))
    }
}
