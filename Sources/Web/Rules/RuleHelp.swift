import Base
import Domain

/// What a rule can follow, ask and do, in words beside its editor; the names complete what is
/// typed.
enum RuleHelp {
    /// How each action is written; what stands for free words is left out.
    private static let examples: KeyValuePairs<String, String> = [
        "open_case": "{kind: feedback, process: closed-loop, title: …}",
        "assign": "{team: …, assignee: …}", "tag": "[…]",
        "set": "{severity: major, fields: {topic: …}}",
        "start_process": "{process: corrective-action}", "clock": "{pause: …}",
        "escalate": "{reason: …}", "notify": "{to: team_lead, text: …}",
        "invite": "{instrument: same}", "mail": "{to: customer, subject: …, text: …}",
        "robot": "{name: …, text: …}", "webhook": "{name: …}",
        "wait": "{for: 24 h, if: status != \"closed\"}",
    ]

    static func json(_ words: Words) -> JSON {
        let triggers = Rule.Trigger.allCases
        let common = shared(triggers.filter(\.isOfCase))
        return [
            "triggers": .array(
                triggers.map { trigger in
                    let own =
                        trigger.isOfCase
                        ? names(of: trigger).filter { !common.contains($0) } : []
                    return [
                        "key": .string(trigger.rawValue),
                        "about": .string(words["rule.trigger.\(plain(trigger.rawValue))"]),
                        "own": .array(own.map { name($0, words) }), "hasOwn": .bool(!own.isEmpty),
                    ]
                }),
            "scopes": [
                scope("helpCase", common, words),
                scope("helpAnswer", names(of: .responseCompleted), words),
                scope("trigger.texts_hot", names(of: .textsHot), words),
            ],
            "actions": .array(
                examples.map { action, body in
                    [
                        "name": .string(words["rule.action.\(action)"]),
                        "example": .string("\(action): \(body)"),
                    ]
                }),
            "typed": .array(
                (triggers.map(\.rawValue) + completions(triggers) + RuleAction.names)
                    .map(JSON.string)),
        ]
    }

    /// Those that every event of a case knows.
    private static func shared(_ triggers: [Rule.Trigger]) -> [String] {
        let all = triggers.map { Set(names(of: $0)) }
        return all.dropFirst().reduce(all.first ?? []) { $0.intersection($1) }.sorted()
    }

    /// With the beginnings below which every name is known: `customer.`.
    private static func names(of trigger: Rule.Trigger) -> [String] {
        (Array(trigger.scope.types.keys) + trigger.scope.openPrefixes).sorted()
    }

    private static func completions(_ triggers: [Rule.Trigger]) -> [String] {
        let known = Set(triggers.flatMap { $0.scope.types.keys })
        return known.union(["customer.name", "customer.key", "customer.language"]).sorted()
    }

    private static func scope(_ word: String, _ names: [String], _ words: Words) -> JSON {
        [
            "title": .string(words["rule.\(word)"]),
            "names": .array(names.map { name($0, words) }),
        ]
    }

    private static func name(_ name: String, _ words: Words) -> JSON {
        ["name": .string(name), "about": .string(words["rule.name.\(plain(name))"])]
    }

    /// As keys of words are written: `event_was_team`, `customer`.
    private static func plain(_ name: String) -> String {
        let parts = name.split(separator: ".")
        return parts.joined(separator: "_")
    }
}
