public import Base
public import Domain

/// What texts are read for: the themes of all documents, joined.
public struct ListThemes: Operation {
    public static let name = "themes.joined"
    public static let summary = "List the themes by which texts are read, of all documents."
    public static let access = Access.signedIn
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<ThemeResource> {
        let reader = try await desk.read {
            try desk.house.themeReader(in: desk.workspace, on: $0)
        }
        return Page(reader.themes.map(ThemeResource.init))
    }
}

public struct ThemeResource: Resource {
    public let theme: Themes.Theme

    init(_ theme: Themes.Theme) { self.theme = theme }

    public static let shape = Shape.object([
        Field("id", .text(), .required, "As readings name it: `touchpoint.delivery`."),
        Field("name", .map(.text())), Field("words", .array(.text())),
        Field("items", .array(.text()), .required, "Keys of rated questions that ask about it."),
        Field("locked", .boolean),
    ])

    public var json: JSON {
        [
            "id": .string(theme.id), "name": theme.name.json,
            "words": .array(theme.words.map(JSON.string)),
            "items": .array(theme.items.map(JSON.string)), "locked": .bool(theme.isLocked),
        ]
    }
}
