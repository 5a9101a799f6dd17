import Base
import Columns
import Domain
import Store

/// The cases of a workspace as columns, without those that went on as a part of another.
struct CaseSet: WorkspaceRows {
    static let rows = AskedRows.cases

    let table: Table

    var scope: Scope { CaseFilter.scope }
    var ownColumn: String { "kind" }

    func ownMeasure(of column: String) -> MeasureKind? { nil }

    /// Also the effort score is none: of several answers the mean is kept.
    func scale(of column: String) -> ClosedRange<Int>? { nil }

    /// How long we took shows nobody's answers; who may ask may open each case anyway.
    func isSaid(_ column: String) -> Bool { column == CaseColumns.effortScore }
    func isName(_ column: String) -> Bool { column == "number" }

    func mayGiveAway(_ column: String, _ values: [JSON], _ masking: Masking) -> Bool {
        masking.hides(column, values)
    }

    func with(_ table: Table) -> CaseSet { CaseSet(table: table) }
    func places(at now: Instant) -> any RowPlaces { CasePlaces(now: now) }
}

/// Where the database finds the columns of cases.
private struct CasePlaces: RowPlaces {
    let now: Instant

    func column(_ name: String, at path: String) -> StoredColumn? {
        guard let place = CaseRecords.place(of: name, at: now) else { return nil }
        let isWritten = ["fields.", "customer."].contains { name.hasPrefix($0) }
        return isWritten ? .written(place) : StoredColumn(place)
    }
}

extension Masking {
    /// Whether a column of cases or customers would give somebody away, by the values in it.
    func hides(_ column: String, _ values: [JSON]) -> Bool {
        if ["customer.key", "customer.name"].contains(column) { return true }
        let isWritten =
            column == "tags" || ["fields.", "customer."].contains { column.hasPrefix($0) }
        return isWritten
            && values.contains { value in
                value.array?.contains { hides($0) } ?? hides(value)
            }
    }
}
