/// A condition or formula as other programs write them: names, literals, operators, calls. One
/// grammar reads SurveyJS and LimeSurvey, which differ in names and words only.
indirect enum ForeignExpression: Hashable {
    case number(Double)
    case text(String)
    case bool(Bool)
    case name(String)
    case list([ForeignExpression])
    /// `not`, `-`, `empty`, `notempty`.
    case unary(String, ForeignExpression)
    /// `or and == != < <= > >= + - * / % contains notcontains anyof noneof`.
    case binary(String, ForeignExpression, ForeignExpression)
    case call(String, [ForeignExpression])

    /// Nil where it is none, or nests too deep.
    init?(_ source: String) {
        guard source.utf8.count <= 8_000, let tokens = ForeignToken.all(of: source) else {
            return nil
        }
        var parser = ForeignParser(tokens: tokens)
        guard let whole = parser.either(), parser.isAtEnd else { return nil }
        self = whole
    }
}

enum ForeignToken: Hashable {
    case number(Double)
    case text(String)
    case name(String)
    case word(String)
    case sign(String)

    private static let signs = [
        "==", "!=", "<>", "<=", ">=", "&&", "||", "<", ">", "=", "!", "+", "-", "*", "/", "%",
        "(", ")", "[", "]", ",",
    ]

    static func all(of source: String) -> [ForeignToken]? {
        var tokens: [ForeignToken] = []
        var rest = Substring(source)
        while let first = rest.first {
            if first.isWhitespace {
                rest = rest.dropFirst()
            } else if first == "{" {
                guard let close = rest.firstIndex(of: "}") else { return nil }
                tokens.append(.name(rest[rest.index(after: rest.startIndex)..<close].trimmed))
                rest = rest[rest.index(after: close)...]
            } else if first == "\"" || first == "'" {
                guard let text = quoted(&rest) else { return nil }
                tokens.append(.text(text))
            } else if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
                rest = rest.dropFirst(digits.count)
                // A name may begin with a digit where an id does.
                let letters = rest.prefix { $0.isLetter || $0 == "_" || $0.isNumber }
                if letters.isEmpty, let number = Double(digits) {
                    tokens.append(.number(number))
                } else {
                    tokens.append(.word(String(digits) + letters))
                    rest = rest.dropFirst(letters.count)
                }
            } else if first.isLetter || first == "_" || first == "$" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || "_$.:#".contains($0) }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
                tokens.append(.sign(sign))
                rest = rest.dropFirst(sign.count)
            } else {
                return nil
            }
            guard tokens.count <= 2_000 else { return nil }
        }
        return tokens
    }

    private static func quoted(_ rest: inout Substring) -> String? {
        let mark = rest.removeFirst()
        var out = ""
        while let character = rest.popFirst() {
            if character == mark { return out }
            if character == "\\", let next = rest.popFirst() {
                out.append(next)
            } else {
                out.append(character)
            }
        }
        return nil
    }
}

private struct ForeignParser {
    let tokens: [ForeignToken]
    private var place = 0
    private var depth = 0

    init(tokens: [ForeignToken]) { self.tokens = tokens }

    var isAtEnd: Bool { place == tokens.count }
    private var next: ForeignToken? { place < tokens.count ? tokens[place] : nil }

    /// Takes one of several spellings; the first of them is the meaning.
    private mutating func take(_ spellings: [String]) -> String? {
        switch next {
        case .sign(let sign)? where spellings.contains(sign): break
        case .word(let word)? where spellings.contains(word.lowercased()): break
        default: return nil
        }
        place += 1
        return spellings[0]
    }

    private mutating func series(
        _ operators: [[String]], _ inner: (inout ForeignParser) -> ForeignExpression?
    ) -> ForeignExpression? {
        guard var left = inner(&self) else { return nil }
        while let sign = operators.lazy.compactMap({ [self] in peek($0) }).first {
            place += 1
            guard let right = inner(&self) else { return nil }
            left = .binary(sign, left, right)
        }
        return left
    }

    private func peek(_ spellings: [String]) -> String? {
        switch next {
        case .sign(let sign)? where spellings.contains(sign): spellings[0]
        case .word(let word)? where spellings.contains(word.lowercased()): spellings[0]
        default: nil
        }
    }

    mutating func either() -> ForeignExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { return nil }
        return series([["or", "||"]]) { $0.all() }
    }

    private mutating func all() -> ForeignExpression? {
        series([["and", "&&"]]) { $0.negated() }
    }

    private mutating func negated() -> ForeignExpression? {
        guard take(["not", "!"]) != nil else { return compared() }
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { return nil }
        return negated().map { .unary("not", $0) }
    }

    private mutating func compared() -> ForeignExpression? {
        guard var left = sum() else { return nil }
        let signs = [
            ["==", "=", "equal", "eq"], ["!=", "<>", "notequal", "ne"],
            ["<=", "lessorequal", "le"], [">=", "greaterorequal", "ge"], ["<", "less", "lt"],
            [">", "greater", "gt"], ["contains", "contain", "allof"],
            ["notcontains", "notcontain"], ["anyof"], ["noneof"],
        ]
        while true {
            if take(["empty"]) != nil {
                left = .unary("empty", left)
            } else if take(["notempty"]) != nil {
                left = .unary("notempty", left)
            } else if let sign = signs.lazy.compactMap({ [self] in peek($0) }).first {
                place += 1
                guard let right = sum() else { return nil }
                left = .binary(sign, left, right)
            } else {
                return left
            }
        }
    }

    private mutating func sum() -> ForeignExpression? {
        series([["+"], ["-"]]) { $0.product() }
    }

    private mutating func product() -> ForeignExpression? {
        series([["*"], ["/"], ["%"]]) { $0.signed() }
    }

    private mutating func signed() -> ForeignExpression? {
        guard take(["-"]) != nil else { return operand() }
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { return nil }
        return signed().map { .unary("-", $0) }
    }

    private mutating func operand() -> ForeignExpression? {
        guard let token = next else { return nil }
        place += 1
        switch token {
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        case .name(let name): return .name(name)
        case .sign("("):
            guard let inner = either(), take([")"]) != nil else { return nil }
            return inner
        case .sign("["):
            return elements(until: "]").map { .list($0) }
        case .sign("!"): return signed().map { .unary("not", $0) }
        case .sign: return nil
        case .word(let word):
            if take(["("]) != nil {
                return elements(until: ")").map { .call(word.lowercased(), $0) }
            }
            switch word.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: return .name(word)
            }
        }
    }

    private mutating func elements(until close: String) -> [ForeignExpression]? {
        var all: [ForeignExpression] = []
        if take([close]) != nil { return all }
        while let element = either() {
            all.append(element)
            if take([close]) != nil { return all }
            guard take([","]) != nil else { return nil }
        }
        return nil
    }
}
