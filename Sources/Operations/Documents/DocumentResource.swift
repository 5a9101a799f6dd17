public import Base
import Domain
import Store

/// One version of a document.
public struct DocumentResource: Resource {
    let stored: Documents.Stored
    /// The library's text, where it is newer than all that the workspace had of it.
    let news: String?

    init(_ stored: Documents.Stored, news: String? = nil) {
        self.stored = stored
        self.news = news
    }

    public static let shape = Shape.object([
        Field("key", .text(max: 64)),
        Field("version", .integer(1...1_000_000)),
        Field("name", .object([Field("zh", .text()), Field("en", .text())])),
        Field("text", .document(), .required, "The YAML text as its author wrote it."),
        Field("document", .any, .required, "The same as JSON."),
        Field("at", .instant, .required, "When this version was written."),
        Field("author", .text(), .required, "Who wrote it; `library` for a built-in one."),
        Field(
            "library", .document(), .optional,
            "The library's text of a built-in one, where that is newer than any version here."),
    ])

    public var json: JSON {
        [
            "key": .string(stored.key),
            "version": .integer(stored.version),
            "name": name,
            "text": .string(stored.text),
            "document": stored.json,
            "at": .string(stored.at.iso8601),
            "author": .string(stored.author), "library": .optional(news),
        ]
    }

    /// A name in one language stands for both.
    private var name: JSON {
        switch stored.json["name"] {
        case .string(let name)?: ["zh": .string(name), "en": .string(name)]
        case let name?: name
        case nil: ["zh": .string(stored.key), "en": .string(stored.key)]
        }
    }
}
