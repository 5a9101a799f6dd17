public import Base
import Domain
import Logging
import Store

/// Begins to bring in an uploaded file; the import's record tells how far it is.
public struct StartImport: Operation {
    public static let name = "imports.start"
    public static let summary = "Begin a prepared import, or go on with one that was stopped."
    public static let access = Access.right(.importRun)
    public static let input = [
        Field("import", .id(Import.idPrefix)),
        Field(
            "mapping", .any, .optional,
            "Column → target, or an object with to, missing, not_applicable, values, format."),
        Field(
            "appliesRules", .boolean, .optional,
            "Whether rules act on these answers as on new ones; they do not if absent."),
    ]

    private let id: ID<Import>
    private let mapping: ImportMapping?
    private let appliesRules: Bool

    public init(_ input: Input) throws {
        id = try input.id("import")
        mapping = try input["mapping"].map { try ImportMapping(document: $0) }
        appliesRules = input.bool("appliesRules")
    }

    public func perform(on desk: Desk) async throws -> ImportResource {
        let plan = try await ResponseImport.prepared(
            id, mapping: mapping, appliesRules: appliesRules, on: desk)
        let begun = try await plan.begin(id, on: desk)
        Task {
            do {
                _ = try await plan.bring(begun, desk)
                try ImportUploads.remove(id, in: desk.house)
            } catch let refusal as Refusal {
                Logger.current.info(
                    "import stopped", metadata: ["import": "\(id)", "code": "\(refusal.code)"])
            } catch {
                Logger.current.error(
                    "import broken off", metadata: ["import": "\(id)", "error": "\(error)"])
            }
        }
        return ImportResource(begun)
    }
}

/// Reads an uploaded file to its end without keeping anything: what would be left out, and why.
public struct RehearseImport: Operation {
    public static let name = "imports.rehearse"
    public static let summary = "Check every row of a prepared import without keeping any."
    public static let access = Access.right(.importRun)
    public static let input = [
        Field("import", .id(Import.idPrefix)),
        Field("mapping", .any, .optional, "Column → target; the import's own if absent."),
    ]

    private let id: ID<Import>
    private let mapping: ImportMapping?

    public init(_ input: Input) throws {
        id = try input.id("import")
        mapping = try input["mapping"].map { try ImportMapping(document: $0) }
    }

    public func perform(on desk: Desk) async throws -> ImportRehearsal {
        let plan = try await ResponseImport.prepared(
            id, mapping: mapping, appliesRules: false, on: desk)
        return ImportRehearsal(outcome: try await plan.rehearse(on: desk))
    }
}

/// What a rehearsal found.
public struct ImportRehearsal: Resource {
    public let outcome: ResponseImport.Rehearsal

    private static let counts = 0...Int(Int32.max)

    public static let shape = Shape.object([
        Field("rows", .integer(counts)),
        Field("refused", .integer(counts), .required, "Rows that would be left out."),
        Field(
            "faults",
            .array(
                .object([
                    Field("line", .integer(counts)), Field("column", .text(), .optional),
                    Field("value", .text(), .optional), Field("code", .text(max: 60)),
                ])), .required, "The first of them."),
    ])

    public var json: JSON {
        [
            "rows": .integer(outcome.rows), "refused": .integer(outcome.refused),
            "faults": .array(
                outcome.faults.map {
                    [
                        "line": .integer($0.line),
                        "column": $0.column.isEmpty ? .null : .string($0.column),
                        "value": $0.value.isEmpty ? .null : .string($0.value),
                        "code": .string($0.code),
                    ]
                }),
        ]
    }
}

extension ResponseImport {
    /// Of an uploaded file that is on record.
    static func prepared(
        _ id: ID<Import>, mapping: ImportMapping?, appliesRules: Bool, on desk: Desk
    ) async throws -> ResponseImport {
        let found = try await desk.read { connection in
            try Imports.find(id, in: desk.workspace, on: connection)
        }
        guard let found, let instrument = found.instrument else {
            throw Refusal(.notFound, "noSuchImport")
        }
        guard found.state.status != .finished else { throw Refusal(.conflict, "importOver") }
        let (own, encoding) = try ImportMapping.read(stored: found.mapping)
        return try await ResponseImport(
            ImportUploads.file(
                of: id, name: found.file, encoding: encoding, in: desk.house),
            instrument: instrument.description, mapping: mapping ?? own,
            appliesRules: appliesRules, on: desk)
    }
}
