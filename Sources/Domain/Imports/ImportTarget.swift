public import Base

/// Where a cell goes: an item, a line of one, a hidden field, a trait of the customer, or the
/// response itself.
public enum ImportTarget: Hashable, Sendable {
    /// A place in the instrument's items, and one among that item's cells.
    case cell(item: Int, cell: Int)
    /// A place in the instrument's hidden fields.
    case hidden(Int)
    case trait(String)
    /// What makes a row count once, however often it comes.
    case key
    case completedAt, startedAt, language, channel
    /// Whether it was finished; only those that were are brought in.
    case status

    /// The target of a name: `wifi`, `service.speed`, `hidden.class`, `trait.tier`, `customer`,
    /// `key`, `completed`, `started`, `language`, `response.channel`. Items come first, then
    /// hidden fields, then words of the response.
    public init?(_ name: String, in instrument: Instrument) {
        if let target = ImportTarget(item: name, in: instrument) {
            self = target
            return
        }
        if let place = instrument.hidden.firstIndex(where: { $0.key == name }) {
            self = .hidden(place)
            return
        }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count == 2 ? parts[1] : nil) {
        case ("item", let key?):
            guard let target = ImportTarget(item: key, in: instrument) else { return nil }
            self = target
        case ("hidden", let key?):
            guard let place = instrument.hidden.firstIndex(where: { $0.key == key }) else {
                return nil
            }
            self = .hidden(place)
        case ("trait", let key?) where Traits.isName(key): self = .trait(key)
        case ("key", nil), ("response", "key"): self = .key
        case ("completed", nil), ("response", "completed"): self = .completedAt
        case ("started", nil), ("response", "started"): self = .startedAt
        case ("language", nil), ("response", "language"): self = .language
        case ("response", "status"): self = .status
        case ("channel", nil), ("response", "channel"): self = .channel
        default: return nil
        }
    }

    private init?(item name: String, in instrument: Instrument) {
        for (place, item) in instrument.items.enumerated() where item.isImported {
            guard let cell = item.cells.firstIndex(where: { $0.name == name }) else { continue }
            self = .cell(item: place, cell: cell)
            return
        }
        return nil
    }

    /// Everything a column may go to, by the name that leads there; traits aside.
    public static func names(in instrument: Instrument) -> [String] {
        var names: [String] = []
        for item in instrument.items where item.isImported {
            names += item.cells.map(\.name)
        }
        names += instrument.hidden.map { "hidden.\($0.key)" }
        return names + [
            "response.key", "response.completed", "response.started", "response.language",
            "response.channel", "response.status",
        ]
    }
}

extension Item {
    /// Whether its answers can stand in a table; files cannot.
    fileprivate var isImported: Bool { kind != .statement && !kind.isAttached }
}

/// A mapping that fits an instrument and a table.
public struct ImportPlan: Sendable {
    public struct Column: Sendable {
        /// In the table's header.
        public let place: Int
        public let target: ImportTarget
        public let mapping: ImportMapping.Column
    }

    public let instrument: Instrument
    public let columns: [Column]

    /// - Throws: `Refusal` with every column that is unknown, goes nowhere, or goes where another
    ///   goes already.
    public init(
        _ mapping: ImportMapping, header: [String], instrument: Instrument
    ) throws(Refusal) {
        var faults: [Refusal.Fault] = []
        var columns: [Column] = []
        var taken = Set<ImportTarget>()
        for column in mapping.columns where !column.target.isEmpty && column.target != "-" {
            func fault(_ code: String, _ values: [String: String] = [:]) {
                faults.append(.init("mapping.\(column.name.prefix(60))", code, values))
            }
            let places = header.indices.filter { header[$0] == column.name }
            guard let place = places.first, places.count == 1 else {
                fault(
                    places.isEmpty ? "columnUnknown" : "columnTwice",
                    ["known": header.joined(separator: ", ")])
                continue
            }
            guard let target = ImportTarget(column.target, in: instrument) else {
                fault(
                    "targetUnknown",
                    [
                        "target": column.target,
                        "known": ImportTarget.names(in: instrument).joined(separator: ", "),
                    ])
                continue
            }
            guard taken.insert(target).inserted else {
                fault("targetTwice", ["target": column.target])
                continue
            }
            if let format = column.dateFormat, DateFormat(format) == nil {
                fault("badDateFormat", ["format": format])
                continue
            }
            columns.append(Column(place: place, target: target, mapping: column))
        }
        if faults.isEmpty, !columns.contains(where: { $0.target.isAnswer }) {
            faults.append(.init("mapping", "mappingWithoutAnswers"))
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        self.instrument = instrument
        self.columns = columns
    }
}

extension ImportTarget {
    var isAnswer: Bool {
        switch self {
        case .cell: true
        default: false
        }
    }
}
