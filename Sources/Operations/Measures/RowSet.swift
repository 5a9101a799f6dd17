import Base
import Columns
import Domain

/// Rows as columns, with what is needed to ask something of them. A snapshot: what comes later
/// does not change it.
protocol RowSet: Sendable {
    var table: Table { get }
    /// Names that a question may use, and their types.
    var scope: Scope { get }
    /// What is measured where nothing is said.
    var ownColumn: String { get }

    /// What is computed of a column by itself; nil leaves it to the column's steps.
    func ownMeasure(of column: String) -> MeasureKind?
    /// The steps of what stands in a column; nil where it is no rating.
    func scale(of column: String) -> ClosedRange<Int>?
    /// Whether it holds what people said, of which a number shows nothing of a few.
    func isSaid(_ column: String) -> Bool
    /// Whether it only tells one row from another: to be asked for, not to measure or group by.
    func isName(_ column: String) -> Bool
    /// Whether a column with these values gives somebody away to those from whom personal data is
    /// hidden.
    func mayGiveAway(_ column: String, _ values: [JSON], _ masking: Masking) -> Bool

    /// The same of other rows.
    func with(_ table: Table) -> Self
    /// Where the database finds the columns.
    /// - Parameter now: what runs by then counts as having run out.
    func places(at now: Instant) -> any RowPlaces
}

/// Rows of which a workspace has one table.
protocol WorkspaceRows: RowSet {
    static var rows: AskedRows { get }

    init(table: Table)
}

extension RowSet {
    func isName(_ column: String) -> Bool { false }

    /// As those may ask it from whom personal data is hidden: a column in which some value gives
    /// somebody away tells nothing, or counting would find what is hidden.
    func masked(by masking: Masking?) -> Self {
        guard let masking else { return self }
        return with(table.forgetting { mayGiveAway($0.name, $0.distinct, masking) })
    }

    /// - Throws: `Refusal.invalid` at `path`, telling what is wrong at which character.
    func filter(_ text: String, at path: String) throws(Refusal) -> Expression {
        do {
            let expression = try Expression(parsing: text)
            try expression.checkCondition(scope)
            return expression
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            throw .invalid(path, "expression.\(error.code)", values)
        }
    }
}

extension AnswerSet: RowSet {
    var ownColumn: String { "score" }

    func ownMeasure(of column: String) -> MeasureKind? {
        column == ownColumn ? instrument.scoring?.metric.measure : nil
    }

    func isSaid(_ column: String) -> Bool { true }

    func mayGiveAway(_ column: String, _ values: [JSON], _ masking: Masking) -> Bool {
        AnswerColumns.mayBePersonal(column) && values.contains { masking.hides($0) }
    }

    func with(_ table: Table) -> AnswerSet { AnswerSet(instrument: instrument, table: table) }
    func places(at now: Instant) -> any RowPlaces { AnswerPlaces(instrument) }
}
