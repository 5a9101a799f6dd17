import Base
import Domain
import Operations

/// What we promised, how often we kept it, and who is about to break it.
enum PromisesPage {
    /// How far back: each promise's own window, days, or all time.
    private static let spans = ["own", "7", "30", "90", "365", "all"]

    static func show(_ visit: Visit) async throws -> Reply {
        let asked = visit.query["days"]?.string ?? ""
        let days = spans.contains(asked) ? asked : "own"
        var input = JSON.Object()
        if days != "own" {
            let from = Int64(days).map { visit.now - .days($0) } ?? Instant(seconds: 0)
            input["from"] = .string(from.iso8601)
        }
        let rates =
            try await visit.desk.perform(ShowKeptRates.self, input).json["items"]?.array ?? []
        let maySee = visit.desk.actor.rights.contains(.casesRead)
        let publication = try await visit.desk.perform(ShowPublication.self, .init()).json
        let next = maySee ? try await nextDue(visit) : []
        let risk = maySee ? try await risk(visit) : []
        return visit.page(
            "promises/promises", section: "promises",
            [
                "promises": .array(grouped(rates, visit, maySee: maySee)),
                "hasPromises": .bool(!rates.isEmpty),
                "spans": .array(spans.map { span($0, current: days, visit) }),
                "public": .optional(
                    publication["address"]?.string.map { visit.origin + $0 }),
                "mayPublish": .bool(visit.desk.actor.rights.contains(.workspaceWrite)),
                "maySee": .bool(maySee),
                "next": .array(next), "hasNext": .bool(!next.isEmpty),
                "risk": .array(risk), "hasRisk": .bool(!risk.isEmpty),
                "mayEdit": .bool(visit.desk.actor.rights.contains(.rulesWrite)),
                "patterns": .string(Durations(words: visit.words).patterns.text),
            ])
    }

    static func publish(_ visit: Visit) async throws -> Reply {
        _ = try await visit.perform(PublishPromises.self)
        return .redirect("/promises")
    }

    /// Who is about to break a promise: the numbers lead to their cases.
    private static func risk(_ visit: Visit) async throws -> [JSON] {
        let found = try await visit.desk.perform(ShowPromiseRisk.self, .init()).json
        return (found["items"]?.array ?? []).map { row in
            let who = row["assignee"]?.string ?? "nobody"
            return [
                "name": .string(row["assigneeName"]?.string ?? visit.words["cases.nobody"]),
                "overdue": row["overdue"] ?? 0, "soon": row["soon"] ?? 0,
                "next": visit.moment(row["nextDueAt"]),
                "path": .string("/cases?assignee=\(who)"),
                "overduePath": .string("/cases?view=overdue&assignee=\(who)"),
                "soonPath": .string(
                    visit.address(
                        "/cases",
                        [
                            "assignee": .string(who), "dueFrom": .string(visit.now.iso8601),
                            "dueBefore": .string(
                                (visit.now + .hours(Int64(ShowPromiseRisk.standardHours)))
                                    .iso8601),
                        ].object)),
            ]
        }
    }

    /// Cases whose clocks run out next, those already over first.
    private static func nextDue(_ visit: Visit) async throws -> [JSON] {
        let page = try await visit.desk.perform(ListCases.self, ["limit": 10].object).json
        return (page["items"]?.array ?? []).filter { $0["dueAt"] != JSON.null }.map {
            .object(CaseRow(one: $0, visit: visit).json)
        }
    }

    private static func span(_ days: String, current: String, _ visit: Visit) -> JSON {
        let name =
            switch days {
            case "own": visit.words["promises.ownWindow"]
            case "all": visit.words["promises.allTime"]
            default: visit.words("promises.days", ["n": days])
            }
        return [
            "name": .string(name), "isCurrent": .bool(days == current),
            "path": .string("/promises?days=\(days)"),
        ]
    }

    /// - Parameter maySee: whether numbers lead to their cases.
    static func grouped(_ rates: [JSON], _ visit: Visit, maySee: Bool = false) -> [JSON] {
        var keys: [JSON] = []
        for rate in rates {
            if let key = rate["promise"], !keys.contains(key) { keys.append(key) }
        }
        return keys.map { key in
            let lines = rates.filter { $0["promise"] == key }
            return [
                "key": key, "name": lines.first?["name"]?[visit.words.language] ?? key,
                "clocks": .array(lines.map { line($0, visit.words, maySee: maySee) }),
            ]
        }
    }

