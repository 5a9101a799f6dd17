import Base
import Domain

/// Marks a case.
public struct TagCase: Operation {
    public static let name = "cases.tag"
    public static let summary = "Add tags."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("tags", .array(.text(max: 60), max: 50)),
    ]

    private let id: ID<Case>
    private let tags: [String]

    public init(_ input: Input) throws {
        id = try input.id("case")
        tags = input.texts("tags")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.tag(tags), on: id)
    }
}

/// Takes marks off a case.
public struct UntagCase: Operation {
    public static let name = "cases.untag"
    public static let summary = "Take a tag off; one that is not there is off already."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("tag", .text(max: 60)),
    ]

    private let id: ID<Case>
    private let tag: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        tag = input.text("tag")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.command(.untag([tag]), on: id)
    }
}
