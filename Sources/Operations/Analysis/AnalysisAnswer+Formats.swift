import Base

/// How an answer is written out.
public enum AnalysisFormat: String, CaseIterable, Sendable {
    /// For people at a terminal.
    case table
    /// One object, full precision.
    case json
    /// One row for each group, or for each entry of the groups' list.
    case csv
}

extension AnalysisAnswer {
    public func text(_ format: AnalysisFormat) -> String {
        switch format {
        case .json: json.prettyText + "\n"
        case .csv:
            sheets.map { sheet in
                DelimitedText.lines([sheet.header] + sheet.rows.map { $0.map(\.exact) })
            }.joined(separator: "\n")
        case .table: table
        }
    }

    /// More fields of a single row are told one below the other.
    private static let mostFieldsAcross = 8

    private var table: String {
        let names = groups.contains { !$0.by.isNull } ? 2 : 1
        let sheets = sheets.map { sheet in
            guard sheet.rows.count == 1, sheet.header.count > Self.mostFieldsAcross else {
                return TextTable.wrapped(
                    header: sheet.header, rows: sheet.rows.map { $0.map(\.readable) },
                    alignsRight: sheet.header.indices.map { column in
                        sheet.rows.allSatisfy { $0[column].string == nil }
                    }, repeating: names)
            }
            let rows = zip(sheet.header, sheet.rows[0]).map { [$0, $1.readable] }
            return TextTable.text(
                header: ["field", "value"], rows: rows, alignsRight: [false, false])
        }
        let note =
            "\(method)  n \(n)  dropped \(dropped)  level \(JSON.number(level).text)\n"
            + reference + "\n"
        return (sheets + [note]).joined(separator: "\n")
    }

    /// The plain fields of all groups in one sheet, then one sheet for each list of objects and for
    /// each kind of name that fields are told of.
    var sheets: [(header: [String], rows: [[JSON]])] {
        let showsBy = groups.contains { !$0.by.isNull }
        func sheet(_ rows: [(by: JSON, fields: JSON.Object)]) -> (header: [String], rows: [[JSON]])
        {
            var names: [String] = []
            var known: Set<String> = []
            for row in rows {
                for name in row.fields.keys where known.insert(name).inserted {
                    names.append(name)
                }
            }
            let cells = rows.map { row in
                (showsBy ? [row.by] : []) + names.map { row.fields[$0] ?? .null }
            }
            return ((showsBy ? ["by"] : []) + names, cells)
        }
        let plain = groups.map { group in
            (
                by: group.by,
                fields: JSON.Object(
                    group.fields.members.filter { !$0.value.isList && $0.value.object == nil })
            )
        }
        var titles: [String] = []
        for member in groups.flatMap(\.fields.members)
        where (member.value.isList || member.value.object != nil)
            && !titles.contains(member.key)
        {
            titles.append(member.key)
        }
        var sheets = [sheet(plain)]
        var named = NamedRows()
        for title in titles {
            var listed: [(by: JSON, fields: JSON.Object)] = []
            for group in groups {
                for entry in group.fields[title]?.array ?? [] {
                    if let fields = entry.object { listed.append((group.by, fields.spread)) }
                }
            }
            guard listed.isEmpty else {
                sheets += named.rows.isEmpty ? [] : [sheet(named.rows)]
                named = NamedRows()
                sheets.append(sheet(listed))
                continue
            }
            let parts = NamedRows.parts(
                groups.map { ($0.by, $0.fields[title]) }, title: title)
            for part in parts where !named.merge(part) {
                sheets += named.rows.isEmpty ? [] : [sheet(named.rows)]
                named = part
            }
        }
        return named.rows.isEmpty ? sheets : sheets + [sheet(named.rows)]
    }
}

/// Fields that are told of names, such as `alphaIfDropped` of items: a row for each name.
private struct NamedRows {
    private(set) var rows: [(by: JSON, fields: JSON.Object)] = []
    private var keys: [[String]] = []

    init() {}

    private enum Shape: CaseIterable { case figure, columns, names }

    /// One for each shape that the fields have.
    static func parts(_ fields: [(by: JSON, value: JSON?)], title: String) -> [NamedRows] {
        Shape.allCases.map { shape in
            var part = NamedRows()
            for (by, value) in fields {
                let members = value?.object?.members ?? []
                for member in members where NamedRows.shape(of: member, in: members) == shape {
                    part.add(by, member, title, shape)
                }
            }
            return part
        }.filter { !$0.rows.isEmpty }
    }

    /// Fields that several names share are columns; else they are names themselves.
    private static func shape(
        of member: JSON.Object.Member, in members: [JSON.Object.Member]
    ) -> Shape? {
        guard let inner = member.value.object else {
            let isGap = member.value.isNull && members.contains { $0.value.object != nil }
            return isGap ? nil : .figure
        }
        let isShared = members.contains { other in
            other.key != member.key && inner.keys.contains { other.value[$0] != nil }
        }
        return isShared ? .columns : .names
    }

    private mutating func add(
        _ by: JSON, _ member: JSON.Object.Member, _ title: String, _ shape: Shape
    ) {
        let inner = member.value.object ?? JSON.Object()
        switch shape {
        case .figure: add(by, [member.key], [.init(key: title, value: member.value)])
        case .columns: add(by, [member.key], inner.spread.members)
        case .names:
            for part in inner.members {
                add(by, [member.key, part.key], [.init(key: title, value: part.value)])
            }
        }
    }

    private mutating func add(_ by: JSON, _ names: [String], _ cells: [JSON.Object.Member]) {
        keys.append([by.text] + names)
        let titles = names.count > 1 ? ["of", "name"] : ["name"]
        let named = zip(titles, names).map {
            JSON.Object.Member(key: $0, value: .string($1))
        }
        rows.append((by, JSON.Object(named + cells)))
    }

    /// Beside each other where the names are the same.
    mutating func merge(_ other: NamedRows) -> Bool {
        guard !other.rows.isEmpty, other.keys == keys else { return other.rows.isEmpty }
        for place in rows.indices {
            let names = keys[place].count - 1
            rows[place].fields.members += other.rows[place].fields.members.dropFirst(names)
        }
        return true
    }
}

extension JSON.Object {
    /// What its members hold, beside its own: `counts` of six categories as six cells.
    fileprivate var spread: JSON.Object {
        JSON.Object(members.flatMap { $0.value.object?.members ?? [$0] })
    }
}

extension JSON {
    fileprivate var isList: Bool { array?.first?.object != nil }

    /// A cell for programs.
    var exact: String {
        switch self {
        case .null: ""
        case .string(let text): text
        default: text
        }
    }

    /// A cell for people: four figures behind the point at most.
    fileprivate var readable: String {
        switch self {
        case .null: "–"
        case .string(let text): text
        case .array(let elements):
            elements.isEmpty ? "–" : elements.map(\.readable).joined(separator: ", ")
        case .number(let value) where value != value.rounded():
            value.magnitude < 0.0001 ? JSON.scientific(text) : value.fixed(4)
        default: text
        }
    }

    /// `9.47e-20` of all its digits.
    private static func scientific(_ text: String) -> String {
        let parts = text.split(separator: "e")
        guard parts.count == 2, let mantissa = Double(parts[0]) else { return text }
        let rounded = mantissa.fixed(2)
        let digits = Double(rounded)?.magnitude ?? 10 < 10 ? rounded : String(parts[0].prefix(4))
        return "\(digits)e\(parts[1])"
    }
}
