import Base
import Domain
import SQL
import Store

/// Conditions over responses, evaluated one by one: for lists, which want a page at a time.
enum ResponseFilter {
    /// So many are looked at for one page; a cursor leads on from there.
    static let lookedAtMost = 20_000
    private static let batch = 500

    static let scope = Scope(
        [
            "score": .number, "metric": .text, "status": .text, "channel": .text,
            "language": .text,
        ], openPrefixes: ["answers.", "hidden.", "customer."])

    /// - Throws: `Refusal` that points at the character.
    static func read(_ text: String?) throws(Refusal) -> Expression? {
        guard let text else { return nil }
        do {
            let expression = try Expression(parsing: text)
            try expression.checkCondition(scope)
            return expression
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            throw .invalid("filter", "expression.\(error.code)", values)
        }
    }

    /// One page and where the next begins; nil on the last.
    static func page(
        _ selection: Responses.Selection, _ filter: Expression?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> ([Responses.Stored], Responses.Place?) {
        var wide = selection
        wide.limit = filter == nil ? selection.limit + 1 : batch
        var found: [Responses.Stored] = []
        var lookedAt = 0
        while true {
            let rows = try Responses.list(wide, in: workspace, on: connection)
            for row in try kept(rows, filter, in: workspace, on: connection) {
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

    /// The rows for which the condition holds; traits are looked up only where it speaks of them.
    static func kept(
        _ rows: [Responses.Stored], _ filter: Expression?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Responses.Stored] {
        guard let filter else { return rows }
        let asksForTraits = filter.names.contains { $0.hasPrefix("customer.") }
        let traits = try Customers.traits(
            of: asksForTraits ? rows.compactMap(\.customer) : [], in: workspace, on: connection)
        return rows.filter { row in
            let own = row.customer.flatMap { traits[$0] }
            return filter.holds { value($0, of: row, traits: own) }
        }
    }

    private static func place(of row: Responses.Stored) -> Responses.Place {
        Responses.Place(at: row.at, id: row.id)
    }

    /// What a name of a condition stands for.
    private static func value(
        _ name: String, of row: Responses.Stored, traits: JSON.Object?
    ) -> JSON? {
        switch name {
        case "score": return row.response.answers.score.map(JSON.number)
        case "metric": return row.metric.map { .string($0.rawValue) }
        case "status": return .string(row.response.status.rawValue)
        case "channel": return .string(row.channel)
        case "language": return .string(row.language)
        default: break
        }
        if name.hasPrefix("hidden.") { return row.hidden[String(name.dropFirst(7))] }
        if name.hasPrefix("customer.") { return traits?[String(name.dropFirst(9))] }
        guard name.hasPrefix("answers.") else { return nil }
        let path = name.dropFirst(8).split(separator: ".")
        let answers = JSON.object(row.response.answers.values)
        let value = path.reduce(answers as JSON?) { $0?[String($1)] }
        // Who does not know has given no value, as in analysis.
        guard value != .string(Item.dontKnowText) else { return nil }
        return value
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
