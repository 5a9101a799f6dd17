extension Expression {
    /// The type of the whole, once every name is known and every value fits its place.
    public func check(_ scope: Scope) throws(ExpressionError) -> ValueType {
        var checker = Checker(expression: self, scope: scope)
        return try checker.type(of: root).type
    }

    /// As `check`, and the whole must be a condition.
    public func checkCondition(_ scope: Scope) throws(ExpressionError) {
        let type = try check(scope)
        guard type.fits(.bool) else {
            throw ExpressionError(
                "notCondition", ["found": type.rawValue], at: 0..<source.utf8.count, of: source)
        }
    }
}

/// Walks the tree in the order in which its places were kept.
private struct Checker {
    typealias Typed = (type: ValueType, place: Range<Int>)

    let expression: Expression
    let scope: Scope
    var next = 0

    init(expression: Expression, scope: Scope) {
        self.expression = expression
        self.scope = scope
    }

    func error(_ code: String, _ values: [String: String], _ place: Range<Int>) -> ExpressionError {
        ExpressionError(code, values, at: place, of: expression.source)
    }

    mutating func type(of node: Node) throws(ExpressionError) -> Typed {
        var children: [Typed] = []
        for child in node.children { children.append(try type(of: child)) }
        let place = expression.places[next]
        next += 1
        return (try judge(node, children, place), place)
    }

    func judge(
        _ node: Node, _ children: [Typed], _ place: Range<Int>
    ) throws(ExpressionError) -> ValueType {
        switch node {
        case .number: return .number
        case .text: return .text
        case .bool: return .bool
        case .list: return .list
        case .name(let name):
            if let type = scope.type(of: name) { return type }
            throw .unknown(
                "unknownName", name, among: scope.types.keys, at: place, of: expression.source)
        case .negate, .arithmetic:
            for child in children { try need(.number, child) }
            return .number
        case .not, .and, .or:
            for child in children { try need(.bool, child) }
            return .bool
        case .compare(let comparison, _, _):
            try comparable(comparison, children[0], children[1], place)
            return .bool
        case .in(_, let haystack):
            try need(.list, children[1])
            try member(children[0], of: haystack, place)
            return .bool
        case .contains(let haystack, _):
            try container(children[0], children[1], haystack, place)
            return .bool
        case .call(let function, _): return try judge(function, children)
        }
    }

    func need(_ type: ValueType, _ found: Typed) throws(ExpressionError) {
        guard found.type.fits(type) else {
            throw error(
                "wrongType", ["expected": type.rawValue, "found": found.type.rawValue],
                found.place)
        }
    }

    func comparable(
        _ comparison: Node.Comparison, _ a: Typed, _ b: Typed, _ place: Range<Int>
    ) throws(ExpressionError) {
        guard a.type.fits(b.type) else {
            throw error(
                "cannotCompare", ["left": a.type.rawValue, "right": b.type.rawValue], place)
        }
        guard comparison != .equal, comparison != .notEqual else { return }
        for side in [a, b] where side.type == .bool || side.type == .list {
            throw error("notOrdered", ["found": side.type.rawValue], side.place)
        }
    }

    /// A value that equals no element of a written list by its very type is a slip.
    func member(
        _ needle: Typed, of haystack: Node, _ place: Range<Int>
    ) throws(ExpressionError) {
        guard case .list(let elements) = haystack, let first = elements.first,
            !elements.contains(where: { ValueType(of: $0).fits(needle.type) })
        else { return }
        throw error(
            "cannotCompare",
            ["left": needle.type.rawValue, "right": ValueType(of: first).rawValue], place)
    }

    func container(
        _ haystack: Typed, _ needle: Typed, _ node: Node, _ place: Range<Int>
    ) throws(ExpressionError) {
        switch haystack.type {
        case .text: try need(.text, needle)
        case .list: try member(needle, of: node, place)
        case .any: break
        case .number, .bool: try need(.list, haystack)
        }
    }

    func judge(
        _ function: Node.Function, _ arguments: [Typed]
    ) throws(ExpressionError) -> ValueType {
        switch function {
        case .count: return .number
        case .min, .max, .sum, .mean:
            for argument in arguments where argument.type != .list { try need(.number, argument) }
            return .number
        case .abs, .round:
            for argument in arguments { try need(.number, argument) }
            return .number
        case .length:
            try need(.text, arguments[0])
            return .number
        case .lower:
            try need(.text, arguments[0])
            return .text
        case .isMissing, .answered: return .bool
        case .startsWith:
            for argument in arguments { try need(.text, argument) }
            return .bool
        case .if:
            try need(.bool, arguments[0])
            let (a, b) = (arguments[1], arguments[2])
            if a.type == .any || b.type == .any { return .any }
            try need(a.type, b)
            return a.type
        }
    }
}
