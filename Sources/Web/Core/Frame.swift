import Base
import Domain
import Operations

/// The frame around every page: navigation by right, language switch, the person's name.
struct Frame {
    let visit: Visit
    let section: String

    init(_ visit: Visit, section: String) {
        self.visit = visit
        self.section = section
    }

    /// Rooms in the order people go through them; a room without pages yet is not shown.
    static let rooms: [(key: String, path: String, right: Right)] = [
        ("today", "/", .insightRead),
        ("listen", "/instruments", .answersRead),
        ("cases", "/cases", .casesRead),
        ("customers", "/customers", .customersRead),
        ("insight", "/insight", .insightRead),
        ("promises", "/promises", .insightRead),
        ("settings", "/settings", .peopleRead),
    ]

    var json: JSON {
        let words = visit.words
        let other = words.language == "zh" ? "en" : "zh"
        return [
            "language": .string(words.language == "zh" ? "zh-CN" : "en"),
            "isChinese": .bool(words.language == "zh"),
            "otherLanguage": .string(other),
            "otherLanguageTag": .string(other == "zh" ? "zh-CN" : "en"),
            "hereEncoded": .string(FormDecoding.encoded(here)),
            "key": .string(visit.newKey()), "csrf": .optional(visit.session?.csrf),
            "userName": .optional(visit.session?.userName),
            "isSignedIn": .bool(visit.session != nil),
            "notice": .optional(notice),
            "maySearch": .bool(
                visit.session != nil && visit.desk.actor.rights.contains(.casesRead)),
            "isDemonstration": .bool(visit.session?.isDemonstration ?? false),
            "version": .string(visit.site.version),
            "rooms": .array(rooms),
        ]
    }

    /// What the form before this page did: `?done=KEY` shows the sentence `done.KEY`.
    private var notice: String? {
        guard let key = visit.query["done"]?.string, visit.words.contains("done.\(key)") else {
            return nil
        }
        return visit.words["done.\(key)"]
    }

    private var here: String {
        visit.queryText.isEmpty ? visit.path : visit.path + "?" + visit.queryText
    }

    private var rooms: [JSON] {
        guard visit.session != nil else { return [] }
        return Frame.rooms
            .filter { visit.desk.actor.rights.contains($0.right) }
            .map {
                [
                    "key": .string($0.key), "path": .string($0.path),
                    "name": .string(visit.words["room.\($0.key)"]),
                    "isCurrent": .bool($0.key == section),
                ]
            }
    }
}
