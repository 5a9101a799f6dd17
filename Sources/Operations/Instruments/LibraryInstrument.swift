public import Domain
public import Base

/// A built-in questionnaire.
public struct LibraryInstrument: Resource {
    public let key: String
    public let title: Wording
    public let purpose: Wording
    public let text: String

    public static let shape = Shape.object([
        Field("key", .text(max: 64)),
        Field("title", .wording),
        Field("purpose", .wording),
        Field("document", .document()),
    ])

    public var json: JSON {
        [
            "key": .string(key), "title": title.json, "purpose": purpose.json,
            "document": .string(text),
        ]
    }
}
