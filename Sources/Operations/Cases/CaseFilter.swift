import Base
import Columns
import Domain
import SQL
import Store

/// Which cases a list or a figure is about: the filters of the queue, so that every queue and every
/// kept view has its own report.
struct CaseFilter: Sendable {
    static let input = [
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue)), .optional),
        Field("assignee", .text(max: 40), .optional, "An id, `me` or `nobody`."),
        Field("team", .id(Team.idPrefix), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("text", .text(max: 200), .optional, "Words of the title."),
        Field(
            "filter", .text(max: 2_000), .optional,
            """
            A condition such as `severity == "major" and customer.tier == "vip"` or \
            `tags contains "refund"`.
            """),
    ]

    /// Of figures about customers who come again.
    static let repeatDays = Field(
        "repeatDays", .integer(1...90), .optional,
        "Within how many days another case of a customer is a repetition; 7 if absent.")

    static func repeats(_ input: Input) -> Span {
        .days(Int64(input.integerOrNil("repeatDays") ?? 7))
    }

    /// What a condition may speak of.
    static let scope = Scope(
        Case.fieldTypes.merging(CaseColumns.figures) { own, _ in own },
        openPrefixes: ["fields.", "customer.", CaseColumns.redressPrefix])

    private var chosen = Cases.Selection()
    private let isMine: Bool
    let condition: Expression?

    init(_ input: Input) throws {
        switch input.textOrNil("assignee") {
        case "nobody": chosen.assignee = .nobody
        case nil, "me": break
        default: chosen.assignee = .user(try input.id("assignee"))
        }
        isMine = input.textOrNil("assignee") == "me"
        chosen.team = try input.idOrNil("team")
        chosen.customer = try input.idOrNil("customer")
        chosen.kind = input.textOrNil("kind").flatMap(Case.Kind.init)
        chosen.severity = input.textOrNil("severity").flatMap(Case.Severity.init)
        chosen.text = input.textOrNil("text")
        condition = try input.textOrNil("filter").map(CaseFilter.parse)
    }

    private static func parse(_ text: String) throws(Refusal) -> Expression {
        do {
            let condition = try Expression(parsing: text)
            try condition.checkCondition(scope)
            return condition
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            throw .invalid("filter", "expression.\(error.code)", values)
        }
    }

    /// What of it the database finds; the condition is left.
    func selection(for desk: Desk) -> Cases.Selection {
        var selection = chosen
        if isMine { selection.assignee = desk.actor.user.map { .user($0) } ?? .nobody }
        return selection
    }

    /// Those of some cases that the condition holds for.
    func fitting(
        _ cases: [Case], for desk: Desk, on connection: any Connection
    ) throws -> [Case] {
        guard condition != nil else { return cases }
        if asksFigures {
            let ids = try fitting(cases.map(\.id), for: desk, on: connection)
            return cases.filter { ids.contains($0.id) }
        }
        let facts = try facts(cases.map(\.customer), desk, connection)
        return cases.filter { holds($0.field, $0.customer, facts) }
    }

    /// The same by their ids; all of them where there is no condition.
    func fitting(
        _ ids: [ID<Case>], for desk: Desk, on connection: any Connection
    ) throws -> Set<ID<Case>> {
        guard let condition else { return Set(ids) }
        if asksFigures { return try fittingRows(ids, desk, connection) }
        return try fitting(
            CaseFields.list(
                ids, asking: Set(condition.names), in: desk.workspace, on: connection),
            desk, connection)
    }

    /// The cases of a selection that the condition holds for; nil where there is none.
    func fitting(
        _ selection: Cases.Selection, for desk: Desk, on connection: any Connection
    ) throws -> Set<ID<Case>>? {
        guard let condition else { return nil }
        let names = asksFigures ? [] : Set(condition.names)
        let found = try CaseFields.list(
            selection, asking: names, in: desk.workspace, on: connection)
        return asksFigures
            ? try fittingRows(found.map(\.id), desk, connection)
            : try fitting(found, desk, connection)
    }

    /// Whether the condition speaks of what threads, clocks and events add up to.
    private var asksFigures: Bool {
        condition?.names.contains(where: CaseColumns.isFigure) ?? false
    }

    private func fittingRows(
        _ ids: [ID<Case>], _ desk: Desk, _ connection: any Connection
    ) throws -> Set<ID<Case>> {
        let rows = try CaseRecords.find(
            ids, withMerged: true, at: desk.now(), in: desk.workspace, on: connection)
        let facts = try facts(rows.map(\.facts.customer), desk, connection)
        let fitting = rows.filter { row in
            let figures = CaseColumns.figures(of: row)
            return holds(
                { row.fields.field($0) ?? figures[$0] }, row.facts.customer, facts)
        }
        return Set(fitting.map(\.facts.id))
    }

    private func fitting(
        _ cases: [CaseFields], _ desk: Desk, _ connection: any Connection
    ) throws -> Set<ID<Case>> {
        let facts = try facts(cases.map(\.customer), desk, connection)
        return Set(cases.filter { holds($0.field, $0.customer, facts) }.map(\.id))
    }

    /// Whether columns in memory can tell what it finds: words of titles and single customers are
    /// looked for in the store.
    var isOfColumns: Bool { chosen.text == nil && chosen.customer == nil }

    /// The same over columns; nil where a column that is asked for does not hold its values.
    func columns(in cases: CaseSet, for desk: Desk) -> Filter?? {
        let names = condition?.names ?? []
        guard !names.contains(where: { cases.table.column($0)?.form == .tooDiverse }) else {
            return nil
        }
        let selection = selection(for: desk)
        var parts: [Node] = []
        func equal(_ name: String, _ value: String?) {
            if let value { parts.append(.compare(.equal, .name(name), .text(value))) }
        }
        equal("kind", selection.kind?.rawValue)
        equal("severity", selection.severity?.rawValue)
        equal("team", selection.team?.description)
        switch selection.assignee {
        case .nobody: parts.append(.call(.isMissing, [.name("assignee")]))
        case .user(let user): equal("assignee", user.description)
        case nil: break
        }
        if let condition { parts.append(condition.root) }
        guard let first = parts.first else { return .some(nil) }
        return .some(Filter(parts.dropFirst().reduce(first) { .and($0, $1) }))
    }

    /// What conditions are tried on besides a case's own fields. From whom personal data is hidden,
    /// it cannot be found either.
    private struct Facts {
        let customers: [ID<Customer>: CaseCustomer]
        let masking: Masking?
    }

    private func facts(
        _ ids: [ID<Customer>?], _ desk: Desk, _ connection: any Connection
    ) throws -> Facts {
        Facts(
            customers: try customers(ids, desk, connection),
            masking: try desk.masking(on: connection))
    }

    private func holds(
        _ field: (String) -> JSON?, _ customer: ID<Customer>?, _ facts: Facts
    ) -> Bool {
        condition?.holds { name in
            guard name.hasPrefix("customer.") else {
                return field(name).map { facts.masking?.texts($0) ?? $0 }
            }
            return customer.flatMap { facts.customers[$0] }?.field(name.dropFirst(9))
        } ?? true
    }

    /// Read only where the condition asks for them; from whom personal data is hidden, it cannot
    /// be found either.
    private func customers(
        _ ids: [ID<Customer>?], _ desk: Desk, _ connection: any Connection
    ) throws -> [ID<Customer>: CaseCustomer] {
        let asked = condition?.names.filter { $0.hasPrefix("customer.") } ?? []
        guard !asked.isEmpty else { return [:] }
        let isHidden = try desk.masking(on: connection) != nil
        guard
            !isHidden || !asked.contains(where: { ["customer.name", "customer.key"].contains($0) })
        else { throw Refusal.invalid("filter", "filterIsPersonal") }
        let found = try Array(Set(ids.compactMap(\.self))).parts(of: 500).flatMap {
            try CaseCustomer.find(Array($0), in: desk.workspace, on: connection)
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }
}
