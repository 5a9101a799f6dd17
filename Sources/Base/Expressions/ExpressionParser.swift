/// Reads an expression by the binding power of its operators (Pratt).
struct ExpressionParser {
    private typealias Symbol = ExpressionLexer.Symbol

    /// A subtree and what is needed to judge the next step.
    private struct Part {
        let node: Node
        let depth: Int
        let place: Range<Int>
        /// An unparenthesised comparison, which no other may follow.
        var isComparison = false
    }

    private var lexer: ExpressionLexer
    private var token = ExpressionLexer.Token.end
    private var nesting = 0
    /// Places of the nodes made so far, children before their parent.
    private(set) var places: [Range<Int>] = []

    init(_ source: String) throws(ExpressionError) {
        lexer = ExpressionLexer(source)
        guard lexer.bytes.count <= Expression.maximumLength else {
            throw lexer.error(
                "tooLong", ["limit": "\(Expression.maximumLength)"],
                lexer.bytes.count..<lexer.bytes.count)
        }
    }

    mutating func whole() throws(ExpressionError) -> Node {
        try advance()
        guard token != .end else { throw error("empty") }
        let part = try expression(0)
        guard token == .end else { throw unexpected("unexpected") }
        return part.node
    }

    // MARK: Steps

    private mutating func advance() throws(ExpressionError) { token = try lexer.next() }

    private func error(
        _ code: String, _ values: [String: String] = [:], at place: Range<Int>? = nil
    ) -> ExpressionError {
        lexer.error(code, values, place ?? lexer.place)
    }

    private func unexpected(_ code: String) -> ExpressionError {
        token == .end ? error("unfinished") : error(code, ["found": lexer.text(lexer.place)])
    }

    private mutating func part(
        _ node: Node, below children: [Part] = [], at place: Range<Int>
    ) throws(ExpressionError) -> Part {
        let depth = (children.lazy.map(\.depth).max() ?? 0) + 1
        guard depth <= Expression.maximumDepth else { throw tooDeep(place) }
        places.append(place)
        return Part(node: node, depth: depth, place: place)
    }

    private func tooDeep(_ place: Range<Int>) -> ExpressionError {
        error("tooDeep", ["limit": "\(Expression.maximumDepth)"], at: place)
    }

    /// Reads as long as operators bind at least as tightly as `power`.
    private mutating func expression(_ power: Int) throws(ExpressionError) -> Part {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Expression.maximumDepth else { throw tooDeep(lexer.place) }
        var left = try operand()
        while let (infix, isNegated) = try infix(power, after: left) {
            try advance()
            let right = try expression(infix.power + 1)
            let place = left.place.lowerBound..<right.place.upperBound
            var whole = try part(
                infix.make(left.node, right.node), below: [left, right], at: place)
            if isNegated { whole = try part(.not(whole.node), below: [whole], at: place) }
            whole.isComparison = infix.power == Node.Power.comparison
            left = whole
        }
        return left
    }

    /// The operator at hand if it binds tightly enough; `not in` is two words, both read but for
    /// the last.
    private mutating func infix(
        _ power: Int, after left: Part
    ) throws(ExpressionError) -> (Infix, isNegated: Bool)? {
        guard case .symbol(var symbol) = token else { return nil }
        let isNegated = symbol == .not && power <= Node.Power.comparison
        if isNegated {
            try advance()
            guard token == .symbol(.in) else { throw unexpected("unexpected") }
            symbol = .in
        }
        guard let infix = Infix(symbol), infix.power >= power else { return nil }
        if infix.power == Node.Power.comparison, left.isComparison {
            throw error("chainedComparison")
        }
        return (infix, isNegated)
    }

    // MARK: Operands

    private mutating func operand() throws(ExpressionError) -> Part {
        let place = lexer.place
        switch token {
        case .number(let value): return try literal(.number(value))
        case .text(let value): return try literal(.text(value))
        case .name(let name, let isPlain):
            try advance()
            guard isPlain, token == .symbol(.open) else { return try part(.name(name), at: place) }
            return try call(name, at: place)
        case .symbol(.true): return try literal(.bool(true))
        case .symbol(.false): return try literal(.bool(false))
        case .symbol(.openList): return try list()
        case .symbol(.open): return try parenthesised()
        case .symbol(.not): return try prefix(Node.Power.not) { .not($0) }
        case .symbol(.minus): return try prefix(Node.Power.negate) { .negate($0) }
        default: throw unexpected("valueExpected")
        }
    }

