public import Base
public import Domain
import Language
import SQL
import Store

/// Looks now and then whether suddenly many complain of the same, and tells of it once a day.
public struct HotMatterRounds: Sendable {
    private let rounds: LeasedRounds

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the next look tries again.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        rounds = LeasedRounds(
            house: house, name: "hot matters", holder: holder, span: .minutes(15), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        await rounds.run(every: .minutes(10), round)
    }

    /// Looks into every workspace.
    public func round() async throws {
        try await rounds.inEachWorkspace(as: "texts", Self.look)
    }

    private static func look(_ desk: Desk) async throws {
        let now = desk.now()
        let start = now - HotMatter.window
        let begin = start - HotMatter.before
        let scan = try await desk.read { connection -> (HotMatterScan, ThemeReader, TopicFinder)? in
            let workspace = desk.workspace
            let window = try HotMatters.texts(
                from: start, until: now, in: workspace, on: connection)
            let before = try HotMatters.texts(
                from: begin, until: start, in: workspace, on: connection)
            guard window.count >= HotMatter.peopleLeast, let first = before.first,
                start - first >= HotMatter.beforeLeast
            else { return nil }
            let complaints = try WrittenTexts.newest(
                .init(since: begin, isNegative: true, limit: HotMatterScan.complaintsMost),
                in: workspace, on: connection)
            return (
                HotMatterScan(
                    complaints, since: start, window: window.count, before: before.count),
                try desk.house.themeReader(in: workspace, on: connection),
                try desk.house.topicFinder(in: workspace, on: connection)
            )
        }
        guard let (scan, themes, finder) = scan else { return }
        let found = scan.matters(themes, finder, try desk.house.lexicons())
        guard !found.isEmpty else { return }
        try await desk.write { ledger in try ledger.tell(found, since: start) }
    }
}

extension Ledger {
    /// Keeps what was not told of within a day, as an event that rules can follow.
    fileprivate func tell(_ found: [HotMatter], since start: Instant) throws {
        let known = try HotMatters.list(
            since: start, limit: 500, in: workspace, on: connection)
        for matter in found where !known.contains(where: { $0.matter.matter == matter.matter }) {
            let id: ID<HotMatter> = newID()
            try HotMatters.insert(matter, id, at: now, in: workspace, on: connection)
            try record("texts.hot", .init("hot_matter", id), matter.json)
        }
    }
}

/// What suddenly many complained of lately.
public struct ListHotMatters: Operation {
    public static let name = "hotMatters.list"
    public static let summary = "List what suddenly many complained of within four weeks."
    public static let access = Access.right(.answersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<HotMatterResource> {
        try await desk.read { connection in
            let found = try HotMatters.list(
                since: desk.now() - .days(28), limit: 50, in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            return Page(
                found.map { one in
                    HotMatterResource(
                        at: one.at, id: one.id, matter: masking?.matter(one.matter) ?? one.matter)
                })
        }
    }
}

public struct HotMatterResource: Resource {
    public let at: Instant
    public let id: ID<HotMatter>
    public let matter: HotMatter

    public static let shape = Shape.object([
        Field("id", .id(HotMatter.idPrefix)), Field("at", .instant),
        Field("matter", .text(), .required, "A theme's id, or words."),
        Field("name", .map(.text())), Field("people", .integer(0...Int(Int32.max))),
        Field("before", .integer(0...Int(Int32.max)), .required, "People in four weeks before."),
        Field("expected", .number(), .required, "People the day should have by that."),
        Field("p", .number(0...1), .required, "Binomial, adjusted for all matters."),
        Field(
            "field", .text(), .optional,
            "What most of their answers or cases have in common …"),
        Field("value", .text(), .optional, "… and its value: where it happens."),
        Field("words", .array(.text()), .required, "What they speak of."),
        Field("responses", .array(.id(Response.idPrefix)), .required, "Answers that say so."),
        Field("cases", .array(.id(Case.idPrefix)), .required, "Cases in which customers wrote so."),
    ])

    public var json: JSON {
        var object = matter.json.object ?? JSON.Object()
        object.append("id", .string(id.description))
        object.append("at", .string(at.iso8601))
        return .object(object)
    }
}
