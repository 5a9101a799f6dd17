import Base
import Domain
import Operations

/// The thread as people read it: oldest first, what the customer never sees set apart.
struct CaseThread {
    let messages: JSON
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON {
        .array((messages["items"]?.array ?? []).reversed().map(message))
    }

    private func message(_ message: JSON) -> JSON {
        let kind = message["kind"]?.string ?? ""
        let author = author(message)
        // What a customer wrote needs not be said to come from the customer twice.
        let label = words["case.message.\(kind)"]
        return [
            "id": message["id"] ?? .null, "case": .string(visit.parameter("case")),
            "maySplit": .bool(
                kind == "received" && visit.desk.actor.rights.contains(.casesWork)),
            "kind": .string(kind), "label": .string(label == author ? "" : label),
            "isNote": .bool(kind == "note"),
            "author": .string(author), "at": visit.moment(message["at"]),
            "isAutomatic": message["automatic"] ?? false,
            "text": message["text"] ?? .null,
        ]
    }

    private func author(_ message: JSON) -> String {
        if let name = message["authorName"]?.string { return name }
        let author = message["author"]?.string ?? ""
        if author == "customer" { return words["case.author.customer"] }
        if author.hasPrefix("rule:") {
            return words("case.author.rule", ["rule": String(author.dropFirst(5))])
        }
        return author == "system" ? words["case.author.system"] : author
    }
}
