extension Node {
    /// How tightly operators bind.
    enum Power {
        static let or = 1
        static let and = 2
        static let not = 3
        static let comparison = 4
        static let sum = 5
        static let product = 6
        static let negate = 7
        static let operand = 8
    }

    fileprivate var power: Int {
        switch self {
        case .number, .text, .bool, .list, .name, .call: Power.operand
        case .negate: Power.negate
        case .not(.in): Power.comparison
        case .not: Power.not
        case .and: Power.and
        case .or: Power.or
        case .compare, .in, .contains: Power.comparison
        case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): Power.sum
        case .arithmetic: Power.product
        }
    }
}

extension Node: CustomStringConvertible {
    /// Text that reads as this very tree again, with only the parentheses it needs.
    public var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .number(let value): text += JSON.number(value).text
        case .text(let value): Node.write(value, to: &text)
        case .bool(let value): text += value ? "true" : "false"
        case .list(let elements): Node.write(elements, to: &text)
        case .name(let name): text += Node.written(name: name)
        case .negate(let inner):
            text += "-"
            inner.write(to: &text, from: Power.negate)
        case .not(.in(let needle, let haystack)):
            write(needle, "not in", haystack, to: &text)
        case .not(let inner):
            text += "not "
            inner.write(to: &text, from: Power.not)
        case .and(let a, let b): write(a, "and", b, to: &text)
        case .or(let a, let b): write(a, "or", b, to: &text)
        case .in(let a, let b): write(a, "in", b, to: &text)
        case .contains(let a, let b): write(a, "contains", b, to: &text)
        case .compare(let comparison, let a, let b): write(a, comparison.rawValue, b, to: &text)
        case .arithmetic(let sign, let a, let b): write(a, sign.rawValue, b, to: &text)
        case .call(let function, let arguments):
            text += function.rawValue + "("
            for (index, argument) in arguments.enumerated() {
                if index > 0 { text += ", " }
                argument.write(to: &text)
            }
            text += ")"
        }
    }

    /// In parentheses where it binds more loosely than `least`.
    private func write(to text: inout String, from least: Int) {
        let needsParentheses = power < least
        if needsParentheses { text += "(" }
        write(to: &text)
        if needsParentheses { text += ")" }
    }

    /// Operators group to the left; comparisons do not group at all.
    private func write(_ a: Node, _ sign: String, _ b: Node, to text: inout String) {
        a.write(to: &text, from: power == Power.comparison ? power + 1 : power)
        text += " \(sign) "
        b.write(to: &text, from: power + 1)
    }

    private static func write(_ elements: [JSON], to text: inout String) {
        text += "["
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ", " }
            if let string = element.string {
                write(string, to: &text)
            } else {
                text += element.text
            }
        }
        text += "]"
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// A name as it must be written in an expression: in back-quotes unless it is plain.
    public static func written(name: String) -> String {
        if Letters.isPlainPath(name), ExpressionLexer.Symbol(rawValue: name) == nil { return name }
        return "`"
            + name.split(separator: "`", omittingEmptySubsequences: false)
            .joined(separator: "``") + "`"
    }
}
