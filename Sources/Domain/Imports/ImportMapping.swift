public import Base

/// Which column of a table goes where, and what its cells mean.
public struct ImportMapping: Hashable, Sendable {
    public struct Column: Hashable, Sendable {
        /// As in the table's first line.
        public let name: String
        /// See `ImportTarget`; empty where the column is left out.
        public let target: String
        /// Cells that say nothing, besides blank ones.
        public var missing: Set<String>
        /// Cells that say the question does not apply.
        public var notApplicable: Set<String>
        /// What a cell's text stands for: an option's code, a number, `yes`.
        public var values: [String: String]
        /// Of dates; guessed when nil.
        public var dateFormat: String?

        public init(
            _ name: String, to target: String, missing: Set<String> = [],
            notApplicable: Set<String> = [], values: [String: String] = [:],
            dateFormat: String? = nil
        ) {
            self.name = name
            self.target = target
            self.missing = missing
            self.notApplicable = notApplicable
            self.values = values
            self.dateFormat = dateFormat
        }
    }

    public var columns: [Column]

    public init(_ columns: [Column]) { self.columns = columns }

    /// `{"Wifi": "wifi", "Class": {"to": "hidden.class", "missing": ["?"], "values": {…}}}`.
    public init(document: JSON) throws(Refusal) {
        guard let object = document.object else { throw .invalid("mapping", "notAnObject") }
        columns = []
        for member in object.members {
            columns.append(try Column(member.key, document: member.value))
        }
    }

    public var document: JSON {
        .object(JSON.Object(columns.map { .init(key: $0.name, value: $0.document) }))
    }
}

extension ImportMapping.Column {
    init(_ name: String, document: JSON) throws(Refusal) {
        if let target = document.string {
            self.init(name, to: target)
            return
        }
        let path = "mapping.\(name.prefix(60))"
        guard let object = document.object, let target = object["to"]?.string else {
            throw .invalid(path, "mappingWithoutTarget")
        }
        let known = ["to", "missing", "not_applicable", "values", "format"]
        if let stranger = object.keys.first(where: { !known.contains($0) }) {
            throw .invalid(
                "\(path).\(stranger)", "unknownField", ["known": known.joined(separator: ", ")])
        }
        func texts(_ key: String) -> Set<String> {
            let list = object[key]?.array ?? object[key].map { [$0] } ?? []
            return Set(list.map(ImportMapping.cell))
        }
        let values = object["values"]?.object ?? JSON.Object()
        self.init(
            name, to: target, missing: texts("missing"), notApplicable: texts("not_applicable"),
            values: Dictionary(
                values.members.map { ($0.key, ImportMapping.cell($0.value)) },
                uniquingKeysWith: { $1 }),
            dateFormat: object["format"]?.string)
    }

    var document: JSON {
        var object = JSON.Object()
        object.append("to", .string(target))
        if !missing.isEmpty { object.append("missing", .texts(missing)) }
        if !notApplicable.isEmpty { object.append("not_applicable", .texts(notApplicable)) }
        if !values.isEmpty {
            let sorted = values.sorted { $0.key < $1.key }
            object.append(
                "values",
                .object(JSON.Object(sorted.map { .init(key: $0.key, value: .string($0.value)) })))
        }
        if let dateFormat { object.append("format", .string(dateFormat)) }
        return .object(object)
    }
}

extension ImportMapping {
    /// A value of a document as the text of a cell.
    static func cell(_ value: JSON) -> String { value.string ?? value.text }
}

extension JSON {
    fileprivate static func texts(_ set: Set<String>) -> JSON {
        .array(set.sorted().map(JSON.string))
    }
}
