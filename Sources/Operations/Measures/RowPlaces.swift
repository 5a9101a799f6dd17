import Base
import SQL
import Store

/// Where the database finds the values of each column, and what is made of them there: the twin of
/// what puts the same values into memory.
protocol RowPlaces {
    /// - Parameter path: of the input, for what only memory can tell.
    /// - Returns: nil for a name under which nothing is kept.
    func column(_ name: String, at path: String) throws(Refusal) -> StoredColumn?
}

/// One column of analysis in the database.
struct StoredColumn: Sendable {
    let place: RowPlace
    /// What a column in memory would hold of what stands there, null where it would hold nothing;
    /// nil where such a value makes the whole column none, because somebody wrote at length.
    private let value: @Sendable (JSON) -> JSON?
    /// Whether what is a number there is the same number here, so that it can be compared there.
    let isOrdered: Bool

    init(
        _ place: RowPlace, isOrdered: Bool = true,
        _ value: @escaping @Sendable (JSON) -> JSON? = { $0 }
    ) {
        self.place = place
        self.isOrdered = isOrdered
        self.value = value
    }

    /// What a column in memory would hold of what was found in a row.
    func read(_ found: SQLValue) throws -> JSON {
        // Where nothing stands nobody said why.
        found == .null ? .null : value(try place.value(found)) ?? .null
    }

    /// Whether the column is none in memory because of what was found in a row.
    func isNone(_ found: SQLValue) throws -> Bool {
        found == .null ? false : value(try place.value(found)) == nil
    }

    /// Of traits and of what was recorded of a case.
    static func written(_ place: RowPlace) -> StoredColumn {
        StoredColumn(place) { isRemark($0) ? JSON?.none : $0 }
    }

    /// Words to be read, not counted.
    static func isRemark(_ value: JSON) -> Bool {
        switch value {
        case .object: true
        case .string(let text): text.utf8.count > AnswerColumns.longestText
        case .null, .bool, .number, .array: false
        }
    }
}
