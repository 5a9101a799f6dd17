import Base
import Domain
import Store

/// Where the database finds the values of answers: the twin of `AnswerColumns`.
struct AnswerPlaces: RowPlaces {
    private let answers: [String: StoredColumn]
    private let computed: Set<String>
    /// How deep the answers of each question of this version are kept; nought for texts.
    private var depths: [String: Int] = [:]

    init(_ instrument: Instrument) {
        var answers: [String: StoredColumn] = [:]
        func add(_ name: String, _ path: [String]) {
            answers[name] = .answer(path)
            answers[name + AnswerColumns.missingEnding] = .absence(path)
        }
        computed = Set(instrument.computed.map { "computed.\($0.key)" })
        for item in instrument.items {
            let (name, path) = ("answers.\(item.key)", item.path)
            depths[path[0]] = 0
            if item.kind == .ranking {
                for option in item.options {
                    answers["\(name).\(option.code)"] = StoredColumn(
                        .rank(path, option: option.code))
                }
                continue
            }
            guard item.cells.first?.kind.isMeasured == true else { continue }
            depths[path[0]] = path.count + (item.kind.hasRows ? item.sides.isEmpty ? 1 : 2 : 0)
            guard item.kind.hasRows else {
                add(name, path)
                continue
            }
            for row in item.rows where item.sides.isEmpty {
                add("\(name).\(row.code)", path + [row.code])
            }
            for row in item.rows {
                for side in item.sides {
                    add("\(name).\(row.code).\(side.code)", path + [row.code, side.code])
                }
            }
        }
        self.answers = answers
    }

    func column(_ name: String, at path: String) throws(Refusal) -> StoredColumn? {
        switch name {
        case "score": return StoredColumn(.score)
        case "language": return StoredColumn(.language)
        case "channel": return StoredColumn(.channel)
        case "over_quota": return StoredColumn(.overQuota)
        case AnswerColumns.flagged: return StoredColumn(.isFlagged)
        case AnswerColumns.seconds: return StoredColumn(.seconds)
        case AnswerColumns.mood: return StoredColumn(.mood)
        case AnswerColumns.moodScore: return StoredColumn(.moodScore)
        case AnswerColumns.wait: throw .invalid(path, "needsMemory", ["name": name])
        default: break
        }
        if let flag = AnswerColumns.quality.first(where: { $0.name == name }) {
            return StoredColumn(.flag(flag.flag))
        }
        if computed.contains(name) { throw .invalid(path, "needsMemory", ["name": name]) }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "hidden": return parts[1] == HiddenField.customerKey ? nil : .kept(.hidden(parts[1]))
        case "customer": return .kept(.trait(parts[1]))
        case "answers": return answers[name] ?? older(parts[1])
        case "mood": return AnswerColumns.theme(of: name).map { StoredColumn(.theme($0)) }
        default: return nil
        }
    }

    /// A question, a line or a side that this version has no more.
    private func older(_ name: String) -> StoredColumn? {
        let isAbsence = AnswerColumns.tellsAbsence("answers." + name)
        let whole = isAbsence ? String(name.dropLast(AnswerColumns.missingEnding.count)) : name
        let path = whole.split(separator: ".").map(String.init)
        guard let first = path.first, path.count == depths[first] ?? 1 else { return nil }
        return isAbsence ? .absence(path) : .answer(path)
    }
}

extension StoredColumn {
    /// Remarks are left out, one by one.
    fileprivate static func kept(_ place: RowPlace) -> StoredColumn {
        StoredColumn(place) { isRemark($0) ? .null : $0 }
    }

    /// Of a question: reasons for there being no answer are no values.
    fileprivate static func answer(_ path: [String]) -> StoredColumn {
        StoredColumn(.answer(path)) { found in
            absence(found) != nil || isRemark(found) ? .null : found
        }
    }

    /// The reason itself.
    fileprivate static func absence(_ path: [String]) -> StoredColumn {
        StoredColumn(.answer(path), isOrdered: false) { found in
            absence(found).map { .string($0.rawValue) } ?? .null
        }
    }

    private static func absence(_ found: JSON) -> Item.Absence? {
        switch found {
        case .null: .notApplicable
        case .string(Item.dontKnowText): .dontKnow
        default: nil
        }
    }
}
