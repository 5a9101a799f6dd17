import Base
import Columns
import Domain

/// The cases of a workspace as columns, without those that went on as a part of another.
struct CaseSet: RowSet {
    private(set) var table: Table

    var scope: Scope { CaseFilter.scope }
    var ownColumn: String { "kind" }

    func ownMeasure(of column: String) -> MeasureKind? { nil }

    /// Also the effort score is none: of several answers the mean is kept.
    func scale(of column: String) -> ClosedRange<Int>? { nil }

    /// How long we took shows nobody's answers; who may ask may open each case anyway.
    func isSaid(_ column: String) -> Bool { column == CaseColumns.effortScore }

    /// As those may ask it from whom personal data is hidden: a column in which some value gives
    /// somebody away tells nothing, or counting would find what is hidden.
    func masked(by masking: Masking?) -> CaseSet {
        guard let masking else { return self }
        return CaseSet(table: table.forgetting { masking.hides($0) })
    }
}

extension Masking {
    /// Whether a column of cases or customers would give somebody away.
    func hides(_ column: Column) -> Bool {
        if ["customer.key", "customer.name"].contains(column.name) { return true }
        let isWritten =
            column.name == "tags"
            || ["fields.", "customer."].contains { column.name.hasPrefix($0) }
        return isWritten
            && column.distinct.contains { value in
                value.array?.contains { hides($0) } ?? hides(value)
            }
    }
}
