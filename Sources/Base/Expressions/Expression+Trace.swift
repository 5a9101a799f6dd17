extension Expression {
    /// How a whole came to its value: each part as it was written, with the value it had.
    public struct Trace: Hashable, Sendable {
        /// As it stands in the source.
        public let text: String
        public let node: Node
        /// `.null` where it is missing.
        public let value: JSON
        /// From left to right.
        public let parts: [Trace]

        /// Whether it holds; nil where that cannot be said, because something is missing.
        public var truth: Bool? { value.bool }

        public var json: JSON {
            var json: JSON.Object = .init()
            json.append("text", .string(text))
            json.append("value", value)
            if !parts.isEmpty { json.append("parts", .array(parts.map(\.json))) }
            return .object(json)
        }
    }

    /// As `evaluate`, with the value of every part on the way; also of those that could have been
    /// passed over, because whoever asks why wants to see them.
    /// - Parameter value: what stands under a dotted name; nil or `.null` where nothing does.
    public func trace(_ value: (String) -> JSON?) -> Trace {
        var tracer = Tracer(places: places, source: Array(source.utf8))
        return tracer.trace(root, value)
    }
}

/// Walks the tree in the order in which its places were kept.
private struct Tracer {
    let places: [Range<Int>]
    let source: [UInt8]
    private var next = 0

    init(places: [Range<Int>], source: [UInt8]) {
        self.places = places
        self.source = source
    }

    mutating func trace(_ node: Node, _ value: (String) -> JSON?) -> Expression.Trace {
        var parts: [Expression.Trace] = []
        for child in node.children { parts.append(trace(child, value)) }
        let place = places[next]
        next += 1
        return Expression.Trace(
            text: String(decoding: source[place], as: UTF8.self), node: node,
            value: node.evaluate(value), parts: parts)
    }
}
