import Base
import Columns
import Domain
import SQL
import Store

/// A condition over responses. Where the questionnaire is known, its names are checked, and what
/// speaks of columns alone is answered from memory; the rest is looked at row by row.
struct ResponseFilter: Sendable {
    let expression: Expression
    /// The answers of the one questionnaire that is meant.
    private let set: AnswerSet?
    private let isColumnar: Bool

    /// So many rows are looked at for one page; a cursor leads on from there.
    static let lookedAtMost = 20_000
    private static let batch = 500

    private static let own: [String: ValueType] = [
        "score": .number, "metric": .text, "status": .text, "channel": .text, "language": .text,
        "over_quota": .text, AnswerColumns.mood: .text, AnswerColumns.moodScore: .number,
        AnswerColumns.wait: .number,
    ]

    /// - Throws: `Refusal` that points at the character.
    init(_ text: String, of set: AnswerSet?) throws(Refusal) {
        do {
            expression = try Expression(parsing: text)
            try expression.checkCondition(Self.scope(set))
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            throw .invalid("filter", "expression.\(error.code)", values)
        }
        self.set = set
        let known = set?.scope
        let names = expression.names
        isColumnar = known != nil && names.allSatisfy { known?.type(of: $0) != nil }
    }

    /// Names that a condition may use.
    static func scope(_ set: AnswerSet?) -> Scope {
        guard let set else {
            return Scope(
                own,
                openPrefixes: ["answers.", "hidden.", "computed.", "customer.", "quality."]
                    + AnswerColumns.themePrefixes)
        }
        var types = set.scope.types.merging(own) { $1 }
        for item in set.instrument.items where item.kind != .statement {
            for cell in item.cells { types["answers.\(cell.name)"] = cell.kind.valueType }
        }
        return Scope(types, openPrefixes: ["customer."] + AnswerColumns.themePrefixes)
    }

    /// One page and where the next begins; nil on the last.
    static func page(
        _ selection: Responses.Selection, _ filter: ResponseFilter?, on desk: Desk
    ) async throws -> ([Responses.Stored], Responses.Place?) {
        guard let filter, let ids = filter.completed(selection) else {
            return try await desk.read { try walk(selection, filter, desk, $0) }
        }
        return try await desk.read { connection in
            var found = try Responses.find(
                ids.map { ID(raw: $0) }, in: desk.workspace, on: connection)
            var next: Responses.Place?
            if selection.status == nil {
                var rest = selection
                rest.isUnfinished = true
                let (rows, more) = try walk(rest, filter, desk, connection)
                found += rows
                next = more
            }
            found.sort { ($0.at, $0.id) > ($1.at, $1.id) }
            if found.count > selection.limit {
                found.removeLast(found.count - selection.limit)
                return (found, found.last.map(place))
            }
            return (found, next)
        }
    }

    /// The completed ones from memory, one more than asked for; nil where memory cannot tell.
    private func completed(_ selection: Responses.Selection) -> [Int64]? {
        let isPlain =
            selection.link == nil && selection.customer == nil && selection.caseID == nil
            && (selection.status == nil || selection.status == .completed)
        guard let set, isColumnar, isPlain else { return nil }
        var window: Range<Instant>?
        if selection.from != nil || selection.until != nil {
            let from = selection.from ?? .distantPast
            window = from..<max(from, selection.until ?? .distantFuture)
        }
        return Filter(expression).rows(
            in: set.table, window: window,
            before: selection.before.map { ($0.at, $0.id.raw) }, limit: selection.limit + 1
        ).ids
    }

    /// Row by row, as far as one page may take.
    private static func walk(
        _ selection: Responses.Selection, _ filter: ResponseFilter?, _ desk: Desk,
        _ connection: any Connection
    ) throws -> ([Responses.Stored], Responses.Place?) {
        var wide = selection
        wide.limit = filter == nil ? selection.limit + 1 : batch
        var found: [Responses.Stored] = []
        var lookedAt = 0
        while true {
            let rows = try Responses.list(wide, in: desk.workspace, on: connection)
            for row in try kept(rows, filter, desk, connection) {
                found.append(row)
                if found.count > selection.limit {
                    found.removeLast()
                    return (found, found.last.map(place))
                }
            }
            lookedAt += rows.count
            guard rows.count == wide.limit, let last = rows.last else { return (found, nil) }
            if lookedAt >= lookedAtMost { return (found, place(of: last)) }
            wide.before = place(of: last)
        }
    }

