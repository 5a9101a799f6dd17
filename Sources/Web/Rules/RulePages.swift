import Base
import Domain
import Operations

/// What a rule would have done, and what it did.
enum RulePages {
    static func trial(_ visit: Visit) async throws -> Reply {
        let text = visit.form["text"] ?? ""
        do {
            let trial = try await visit.desk.perform(TryRule.self, ["text": text].object).json
            let events = trial["events"]?.array ?? []
            let actions = (trial["actions"]?.array ?? []).compactMap(\.string)
            return visit.page(
                "rules/trial", section: "settings",
                [
                    "text": text, "ruleHelp": RuleHelp.json(visit.words),
                    "looked": trial["looked"] ?? 0, "fired": trial["fired"] ?? 0,
                    "isCut": trial["cut"] ?? false,
                    "stopped": trial["stopped"] == 0 ? .null : trial["stopped"] ?? .null,
                    "actions": .string(
                        actions.map { visit.words["rule.action.\($0)"] }
                            .joined(separator: visit.words["frame.comma"])),
                    "fires": rows(events.filter { $0["fires"] == true }, visit),
                    "passes": rows(events.filter { $0["fires"] == false }, visit),
                ])
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await DocumentPages<RuleDocuments>.refused(visit, refusal)
        }
    }

    static func firings(_ visit: Visit) async throws -> Reply {
        let key = visit.parameter("key")
        let found = try await visit.desk.perform(
            ListRuleFirings.self, ["key": .string(key)].object
        ).json
        let words = visit.words
        let rows = (found["items"]?.array ?? []).map { firing -> JSON in
            let subject = firing["subject"]?.string
            return [
                "at": visit.moment(firing["at"]),
                "done": .string(words["rule.action.\(firing["action"]?.string ?? "")"]),
                "about": .optional(subject), "path": .optional(subject.flatMap(path)),
                "refused": .optional(firing["refused"]?.string.map { refused($0, words) }),
                "why": .optional(why(firing["why"], words)),
                "version": firing["version"] ?? .null,
            ]
        }
        return visit.page(
            "rules/firings", section: "settings",
            ["key": .string(key), "rows": .array(rows), "hasRows": .bool(!rows.isEmpty)])
    }

    private static func rows(_ events: [JSON], _ visit: Visit) -> JSON {
        .array(
            events.map { event in
                let about = event["about"]?.string ?? ""
                let title = event["title"]?[visit.words.language]?.string
                return [
                    "at": visit.moment(event["at"]), "path": .optional(path(of: about)),
                    "about": .string(title ?? about),
                    "customer": event["customerName"] ?? .null,
                    "why": .optional(why(event["why"], visit.words)),
                    "steps": steps(event["steps"]?.array ?? [], visit),
                ]
            })
    }

    /// What a reader would not guess: waits, and what would have been stopped.
    private static func steps(_ steps: [JSON], _ visit: Visit) -> JSON {
        let words = visit.words
        return .array(
            steps.compactMap { step in
                let name = words["rule.action.\(step["action"]?.string ?? "")"]
                let stopped = step["refused"]?.string.map { refused($0, words) }
                guard let until = step["until"]?.string.flatMap(Instant.init(iso8601:)) else {
                    return stopped.map { .string(name + words["frame.colon"] + $0) }
                }
                let moment = visit.moment(step["until"])["text"]?.string ?? ""
                let isOver = until <= visit.now
                let asks = why(step["why"], words)
                let today = (step["asToday"]?.array ?? []).compactMap(\.string)
                let parts: [String?] = [
                    words(
                        isOver ? "rule.waitedUntil" : "rule.waitsUntil", ["moment": moment]),
                    isOver
                        ? asks
                        : (step["why"]?["if"]?.string).map {
                            words("rule.willAsk", ["condition": $0])
                        },
                    isOver ? stopped ?? words["rule.wentOn"] : nil,
                    today.isEmpty
                        ? nil
                        : words(
                            "rule.knownToday",
                            ["names": today.joined(separator: words["frame.comma"])]),
                ]
                return .string(parts.compactMap { $0 }.joined(separator: " · "))
            })
    }

    /// A rule's own reasons first; others are those that people are given.
    private static func refused(_ code: String, _ words: Words) -> String {
        let key = ["rule.refused", "refusal", "fault"].map { "\($0).\(code)" }
            .first(where: words.contains)
        return key.map { words[$0] } ?? code
    }

    private static func path(of id: String) -> String? {
        if id.hasPrefix(Case.idPrefix + "_") { return "/cases/\(id)" }
        if id.hasPrefix(Response.idPrefix + "_") { return "/responses/\(id)" }
        if id.hasPrefix(Customer.idPrefix + "_") { return "/customers/\(id)" }
        if id.hasPrefix(HotMatter.idPrefix + "_") { return "/topics" }
        return nil
    }

    /// `nps <= 6` with what stood for its names: `nps = 3`.
    private static func why(_ why: JSON?, _ words: Words) -> String? {
        guard let condition = why?["if"]?.string else { return nil }
        let values = (why?["values"]?.object?.members ?? []).map { member in
            let value = member.value.isNull ? "–" : member.value.string ?? member.value.text
            return "\(member.key) = \(value)"
        }
        return words(
            "rule.because",
            [
                "condition": condition,
                "values": values.joined(separator: words["frame.comma"]),
            ])
    }
}
