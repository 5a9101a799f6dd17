public import Base
public import Domain
import Store

/// What a person sees of an uploaded table to map it by.
public struct ImportTable: Sendable {
    public struct Column: Sendable {
        public let name: String
        /// Some different cells.
        public let samples: [String]
        public let mapping: ImportMapping.Column
    }

    public let columns: [Column]
    /// Where columns may go: name as in a mapping → title, in groups.
    public let items: [(name: String, title: Wording)]
    public let hidden: [(name: String, title: Wording)]

    public static func of(_ id: ID<Import>, on desk: Desk) async throws -> ImportTable {
        guard desk.actor.rights.contains(.importRun) else {
            throw Refusal.denied(.right(.importRun), desk.actor)
        }
        let house = desk.house
        let (found, instrument) = try await desk.read { connection in
            guard let found = try Imports.find(id, in: desk.workspace, on: connection),
                let key = found.instrument, let version = found.version
            else { throw Refusal(.notFound, "noSuchImport") }
            return (
                found,
                try house.instrument(key, version: version, in: desk.workspace, on: connection)
            )
        }
        let (mapping, encoding) = try ImportMapping.read(stored: found.mapping)
        let file = try ImportUploads.file(
            of: id, name: found.file, encoding: encoding, in: house)
        let (header, samples) = try ResponseImport.beginning(of: file)
        let columns = header.enumerated().map { place, name in
            Column(
                name: name, samples: different(samples[place]),
                mapping: mapping.columns.first { $0.name == name }
                    ?? ImportMapping.Column(name, to: ""))
        }
        let items = instrument.items.flatMap { item -> [(String, Wording)] in
            if item.kind == .statement || item.kind.isAttached { return [] }
            guard item.kind.hasRows else { return [(item.key, item.title)] }
            return item.cells.map { cell in
                let title = Wording(
                    zh: item.title.zh + " · " + cell.title.zh,
                    en: item.title.en + " · " + cell.title.en)
                return (cell.name, title)
            }
        }
        return ImportTable(
            columns: columns, items: items,
            hidden: instrument.hidden.map { ("hidden.\($0.key)", $0.title) })
    }

    private static func different(_ cells: [String]) -> [String] {
        var kept: [String] = []
        for cell in cells where !cell.isEmpty && !kept.contains(cell) {
            kept.append(String(cell.prefix(40)))
            if kept.count == 3 { break }
        }
        return kept
    }
}
