/// The tree of an expression. Public, so that it can be compiled to other forms (a predicate over
/// columns, SQL); their answers must equal those of `Expression.evaluate`.
public indirect enum Node: Hashable, Sendable {
    /// Never negative: `-2` is `negate(number(2))`.
    case number(Double)
    case text(String)
    case bool(Bool)
    /// Literals only: numbers, strings, booleans.
    case list([JSON])
    /// A dotted name as written, without back-quotes.
    case name(String)
    case negate(Node)
    case not(Node)
    case and(Node, Node)
    case or(Node, Node)
    case compare(Comparison, Node, Node)
    /// `needle in haystack`.
    case `in`(Node, Node)
    /// `haystack contains needle`, for lists and texts.
    case contains(Node, Node)
    case arithmetic(Arithmetic, Node, Node)
    case call(Function, [Node])

    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        /// What holds of two values in an order exactly where this does not.
        public var opposite: Comparison {
            switch self {
            case .equal: .notEqual
            case .notEqual: .equal
            case .less: .greaterOrEqual
            case .lessOrEqual: .greater
            case .greater: .lessOrEqual
            case .greaterOrEqual: .less
            }
        }
    }

    public enum Arithmetic: String, Hashable, Sendable, CaseIterable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        /// Has the sign of its left side.
        case remainder = "%"
    }

    /// Missing values: `count` counts the others, `min max sum mean` pass over them and are
    /// missing when nothing is left; `if` takes its last value unless the condition holds;
    /// `is_missing` and `answered` always answer; for the rest, missing in is missing out.
    public enum Function: String, Hashable, Sendable, CaseIterable {
        /// These five take any number of values; a list counts as its elements.
        case count, min, max, sum, mean
        case abs
        /// `round(x)` or `round(x, digits)`, half away from zero.
        case round
        /// Characters of a text.
        case length
        case lower
        case isMissing = "is_missing"
        /// There is a value, and it is no empty text or list.
        case answered
        case `if`
        case startsWith = "starts_with"

        /// How many values it takes.
        public var arity: ClosedRange<Int> {
            switch self {
            case .count, .min, .max, .sum, .mean: 1...1_000
            case .abs, .length, .lower, .isMissing, .answered: 1...1
            case .round: 1...2
            case .startsWith: 2...2
            case .if: 3...3
            }
        }
    }

    /// The nodes just below, from left to right.
    public var children: [Node] {
        switch self {
        case .number, .text, .bool, .list, .name: []
        case .negate(let a), .not(let a): [a]
        case .and(let a, let b), .or(let a, let b), .in(let a, let b), .contains(let a, let b),
            .compare(_, let a, let b), .arithmetic(_, let a, let b):
            [a, b]
        case .call(_, let arguments): arguments
        }
    }
}
