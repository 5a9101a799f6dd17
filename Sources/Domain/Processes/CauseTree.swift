public import Base

/// The company's own taxonomy of root causes, as a document: a tree, because a cause too wide to
/// act on has narrower ones below it.
public struct CauseTree: Hashable, Sendable {
    public let key: String
    public let name: Wording
    /// In reading order: each after the one it belongs to.
    public let causes: [Cause]

    public struct Cause: Hashable, Sendable {
        public let key: String
        public let name: Wording
        public let parent: String?
        /// From 0 at the top.
        public let depth: Int
    }

    public subscript(key: String) -> Cause? { causes.first { $0.key == key } }

    /// A cause after those above it, from the top; empty for one that is not in the tree.
    public func path(to key: String) -> [Cause] {
        var path: [Cause] = []
        var next = self[key]
        while let cause = next {
            path.insert(cause, at: 0)
            next = cause.parent.flatMap { self[$0] }
        }
        return path
    }

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> CauseTree? in
            node.allow("key", "name", "about", "causes")
            let key = node.required("key")?.key()
            let name = node.required("name")?.wording()
            _ = node.child("about")?.wording()
            var causes: [Cause] = []
            let top = node.required("causes")?.list() ?? []
            if top.isEmpty { node.child("causes")?.fault("empty") }
            for child in top { CauseTree.read(child, under: nil, depth: 0, &causes) }
            var seen = Set<String>()
            for cause in causes where !seen.insert(cause.key).inserted {
                node.child("causes")?.fault("double", ["value": cause.key])
            }
            guard let key, let name else { return nil }
            return CauseTree(key: key, name: name, causes: causes)
        }
    }

    private init(key: String, name: Wording, causes: [Cause]) {
        self.key = key
        self.name = name
        self.causes = causes
    }

    /// How deep a tree may be; deeper ones are no longer chosen well.
    private static let deepest = 5

    private static func read(
        _ node: DocumentNode, under parent: String?, depth: Int, _ causes: inout [Cause]
    ) {
        node.allow("key", "name", "causes")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        guard depth < deepest else {
            node.fault("tooMany", ["max": "\(deepest)"])
            return
        }
        guard let key, let name else { return }
        causes.append(Cause(key: key, name: name, parent: parent, depth: depth))
        for child in node.list("causes") { read(child, under: key, depth: depth + 1, &causes) }
    }
}
