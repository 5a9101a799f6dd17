import Base
import Domain
import SQL
import Store
import Synchronization

/// Instruments that were read from their documents once: a version never changes, and reading one
/// costs more than checking an answer against it.
final class InstrumentShelf: Sendable {
    private struct Key: Hashable {
        let workspace: ID<Workspace>
        let id: ID<Instrument>
        let version: Int
    }

    private let shelf = Shelf<Key, Instrument>(most: 1_000)
    /// The built-in ones, read when they are first asked for.
    private let builtIn = Mutex<[LibraryInstrument]>([])

    func instrument(
        _ id: ID<Instrument>, version: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Instrument {
        let key = Key(workspace: workspace, id: id, version: version)
        if let known = shelf[key] { return known }
        let stored = try Instruments.version(version, of: id, in: workspace, on: connection)
        guard let stored else { throw Refusal(.notFound, "noSuchInstrument") }
        let instrument: Instrument
        do {
            instrument = try Instrument(document: stored.json)
        } catch {
            throw DatabaseError(.other, "\(id) version \(version) is no instrument: \(error)")
        }
        shelf[key] = instrument
        return instrument
    }
}

extension InstrumentShelf {
    /// Reading them all takes long enough to be felt on a page.
    func builtIn(of library: Library) throws -> [LibraryInstrument] {
        let known = builtIn.withLock { $0 }
        guard known.isEmpty else { return known }
        let read = try library.documents(in: "instruments").map { document in
            let read = try InstrumentDocument(document.text)
            return LibraryInstrument(
                key: document.key, title: read.instrument.title,
                purpose: read.instrument.purpose ?? read.instrument.title, text: document.text)
        }
        builtIn.withLock { $0 = read }
        return read
    }
}

extension House {
    /// One version, interpreted.
    func instrument(
        _ id: ID<Instrument>, version: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Instrument {
        try instruments.instrument(id, version: version, in: workspace, on: connection)
    }
}

extension Ledger {
    /// The instrument of an id or a key.
    func instrument(named name: String) throws -> Instruments.Stored {
        let found =
            if let id = ID<Instrument>(name) {
                try Instruments.find(id, in: workspace, on: connection)
            } else {
                try Instruments.find(key: name, in: workspace, on: connection)
            }
        guard let found else { throw Refusal(.notFound, "noSuchInstrument") }
        return found
    }
}
