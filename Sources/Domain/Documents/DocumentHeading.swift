public import Base

/// What every document begins with: its key and its name.
public struct DocumentHeading: Hashable, Sendable {
    public let key: String
    public let name: Wording

    /// Reads only the heading, whatever else the document holds.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> DocumentHeading? in
            guard let key = node.required("key")?.key(), let name = node.required("name")?.wording()
            else { return nil }
            return DocumentHeading(key: key, name: name)
        }
    }

    private init(key: String, name: Wording) {
        self.key = key
        self.name = name
    }
}
