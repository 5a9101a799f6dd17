/// What a value is, as far as it is known before an expression runs.
public enum ValueType: String, Hashable, Sendable, CaseIterable {
    case number, text, bool, list
    /// Not known until it runs.
    case any

    /// Whether a value of this type may stand where `other` is needed.
    func fits(_ other: ValueType) -> Bool { self == other || self == .any || other == .any }

    init(of literal: JSON) {
        switch literal {
        case .number: self = .number
        case .string: self = .text
        case .bool: self = .bool
        case .array: self = .list
        case .null, .object: self = .any
        }
    }
}

/// The names an expression may use, with their types.
public struct Scope: Hashable, Sendable {
    public let types: [String: ValueType]
    /// Beginnings such as `customer.`, below which every name is accepted.
    public let openPrefixes: [String]

    public init(_ types: [String: ValueType], openPrefixes: [String] = []) {
        self.types = types
        self.openPrefixes = openPrefixes
    }

    /// The names of both; where both know one, it is this one's.
    public func with(_ other: Scope) -> Scope {
        Scope(
            types.merging(other.types) { own, _ in own },
            openPrefixes: openPrefixes + other.openPrefixes)
    }

    /// Nil for a name that is not known.
    public func type(of name: String) -> ValueType? {
        if let type = types[name] { return type }
        let isOpen = openPrefixes.contains { name.count > $0.count && name.hasPrefix($0) }
        return isOpen ? .any : nil
    }
}

extension ExpressionError {
    /// The error of a name nobody knows; with the likeliest one meant, its code ends in `Suggest`.
    static func unknown(
        _ code: String, _ name: String, among known: some Sequence<String>, at place: Range<Int>,
        of source: String
    ) -> ExpressionError {
        guard let suggestion = name.nearest(among: known) else {
            return ExpressionError(code, ["name": name], at: place, of: source)
        }
        return ExpressionError(
            code + "Suggest", ["name": name, "suggestion": suggestion], at: place, of: source)
    }
}
