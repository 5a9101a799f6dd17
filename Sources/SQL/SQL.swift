/// A statement whose interpolated values travel as binds, never as text:
/// `"SELECT name FROM users WHERE id = \(id)"`.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The statement with `?` where a value belongs.
    public private(set) var text: String
    public private(set) var binds: [SQLValue]

    public init(stringLiteral value: String) {
        text = value
        binds = []
    }

    public init(stringInterpolation interpolation: Interpolation) {
        text = interpolation.text
        binds = interpolation.binds
    }

    public struct Interpolation: StringInterpolationProtocol, Sendable {
        var text = ""
        var binds: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            binds.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        public mutating func appendInterpolation(_ value: some SQLBindable) {
            text += "?"
            binds.append(value.sqlValue)
        }

        public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            text += "?"
            binds.append(value?.sqlValue ?? .null)
        }

        /// A part of a statement, with its own binds.
        public mutating func appendInterpolation(_ part: SQL) {
            text += part.text
            binds += part.binds
        }

        /// A column or table name from the program, never from outside.
        public mutating func appendInterpolation(name: StaticString) { text += "\(name)" }
    }

    public static func + (a: SQL, b: SQL) -> SQL { "\(a)\(b)" }

    public static func joined(_ parts: [SQL], by separator: SQL) -> SQL {
        guard var whole = parts.first else { return "" }
        for part in parts.dropFirst() {
            whole.text += separator.text
            whole.text += part.text
            whole.binds += separator.binds
            whole.binds += part.binds
        }
        return whole
    }
}
