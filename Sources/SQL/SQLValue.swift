public import Base

/// What a column holds, on both engines.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case double(Double)
    case text(String)
    case blob([UInt8])
}

/// A type that has one column form.
public protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable { public var sqlValue: SQLValue { self } }
extension Int64: SQLBindable { public var sqlValue: SQLValue { .integer(self) } }
extension Int: SQLBindable { public var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Double: SQLBindable { public var sqlValue: SQLValue { .double(self) } }
extension String: SQLBindable { public var sqlValue: SQLValue { .text(self) } }
/// Booleans are 0 and 1 in BIGINT columns, because SQLite has no other.
extension Bool: SQLBindable { public var sqlValue: SQLValue { .integer(self ? 1 : 0) } }
extension Instant: SQLBindable { public var sqlValue: SQLValue { .integer(microseconds) } }
extension Span: SQLBindable { public var sqlValue: SQLValue { .integer(microseconds) } }
extension ID: SQLBindable { public var sqlValue: SQLValue { .integer(raw) } }
extension JSON: SQLBindable { public var sqlValue: SQLValue { .text(text) } }

extension String {
    /// The form that both engines can hold: PostgreSQL's text has no U+0000.
    public var storable: String {
        guard hasNull else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }

    private var hasNull: Bool {
        var text = self
        // The least byte of all, because that is found sixteen at a time; looking for the first
        // null goes byte by byte and took a twentieth of an import.
        return text.withUTF8 { $0.reduce(.max, min) == 0 }
    }
}
