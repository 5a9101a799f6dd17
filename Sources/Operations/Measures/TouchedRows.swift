import Base
import Domain
import SQL
import Store

/// The rows of which events may tell something that is kept of them.
struct TouchedRows: Sendable {
    private(set) var ids: [RowSort: Set<Int64>] = [:]
    /// Sorts of rows of which it cannot be told any more which they were.
    private(set) var isLost: Set<RowSort> = []

    /// - Parameter sorts: those that are followed.
    mutating func add(
        _ event: Event, _ sorts: Set<RowSort>, _ connection: any Connection
    ) throws {
        if sorts.contains(.answers) { try addAnswers(event, connection) }
        if sorts.contains(.cases) { try addCases(event, connection) }
        if sorts.contains(.customers) { try addCustomers(event, connection) }
        if sorts.contains(.events) { insert([event.id.raw], .events) }
    }

    private mutating func insert(_ ids: some Sequence<Int64>, _ sort: RowSort) {
        self.ids[sort, default: []].formUnion(ids)
    }

    // MARK: - Answers

    private mutating func addAnswers(_ event: Event, _ connection: any Connection) throws {
        let (subject, workspace) = (event.subject, event.workspace)
        switch subject.kind {
        // Responses that are not completed are not in any table.
        case "response" where event.kind != Response.Event.started.rawValue:
            insert([subject.id], .answers)
        case "texts":
            let texts = (event.data["responses"]?.array ?? []).compactMap(\.string)
            insert(texts.compactMap { ID<Response>($0)?.raw }, .answers)
        // A customer who was just made has no answers but those that follow.
        case "customer" where event.kind != "customer.created":
            insert(
                try AnswerRows.ids(ofCustomer: subject.id, in: workspace, on: connection)
                    .map(\.raw), .answers)
        case "case" where TouchedRows.waits.contains(event.kind):
            insert(
                try AnswerRows.ids(ofCase: subject.id, in: workspace, on: connection).map(\.raw),
                .answers)
        default: break
        }
    }

    /// What changes how long somebody waited for an answer in a case.
    private static let waits = Set([CaseEvent.Name.replied, .merged, .unmerged].map(\.text))

    // MARK: - Cases

    private mutating func addCases(_ event: Event, _ connection: any Connection) throws {
        let (subject, workspace) = (event.subject, event.workspace)
        switch subject.kind {
        case "case":
            insert([subject.id], .cases)
            guard TouchedRows.moves.contains(event.kind) else { return }
            // Where it came or went, others have another neighbour now.
            let customers = ["customer", "was"].compactMap { event.data[$0]?.string }
                .compactMap { ID<Customer>($0) }
            insert(
                try CaseRecords.beside(
                    ID(raw: subject.id), also: customers, in: workspace, on: connection
                )
                .map(\.raw), .cases)
        case "response" where event.kind != Response.Event.started.rawValue:
            if event.kind.hasSuffix(TouchedRows.erased) { isLost.insert(.cases) }
            insert(
                try CaseRecords.ids(ofResponse: ID(raw: subject.id), in: workspace, on: connection)
                    .map(\.raw), .cases)
        case "customer" where event.kind != "customer.created":
            if event.kind.hasSuffix(TouchedRows.erased) { isLost.insert(.cases) }
            insert(
                try CaseRecords.ids(
                    ofCustomers: TouchedRows.customers(of: event), in: workspace, on: connection
                ).map(\.raw), .cases)
        default: break
        }
    }

    /// What changes between which other cases of its customer a case stands, and what a merge
    /// changes of the other one.
    private static let moves = Set(
        [CaseEvent.Name.opened, .customerChanged, .merged, .unmerged].map(\.text))
    private static let erased = ".erased"

    // MARK: - Customers

    private mutating func addCustomers(_ event: Event, _ connection: any Connection) throws {
        let (subject, workspace) = (event.subject, event.workspace)
        switch subject.kind {
        case "customer":
            insert(TouchedRows.customers(of: event).map(\.raw), .customers)
        case "response" where event.kind != Response.Event.started.rawValue:
            if event.kind.hasSuffix(TouchedRows.erased) { isLost.insert(.customers) }
            insert(
                try CustomerRecords.ids(
                    ofResponse: ID(raw: subject.id), in: workspace, on: connection
                ).map(\.raw), .customers)
        case "case":
            if event.kind.hasSuffix(TouchedRows.erased) { isLost.insert(.customers) }
            let told = ["customer", "was"].compactMap { event.data[$0]?.string }
                .compactMap { ID<Customer>($0)?.raw }
            insert(told, .customers)
            insert(
                try CustomerRecords.ids(ofCase: ID(raw: subject.id), in: workspace, on: connection)
                    .map(\.raw), .customers)
        default: break
        }
    }

    /// Whom an event of a customer is about: of a merge, both.
    private static func customers(of event: Event) -> [ID<Customer>] {
        let told = ["into", "from"].compactMap { event.data[$0]?.string }
            .compactMap { ID<Customer>($0) }
        return [ID(raw: event.subject.id)] + told
    }
}
