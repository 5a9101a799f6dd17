import Base

/// A case as lists and its own page show it.
struct CaseRow {
    let one: JSON
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON.Object {
        var row = JSON.Object()
        row.append("id", one["id"] ?? .null)
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
        row.append("tags", one["tags"] ?? [])
        row.append("opened", visit.moment(one["openedAt"]))
        row.append("closed", visit.moment(one["closedAt"]))
        row.append("reopenings", one["reopenings"] == 0 ? .null : one["reopenings"] ?? .null)
        row.append("clocks", .array(clocks))
        return row
    }

    private var clocks: [JSON] {
        (one["clocks"]?.array ?? []).map { ClockChip(clock: $0, now: visit.now, words: words).json }
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
