import Base
import Domain
import HTTPTypes
import NIOCore
import Operations

/// Figures of cases; every one opens its cases.
enum CaseReportPage {
    private static let spans = [7, 30, 90, 365, 3_650]

    static func show(_ visit: Visit) async throws -> Reply {
        let asked = visit.query["days"]?.string.flatMap { Int($0) } ?? 30
        let days = spans.contains(asked) ? asked : 30
        let by =
            visit.query["by"]?.string.flatMap(ShowCaseReport.Dimension.init) ?? .kind
        let from = visit.now - .days(Int64(days))
        let found = try await visit.desk.perform(
            ShowCaseReport.self,
            ["from": .string(from.iso8601), "by": .string(by.rawValue)].object
        ).json
        let rows = (found["groups"]?.array ?? []).map { group in
            row(
                name: name(group, by, visit), group["figures"] ?? .null,
                filter: filter(group["key"]?.string, by), from, visit)
        }
        let volumes =
            try await visit.desk.perform(
                ShowCaseVolumes.self, ["from": .string(from.iso8601)].object
            ).json["items"]?.array ?? []
        let all = row(
            name: visit.words["caseReport.all"], found["all"] ?? .null, filter: "", from, visit)
        return visit.page(
            "cases/report", section: "cases",
            [
                "all": all, "rows": .array(rows),
                "hasRows": .bool(!rows.isEmpty), "volumes": .array(volumes.map(volume)),
                "days": .integer(days), "by": .string(by.rawValue),
                "spans": .array(
                    spans.map {
                        [
                            "value": .integer($0), "isChosen": .bool($0 == days),
                            "name": .string(visit.words("promises.days", ["n": "\($0)"])),
                        ]
                    }),
                "dimensions": .array(
                    ShowCaseReport.Dimension.allCases.map {
                        [
                            "value": .string($0.rawValue), "isChosen": .bool($0 == by),
                            "name": .string(visit.words["caseReport.by.\($0.rawValue)"]),
                        ]
                    }),
                "mayExport": .bool(visit.desk.actor.rights.contains(.exportRun)),
            ])
    }

    /// The number leads to the cases that came in that time.
    private static func volume(_ span: JSON) -> JSON {
        func encoded(_ name: String) -> String {
            FormDecoding.encoded(span[name]?.string ?? "")
        }
        var whole = span.object ?? .init()
        whole["path"] = .string(
            "/cases?view=all&openedFrom=\(encoded("from"))&openedBefore=\(encoded("to"))")
        return .object(whole)
    }

    private static func name(
        _ group: JSON, _ by: ShowCaseReport.Dimension, _ visit: Visit
    ) -> String {
        guard let key = group["key"]?.string else { return visit.words["caseReport.none"] }
        let word = "case.\(by.rawValue).\(key)"
        if visit.words.contains(word) { return visit.words[word] }
        return group["name"]?[visit.words.language]?.string ?? key
    }

    /// What of the queue's address finds the cases of a group.
    private static func filter(_ key: String?, _ by: ShowCaseReport.Dimension) -> String {
        guard let key else { return "" }
        switch by {
        case .kind, .severity, .team: return "&\(by.rawValue)=\(FormDecoding.encoded(key))"
        case .agent: return "&assignee=\(FormDecoding.encoded(key))"
        case .channel: return condition("channel == \"\(key)\"")
        case .cause: return condition("fields.cause == \"\(key)\"")
        }
    }

    private static func condition(_ text: String) -> String {
        "&filter=" + FormDecoding.encoded(text)
    }

    private static func row(
        name: String, _ figures: JSON, filter: String, _ from: Instant, _ visit: Visit
    ) -> JSON {
        let base = "/cases?openedFrom=\(FormDecoding.encoded(from.iso8601))\(filter)"
        func path(_ view: String, _ extra: String = "") -> JSON {
            // Two conditions are one expression.
            let joined =
                filter.contains("&filter=") && !extra.isEmpty
                ? base + FormDecoding.encoded(" and " + extra)
                : base + (extra.isEmpty ? "" : condition(extra))
            return .string(joined + "&view=\(view)")
        }
        let durations = Durations(words: visit.words)
        func times(_ key: String) -> JSON {
            guard let times = figures[key], let median = times["median"]?.number else {
                return .null
            }
            let interval = zip2(times["low"]?.number, times["high"]?.number).map {
                "\(durations($0)) – \(durations($1))"
            }
            return [
                "median": .string(durations(median)), "interval": .optional(interval),
                "p90": .string(durations(times["p90"]?.number ?? 0)), "n": times["n"] ?? 0,
            ]
        }
        func share(_ key: String) -> JSON {
            guard let share = figures[key], let value = share["value"]?.number else {
                return .null
            }
            let interval = zip2(share["low"]?.number, share["high"]?.number).map {
                "\(Percent.text($0)) – \(Percent.text($1))"
            }
            return [
                "value": .string(Percent.text(value)), "interval": .optional(interval),
                "n": share["n"] ?? 0,
            ]
        }
        return [
            "name": .string(name), "cases": figures["cases"] ?? 0, "casesPath": path("all"),
            "active": figures["active"] ?? 0, "activePath": path("active"),
            "first": times("firstResponse"), "done": times("resolution"),
            "donePath": path("closed"), "kept": share("kept"),
            "reopened": share("reopened"), "reopenedPath": path("all", "reopenings > 0"),
            "transferred": share("transferred"), "once": share("once"),
            "waited": times("waited"), "upset": share("upset"),
            "upsetPath": path("all", "stage != \"latent\" and stage != \"turning\""),
            "effort": .string((figures["effort"]?.number ?? 0).fixed(1)),
            "again": share("again"),
        ]
    }

    private static func zip2(_ a: Double?, _ b: Double?) -> (Double, Double)? {
        guard let a, let b else { return nil }
        return (a, b)
    }

    /// One row a case, or one row an event, sent as it is read.
    static func download(events: Bool) -> @Sendable (Visit) async throws -> Reply {
        { visit in
            let (stream, pieces) = AsyncStream.makeStream(of: ByteBuffer.self)
            let desk = visit.desk
            let writing = Task {
                defer { pieces.finish() }
                let header = events ? CaseExport.eventColumns : CaseExport.caseColumns
                // The mark by which Excel knows UTF-8, also for Chinese.
                pieces.yield(ByteBuffer(string: "\u{FEFF}" + DelimitedText.lines([header])))
                let write: @Sendable ([[String]]) async throws -> Void = { rows in
                    try Task.checkCancellation()
                    pieces.yield(
                        ByteBuffer(
                            string: DelimitedText.lines(
                                rows.map { $0.map(DelimitedText.guarded) })))
                }
                if events {
                    try await CaseExport.events(on: desk, write)
                } else {
                    try await CaseExport.cases(on: desk, write)
                }
            }
            pieces.onTermination = { _ in writing.cancel() }
            let name = events ? "case-events" : "cases"
            return Reply(
                .stream(stream, type: "text/csv; charset=utf-8"),
                headers: [.contentDisposition: "attachment; filename=\"\(name).csv\""])
        }
    }
}
