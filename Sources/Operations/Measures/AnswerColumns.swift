import Base
import Columns
import Domain
import Store

/// Which columns a response's values go to. Made once for an instrument: the names of a hundred
/// thousand rows are then looked up and not put together anew.
struct AnswerColumns: Sendable {
    private let answers: [String: Place]
    private let hidden: [String: String]

    private enum Place: Sendable {
        case column(String)
        /// Column by row of the matrix.
        case matrix([String: String])
        /// Texts are read, not counted.
        case none
    }

    init(_ instrument: Instrument) {
        var answers: [String: Place] = [:]
        for item in instrument.items {
            answers[item.key] = AnswerColumns.place(of: item)
        }
        self.answers = answers
        hidden = Dictionary(
            uniqueKeysWithValues: instrument.hidden.map { ($0.key, "hidden.\($0.key)") })
    }

    private static func place(of item: Item) -> Place {
        guard item.kind.isMeasured else { return .none }
        guard item.kind == .matrix else { return .column("answers.\(item.key)") }
        return .matrix(
            Dictionary(
                uniqueKeysWithValues: item.rows.map {
                    ($0.code, "answers.\(item.key).\($0.code)")
                }))
    }

    func record(_ row: AnswerRows.Stored) -> Record {
        var values = JSON.Object()
        values.members.reserveCapacity(row.answers.count + row.hidden.count + 3)
        if let score = row.score { values.append("score", .number(score)) }
        values.append("language", .string(row.language))
        values.append("channel", .string(row.channel))
        for member in row.hidden.members where member.key != HiddenField.customerKey {
            add(hidden[member.key] ?? "hidden.\(member.key)", member.value, to: &values)
        }
        for member in row.traits?.members ?? [] {
            add("customer.\(member.key)", member.value, to: &values)
        }
        for member in row.answers.members {
            switch answers[member.key] {
            case .none?: break
            case .column(let name)?: add(name, member.value, to: &values)
            case .matrix(let names)?:
                for cell in member.value.object?.members ?? [] {
                    let name = names[cell.key] ?? "answers.\(member.key).\(cell.key)"
                    add(name, cell.value, to: &values)
                }
            // An item of an older version.
            case nil: add("answers.\(member.key)", member.value, to: &values)
            }
        }
        return Record(id: row.id.raw, time: row.at, values: values)
    }

    /// Longer texts are remarks, which no one groups by.
    private static let longestText = 100

    private func add(_ name: String, _ value: JSON, to values: inout JSON.Object) {
        switch value {
        case .string(let text) where text.utf8.count > AnswerColumns.longestText: return
        case .object, .null: return
        default: values.append(name, value)
        }
    }
}
