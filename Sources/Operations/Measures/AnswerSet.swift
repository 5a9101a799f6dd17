public import Base
public import Columns
public import Domain

/// The completed responses of one instrument as columns, with what is needed to read them. A
/// snapshot: what comes later does not change it.
public struct AnswerSet: Sendable {
    public let instrument: Instrument
    public let table: Table

    public init(instrument: Instrument, table: Table) {
        self.instrument = instrument
        self.table = table
    }

    /// Names that a filter may use, and their types.
    public var scope: Scope {
        var types: [String: ValueType] = [
            "score": .number, "language": .text, "channel": .text, "over_quota": .text,
            AnswerColumns.mood: .text, AnswerColumns.moodScore: .number,
            AnswerColumns.flagged: .bool, AnswerColumns.seconds: .number,
            AnswerColumns.wait: .number,
        ]
        for (name, _) in AnswerColumns.quality { types[name] = .bool }
        for column in instrument.items.flatMap(\.columns) { types[column.name] = column.type }
        for one in instrument.computed { types["computed.\(one.key)"] = one.type }
        for field in instrument.hidden { types["hidden.\(field.key)"] = field.kind.valueType }
        for column in table.columns where types[column.name] == nil { types[column.name] = .any }
        return Scope(types, openPrefixes: ["customer."] + AnswerColumns.themePrefixes)
    }

    /// How many responses a filter leaves.
    func count(_ filter: Expression) -> Int { Filter(filter).count(in: table) }

    /// The steps of what stands in a column; nil where it is no rating.
    func scale(of column: String) -> ClosedRange<Int>? {
        if column == "score" { return instrument.scoreItem?.scale?.steps }
        guard !AnswerColumns.tellsAbsence(column) else { return nil }
        guard let item = item(of: column) else { return nil }
        let cell = item.cells.first { "answers.\($0.name)" == column }
        return (cell.flatMap(item.scale(of:)) ?? item.scale)?.steps
    }

    private func item(of column: String) -> Item? {
        guard column.hasPrefix("answers.") else { return nil }
        return instrument.item(named: column.dropFirst("answers.".count))?.item
    }

    /// What the column is called where people read; nil for one that the instrument does not name.
    public func title(of column: String) -> Wording? {
        let parts = column.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count >= 2 else { return nil }
        switch parts[0] {
        case "hidden": return instrument[hidden: parts[1]]?.title
        case "computed": return instrument.computed.first { $0.key == parts[1] }?.title
        case "answers":
            return item(of: column)?.columns.first { $0.name == column }?.title
        default: return nil
        }
    }

    /// What a value of the column is called; nil where it speaks for itself.
    public func title(of value: JSON, in column: String) -> Wording? {
        guard let item = item(of: column), let code = value.string else { return nil }
        return item[option: code]?.title
    }
}

extension Item {
    /// A column of analysis.
    struct Column {
        let name: String
        let type: ValueType
        let title: Wording
        let isRating: Bool
        let options: [Choice]
    }

    /// What is kept of its answers as columns.
    var columns: [Column] {
        if kind == .ranking {
            return options.map {
                Column(
                    name: "answers.\(key).\($0.code)", type: .number, title: $0.title,
                    isRating: false, options: [])
            }
        }
        return cells.filter { kind != .statement && $0.kind.isMeasured }.flatMap { cell in
            let name = "answers.\(cell.name)"
            let own = Column(
                name: name, type: cell.kind.valueType, title: cell.title,
                isRating: cell.kind.isRating, options: options)
            guard allowsNotApplicable || allowsDontKnow else { return [own] }
            return [
                own,
                Column(
                    name: name + AnswerColumns.missingEnding, type: .text, title: cell.title,
                    isRating: false, options: []),
            ]
        }
    }
}

extension Item.Kind {
    /// Whether answers are kept as columns: texts are read, not counted.
    var isMeasured: Bool { !isText && !isAttached && self != .statement }
}
