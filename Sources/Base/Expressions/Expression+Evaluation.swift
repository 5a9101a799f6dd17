extension Expression {
    /// The value of the whole; `.null` when it is missing.
    /// - Parameter value: what stands under a dotted name; nil or `.null` where nothing does.
    public func evaluate(_ value: (String) -> JSON?) -> JSON { root.evaluate(value) }

    /// Whether the whole is true; a missing value is not.
    public func holds(_ value: (String) -> JSON?) -> Bool { root.truth(value) == true }
}

extension Node {
    func evaluate(_ look: (String) -> JSON?) -> JSON {
        switch self {
        case .number(let value): return .number(value)
        case .text(let value): return .string(value)
        case .bool(let value): return .bool(value)
        case .list(let elements): return .array(elements)
        case .name(let name): return look(name) ?? .null
        case .negate(let inner): return Node.number(inner.evaluate(look).number.map { -$0 })
        case .not, .and, .or, .compare, .in, .contains:
            return truth(look).map(JSON.bool) ?? .null
        case .arithmetic(let sign, let a, let b):
            guard let a = a.evaluate(look).number, let b = b.evaluate(look).number else {
                return .null
            }
            return Node.number(sign.apply(a, b))
        case .call(let function, let arguments): return function.call(arguments, look)
        }
    }

    /// Infinity and not-a-number (such as `1 / 0`) are missing.
    static func number(_ value: Double?) -> JSON {
        guard let value, value.isFinite else { return .null }
        return .number(value)
    }

    /// Nil is missing; so is a value that is no truth at all.
    public func truth(_ look: (String) -> JSON?) -> Bool? {
        switch self {
        case .not(let inner): return inner.truth(look).map { !$0 }
        case .and(let a, let b):
            let left = a.truth(look)
            if left == false { return false }
            let right = b.truth(look)
            return right == false ? false : left == nil ? nil : right
        case .or(let a, let b):
            let left = a.truth(look)
            if left == true { return true }
            let right = b.truth(look)
            return right == true ? true : left == nil ? nil : right
        case .compare(let comparison, let a, let b):
            return comparison.holds(a.evaluate(look), b.evaluate(look))
        case .in(let needle, let haystack):
            return Node.isMember(needle.evaluate(look), of: haystack.evaluate(look))
        case .contains(let haystack, let needle):
            let whole = haystack.evaluate(look)
            let part = needle.evaluate(look)
            guard case .string(let text) = whole else { return Node.isMember(part, of: whole) }
            return part.string.map { text.holds(text: $0) }
        default: return evaluate(look).bool
        }
    }

    private static func isMember(_ needle: JSON, of haystack: JSON) -> Bool? {
        guard !needle.isNull, case .array(let elements) = haystack else { return nil }
        if elements.contains(needle) { return true }
        return elements.contains(.null) ? nil : false
    }
}

extension Node.Comparison {
    /// Missing if a side is, or if the two have no order. Values of different kinds are not equal.
    func holds(_ a: JSON, _ b: JSON) -> Bool? {
        switch (a, b) {
        case (.null, _), (_, .null): return nil
        case (.number(let a), .number(let b)): return holds(a, b)
        case (.string(let a), .string(let b)): return holds(a, b)
        default:
            switch self {
            case .equal: return a == b
            case .notEqual: return a != b
            case .less, .lessOrEqual, .greater, .greaterOrEqual: return nil
            }
        }
    }

    /// Of two values that have an order.
    public func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
        switch self {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}

extension Node.Arithmetic {
    func apply(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .remainder: a.truncatingRemainder(dividingBy: b)
        }
    }
}

extension Node.Function {
    func call(_ arguments: [Node], _ look: (String) -> JSON?) -> JSON {
        switch self {
        case .if:
            return arguments[arguments[0].truth(look) == true ? 1 : 2].evaluate(look)
        case .count, .min, .max, .sum, .mean: return gather(arguments, look)
        default: break
        }
        let first = arguments[0].evaluate(look)
        switch self {
        case .isMissing: return .bool(first.isNull)
        case .answered: return .bool(!first.isNull && first != "" && first != [])
        case .abs: return Node.number(first.number.map { Swift.abs($0) })
        case .length: return first.string.map { .integer($0.count) } ?? .null
        case .lower: return first.string.map { .string($0.lowercased()) } ?? .null
        case .round:
            let digits = arguments.count > 1 ? arguments[1].evaluate(look).number : 0
            guard let digits, let value = first.number, Swift.abs(digits) <= 15 else {
                return .null
            }
            return Node.number(value.rounded(toDigits: Int(digits)))
        case .startsWith:
            let beginning = arguments[1].evaluate(look)
            guard let text = first.string, let start = beginning.string else { return .null }
            return .bool(text.utf8.starts(with: start.utf8))
        case .if, .count, .min, .max, .sum, .mean: preconditionFailure("answered above")
        }
    }

    /// A value that is no number makes the whole missing, rather than being passed over unseen.
    private func gather(_ arguments: [Node], _ look: (String) -> JSON?) -> JSON {
        var values: [JSON] = []
        for argument in arguments {
            switch argument.evaluate(look) {
            case .null: break
            case .array(let elements): values += elements.lazy.filter { !$0.isNull }
            case let value: values.append(value)
            }
        }
        if self == .count { return .integer(values.count) }
        let numbers = values.compactMap(\.number)
        guard numbers.count == values.count, let first = numbers.first else { return .null }
        switch self {
        case .min: return .number(numbers.reduce(first, Swift.min))
        case .max: return .number(numbers.reduce(first, Swift.max))
        case .sum: return Node.number(numbers.reduce(0, +))
        default: return Node.number(numbers.reduce(0, +) / Double(numbers.count))
        }
    }
}

extension String {
    /// Whether `text` stands anywhere inside, byte by byte.
    public func holds(text: String) -> Bool {
        var (own, other) = (self, text)
        return own.withUTF8 { own in
            other.withUTF8 { other in
                guard let first = other.first else { return true }
                guard own.count >= other.count else { return false }
                for start in 0...(own.count - other.count) where own[start] == first {
                    let slice = UnsafeBufferPointer(rebasing: own[start..<start + other.count])
                    if slice.elementsEqual(other) { return true }
                }
                return false
            }
        }
    }
}
