import Base
import Domain
import Store

/// Where the database finds the values of each column, and what is made of them there: the twin of
/// `AnswerColumns`, which puts the same values into memory.
struct AnswerPlaces {
    /// One column of analysis in the database.
    struct Source: Hashable {
        let place: AnswerGroups.Place
        let role: Role

        enum Role: Hashable {
            case plain
            /// Of a question: reasons for there being no answer are no values.
            case answer
            /// The reason itself.
            case absence
        }

        /// What a column in memory would hold; null where it would hold nothing.
        func value(_ found: JSON) -> JSON {
            let absence: Item.Absence? =
                switch found {
                case .null: .notApplicable
                case .string(Item.dontKnowText): .dontKnow
                default: nil
                }
            switch role {
            case .absence: return absence.map { .string($0.rawValue) } ?? .null
            case .answer where absence != nil: return .null
            case .answer, .plain: break
            }
            switch found {
            case .string(let text) where text.utf8.count > AnswerColumns.longestText:
                // Words of the row itself are kept however long.
                return place.isDocument ? .null : found
            case .object: return .null
            default: return found
            }
        }
    }

    private let answers: [String: Source]
    private let computed: Set<String>
    /// How deep the answers of each question of this version are kept; nought for texts.
    private var depths: [String: Int] = [:]

    init(_ instrument: Instrument) {
        var answers: [String: Source] = [:]
        func add(_ name: String, _ path: [String]) {
            answers[name] = Source(place: .answer(path), role: .answer)
            answers[name + AnswerColumns.missingEnding] = Source(
                place: .answer(path), role: .absence)
        }
        computed = Set(instrument.computed.map { "computed.\($0.key)" })
        for item in instrument.items {
            let (name, path) = ("answers.\(item.key)", item.path)
            depths[path[0]] = 0
            if item.kind == .ranking {
                for option in item.options {
                    answers["\(name).\(option.code)"] = Source(
                        place: .rank(path, option: option.code), role: .plain)
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

    /// - Throws: `Refusal` at `path` for what only memory can tell.
    /// - Returns: nil for a name under which nothing is kept.
    func source(of name: String, at path: String) throws(Refusal) -> Source? {
        func plain(_ place: AnswerGroups.Place) -> Source { Source(place: place, role: .plain) }
        switch name {
        case "score": return plain(.score)
        case "language": return plain(.language)
        case "channel": return plain(.channel)
        case "over_quota": return plain(.overQuota)
        case AnswerColumns.flagged: return plain(.isFlagged)
        case AnswerColumns.seconds: return plain(.seconds)
        case AnswerColumns.mood: return plain(.mood)
        case AnswerColumns.moodScore: return plain(.moodScore)
        case AnswerColumns.wait: throw .invalid(path, "needsMemory", ["name": name])
        default: break
        }
        if let flag = AnswerColumns.quality.first(where: { $0.name == name }) {
            return plain(.flag(flag.flag))
        }
        if computed.contains(name) { throw .invalid(path, "needsMemory", ["name": name]) }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "hidden": return parts[1] == HiddenField.customerKey ? nil : plain(.hidden(parts[1]))
        case "customer": return plain(.trait(parts[1]))
        case "answers": return answers[name] ?? older(parts[1])
        case "mood": return AnswerColumns.theme(of: name).map { plain(.theme($0)) }
        default: return nil
        }
    }

    /// A question, a line or a side that this version has no more.
    private func older(_ name: String) -> Source? {
        let isAbsence = AnswerColumns.tellsAbsence("answers." + name)
        let whole = isAbsence ? String(name.dropLast(AnswerColumns.missingEnding.count)) : name
        let path = whole.split(separator: ".").map(String.init)
        guard let first = path.first, path.count == depths[first] ?? 1 else { return nil }
        return Source(place: .answer(path), role: isAbsence ? .absence : .answer)
    }
}