    private mutating func literal(_ node: Node) throws(ExpressionError) -> Part {
        let place = lexer.place
        try advance()
        return try part(node, at: place)
    }

    private mutating func prefix(
        _ power: Int, _ make: (Node) -> Node
    ) throws(ExpressionError) -> Part {
        let start = lexer.place.lowerBound
        try advance()
        let inner = try expression(power)
        return try part(make(inner.node), below: [inner], at: start..<inner.place.upperBound)
    }

    private mutating func parenthesised() throws(ExpressionError) -> Part {
        let open = lexer.place
        try advance()
        let inner = try expression(0)
        let end = try close(.close, open, "parenthesisNotClosed")
        return Part(node: inner.node, depth: inner.depth, place: open.lowerBound..<end)
    }

    /// - Returns: Where the closing sign ends.
    private mutating func close(
        _ symbol: Symbol, _ open: Range<Int>, _ code: String
    ) throws(ExpressionError) -> Int {
        guard token == .symbol(symbol) else {
            throw token == .end ? error(code, at: open) : unexpected("unexpected")
        }
        let end = lexer.place.upperBound
        try advance()
        return end
    }

    private mutating func call(
        _ name: String, at place: Range<Int>
    ) throws(ExpressionError) -> Part {
        guard let function = Node.Function(rawValue: name) else {
            let known = Node.Function.allCases.map(\.rawValue)
            throw lexer.unknown("unknownFunction", name, among: known, at: place)
        }
        let open = lexer.place
        try advance()
        var arguments: [Part] = []
        if token != .symbol(.close) {
            arguments.append(try expression(0))
            while token == .symbol(.comma) {
                try advance()
                arguments.append(try expression(0))
            }
        }
        let end = try close(.close, open, "parenthesisNotClosed")
        let whole = place.lowerBound..<end
        let arity = function.arity
        guard arity.contains(arguments.count) else {
            let expected =
                arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound)–\(arity.upperBound)"
            throw error(
                "argumentCount",
                ["name": name, "expected": expected, "found": "\(arguments.count)"], at: whole)
        }
        return try part(.call(function, arguments.map(\.node)), below: arguments, at: whole)
    }

    private mutating func list() throws(ExpressionError) -> Part {
        let open = lexer.place
        try advance()
        var elements: [JSON] = []
        if token != .symbol(.closeList) {
            elements.append(try element())
            while token == .symbol(.comma) {
                try advance()
                elements.append(try element())
            }
        }
        let end = try close(.closeList, open, "bracketNotClosed")
        return try part(.list(elements), at: open.lowerBound..<end)
    }

    private mutating func element() throws(ExpressionError) -> JSON {
        let isNegative = token == .symbol(.minus)
        if isNegative { try advance() }
        let value: JSON
        switch token {
        case .number(let number): value = .number(isNegative ? -number : number)
        case .text(let text) where !isNegative: value = .string(text)
        case .symbol(.true) where !isNegative: value = true
        case .symbol(.false) where !isNegative: value = false
        case .end: throw error("unfinished")
        default: throw error("listElement")
        }
        try advance()
        return value
    }
}

extension ExpressionLexer {
    /// The error of a name nobody knows, with the likeliest one meant.
    func unknown(
        _ code: String, _ name: String, among known: some Sequence<String>, at place: Range<Int>
    ) -> ExpressionError {
        ExpressionError.unknown(code, name, among: known, at: place, of: source)
    }
}

/// An operator between two operands.
private struct Infix {
    let power: Int
    let make: (Node, Node) -> Node

    init?(_ symbol: ExpressionLexer.Symbol) {
        switch symbol {
        case .or: (power, make) = (Node.Power.or, { .or($0, $1) })
        case .and: (power, make) = (Node.Power.and, { .and($0, $1) })
        case .in: (power, make) = (Node.Power.comparison, { .in($0, $1) })
        case .contains: (power, make) = (Node.Power.comparison, { .contains($0, $1) })
        default:
            if let comparison = Node.Comparison(rawValue: symbol.rawValue) {
                (power, make) = (Node.Power.comparison, { .compare(comparison, $0, $1) })
            } else if let arithmetic = Node.Arithmetic(rawValue: symbol.rawValue) {
                let isSum = arithmetic == .add || arithmetic == .subtract
                (power, make) = (
                    isSum ? Node.Power.sum : Node.Power.product,
                    { .arithmetic(arithmetic, $0, $1) }
                )
            } else {
                return nil
            }
        }
    }
}
