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

    /// One row of more columns than a terminal shows stands upright.
    private static let widest = 8

    private var table: String {
        let sheets = sheets.map { sheet in
            let rows = sheet.rows.map { $0.map(\.readable) }
            let title = sheet.name.map { "\($0)\n" } ?? ""
            guard rows.count != 1 || sheet.header.count <= Self.widest else {
                let upright = zip(sheet.header, rows[0]).map { [$0, $1] }
                return title
                    + TextTable.text(
                        header: ["field", "value"], rows: upright, alignsRight: [false, true])
            }
            return title
                + TextTable.text(
                    header: sheet.header, rows: rows,
                    alignsRight: sheet.header.indices.map { column in
                        sheet.rows.allSatisfy { $0[column].string == nil }
                    })
        }
        let note =
            "\(method)  n \(n)  dropped \(dropped)  level \(JSON.number(level).text)\n"
            + reference + "\n"
        return (sheets + [note]).joined(separator: "\n")
    }

    private typealias Sheet = (name: String?, header: [String], rows: [[JSON]])

    /// The plain fields of all groups in one sheet, those of an object as `model.r`; then one sheet
    /// for each list of objects.
    private var sheets: [Sheet] {
        let showsBy = groups.contains { !$0.by.isNull }
        func isList(_ value: JSON) -> Bool { value.array?.first?.object != nil }
        func sheet(_ rows: [(JSON, JSON.Object)], _ name: String? = nil) -> Sheet {
            var names: [String] = []
            for (_, fields) in rows {
                for name in fields.keys where !names.contains(name) { names.append(name) }
            }
            let cells = rows.map { by, fields in
                (showsBy ? [by] : []) + names.map { fields[$0] ?? .null }
            }
            return (name, (showsBy ? ["by"] : []) + names, cells)
        }
        let plain = groups.map { group in
            (
                group.by,
                JSON.Object(group.fields.members.filter { !isList($0.value) }.flatMap(\.flat))
            )
        }
        var lists: [String] = []
        for member in groups.flatMap(\.fields.members)
        where isList(member.value) && !lists.contains(member.key) {
            lists.append(member.key)
        }
        let listed = lists.map { name in
            sheet(
                groups.flatMap { group in
                    (group.fields[name]?.array ?? []).compactMap { entry in
                        entry.object.map { (group.by, $0) }
                    }
                }, name)
        }
        return [sheet(plain)] + listed
    }
}

extension JSON {
    /// A cell for programs.
    var exact: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .array(let entries): entries.map(\.exact).joined(separator: " ")
        default: text
        }
    }

    /// A cell for people: four figures behind the point at most.
    fileprivate var readable: String {
        switch self {
        case .null: "–"
        case .string(let text): text
        case .array(let entries): entries.map(\.readable).joined(separator: " ")
        case .number(let value) where value != value.rounded():
            value.magnitude < 0.0001 ? text.shortExponent : value.fixed(4)
        default: text
        }
    }
}

extension String {
    /// `2.19e-06` of `2.1888501388108093e-06`.
    fileprivate var shortExponent: String {
        let parts = split(separator: "e")
        guard parts.count == 2, parts[0].utf8.count > 4, let figures = Double(parts[0]) else {
            return self
        }
        return "\(figures.fixed(2))e\(parts[1])"
    }
}

extension JSON.Object.Member {
    /// The members of an object by themselves, named after it.
    fileprivate var flat: [JSON.Object.Member] {
        guard let object = value.object else { return [self] }
        return object.members.flatMap { member in
            JSON.Object.Member(key: "\(key).\(member.key)", value: member.value).flat
        }
    }
}
