public import Base
import Language

/// Personal data in texts, counted and hidden.
public struct MaskTexts: TextMethod {
    public static let name = "mask"
    public static let summary = "Personal data in each text, found and hidden."
    public static let reference = "GB 11643-1999; ISO/IEC 7812-1; ISO 13616; own rules"
    public static let options = [AnalysisOption("text", .column, "What is read.")]

    private let text: String

    public init(_ chosen: AnalysisChoices) throws(Refusal) { text = chosen.text("text") }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        let rows = try TextRows(
            desk.table, columns: [text], terms: desk.terms, progress: desk.progress)
        let texts = rows.column(0)
        let personal = desk.lexicons.personal
        let begun = desk.seconds()
        let found = texts.map { personal.findings(in: Array($0.utf8)) }
        let pace = TextPace(rows: texts.count, seconds: desk.seconds() - begun)
        let groups = rows.parts(desk.terms).map { by, places in
            let kinds = PersonalData.Kind.allCases.map { kind in
                (kind.rawValue, JSON.integer(places.count { has(found[$0], kind) }))
            }
            let touched = places.count { !found[$0].isEmpty }
            let fields: [(String, JSON)] = [
                ("n", .integer(places.count)), ("texts", .integer(touched)),
                ("kinds", .object(JSON.Object(kinds))),
            ]
            return (by: by, fields: fields + pace.fields)
        }
        let records = AnalysisRecords(header: ["kinds", "masked"], count: rows.places.count) {
            row in
            guard let place = rows.places[row] else { return [.null, .null] }
            let kinds = PersonalData.Kind.allCases.filter { has(found[place], $0) }
            let masked = personal.masked(Array(texts[place].utf8))
            return [
                .string(kinds.map(\.rawValue).joined(separator: " ")),
                .string(String(decoding: masked, as: UTF8.self)),
            ]
        }
        return TextAnswer(n: rows.count, dropped: rows.dropped, groups: groups, records: records)
    }

    private func has(_ findings: [PersonalData.Finding], _ kind: PersonalData.Kind) -> Bool {
        findings.contains { $0.kind == kind }
    }
}