    private static func line(_ rate: JSON, _ words: Words, maySee: Bool) -> JSON {
        let target = rate["target"]?.number ?? 0
        let n = (rate["kept"]?.integer ?? 0) + (rate["broken"]?.integer ?? 0)
        return [
            "name": .string(words["clock.\(rate["clock"]?.string ?? "")"]),
            "within": .string(
                rate["withinSeconds"]?.number.map { Durations(words: words).promised($0, rate) }
                    ?? words["promises.byLevel"]),
            "levels": levels(rate, words),
            "target": .string(percent(target)),
            "rate": .optional(rate["rate"]?.number.map(percent)),
            "interval": interval(rate, words), "n": .integer(n),
            "open": rate["open"] ?? 0, "broken": rate["broken"] ?? 0,
            "brokenPath": path("broken", ["broken"], rate, maySee),
            "keptPath": path("kept", ["kept"], rate, maySee),
            "decidedPath": path("decided", ["kept", "broken"], rate, maySee),
            "openPath": path("running", ["open"], rate, maySee),
            "brokenCases": rate["brokenCases"] == rate["broken"]
                ? .null
                : .string(words("promises.inCases", ["n": rate["brokenCases"]?.text ?? ""])),
            "pace": .optional(pace(rate, words)), "isFast": .bool(isFast(rate)),
            "tone": .string(tone(rate, target)), "verdict": .string(words[verdict(rate, target)]),
            "budget": .string(budget(rate, n, words)),
            "burn": .optional(
                rate["burn"]?.number.map { words("promises.burn", ["share": percent($0)]) }),
        ]
    }

    /// The cases whose clocks a figure counts; null where that is none.
    private static func path(
        _ figure: String, _ counts: [String], _ rate: JSON, _ maySee: Bool
    ) -> JSON {
        guard maySee, counts.contains(where: { (rate[$0]?.integer ?? 0) > 0 }) else { return .null }
        func encoded(_ name: String) -> String {
            FormDecoding.encoded(rate[name]?.string ?? "")
        }
        return .string(
            "/cases?view=all&figure=\(figure)&promise=\(encoded("promise"))"
                + "&clock=\(encoded("clock"))&clockFrom=\(encoded("from"))")
    }

    private static func levels(_ rate: JSON, _ words: Words) -> JSON {
        .array(
            (rate["levels"]?.array ?? []).map { level in
                .string(
                    words(
                        "promises.levels",
                        [
                            "name": level["name"]?[words.language]?.string ?? "",
                            "within": Durations(words: words).promised(
                                level["withinSeconds"]?.number ?? 0, level),
                        ]))
            })
    }

    private static func interval(_ rate: JSON, _ words: Words) -> JSON {
        guard let low = rate["low"]?.number, let high = rate["high"]?.number else { return .null }
        return .string(words("promises.interval", ["low": percent(low), "high": percent(high)]))
    }

    /// Above or below only when the interval says so.
    private static func verdict(_ rate: JSON, _ target: Double) -> String {
        guard let low = rate["low"]?.number, let high = rate["high"]?.number else {
            return "promises.undecided"
        }
        if low >= target { return "promises.above" }
        if high < target { return "promises.below" }
        return "promises.unclear"
    }

    private static func tone(_ rate: JSON, _ target: Double) -> String {
        switch verdict(rate, target) {
        case "promises.above": "good"
        case "promises.below": "bad"
        default: "quiet"
        }
    }

    private static func budget(_ rate: JSON, _ n: Int, _ words: Words) -> String {
        guard n > 0, let left = rate["budgetLeft"]?.integer else { return "" }
        return words(
            left >= 0 ? "promises.budgetLeft" : "promises.budgetOver", ["n": "\(abs(left))"])
    }

    /// How fast the budget is used over each span of which something was decided.
    private static func pace(_ rate: JSON, _ words: Words) -> String? {
        let told = (rate["burnRates"]?.array ?? []).compactMap { span -> String? in
            guard let value = span["rate"]?.number, let days = span["days"]?.integer else {
                return nil
            }
            return words(
                "promises.pace\(days)",
                [
                    "rate": value.fixed(1), "broken": span["broken"]?.text ?? "",
                    "n": span["decided"]?.text ?? "",
                ])
        }
        return told.isEmpty ? nil : told.joined(separator: " · ")
    }

    /// Too fast of late as well as over the longer span, so that neither one slip nor what is long
    /// over gives alarm.
    private static func isFast(_ rate: JSON) -> Bool {
        let rates = (rate["burnRates"]?.array ?? []).map { $0["rate"]?.number ?? 0 }
        return rates.count > 1 && rates.allSatisfy { $0 > 1 }
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }
}
