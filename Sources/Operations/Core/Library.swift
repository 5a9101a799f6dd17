import Base
import Synchronization

/// The documents that come with the program, read once at start and passed down as text: built-in
/// instruments, processes, promises, rules.
public struct Library: Sendable {
    /// Path below the library folder (`instruments/nps.yaml`) → YAML text.
    public let documents: [String: String]
    /// Time zone rules by name, as the system ships them.
    public let zoneFile: @Sendable (String) -> [UInt8]?

    private let known = Known()

    /// The words of the language methods; read when they are first needed.
    let readLexicons: @Sendable () throws -> Lexicons

    public init(
        documents: [String: String], zoneFile: @escaping @Sendable (String) -> [UInt8]?,
        lexicons: @escaping @Sendable () throws -> Lexicons
    ) {
        self.documents = documents
        self.zoneFile = zoneFile
        readLexicons = lexicons
    }

    /// What a document says, read when somebody first asks: every mail and every invitation does.
    /// - Returns: nil where the library has none of that path.
    func json(_ path: String) throws(Refusal) -> JSON? {
        if let found = known.read.withLock({ $0[path] }) { return found }
        guard let text = documents[path] else { return nil }
        let json = try YAMLDocument(parsing: text).json
        known.read.withLock { $0[path] = json }
        return json
    }

    /// One for all copies of a library.
    private final class Known: Sendable {
        let read = Mutex<[String: JSON]>([:])
    }

    /// Documents of one folder by their key (file name without ending), in order of name.
    public func documents(in folder: String) -> [(key: String, text: String)] {
        documents
            .filter { $0.key.hasPrefix(folder + "/") && $0.key.hasSuffix(".yaml") }
            .map { (String($0.key.dropFirst(folder.count + 1).dropLast(5)), $0.value) }
            .sorted { $0.key < $1.key }
    }
}
