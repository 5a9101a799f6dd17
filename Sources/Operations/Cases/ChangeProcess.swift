public import Base
import Domain
import SQL
import Store

/// Lets a case go on by another process.
public struct ChangeProcess: Operation {
    public static let name = "cases.changeProcess"
    public static let summary = """
        Let a case go on by another process that is for its kind, or by the newest version of its \
        own: from the first step that is not known to be done, its clocks counting on.
        """
    public static let access = Access.right(.casesDirect)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("process", .text(max: 64), .required, "Key of the process."),
    ]

    private let id: ID<Case>
    private let process: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        process = input.text("process")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            try ledger.classify(id, process: process).resource(on: desk, ledger.connection)
        }
    }
}

/// By which processes a case may be worked.
public struct ListCaseProcesses: Operation {
    public static let name = "cases.processes"
    public static let summary =
        "List the workspace's processes with the kinds of case that each is for."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Page<CaseProcessResource> {
        try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            return Page(
                try desk.house.processes(in: desk.workspace, on: connection).map {
                    CaseProcessResource(version: $0, of: one)
                })
        }
    }
}

/// A process as a case might go on by it.
public struct CaseProcessResource: Resource {
    let version: Process.Version
    let one: Case

    init(version: Process.Version, of one: Case) {
        self.version = version
        self.one = one
    }

    public static let shape = Shape.object([
        Field("process", .text(max: 64)),
        Field("version", .integer(1...1_000_000), .required, "The newest."),
        Field("name", .object([Field("zh", .text()), Field("en", .text())])),
        Field(
            "kinds", .array(.choice(Case.Kind.allCases.map(\.rawValue))), .required,
            "Kinds of case that may be worked by it."),
        Field("fits", .boolean, .required, "Whether the case, as it is classed, may."),
        Field("isPresent", .boolean, .required, "Whether the case is worked by this version."),
    ])

    public var json: JSON {
        let process = version.process
        return [
            "process": .string(version.stamp.key), "version": .integer(version.stamp.version),
            "name": process.name.json,
            "kinds": .array(
                Case.Kind.allCases.filter(process.fits).map { .string($0.rawValue) }),
            "fits": .bool(process.fits(one.kind)),
            "isPresent": .bool(version.stamp == one.process),
        ]
    }
}
