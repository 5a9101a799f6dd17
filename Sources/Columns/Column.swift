public import Base

/// What a table knows of one column: its name, the different values it holds and how it keeps them.
public struct Column: Sendable {
    public enum Form: Hashable, Sendable {
        /// A code for each value; every different value is kept once.
        case coded
        /// Plain numbers: nearly every value is another.
        case numbers
        /// More different texts than analysis can use, such as order numbers; not kept.
        case tooDiverse
    }

    /// Numbers with more different values than this are kept plain.
    public static let mostCodedNumbers = 4_096
    /// A column with more different texts than this cannot be a dimension or a filter.
    public static let mostTexts = 65_536

    public let name: String
    public internal(set) var form = Form.coded
    var values = DistinctValues()
    /// True once a text came into plain numbers: going back and forth would cost more than it
    /// saves.
    var staysCoded = false

    init(name: String) { self.name = name }

    /// The different values by code; the first stands for a missing one. Values of rows that were
    /// changed or erased may still be among them.
    public var distinct: [JSON] { values.all }

    /// True when every value is a number.
    public var isNumeric: Bool {
        form == .numbers || (form == .coded && values.numbers > 0 && values.texts == 0)
    }

    var needsPlainNumbers: Bool {
        form == .coded && !staysCoded && values.texts == 0
            && values.numbers > Column.mostCodedNumbers
    }

    var isTooDiverse: Bool { form == .coded && values.texts > Column.mostTexts }
}
