public import Base
public import Domain
import Store

/// Puts an uploaded file on record, with the mapping that the names of its columns suggest.
public struct PrepareImport: Sendable {
    private let id: ID<Import>
    private let name: String
    private let instrument: String
    private let encoding: TextEncoding?

    /// - Parameter id: under which the file lies in `ImportUploads`.
    public init(_ id: ID<Import>, name: String, instrument: String, encoding: TextEncoding?) {
        self.id = id
        self.name = name
        self.instrument = instrument
        self.encoding = encoding
    }

    public func perform(on desk: Desk) async throws -> ImportResource {
        guard desk.actor.rights.contains(.importRun) else {
            throw Refusal.denied(.right(.importRun), desk.actor)
        }
        let file = try ImportUploads.file(
            of: id, name: name, encoding: encoding, in: desk.house)
        let guessed = try await ResponseImport.guessedMapping(
            file, instrument: instrument, on: desk)
        let digest = try file.digest()
        let mapping = guessed.stored(encoding: encoding)
        return try await desk.write { ledger in
            let head = try Instruments.find(
                named: instrument, in: ledger.workspace, on: ledger.connection)
            let stored = Imports.Stored(
                id: id, kind: "responses", instrument: head.id, version: head.version,
                file: name, digest: digest, mapping: mapping, author: ledger.actor.name,
                createdAt: ledger.now, changedAt: ledger.now, state: Import(.prepared))
            try Imports.insert(stored, in: ledger.workspace, on: ledger.connection)
            return ImportResource(stored)
        }
    }
}

extension ImportMapping {
    /// The mapping and what the file is in, as an import keeps them.
    func stored(encoding: TextEncoding?) -> JSON {
        ["columns": document, "encoding": .optional(encoding?.rawValue)]
    }

    static func read(stored: JSON) throws -> (mapping: ImportMapping, encoding: TextEncoding?) {
        let encoding = stored["encoding"]?.string.flatMap(TextEncoding.init(rawValue:))
        return (try ImportMapping(document: stored["columns"] ?? stored), encoding)
    }
}
