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
        let path = path(settings)
        if let bytes = FileManager.default.contents(atPath: path) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let key = key(text) else {
                throw Stop("\(path) holds no key: 64 hexadecimal figures are wanted.")
            }
            return key
        }
        guard try await !House.hasSealed(database) else {
            throw Stop(
                "The secrets in this database are sealed, and \(path) is not there: copy it from "
                    + "the server or the backup that has it, or name it by NUO_KEY_FILE.")
        }
        return try make(at: path)
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
        return bytes
    }
}
