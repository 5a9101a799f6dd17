import Base
import Columns
import Domain
import Store

/// The customers of a workspace as columns, without those that went on as another.
struct CustomerSet: WorkspaceRows {
    static let rows = AskedRows.customers

    let table: Table

    var scope: Scope {
        Scope(
            ["customer.key": .text, "customer.name": .text, "customer.language": .text],
            openPrefixes: ["customer."]
        ).with(CustomerColumns.scope)
    }
    var ownColumn: String { "responses.count" }

    func ownMeasure(of column: String) -> MeasureKind? { column == ownColumn ? .count : nil }

    func scale(of column: String) -> ClosedRange<Int>? {
        column == CustomerColumns.scorePrefix + Metric.nps.rawValue ? 0...10 : nil
    }

    /// How many there are of a kind is no secret to who may read them; what a few of them said is.
    func isSaid(_ column: String) -> Bool { column.hasPrefix(CustomerColumns.scorePrefix) }

    func mayGiveAway(_ column: String, _ values: [JSON], _ masking: Masking) -> Bool {
        masking.hides(column, values)
    }

    func with(_ table: Table) -> CustomerSet { CustomerSet(table: table) }
    func places(at now: Instant) -> any RowPlaces { CustomerPlaces() }
}

/// Where the database finds the columns of customers.
private struct CustomerPlaces: RowPlaces {
    func column(_ name: String, at path: String) -> StoredColumn? {
        guard let place = CustomerRecords.place(of: name) else { return nil }
        return name.hasPrefix("customer.") ? .written(place) : StoredColumn(place)
    }
}
