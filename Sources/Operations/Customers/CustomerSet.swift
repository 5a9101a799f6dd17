import Base
import Columns
import Domain

/// The customers of a workspace as columns, without those that went on as another.
struct CustomerSet: RowSet {
    private(set) var table: Table

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

    /// As those may ask it from whom personal data is hidden.
    func masked(by masking: Masking?) -> CustomerSet {
        guard let masking else { return self }
        return CustomerSet(table: table.forgetting { masking.hides($0) })
    }
}
