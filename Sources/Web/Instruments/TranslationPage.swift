import Base
import Domain
import HTTPTypes
import Operations

/// The words of a questionnaire for a translator: out as a table, and back in.
enum TranslationPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, after: nil) }

    private static func show(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let strings = try await strings(visit)
        let words = visit.words
        let missing = strings.missing.filter { $0.count > 0 }.map { language, count in
            words(
                "translation.missing",
                [
                    "n": "\(count)",
                    "language": visit.site.words(language)["answer.languageName"],
                ])
        }
        let own: [String: JSON] = [
            "missing": .array(missing.map(JSON.string)), "csv": .string(csvPath(shown.id)),
            "count": .integer(strings.json["strings"]?.array?.count ?? 0),
            "strings": strings.json["strings"] ?? .array([]), "base": .integer(shown.newest),
            "typed": [:], "fault": [:], "message": .null,
        ]
        return try visit.form(
            "instruments/translation", section: "listen",
            InstrumentPage.context(visit, shown, tab: "translation", own), after: refusal)
    }

    private static func csvPath(_ id: ID<Instrument>) -> String {
        "/instruments/\(id)/translation.csv"
    }

    static func table(_ visit: Visit) async throws -> Reply {
        let strings = try await strings(visit)
        return .download(
            strings.csv, type: "text/csv; charset=utf-8", name: "\(strings.key)-strings.csv")
    }

    static func save(_ visit: Visit) async throws -> Reply {
        let id = visit.parameter("instrument")
        do {
            try await visit.perform(TranslateInstrument.self, adding: ["instrument": .string(id)])
            return .redirect("/instruments/\(id)/translation")
        } catch let refusal as Refusal where refusal.kind == .invalid || refusal.kind == .conflict {
            return try await show(visit, after: refusal)
        }
    }

    private static func strings(_ visit: Visit) async throws -> StringsResource {
        try await visit.desk.perform(
            ShowStrings.self,
            JSON.Object([
                .init(key: "instrument", value: .string(visit.parameter("instrument")))
            ]))
    }
}
