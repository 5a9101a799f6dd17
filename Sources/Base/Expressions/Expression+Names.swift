extension Expression {
    /// The same expression with some of its names written otherwise.
    /// - Parameter instead: what stands in a name's place, itself a name or a literal; nil to keep
    ///   the name.
    public func replacingNames(
        _ instead: (String) -> String?
    ) throws(ExpressionError) -> Expression {
        var changes: [(place: Range<Int>, text: String)] = []
        var next = 0
        func visit(_ node: Node) {
            for child in node.children { visit(child) }
            if case .name(let name) = node, let text = instead(name) {
                changes.append((places[next], text))
            }
            next += 1
        }
        visit(root)
        guard !changes.isEmpty else { return self }
        var bytes: [UInt8] = []
        var at = 0
        let own = Array(source.utf8)
        for change in changes {
            bytes += own[at..<change.place.lowerBound]
            bytes += change.text.utf8
            at = change.place.upperBound
        }
        bytes += own[at...]
        return try Expression(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// The condition that all of these hold; nil where there is none.
    public static func all(_ conditions: [Expression]) throws(ExpressionError) -> Expression? {
        guard conditions.count > 1 else { return conditions.first }
        return try Expression(
            parsing: conditions.map { "(\($0.source))" }.joined(separator: " and "))
    }
}
