import Base
import Domain
import Operations

/// The thread as people read it: oldest first, what the customer never sees set apart.
struct CaseThread {
    let messages: JSON
    let visit: Visit
    /// Of the workspace's themes, by id.
    let themes: [String: String]

    private var words: Words { visit.words }

    var json: JSON {
        .array((messages["items"]?.array ?? []).reversed().map(message))
    }

    private func message(_ message: JSON) -> JSON {
        let kind = message["kind"]?.string ?? ""
        let author = author(message)
        // What a customer wrote needs not be said to come from the customer twice.
        let label = words["case.message.\(kind)"]
        let view = message["reading"].flatMap {
            $0.object == nil ? nil : MoodView(reading: $0, words: words, names: themes)
        }
        return [
            "id": message["id"] ?? .null, "case": .string(visit.parameter("case")),
            "maySplit": .bool(
                kind != "reply" && visit.desk.actor.rights.contains(.casesWork)),
            "kind": .string(kind), "label": .string(label == author ? "" : label),
            "isNote": .bool(kind == "note"),
            "author": .string(author), "at": visit.moment(message["at"]),
            "isAutomatic": message["automatic"] ?? false,
            "text": view == nil ? message["text"] ?? .null : .null,
            "pieces": view?.pieces(of: message["text"]?.string ?? "") ?? [],
            "mood": view?.chip ?? .null,
            "way": way(message["way"]), "files": files(message["files"]),
            "hasFiles": .bool(message["files"]?.array?.isEmpty == false),
        ]
    }

    /// "By mail to li@example.com: sent", "joined because …".
    private func way(_ way: JSON?) -> JSON {
        guard let way, let kind = way["kind"]?.string, let address = way["address"]?.string else {
            return .null
        }
        let names = ["kind": words["channels.kind.\(kind)"], "address": address]
        let state = way["state"]?.string
        let reason = way["reason"]?.string.flatMap { code in
            words.contains("messages.reason.\(code)") ? words["messages.reason.\(code)"] : code
        }
        let isOutgoing = way["joined"]?.string == nil
        return [
            "text": .string(
                kind == Channel.Kind.chat.rawValue
                    ? chat(way) : words(isOutgoing ? "cases.way.to" : "cases.way.from", names)),
            "state": .optional(state.map { words["messages.state.\($0)"] }),
            "reason": state == "sent" ? .null : .optional(reason),
            "isBad": .bool(["failed", "bounced", "cancelled"].contains(state)),
            "joined": .optional(way["joined"]?.string.map { words["cases.joined.\($0)"] }),
            "doubt": .optional(way["doubt"]?.string.map { words["cases.doubt.\($0)"] }),
        ]
    }

    /// "In the chat, seen", "In the chat, not seen; by mail to li@example.com".
    private func chat(_ way: JSON) -> String {
        if let address = way["mailed"]?.string {
            return words("cases.way.chatMailed", ["address": address])
        }
        guard let seen = way["seen"]?.bool else { return words["cases.way.chat"] }
        return words[seen ? "cases.way.chatSeen" : "cases.way.chatUnseen"]
    }

    private func files(_ files: JSON?) -> JSON {
        .array(
            (files?.array ?? []).map { file in
                [
                    "path": .string("/case-files/\(file["id"]?.string ?? "")"),
                    "name": file["name"] ?? .null,
                    "size": .string(FileSize.text(file["size"]?.integer ?? 0)),
                    "isPicture": .bool(
                        file["type"]?.string.flatMap(FileType.init(media:))?.isShown ?? false),
                ]
            })
    }

    /// The mood of what the customer said, in the order of saying; nothing to see in one alone.
    var course: JSON {
        let said = (messages["items"]?.array ?? []).reversed().compactMap { message -> JSON? in
            guard let reading = message["reading"], reading.object != nil else { return nil }
            var chip = MoodView(reading: reading, words: words).chip.object ?? JSON.Object()
            chip["themes"] = nil
            chip["id"] = message["id"]
            return .object(chip)
        }
        return said.count > 1 ? ["moods": .array(said)] : .null
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
