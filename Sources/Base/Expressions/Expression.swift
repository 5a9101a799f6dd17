/// A small formula over named values, such as `score <= 6 and customer.tier == "vip"`: the one
/// language of survey logic, segments, rule conditions, promise scopes and analysis filters. It
/// has no loops and no side effects, and every text of bounded length is read and evaluated in
/// bounded time.
///
/// - Literals: `6`, `1.5e3`, `"text"` or `'text'` (escapes `\" \' \\ \n \t`), `true`, `false`,
///   `["a", "b"]`.
/// - Names: `score`, `answers.q1`, `客户.等级`; in back-quotes where they hold other characters:
///   `` `Customer Type` ``.
/// - From loose to tight: `or`; `and`; `not`; `== != < <= > >= in contains` and `not in`;
///   `+ -`; `* / %`; unary `-`; parentheses and functions (`Node.Function`).
/// - A value that is not there is *missing*. Comparing or computing with it gives missing, `and`,
///   `or`, `not` follow Kleene's three-valued logic, and a condition holds only if it is true.
public struct Expression: Sendable {
    public static let maximumLength = 16_384
    public static let maximumDepth = 200

    public let source: String
    public let root: Node
    /// Every name used, in the order of first use.
    public let names: [String]
    /// Where each node stands in `source` (bytes), children before their parent.
    let places: [Range<Int>]

    public init(parsing source: String) throws(ExpressionError) {
        var parser = try ExpressionParser(source)
        self.source = source
        root = try parser.whole()
        places = parser.places
        names = Expression.names(below: root)
    }

    private static func names(below root: Node) -> [String] {
        var seen = Set<String>()
        var names: [String] = []
        func visit(_ node: Node) {
            if case .name(let name) = node, seen.insert(name).inserted { names.append(name) }
            for child in node.children { visit(child) }
        }
        visit(root)
        return names
    }
}

/// The text says all: the tree follows from it.
extension Expression: Hashable {
    public static func == (a: Expression, b: Expression) -> Bool { a.source == b.source }
    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension Expression: CustomStringConvertible {
    /// The expression in its plainest form: single spaces, only the parentheses it needs.
    public var description: String { root.description }
}
