import Base
import Foundation
import Operations
import SQL

/// The key that seals secrets in the database: a file of its own, made at the first start, which
/// its owner alone can read. Nodes that share a database share it.
enum VaultKey {
    static func path(_ settings: Settings) -> String {
        settings.keyFile ?? settings.dataFolder + "/nuo.key"
    }

    static func read(_ settings: Settings, _ database: any Database) async throws -> [UInt8] {
        if let key = try known(settings) { return key }
        let path = path(settings)
        guard try await !House.hasSealed(database) else {
            throw Stop(
                "The secrets in this database are sealed, and \(path) is not there: copy it from "
                    + "the server or the backup that has it, or name it by NUO_KEY_FILE. \(lost)")
        }
        return try make(at: path)
    }

    /// What helps where the right key is nowhere.
    static let lost =
        "If it is lost, nuo key forget tells what was sealed and forgets it, to be entered anew."

    /// The key that is there; nil where there is none.
    static func known(_ settings: Settings) throws -> [UInt8]? { try read(at: path(settings)) }

    static func make(_ settings: Settings) throws -> [UInt8] { try make(at: path(settings)) }

    /// Where a new key waits until everything is sealed under it.
    private static func pendingPath(_ settings: Settings) -> String { path(settings) + ".new" }

    static func pending(_ settings: Settings) throws -> [UInt8]? {
        try read(at: pendingPath(settings))
    }

    /// A new key, durable before anything is sealed under it.
    static func makePending(_ settings: Settings) throws -> [UInt8] {
        let path = pendingPath(settings)
        // Left by a rotation that sealed nothing, as the old key still opens everything.
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        return try make(at: path)
    }

    /// Puts the new key in the place of the old one, which is kept for older backups.
    /// - Returns: where the old one is.
    static func takePending(_ settings: Settings) throws -> String {
        let path = path(settings)
        guard let kept = keep(path), rename(pendingPath(settings), path) == 0 else {
            throw Stop("\(pendingPath(settings)) cannot take the place of \(path).")
        }
        return kept
    }

    /// Another name for a key; several may be replaced within a second, as where a rotation that
    /// ended halfway is brought to its end before the next.
    private static func keep(_ path: String) -> String? {
        let name = "\(path).before-\(Live.now().wholeSeconds)"
        for kept in [name] + (2...20).map({ "\(name)-\($0)" }) {
            if link(path, kept) == 0 { return kept }
            guard errno == EEXIST else { return nil }
        }
        return nil
    }

    private static func read(at path: String) throws -> [UInt8]? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let key = key(text) else {
            throw Stop("\(path) holds no key: 64 hexadecimal figures are wanted.")
        }
        return key
    }

    private static func key(_ text: String) -> [UInt8]? {
        let figures = Array(text.utf8.filter { $0 > 0x20 })
        guard figures.count == 2 * Vault.keyBytes else { return nil }
        let bytes = stride(from: 0, to: figures.count, by: 2).compactMap { place in
            UInt8(String(decoding: figures[place..<(place + 2)], as: UTF8.self), radix: 16)
        }
        return bytes.count == Vault.keyBytes ? bytes : nil
    }

    private static func make(at path: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try Opening.makeFolder(folder)
        var bytes: [UInt8] = []
        while bytes.count < Vault.keyBytes {
            withUnsafeBytes(of: Live.chance()) { bytes.append(contentsOf: $0) }
        }
        let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n"
        // Nobody else may read it, not even for a moment; and a key that is there stays.
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw Stop("The key \(path) cannot be written.") }
        defer { close(file) }
        guard write(file, text, text.utf8.count) == text.utf8.count, fsync(file) == 0 else {
            throw Stop("The key \(path) cannot be written.")
        }
        // Its name in the folder has to last as well.
        let place = open(folder, O_RDONLY | O_DIRECTORY)
        guard place >= 0 else { throw Stop("The key \(path) cannot be written.") }
        defer { close(place) }
        guard fsync(place) == 0 else { throw Stop("The key \(path) cannot be written.") }
        return bytes
    }
}
