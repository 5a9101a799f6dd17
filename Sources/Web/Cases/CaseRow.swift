import Base

/// A case as lists and its own page show it.
struct CaseRow {
    let one: JSON
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON.Object {
        var row = JSON.Object()
        row.append("id", one["id"] ?? .null)
        row.append("number", one["number"] ?? .null)
        row.append("title", .string(one["title"]?[words.language]?.string ?? ""))
        row.append("status", .string(word("status", one["status"])))
        row.append("statusKey", one["status"] ?? .null)
        row.append("kind", .string(word("kind", one["kind"])))
        row.append("severity", .string(word("severity", one["severity"])))
        row.append("isGrave", .bool(one["severity"] != "ordinary"))
        row.append("customer", one["customer"] ?? .null)
        row.append("customerName", one["customerName"] ?? one["customer"] ?? .null)
        row.append("teamName", one["teamName"] ?? .null)
        row.append("assigneeName", one["assigneeName"] ?? .null)
        row.append("giving", giving)
        row.append("tags", one["tags"] ?? [])
        row.append("hasTags", .bool(one["tags"]?.array?.isEmpty == false))
        row.append("opened", visit.moment(one["openedAt"]))
        row.append("closed", visit.moment(one["closedAt"]))
        row.append("reopenings", one["reopenings"] == 0 ? .null : one["reopenings"] ?? .null)
        row.append("clocks", .array(clocks))
        return row
    }

    /// Why the team's way gave it to whoever has it, or to nobody, in words.
    private var giving: JSON {
        guard let giving = one["giving"], let way = giving["way"]?.string else { return .null }
        func list(_ name: String) -> [String] {
            (giving[name]?.array ?? []).compactMap(\.string)
        }
        func joined(_ texts: [String]) -> String { texts.joined(separator: words["frame.comma"]) }
        let passed = ["away", "full"].flatMap { name in
            list(name).map { words("cases.giving.\(name)", ["name": $0]) }
        }
        let skills = list("skills")
        let isSkilled = way == "skill" && !skills.isEmpty
        let reason =
            one["assignee"]?.string == nil
            ? words["cases.giving.nobody"]
            : words(
                "cases.giving.\(way == "skill" && !isSkilled ? "load" : way)",
                ["n": "\(giving["load"]?.integer ?? 0)", "skills": joined(skills)])
        return .string(
            passed.isEmpty
                ? reason
                : words("cases.giving.passing", ["reason": reason, "names": joined(passed)]))
    }

    private var clocks: [JSON] {
        // A step that is left tells nothing of what is to be done.
        (one["clocks"]?.array ?? []).filter { clock in
            clock["kind"] != "step" || clock["state"] == "running" || clock["state"] == "paused"
        }.map { clock in
            var chip = ClockChip(clock: clock, now: visit.now, words: words).json.object ?? .init()
            if chip["due"] != .null, let due = visit.moment(clock["dueAt"])["text"]?.string {
                chip.append("at", .string(words("clock.dueAt", ["time": due])))
            }
            return .object(chip)
        }
    }

    private func word(_ section: String, _ value: JSON?) -> String {
        words["case.\(section).\(value?.string ?? "")"]
    }
}

extension Visit {
    /// A moment of an operation's output.
    func moment(_ iso: JSON?) -> JSON {
        moment(iso?.string.flatMap { Instant(iso8601: $0) })
    }
}
