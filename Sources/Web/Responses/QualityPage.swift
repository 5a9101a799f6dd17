import Base
import Domain
import HTTPTypes
import Operations

/// How many answers are flagged, by which rule, and where they are.
enum QualityPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let input = JSON.Object([.init(key: "instrument", value: .string(shown.id.description))])
        let report = try await visit.desk.perform(ShowQuality.self, input)
        let words = visit.words
        let rows = report.counts.map { flag, count -> JSON in
            let path =
                "/responses?instrument=\(shown.id)&filter="
                + FormDecoding.encoded("quality.\(flag.rawValue)")
            return [
                "name": .string(words["quality.flag.\(flag.rawValue)"]),
                "rule": .string(words("quality.rule.\(flag.rawValue)", slots(report))),
                "count": .integer(count), "share": .string(share(count, report)),
                "path": .string(path),
            ]
        }
        return visit.page(
            "responses/quality", section: "listen",
            InstrumentPage.context(
                visit, shown, tab: "quality",
                [
                    "rows": .array(rows), "responses": .integer(report.responses),
                    "flagged": .integer(report.flagged),
                    "flaggedShare": .string(share(report.flagged, report)),
                    "flaggedPath": .string(
                        "/responses?instrument=\(shown.id)&filter=quality.flagged"),
                    "times": .string(times(report, words)),
                    "clean": .string("/insight?instrument=\(shown.id)&quality=clean"),
                ]))
    }

    static func judge(_ visit: Visit) async throws -> Reply {
        let made = ["instrument": JSON.string(visit.parameter("instrument"))]
        try await visit.perform(JudgeResponses.self, adding: made)
        return .redirect("/instruments/\(visit.parameter("instrument"))/quality")
    }

    private static func slots(_ report: QualityReport) -> [String: String] {
        ["percent": "\(Int(Quality.speed * 100))", "least": "\(Quality.timesLeast)"]
    }

    private static func times(_ report: QualityReport, _ words: Words) -> String {
        guard let baseline = report.baseline else { return words["quality.noTimes"] }
        let slots = [
            "n": "\(baseline.n)", "median": baseline.medianSeconds.fixed(1),
            "least": baseline.leastSeconds?.fixed(1) ?? "",
            "needed": "\(Quality.timesLeast)",
        ]
        return words(baseline.leastSeconds == nil ? "quality.fewTimes" : "quality.times", slots)
    }

    private static func share(_ count: Int, _ report: QualityReport) -> String {
        guard report.responses > 0 else { return "" }
        return (Double(count) * 100 / Double(report.responses)).fixed(1) + " %"
    }
}
