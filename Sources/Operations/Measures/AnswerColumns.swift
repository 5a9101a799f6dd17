import Base
import Columns
import Domain
import Store

/// Which columns a response's values go to. Made once for an instrument: the names of a hundred
/// thousand rows are then looked up and not put together anew.
struct AnswerColumns: Sendable {
    private let instrument: Instrument
    private let answers: [String: Place]
    private let hidden: [String: String]
    private let computed: [String: String]

    private enum Place: Sendable {
        case column(Names)
        /// Columns by row, and by side below it.
        case lines([String: Place])
        /// The column of each option's rank, by its code.
        case ranks([String: String])
        /// Texts are read, not counted.
        case none
    }

    private struct Names: Sendable {
        let value: String
        /// Says why there is no value.
        let missing: String

        init(_ name: String) {
            value = name
            missing = name + AnswerColumns.missingEnding
        }
    }

    /// After a column's name: the column that tells those to whom a question does not apply from
    /// those who do not know.
    static let missingEnding = ".missing"

    /// Whether a column tells why there is no answer; a question may itself be called `missing`.
    static func tellsAbsence(_ name: String) -> Bool {
        name.hasSuffix(missingEnding) && name.utf8.count { $0 == UInt8(ascii: ".") } > 1
    }

    /// Whether what somebody wrote or another system sent may stand in a column: its values are
    /// not those of the questionnaire.
    static func mayBePersonal(_ name: String) -> Bool {
        ["hidden.", "customer.", "computed."].contains { name.hasPrefix($0) }
    }

    init(_ instrument: Instrument) {
        self.instrument = instrument
        var answers: [String: Place] = [:]
        for item in instrument.items {
            let path = item.path
            let place = AnswerColumns.place(of: item)
            guard path.count > 1 else {
                answers[path[0]] = place
                continue
            }
            var rounds: [String: Place] = [:]
            if case .lines(let known)? = answers[path[0]] { rounds = known }
            rounds[path[1]] = place
            answers[path[0]] = .lines(rounds)
        }
        self.answers = answers
        hidden = Dictionary(
            uniqueKeysWithValues: instrument.hidden.map { ($0.key, "hidden.\($0.key)") })
        computed = Dictionary(
            uniqueKeysWithValues: instrument.computed.map { ($0.key, "computed.\($0.key)") })
    }

    private static func place(of item: Item) -> Place {
        if item.kind == .ranking {
            let codes = item.options.map(\.code)
            return .ranks(
                Dictionary(uniqueKeysWithValues: codes.map { ($0, "answers.\(item.key).\($0)") }))
        }
        guard let cell = item.cells.first, cell.kind.isMeasured else { return .none }
        guard item.kind.hasRows else { return .column(Names("answers.\(item.key)")) }
        var rows: [String: Place] = [:]
        for row in item.rows {
            let name = "answers.\(item.key).\(row.code)"
            let sides = item.sides.map { ($0.code, Place.column(Names("\(name).\($0.code)"))) }
            rows[row.code] =
                sides.isEmpty
                ? .column(Names(name)) : .lines(Dictionary(uniqueKeysWithValues: sides))
        }
        return .lines(rows)
    }

    func record(_ row: AnswerRows.Stored) -> Record {
        var values = JSON.Object()
        values.members.reserveCapacity(row.answers.count + row.hidden.count + 13)
        if let score = row.score { values.append("score", .number(score)) }
        values.append("language", .string(row.language))
        values.append("channel", .string(row.channel))
        if let quota = row.overQuota { values.append("over_quota", .string(quota)) }
        if let mood = row.mood {
            values.append(AnswerColumns.mood, .string(mood.mood.rawValue))
            values.append(AnswerColumns.moodScore, .number(mood.score))
            for theme in mood.themes {
                values.append(AnswerColumns.mood(of: theme.key), .number(theme.mood))
            }
        }
        if let wait = row.wait {
            values.append(AnswerColumns.wait, .number(AnswerColumns.minutes(wait)))
        }
        addQuality(of: row, to: &values)
        for member in row.hidden.members where member.key != HiddenField.customerKey {
            add(hidden[member.key] ?? "hidden.\(member.key)", member.value, to: &values)
        }
        for member in row.traits?.members ?? [] {
            add("customer.\(member.key)", member.value, to: &values)
        }
        for member in row.answers.members {
            add(member.value, at: answers[member.key], "answers", member.key, to: &values)
        }
        guard !instrument.computed.isEmpty else {
            return Record(id: row.id.raw, time: row.at, values: values)
        }
        let answering = Answering(instrument, answers: row.answers, hidden: row.hidden)
        for member in answering.computed.members {
            add(computed[member.key] ?? "computed.\(member.key)", member.value, to: &values)
        }
        return Record(id: row.id.raw, time: row.at, values: values)
    }

