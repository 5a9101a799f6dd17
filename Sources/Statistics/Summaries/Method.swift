/// How a number was computed: a stable name and the primary source it follows.
public struct Method: Hashable, Sendable {
    /// Stable, dotted: `nps.adjustedWald`. Key of its words in the language files.
    public let name: String
    /// Author, year, title: shown as the reference beside the number.
    public let source: String

    public init(_ name: String, source: String) {
        self.name = name
        self.source = source
    }
}
