public import SQL

/// Which rows the database counts. Where it would be unknown whether a part holds, it does
/// not.
public indirect enum RowCondition: Sendable {
    case everywhere(Bool)
    /// One of these values; missing ones too where said.
    case among(RowPlace, [SQLValue], orMissing: Bool)
    /// There is a value, and it is none of these; missing ones too where said.
    case noneOf(RowPlace, [SQLValue], orMissing: Bool)
    /// One of these combinations.
    case together([RowPlace], [[SQLValue]])
    case compare(RowPlace, Comparison, Double)
    case and(RowCondition, RowCondition)
    case or(RowCondition, RowCondition)

    public enum Comparison: Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    /// How many values its statement is given.
    public var bindCount: Int { sql(.postgres).binds.count }

    /// All that it speaks of.
    var places: [RowPlace] {
        switch self {
        case .everywhere: []
        case .among(let place, _, _), .noneOf(let place, _, _), .compare(let place, _, _): [place]
        case .together(let places, _): places
        case .and(let a, let b), .or(let a, let b): a.places + b.places
        }
    }

    func sql(_ dialect: Dialect) -> SQL {
        switch self {
        case .everywhere(let holds): return holds ? "1 = 1" : "1 = 0"
        case .among(let place, let values, let orMissing):
            let own = place.sql(dialect)
            let missing: SQL = orMissing ? "\(own) IS NULL" : "1 = 0"
            return values.isEmpty
                ? missing : "(\(own) IN \(SQL.list(values)) OR \(missing))"
        case .noneOf(let place, let values, let orMissing):
            let own = place.sql(dialect)
            let missing: SQL = orMissing ? "\(own) IS NULL" : "1 = 0"
            return values.isEmpty
                ? "(\(own) IS NOT NULL OR \(missing))"
                : "(\(own) NOT IN \(SQL.list(values)) OR \(missing))"
        case .together(let places, let rows):
            return RowCondition.any(
                rows.map { row in
                    let parts = zip(places, row).map { place, value -> SQL in
                        let own = place.sql(dialect)
                        return value == .null ? "\(own) IS NULL" : "\(own) = \(value)"
                    }
                    return "(" + SQL.joined(parts, by: " AND ") + ")"
                })
        case .compare(let place, let comparison, let number):
            let bound: SQL = "CAST(\(number) AS DOUBLE PRECISION)"
            return "\(place.number(dialect)) \(comparison.sign) \(bound)"
        case .and(let a, let b): return "(\(a.sql(dialect)) AND \(b.sql(dialect)))"
        case .or(let a, let b): return "(\(a.sql(dialect)) OR \(b.sql(dialect)))"
        }
    }

    /// In halves of halves, because an engine bounds how deep an expression is.
    private static func any(_ parts: [SQL]) -> SQL {
        guard parts.count > 1 else { return parts.first ?? "1 = 0" }
        let middle = parts.count / 2
        return "(\(any(Array(parts[..<middle]))) OR \(any(Array(parts[middle...]))))"
    }
}

extension RowCondition.Comparison {
    fileprivate var sign: SQL {
        switch self {
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}
