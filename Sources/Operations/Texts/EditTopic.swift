import Base
import Domain
import Store

/// Makes a suggestion a topic of the workspace, or part of one.
public struct AddTopic: Operation {
    public static let name = "topics.add"
    public static let summary =
        "Keep a topic by its words under a name, or add the words to a topic that is there."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        Field("name", .text(max: 60), .optional, "In both languages; needed for a new topic."),
        Field("names", TopicField.names, .optional, "In each language, instead of the name."),
        Field("words", TopicField.words),
        Field("into", .text(max: 64), .optional, "Key of the topic that takes the words."),
    ]

    private let topic: Wording?
    private let words: [String]
    private let into: String?

    public init(_ input: Input) throws {
        let both = input.textOrNil("name").map { Wording(zh: $0, en: $0) }
        topic = try TopicField.names(of: input) ?? both
        words = TopicField.words(of: input)
        into = input.textOrNil("into")
        guard topic != nil || into != nil else { throw Refusal.invalid("name", "missing") }
        guard !words.isEmpty else { throw Refusal.invalid("words", "missing") }
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.changeTopics { themes in
            try themes.adding(words, named: topic ?? Wording(zh: "", en: ""), into: into)
        }
    }
}

/// Gives a kept topic other names or words, locks it or unlocks it.
public struct EditTopic: Operation {
    public static let name = "topics.edit"
    public static let summary =
        "Rename a kept topic, change its words, lock or unlock it; locked words stay as they are."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        TopicField.topic,
        Field("names", TopicField.names, .optional),
        Field("words", TopicField.words, .optional),
        Field("locked", .boolean, .optional),
    ]

    private let topic: String
    private let names: Wording?
    private let words: [String]?
    private let isLocked: Bool?

    public init(_ input: Input) throws {
        topic = input.text("topic")
        names = try TopicField.names(of: input)
        words = input["words"].map { _ in TopicField.words(of: input) }
        isLocked = input["locked"]?.bool
        if words?.isEmpty == true { throw Refusal.invalid("words", "missing") }
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.changeTopics { themes in
            try themes.editing(topic, name: names, words: words, isLocked: isLocked)
        }
    }
}

/// Makes one topic of two.
public struct MergeTopics: Operation {
    public static let name = "topics.merge"
    public static let summary =
        "Put a kept topic’s words into another one, which has the comments of both from then on."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        TopicField.topic,
        Field("into", .text(max: 64), .required, "Key of the topic that stays."),
    ]

    private let topic: String
    private let into: String

    public init(_ input: Input) {
        topic = input.text("topic")
        into = input.text("into")
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.changeTopics { try $0.merging(topic, into: into) }
    }
}

/// Keeps a topic no longer.
public struct RemoveTopic: Operation {
    public static let name = "topics.remove"
    public static let summary = "Keep a topic no longer; older versions of the document have it."
    public static let access = Access.right(.rulesWrite)
    public static let input = [TopicField.topic]

    private let topic: String

    public init(_ input: Input) { topic = input.text("topic") }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.changeTopics { try $0.removing(topic) }
    }
}

/// What requests say of topics.
private enum TopicField {
    static let topic = Field("topic", .text(max: 64), .required, "Key of a kept topic.")
    static let words = Shape.array(.text(max: 60), max: 60)
    static let names = Shape.object([
        Field("zh", .text(max: 60), .optional), Field("en", .text(max: 60), .optional),
    ])

    /// Nil where none are given; one that is left empty is the other.
    static func names(of input: Input) throws -> Wording? {
        guard let given = input["names"] else { return nil }
        let zh = given["zh"]?.string ?? ""
        let en = given["en"]?.string ?? ""
        guard !zh.isEmpty || !en.isEmpty else { throw Refusal.invalid("names", "missing") }
        return Wording(zh: zh.isEmpty ? en : zh, en: en.isEmpty ? zh : en)
    }

    /// Each once.
    static func words(of input: Input) -> [String] {
        var seen: Set<String> = []
        return input.texts("words").filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

extension Desk {
    /// Writes a new version of the document that holds the workspace's own topics.
    fileprivate func changeTopics(
        _ change: @Sendable (Themes) throws -> Themes
    ) async throws -> DocumentResource {
        try await write { ledger in try ledger.installLibrary() }
        let stored = try await read {
            try Documents.find(.theme, Themes.ownTopics, in: workspace, on: $0)
        }
        guard let stored else { throw Refusal(.notFound, "noSuchTopic") }
        let before = try Themes(document: stored.json)
        let edits = DocumentEdit.steps(from: before, to: try change(before))
        var input = JSON.Object()
        input.append(
            "text", .string(try stored.text.edited(by: edits, losingComments: true)))
        input.append("after", .integer(stored.version))
        return try await perform(SaveDocument<ThemeDocuments>.self, input)
    }
}

extension DocumentEdit {
    /// What differs, theme by theme, so that the author's comments beside all else stay.
    fileprivate static func steps(from before: Themes, to after: Themes) -> [DocumentEdit] {
        var edits: [DocumentEdit] = []
        var rest = before.themes
        func path(_ place: Int) -> DocumentPath {
            DocumentPath([.member("themes"), .index(place)])
        }
        let kept = Set(after.themes.map(\.id))
        for place in rest.indices.reversed() where !kept.contains(rest[place].id) {
            edits.append(.remove(path(place)))
            rest.remove(at: place)
        }
        for theme in after.themes {
            guard let place = rest.firstIndex(where: { $0.id == theme.id }) else {
                edits.append(.insert(path(rest.count), theme.json))
                rest.append(theme)
                continue
            }
            let old = rest[place]
            func set(_ member: String, _ value: JSON) {
                edits.append(.set(DocumentPath(path(place).steps + [.member(member)]), value))
            }
            if old.name != theme.name { set("name", theme.name.json) }
            if old.words != theme.words { set("words", .array(theme.words.map(JSON.string))) }
            if old.isLocked != theme.isLocked { set("locked", .bool(theme.isLocked)) }
        }
        return edits
    }
}
