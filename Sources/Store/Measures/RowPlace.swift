public import Base
public import SQL

/// Where the values of a column of analysis stand in a row of the database.
public struct RowPlace: Sendable {
    /// What stands there.
    enum Form: Sendable {
        case number
        /// 0 or 1.
        case flag
        case text
        /// JSON text, where a value may be anything.
        case document
        /// Whole numbers, each of which stands for a text.
        case code(@Sendable (Int64) -> String)
    }

    private let form: Form
    /// The table beside the row in which it stands.
    let join: SQL?
    private let column: @Sendable (Dialect) -> SQL

    init(_ form: Form, beside join: SQL? = nil, _ column: SQL) {
        self.init(form, beside: join) { _ in column }
    }

    init(_ form: Form, beside join: SQL? = nil, _ column: @escaping @Sendable (Dialect) -> SQL) {
        self.form = form
        self.join = join
        self.column = column
    }

    /// Whether there may be more different texts than anybody can use.
    public var mayHoldTexts: Bool {
        switch form {
        case .text, .document, .code: true
        case .number, .flag: false
        }
    }

    /// As a row has it: JSON text of what stands in a document.
    func sql(_ dialect: Dialect) -> SQL { column(dialect) }

    /// The number that stands there; NULL for anything else.
    func number(_ dialect: Dialect) -> SQL {
        let own = sql(dialect)
        switch form {
        case .number: return "CAST(\(own) AS DOUBLE PRECISION)"
        case .flag, .text, .code: return "CAST(NULL AS DOUBLE PRECISION)"
        case .document:
            return """
                CASE WHEN SUBSTR(\(own), 1, 1) IN
                    ('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
                THEN CAST(\(own) AS DOUBLE PRECISION) END
                """
        }
    }

    /// What was read of a row as a value; null where nothing stands there.
    public func value(_ found: SQLValue) throws -> JSON {
        switch (form, found) {
        case (_, .null), (_, .blob): return .null
        case (.flag, .integer(let truth)): return .bool(truth != 0)
        case (.code(let text), .integer(let code)): return .string(text(code))
        case (_, .integer(let number)): return .number(Double(number))
        case (_, .double(let number)): return .number(number)
        case (.document, .text(let text)): return try JSON(parsing: text)
        case (_, .text(let text)): return .string(text)
        }
    }
}

// MARK: - What columns in memory make of a value, too

extension RowPlace {
    /// To the nearest hundredth, a half away from nought. One engine cuts off what a cast to whole
    /// numbers loses and the other rounds it, halves to even: seen from either, what is left tells
    /// whether it was the nearest.
    static func hundredths(_ value: SQL) -> SQL {
        let size: SQL = "ABS(\(value) * 100)"
        let whole: SQL = "CAST(\(size) AS BIGINT)"
        return """
            CAST(CASE WHEN \(value) < 0 THEN -1 ELSE 1 END
                * CASE WHEN \(size) - \(whole) >= 0.5 THEN \(whole) + 1 ELSE \(whole) END
                AS DOUBLE PRECISION) / 100
            """
    }

    /// Of a span in microseconds the minutes: to a minute within a day, to an hour within thirty,
    /// to a day beyond; none is less than nought.
    static func minutes(_ span: SQL) -> SQL {
        """
        (SELECT CASE WHEN s.span < 0 THEN 0
            WHEN s.span < 86400000000 THEN (s.span + 30000000) / 60000000
            WHEN s.span < 2592000000000 THEN (s.span + 1800000000) / 3600000000 * 60
            ELSE (s.span + 43200000000) / 86400000000 * 1440 END
        FROM (SELECT \(span) AS span) AS s)
        """
    }

    /// Of a span in microseconds, which is not less than nought, the whole days.
    static func wholeDays(_ span: SQL) -> SQL { "(\(span)) / 86400000000" }

    static func flag(_ condition: SQL) -> RowPlace {
        RowPlace(.flag, "CASE WHEN \(condition) THEN 1 ELSE 0 END")
    }
}
