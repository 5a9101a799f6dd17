import Base

/// What a name of another program's condition stands for in ours.
struct LogicName {
    enum Kind { case number, text, bool, list }

    /// `answers.q1`, `hidden.channel`, `computed.mean`.
    let own: String
    let kind: Kind
    /// Their codes → ours, for choices.
    var codes: [String: String] = [:]
    /// Set where the name is one option of a list that may be ticked: our code.
    var option: String?
    /// What is written for yes and for no.
    var yes: Set<String> = ["Y", "true", "1", "yes"]
}

/// Puts conditions of other programs into our language.
struct LogicReading {
    /// - Parameter names: what a name stands for; nil for one that did not come over.
    let names: (String) -> LogicName?

    /// Nil where something in it has no counterpart.
    func expression(_ source: String) -> String? {
        ForeignExpression(source).flatMap(node)?.description
    }

    func node(_ foreign: ForeignExpression) -> Node? {
        switch foreign {
        case .number(let number): return number < 0 ? .negate(.number(-number)) : .number(number)
        case .text(let text): return .text(text)
        case .bool(let bool): return .bool(bool)
        case .list: return nil
        case .name(let name):
            guard let known = names(name) else { return nil }
            return known.option.map { .contains(.name(known.own), .text($0)) } ?? .name(known.own)
        case .unary(let sign, let inner): return unary(sign, inner)
        case .binary(let sign, let left, let right): return binary(sign, left, right)
        case .call(let function, let arguments): return call(function, arguments)
        }
    }

    private func unary(_ sign: String, _ inner: ForeignExpression) -> Node? {
        switch sign {
        case "empty", "notempty":
            if case .name(let name) = inner, let known = names(name), known.option != nil {
                return node(inner).map { sign == "empty" ? .not($0) : $0 }
            }
            return node(inner).map { inner in
                let answered = Node.call(.answered, [inner])
                return sign == "empty" ? .not(answered) : answered
            }
        case "not":
            return node(inner).map { inner in
                if case .not(let twice) = inner { return twice }
                return .not(inner)
            }
        default: return node(inner).map { .negate($0) }
        }
    }

    private func binary(
        _ sign: String, _ left: ForeignExpression, _ right: ForeignExpression
    ) -> Node? {
        switch sign {
        case "and", "or":
            guard let a = node(left), let b = node(right) else { return nil }
            return sign == "and" ? .and(a, b) : .oneOf(a, b) ?? .or(a, b)
        case "anyof", "noneof", "contains", "notcontains": return membership(sign, left, right)
        case "/" where isMean(left, right):
            if case .call(_, let arguments) = left { return call("mean", arguments) }
            return nil
        case "+", "-", "*", "/", "%":
            guard let a = number(left), let b = number(right),
                let arithmetic = Node.Arithmetic(rawValue: sign)
            else { return nil }
            return .arithmetic(arithmetic, a, b)
        default: return comparison(sign, left, right)
        }
    }

    /// A sum over the count of the same.
    private func isMean(_ left: ForeignExpression, _ right: ForeignExpression) -> Bool {
        if case .call("sum", let a) = left, case .call("count", let b) = right { return a == b }
        return false
    }

    /// Numbers in quotes are numbers where one computes.
    private func number(_ foreign: ForeignExpression) -> Node? {
        if case .text(let text) = foreign, let number = Double(text.trimmed) {
            return node(.number(number))
        }
        return node(foreign)
    }

    // MARK: Comparing

    private func comparison(
        _ sign: String, _ left: ForeignExpression, _ right: ForeignExpression
    ) -> Node? {
        guard let comparison = Node.Comparison(rawValue: sign) else { return nil }
        if case .name(let name) = left, let known = names(name) {
            return compare(known, comparison, right)
        }
        if case .name(let name) = right, let known = names(name) {
            return compare(known, comparison.turned, left)
        }
        guard let a = node(left), let b = number(right) else { return nil }
        return .compare(comparison, a, b)
    }

    private func compare(
        _ known: LogicName, _ comparison: Node.Comparison, _ other: ForeignExpression
    ) -> Node? {
        let isEqual = comparison == .equal
        // Comparing with nothing asks whether there is an answer.
        if other == .text(""), isEqual || comparison == .notEqual {
            let has =
                known.option.map { Node.contains(.name(known.own), .text($0)) }
                ?? .call(.answered, [.name(known.own)])
            return isEqual ? .not(has) : has
        }
        if let option = known.option {
            guard let isYes = truth(other, known), isEqual || comparison == .notEqual else {
                return nil
            }
            let holds = Node.contains(.name(known.own), .text(option))
            return isYes == isEqual ? holds : .not(holds)
        }
        guard let literal = literal(other, known) else { return nil }
        if known.kind == .list {
            guard isEqual || comparison == .notEqual, case .text = literal else { return nil }
            let holds = Node.contains(.name(known.own), literal)
            return isEqual ? holds : .not(holds)
        }
        return .compare(comparison, .name(known.own), literal)
    }

