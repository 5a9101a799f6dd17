public import Base
public import Columns
public import Domain

/// The completed responses of one instrument as columns, with what is needed to read them. A
/// snapshot: what comes later does not change it.
public struct AnswerSet: Sendable {
    public let instrument: Instrument
    public private(set) var table: Table

    public init(instrument: Instrument, table: Table) {
        self.instrument = instrument
        self.table = table
    }

    mutating func put(_ record: Record) { table.put(record) }
    mutating func remove(_ id: Int64) { table.remove(id) }

    /// Names that a filter may use, and their types.
    public var scope: Scope {
        var types: [String: ValueType] = [
            "score": .number, "language": .text, "channel": .text,
        ]
        for item in instrument.items where item.kind.isMeasured {
            if item.kind == .matrix {
                for row in item.rows { types["answers.\(item.key).\(row.code)"] = .number }
            } else {
                types["answers.\(item.key)"] = item.kind.valueType
            }
        }
        for field in instrument.hidden { types["hidden.\(field.key)"] = field.kind.valueType }
        for column in table.columns where types[column.name] == nil { types[column.name] = .any }
        return Scope(types, openPrefixes: ["customer."])
    }

    /// - Throws: `Refusal.invalid` at `path`, telling what is wrong at which character.
    public func filter(_ text: String, at path: String) throws(Refusal) -> Expression {
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

    /// The steps of what stands in a column; nil where it is no rating.
    func scale(of column: String) -> ClosedRange<Int>? {
        if column == "score" { return instrument.scoreItem?.scale?.steps }
        let parts = column.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count >= 2, parts[0] == "answers" else { return nil }
        return instrument[item: parts[1]]?.scale?.steps
    }

    /// What the column is called where people read; nil for one that the instrument does not name.
    public func title(of column: String) -> Wording? {
        let parts = column.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count >= 2 else { return nil }
        switch parts[0] {
        case "hidden": return instrument[hidden: parts[1]]?.title
        case "answers":
            guard let item = instrument[item: parts[1]] else { return nil }
            guard parts.count == 3 else { return item.title }
            return item.rows.first { $0.code == parts[2] }?.title
        default: return nil
        }
    }

    /// What a value of the column is called; nil where it speaks for itself.
    public func title(of value: JSON, in column: String) -> Wording? {
        let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == "answers", let item = instrument[item: parts[1]],
            let code = value.string
        else { return nil }
        return item[option: code]?.title
    }
}

extension Item.Kind {
    /// Whether answers are kept as columns: texts are read, not counted.
    var isMeasured: Bool { !isText && self != .statement }

    fileprivate var valueType: ValueType {
        switch self {
        case .nps, .csat, .ces, .rating, .number: .number
        case .yesNo: .bool
        case .multiple: .list
        case .single, .text, .longText, .date: .text
        case .matrix, .statement: .any
        }
    }
}

extension HiddenField.Kind {
    fileprivate var valueType: ValueType {
        switch self {
        case .number: .number
        case .yesNo: .bool
        case .text, .date: .text
        }
    }
}
