import Glibc

/// Reads a compressed table with the system's own gunzip, so that tests need no library.
enum Gunzip {
    /// By `popen`, whose pipe no program inherits that is started at the same moment.
    static func lines(_ path: String) throws -> [Substring] {
        let file = "\(SharedData.folder)/\(path)".split(separator: "'").joined(separator: "'\\''")
        guard let pipe = popen("gzip -dc '\(file)'", "re") else { return [] }
        defer { pclose(pipe) }
        var data: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&part, 1, part.count, pipe), count > 0 {
            data += part[..<count]
        }
        return String(decoding: data, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }
}