    private func truth(_ foreign: ForeignExpression, _ known: LogicName) -> Bool? {
        switch foreign {
        case .bool(let bool): bool
        case .number(let number): number == 1
        case .text(let text): known.yes.contains(text)
        default: nil
        }
    }

    /// A literal as our kind of answer has it; names and formulas as they are.
    private func literal(_ foreign: ForeignExpression, _ known: LogicName) -> Node? {
        switch (known.kind, foreign) {
        case (.bool, .text), (.bool, .number), (.bool, .bool):
            return truth(foreign, known).map { .bool($0) }
        case (.number, .text(let text)):
            return Double(text.trimmed).flatMap { node(.number($0)) }
        case (.text, .text(let text)), (.list, .text(let text)):
            return .text(known.codes[text] ?? (known.codes.isEmpty ? text : "?"))
                .ifKnown(in: known)
        case (.text, .number(let number)), (.list, .number(let number)):
            let text = JSON.number(number).text
            return .text(known.codes[text] ?? (known.codes.isEmpty ? text : "?"))
                .ifKnown(in: known)
        case (_, .bool): return nil
        default: return node(foreign)
        }
    }

    private func membership(
        _ sign: String, _ left: ForeignExpression, _ right: ForeignExpression
    ) -> Node? {
        // SurveyJS also writes the list first.
        if case .list = left, case .name = right { return membership("anyof", right, left) }
        guard case .name(let name) = left, let known = names(name), known.option == nil else {
            return nil
        }
        var elements: [ForeignExpression] = [right]
        if case .list(let all) = right { elements = all }
        let literals = elements.compactMap { literal($0, known) }
        guard literals.count == elements.count, !literals.isEmpty else { return nil }
        let parts: [Node] = literals.map { literal in
            known.kind == .list || sign.hasSuffix("contains") && known.codes.isEmpty
                ? .contains(.name(known.own), literal)
                : .compare(.equal, .name(known.own), literal)
        }
        let isAll = sign.hasSuffix("contains")
        var whole = parts[0]
        if known.kind != .list, parts.count > 1, !isAll {
            whole = .in(.name(known.own), .list(literals.compactMap(\.json)))
        } else {
            for part in parts.dropFirst() { whole = isAll ? .and(whole, part) : .or(whole, part) }
        }
        return sign.hasPrefix("no") ? .not(whole) : whole
    }

    // MARK: Functions

    private static let functions: [String: Node.Function] = [
        "sum": .sum, "avg": .mean, "mean": .mean, "min": .min, "max": .max, "count": .count,
        "round": .round, "abs": .abs, "strlen": .length, "length": .length, "iif": .if,
        "if": .if, "lower": .lower, "strtolower": .lower,
    ]

    private func call(_ function: String, _ arguments: [ForeignExpression]) -> Node? {
        switch function {
        case "is_empty", "isempty":
            return arguments.count == 1 ? unary("empty", arguments[0]) : nil
        case "!is_empty", "isnotempty":
            return arguments.count == 1 ? unary("notempty", arguments[0]) : nil
        case "intval", "floatval":
            return arguments.count == 1 ? node(arguments[0]) : nil
        default: break
        }
        // Options of one list, each with a name of its own, are the list.
        let listed = arguments.compactMap { argument -> LogicName? in
            if case .name(let name) = argument { return names(name) }
            return nil
        }
        if function == "count", listed.count == arguments.count,
            listed.allSatisfy({ $0.option != nil }), Set(listed.map(\.own)).count == 1
        {
            return .call(.count, [.name(listed[0].own)])
        }
        let nodes = arguments.compactMap(node)
        guard nodes.count == arguments.count, !nodes.isEmpty,
            let own = LogicReading.functions[function], own.arity.contains(nodes.count)
        else { return nil }
        return .call(own, nodes)
    }
}

extension Node.Comparison {
    /// With its sides exchanged.
    fileprivate var turned: Node.Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

extension Node {
    /// "x is a, or x is b" as "x is one of a and b".
    fileprivate static func oneOf(_ a: Node, _ b: Node) -> Node? {
        guard case .compare(.equal, .name(let name), .text(let text)) = b else { return nil }
        switch a {
        case .compare(.equal, .name(name), .text(let first)):
            return .in(.name(name), .list([.string(first), .string(text)]))
        case .in(.name(name), .list(let elements)):
            return .in(.name(name), .list(elements + [.string(text)]))
        default: return nil
        }
    }

    fileprivate var json: JSON? {
        switch self {
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .bool(let bool): .bool(bool)
        default: nil
        }
    }

    /// Nil for a code that no option has.
    fileprivate func ifKnown(in known: LogicName) -> Node? {
        known.codes.isEmpty || self != .text("?") ? self : nil
    }
}
