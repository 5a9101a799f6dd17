public import Base
import Language

/// How replies could be said better, counted; with --out the advice on each.
public struct CoachTexts: TextMethod {
    public static let name = "coach"
    public static let summary = "What could be said better in each reply, and what it lacks."
    public static let reference = "Own words and rules"
    public static let options = [
        AnalysisOption("text", .column, "What is read."),
        AnalysisOption(
            "expect", .text("PARTS"), need: .optional,
            "What each should have, parted by commas: "
                + WordingCoach.Part.allCases.map(\.rawValue).joined(separator: ", ")
                + " (greeting,step,time if absent)."),
    ]

    private let text: String
    private let expected: [WordingCoach.Part]

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        text = chosen.text("text")
        let names = (chosen.textIfGiven("expect") ?? "greeting,step,time").split(separator: ",")
        var parts: [WordingCoach.Part] = []
        for name in names {
            guard let part = WordingCoach.Part(rawValue: String(name)) else {
                throw Refusal(
                    .invalid, "labelUnknown",
                    [
                        "label": String(name),
                        "known": WordingCoach.Part.allCases.map(\.rawValue)
                            .joined(separator: ", "),
                    ])
            }
            parts.append(part)
        }
        expected = parts
    }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        let rows = try TextRows(
            desk.table, columns: [text], terms: desk.terms, progress: desk.progress)
        let texts = rows.column(0).map { Array($0.utf8) }
        let coach = desk.lexicons.coach
        let begun = desk.seconds()
        let found = texts.map { coach.reading(of: $0) }
        let pace = TextPace(rows: texts.count, seconds: desk.seconds() - begun)
        let groups = rows.parts(desk.terms).map { by, places in
            (by: by, fields: fields(places.map { found[$0] }) + pace.fields)
        }
        let header = ["faults", "advice", "missing"]
        let records = AnalysisRecords(header: header, count: rows.places.count) { row in
            guard let place = rows.places[row] else { return header.map { _ in .null } }
            let advice = found[place].advice.map { advice in
                let words = String(decoding: texts[place][advice.range], as: UTF8.self)
                return "\(advice.fault.rawValue) “\(words)”: \(advice.better)"
            }
            return [
                .integer(advice.count), .string(advice.joined(separator: "; ")),
                .string(
                    found[place].missing(of: expected).map(\.rawValue).joined(separator: " ")),
            ]
        }
        return TextAnswer(n: rows.count, dropped: rows.dropped, groups: groups, records: records)
    }

    /// In how many replies each fault stands, and in how many each part is missing.
    private func fields(_ found: [WordingCoach.Reading]) -> [(String, JSON)] {
        let faults = WordingCoach.Fault.allCases.map { fault in
            let count = found.count { $0.advice.contains { $0.fault == fault } }
            return (fault.rawValue, JSON.integer(count))
        }
        let missing = expected.map { part in
            (part.rawValue, JSON.integer(found.count { !$0.parts.contains(part) }))
        }
        return [
            ("n", .integer(found.count)),
            ("clean", .integer(found.count { $0.advice.isEmpty })),
            ("faults", .object(JSON.Object(faults))),
            ("missing", .object(JSON.Object(missing))),
        ]
    }
}
