import Base
import Domain
import Store

public struct ListImports: Operation {
    public static let name = "imports.list"
    public static let summary = "List imports, newest first."
    public static let access = Access.right(.importRun)
    public static let input = [Field.limit, Field.cursor]

    private let before: ID<Import>?
    private let limit: Int

    public init(_ input: Input) throws {
        before = try input.cursor(Import.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<ImportResource> {
        let found = try await desk.read { connection in
            try Imports.list(
                before: before, limit: limit + 1, in: desk.workspace, on: connection)
        }
        return Page(found.map(ImportResource.init), limit: limit) { $0.id.description }
    }
}

public struct ShowImport: Operation {
    public static let name = "imports.show"
    public static let summary = "Show an import: how far it is and what came of it."
    public static let access = Access.right(.importRun)
    public static let input = [Field("import", .id(Import.idPrefix))]

    private let id: ID<Import>

    public init(_ input: Input) throws { id = try input.id("import") }

    public func perform(on desk: Desk) async throws -> ImportResource {
        let found = try await desk.read { connection in
            try Imports.find(id, in: desk.workspace, on: connection)
        }
        guard let found else { throw Refusal(.notFound, "noSuchImport") }
        return ImportResource(found)
    }
}

/// Stops an import after the batch it is at; what is kept stays.
public struct CancelImport: Operation {
    public static let name = "imports.cancel"
    public static let summary = "Stop an import; rows that are kept already stay."
    public static let access = Access.right(.importRun)
    public static let input = ShowImport.input

    private let id: ID<Import>

    public init(_ input: Input) throws { id = try input.id("import") }

    public func perform(on desk: Desk) async throws -> ImportResource {
        try await desk.write { ledger in
            guard
                var stored = try Imports.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchImport") }
            try stored.state.cancel()
            stored.changedAt = ledger.now
            try Imports.save(stored, in: ledger.workspace, on: ledger.connection)
            try ledger.record("import.cancelled", .init("import", id))
            return ImportResource(stored)
        }
    }
}