    /// Of what the customer wrote: `negative`, `neutral` or `positive`, and from -1 to 1.
    static let mood = "mood"
    static let moodScore = "mood_score"
    /// How they speak of a theme, from -1 to 1: `mood.touchpoint.delivery`, `mood.topic.parking`.
    static func mood(of theme: String) -> String { "\(mood).\(theme)" }
    static let themePrefixes = Themes.Theme.Kind.allCases.map { mood(of: "\($0.rawValue).") }

    /// The theme of such a column.
    static func theme(of name: String) -> String? {
        themePrefixes.contains { name.hasPrefix($0) } ? String(name.dropFirst(mood.count + 1)) : nil
    }

    /// Finds those who speak of a theme.
    static func speaks(of theme: String) -> Node { .call(.answered, [.name(mood(of: theme))]) }

    /// How long the customer waited for a person's first reply in the case that the answer opened.
    static let wait = "wait_minutes"

    /// To a minute within a day, to an hour within thirty, to a day beyond: of finer steps there
    /// would be too many to count by.
    static func minutes(_ wait: Span) -> Double {
        let minutes = wait.seconds / 60
        let step = minutes < 1_440 ? 1.0 : minutes < 43_200 ? 60 : 1_440
        return (minutes / step).rounded() * step
    }

    /// Every row has the flags, because "not flagged" must find those that nothing speaks against.
    static let quality: [(name: String, flag: Quality.Flag)] = Quality.Flag.allCases.map {
        ("quality.\($0.rawValue)", $0)
    }
    static let flagged = "quality.flagged"
    static let seconds = "quality.seconds"

    private func addQuality(of row: AnswerRows.Stored, to values: inout JSON.Object) {
        values.append(AnswerColumns.flagged, .bool(!row.flags.isEmpty))
        for (name, flag) in AnswerColumns.quality {
            values.append(name, .bool(row.flags.contains(flag)))
        }
        // Whole seconds have few different values, which columns count fast.
        if let seconds = row.seconds {
            values.append(AnswerColumns.seconds, .number(seconds.rounded()))
        }
    }

    private func add(
        _ value: JSON, at place: Place?, _ above: String, _ key: String,
        to values: inout JSON.Object
    ) {
        switch place {
        case .none?: break
        case .column(let names)?: add(names, value, to: &values)
        case .lines(let places)?:
            let name = "\(above).\(key)"
            for line in value.object?.members ?? [] {
                add(line.value, at: places[line.key], name, line.key, to: &values)
            }
        case .ranks(let names)?:
            for (rank, code) in (value.array ?? []).enumerated() {
                guard let name = code.string.flatMap({ names[$0] }) else { continue }
                values.append(name, .integer(rank + 1))
            }
        // An item, a line or a side of an older version.
        case nil: add(Names("\(above).\(key)"), value, to: &values)
        }
    }

    private func add(_ names: Names, _ value: JSON, to values: inout JSON.Object) {
        switch value {
        case .null:
            values.append(names.missing, .string(Item.Absence.notApplicable.rawValue))
        case .string(Item.dontKnowText):
            values.append(names.missing, .string(Item.Absence.dontKnow.rawValue))
        default: add(names.value, value, to: &values)
        }
    }

    /// Longer texts are remarks, which no one groups by.
    static let longestText = 100

    private func add(_ name: String, _ value: JSON, to values: inout JSON.Object) {
        switch value {
        case .string(let text) where text.utf8.count > AnswerColumns.longestText: return
        case .object, .null: return
        default: values.append(name, value)
        }
    }
}
