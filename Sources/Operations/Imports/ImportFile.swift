import Base
import Crypto

/// A file to be brought in: where it lies, what its owner calls it, how it is written.
public struct ImportFile: Sendable {
    public let path: String
    public let name: String
    public let encoding: TextEncoding?
    public let delimiter: UInt8?

    public init(
        path: String, name: String, encoding: TextEncoding? = nil, delimiter: UInt8? = nil
    ) {
        self.path = path
        self.name = name
        self.encoding = encoding
        self.delimiter = delimiter ?? TableReader.delimiter(ofFileNamed: name)
    }

    /// The table, and the source whose progress tells how far it is read.
    func open() throws -> (table: TableReader, source: FileSource) {
        if JSONLinesSource.isName(name) {
            let source = try FileSource(path: path)
            var isFirst = true
            let lines = try JSONLinesSource {
                defer { isFirst = false }
                let bytes = PeekingSource(isFirst ? try FileSource(path: path) : source)
                return try bytes.peek(2) == [0x1F, 0x8B] ? GzipSource(bytes) : bytes
            }
            return (try TableReader.open(lines, delimiter: UInt8(ascii: ",")), source)
        }
        let source = try FileSource(path: path)
        return (try TableReader.open(source, encoding: encoding, delimiter: delimiter), source)
    }

    /// SHA-256 of its bytes: the same file is known again, whatever it is called.
    func digest() throws -> String {
        let source = try FileSource(path: path)
        var hash = SHA256()
        var bytes: [UInt8] = []
        while try source.append(to: &bytes, upTo: 1 << 20) {
            hash.update(data: bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