    /// The rows for which the condition holds, as they are shown to who asks: what is hidden cannot
    /// be found either. Traits are looked up only where it speaks of them.
    static func kept(
        _ rows: [Responses.Stored], _ filter: ResponseFilter?, _ desk: Desk,
        _ connection: any Connection
    ) throws -> [Responses.Stored] {
        guard let filter else { return rows }
        let names = filter.expression.names
        let asksForTraits = names.contains { $0.hasPrefix("customer.") }
        let asksForAnswers = names.contains {
            $0.hasPrefix("answers.") || $0.hasPrefix("computed.")
        }
        let traits = try Customers.traits(
            of: asksForTraits ? rows.compactMap(\.customer) : [], in: desk.workspace,
            on: connection)
        let asksForQuality = names.contains { $0.hasPrefix("quality.") }
        let flags = try Qualities.flags(
            of: asksForQuality ? rows.map(\.id) : [], in: desk.workspace, on: connection)
        let asksForReading = names.contains {
            [AnswerColumns.mood, AnswerColumns.moodScore, AnswerColumns.wait].contains($0)
                || AnswerColumns.theme(of: $0) != nil
        }
        let read = try AnswerRows.find(
            asksForReading ? rows.map(\.id) : [], in: desk.workspace, on: connection)
        let readings = Dictionary(uniqueKeysWithValues: read.map { ($0.id, $0) })
        let masking = try desk.masking(on: connection)
        let shown = try desk.masked(rows, on: connection)
        return try zip(rows, shown).filter { _, row in
            let known = row.customer.flatMap { traits[$0] }
            var reading = ResponseReading(
                row: row, traits: known.map { masking?.texts($0) ?? $0 },
                flags: flags[row.id] ?? [], known: readings[row.id])
            if asksForAnswers {
                let instrument = try desk.house.instrument(
                    row.instrument, version: row.version, in: desk.workspace, on: connection)
                reading.answering = Answering(
                    instrument, answers: row.response.answers.values, hidden: row.hidden)
            }
            return filter.expression.holds { reading.value($0) }
        }.map(\.0)
    }

    /// Fewer anonymous answers than any report shows are not shown one by one either, however
    /// small the pages are in which they are asked for.
    static func shown(
        _ rows: [Responses.Stored], of selection: Responses.Selection, _ filter: ResponseFilter?,
        on desk: Desk
    ) async throws -> [Responses.Stored] {
        guard rows.contains(where: \.isAnonymous) else { return rows }
        var whole = selection
        (whole.before, whole.limit, whole.isAnonymous) = (nil, 500, true)
        var count = 0
        repeat {
            let (found, next) = try await page(whole, filter, on: desk)
            count += found.count(where: \.isAnonymous)
            if count >= Measure.floor { return rows }
            whole.before = next
        } while whole.before != nil
        return rows.filter { !$0.isAnonymous }
    }

    static func place(of row: Responses.Stored) -> Responses.Place {
        Responses.Place(at: row.at, id: row.id)
    }

    /// What names of a condition stand for in one response.
    private struct ResponseReading {
        let row: Responses.Stored
        let traits: JSON.Object?
        let flags: Set<Quality.Flag>
        /// Beside the row itself.
        let known: AnswerRows.Stored?
        var answering: Answering?

        func value(_ name: String) -> JSON? {
            switch name {
            case "score": return row.response.answers.score.map(JSON.number)
            case "metric": return row.metric.map { .string($0.rawValue) }
            case "status": return .string(row.response.status.rawValue)
            case "channel": return .string(row.channel)
            case "language": return .string(row.language)
            case "over_quota": return row.overQuota.map(JSON.string)
            case AnswerColumns.mood: return (known?.mood?.mood.rawValue).map(JSON.string)
            case AnswerColumns.moodScore: return (known?.mood?.score).map(JSON.number)
            case AnswerColumns.wait:
                return known?.wait.map { .number(AnswerColumns.minutes($0)) }
            default: break
            }
            if name.hasPrefix("hidden.") { return row.hidden[String(name.dropFirst(7))] }
            if name.hasPrefix("customer.") { return traits?[String(name.dropFirst(9))] }
            if name.hasPrefix("quality.") { return quality(name) }
            if let theme = AnswerColumns.theme(of: name) {
                return known?.mood?.themes.first { $0.key == theme }.map {
                    .number($0.mood)
                }
            }
            return AnswerColumns.tellsAbsence(name) ? absence(name) : answering?.value(name)
        }

        private func quality(_ name: String) -> JSON? {
            switch name {
            case AnswerColumns.flagged: return .bool(!flags.isEmpty)
            case AnswerColumns.seconds:
                return ResponseResource(row).seconds.map { .number($0.rounded()) }
            default:
                let flag = AnswerColumns.quality.first { $0.name == name }?.flag
                return flag.map { .bool(flags.contains($0)) }
            }
        }

        /// Why there is no answer, as analysis has it in a column.
        private func absence(_ name: String) -> JSON? {
            let path = name.dropFirst(8).dropLast(AnswerColumns.missingEnding.utf8.count)
                .split(separator: ".")
            guard let key = path.first.map(String.init),
                let item = answering?.instrument[item: key]
            else { return nil }
            let answers = JSON.object(row.response.answers.values)
            let value = path.reduce(answers as JSON?) { $0?[String($1)] }
            return value.flatMap { item.absence($0) }.map { .string($0.rawValue) }
        }
    }
}

extension Responses.Place {
    var cursor: String { "\(at.microseconds).\(id)" }

    init(cursor: String) throws(Refusal) {
        let parts = cursor.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let at = Int64(parts[0]), let id = ID<Response>(String(parts[1]))
        else { throw .invalid("cursor", "badCursor") }
        self.init(at: Instant(microseconds: at), id: id)
    }
}
