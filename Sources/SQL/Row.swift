public import Base

/// One row of a result, read by position. Valid only inside the closure that receives it.
public struct Row {
    public let values: [SQLValue]

    public init(values: [SQLValue]) { self.values = values }

    public func isNull(_ column: Int) -> Bool { values[column] == .null }

    public func int64(_ column: Int) -> Int64 { int64OrNil(column) ?? wrong(column, "a number") }
    public func int(_ column: Int) -> Int { Int(int64(column)) }
    public func double(_ column: Int) -> Double { doubleOrNil(column) ?? wrong(column, "a number") }
    public func text(_ column: Int) -> String { textOrNil(column) ?? wrong(column, "text") }
    public func bool(_ column: Int) -> Bool { int64(column) != 0 }
    public func instant(_ column: Int) -> Instant { Instant(microseconds: int64(column)) }
    public func id<Kind>(_ column: Int) -> ID<Kind> { ID(raw: int64(column)) }

    public func int64OrNil(_ column: Int) -> Int64? {
        switch values[column] {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    public func doubleOrNil(_ column: Int) -> Double? {
        switch values[column] {
        case .double(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    public func textOrNil(_ column: Int) -> String? {
        if case .text(let value) = values[column] { value } else { nil }
    }

    public func blobOrNil(_ column: Int) -> [UInt8]? {
        if case .blob(let value) = values[column] { value } else { nil }
    }

    public func instantOrNil(_ column: Int) -> Instant? {
        int64OrNil(column).map(Instant.init(microseconds:))
    }

    public func idOrNil<Kind>(_ column: Int) -> ID<Kind>? {
        int64OrNil(column).map { ID(raw: $0) }
    }

    /// What the program itself wrote as JSON; text that is none is a bug or a broken file.
    public func json(_ column: Int) throws -> JSON { try JSON(parsing: text(column)) }

    private func wrong<T>(_ column: Int, _ wanted: String) -> T {
        preconditionFailure("column \(column) is \(values[column]), not \(wanted)")
    }
}
