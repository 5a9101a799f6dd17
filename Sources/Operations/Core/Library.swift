/// The documents that come with the program, read once at start and passed down as text: built-in
/// instruments, processes, promises, rules.
public struct Library: Sendable {
    /// Path below the library folder (`instruments/nps.yaml`) → YAML text.
    public let documents: [String: String]
    /// Time zone rules by name, as the system ships them.
    public let zoneFile: @Sendable (String) -> [UInt8]?

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

    /// Documents of one folder by their key (file name without ending), in order of name.
    public func documents(in folder: String) -> [(key: String, text: String)] {
        documents
            .filter { $0.key.hasPrefix(folder + "/") && $0.key.hasSuffix(".yaml") }
            .map { (String($0.key.dropFirst(folder.count + 1).dropLast(5)), $0.value) }
            .sorted { $0.key < $1.key }
    }
}
