public import Base
public import Domain
import SQL
import Store

/// What a customer sees and may do on the private page of a case: nothing of people inside, no
/// notes, no other case. The token is all that is known of who comes.
public struct CustomerCase: Sendable {
    public let number: Int
    public let status: Case.Status
    public let openedAt: Instant
    public let closedAt: Instant?
    /// When something is promised next; nil where nothing runs.
    public let dueAt: Instant?
    public let language: String?
    public let messages: [Message]
    public let outcome: Wording?
    /// What was done, as whoever closed the case wrote it; nil where it ended early, for then it is
    /// a word among colleagues.
    public let outcomeText: String?
    /// What was granted to make up for it, by kind; what it costs us is ours.
    public let redress: [Wording]
    /// Fields that the process says are for the customer, such as the solution.
    public let answers: [Answer]
    public let mayConfirm: Bool
    public let isConfirmed: Bool
    public let mayAppeal: Bool

    public struct Message: Hashable, Sendable {
        public let at: Instant
        public let isFromCustomer: Bool
        public let isAutomatic: Bool
        public let text: String
        public let files: [File]
    }

    /// What a field of the process is called, and what stands in it.
    public struct Answer: Hashable, Sendable {
        public let name: Wording
        public let text: Wording
    }

    /// A file of a message, by its private address.
    public struct File: Hashable, Sendable {
        public let name: String
        /// Bytes.
        public let size: Int
        public let path: String
    }

    /// What may be done on the page.
    public enum Act: String, Sendable {
        case reply, confirm, appeal
    }

    /// - Parameter address: where the request comes from, to bound guessing.
    /// - Throws: `Refusal` when the token leads nowhere, or there were too many tries.
    public static func open(
        _ token: String, address: String?, in house: House
    ) async throws -> CustomerCase {
        let desk = try await desk(token, address: address, in: house)
        let id = desk.id
        return try await desk.desk.read { connection in
            let workspace = desk.desk.workspace
            let own = try goingOn(id, in: workspace, on: connection)
            let one = own.main
            let process = try house.process(one.process, in: workspace, on: connection)
            let messages = try CaseMessages.list(
                ofEach: own.parts, limit: 200, in: workspace, on: connection)
            let customer = try one.customer.flatMap {
                try CaseCustomer.find([$0], in: workspace, on: connection).first
            }
            let files = try FileLink.files(
                of: CaseFile.subjectKind, messages.map(\.id.raw), at: desk.desk.now(),
                in: workspace, on: connection)
            return CustomerCase(own.number, one, process, messages, files, customer)
        }
    }

    private init(
        _ number: Int, _ one: Case, _ process: Process, _ messages: [CaseMessage],
        _ files: [Int64: [FileLink.Named]], _ customer: CaseCustomer?
    ) {
        self.number = number
        status = one.status
        openedAt = one.openedAt
        closedAt = one.closedAt
        dueAt = one.status.isActive ? one.promisedAt : nil
        language = customer?.language
        self.messages = messages.reversed().filter { $0.kind != .note }.map {
            Message(
                at: $0.at, isFromCustomer: $0.kind == .received, isAutomatic: $0.isAutomatic,
                text: $0.text,
                files: (files[$0.id.raw] ?? []).map {
                    File(name: $0.attachment.name, size: $0.attachment.size, path: $0.path)
                })
        }
        outcome = one.outcome.flatMap { process[outcome: $0.key]?.name }
        outcomeText = one.outcome.flatMap { $0.isEarly ? nil : $0.text }
        // Before it is settled all of this may still change.
        let isSettled = !one.status.isActive
        redress = isSettled ? CustomerCase.redress(of: one, process) : []
        answers = isSettled ? CustomerCase.answers(of: one, process) : []
        isConfirmed = one.isConfirmed(in: process)
        mayConfirm = one.status == .resolved && !isConfirmed && process.confirmation != nil
        mayAppeal = process.complaint != nil && !one.status.isActive
    }

    private static func redress(of one: Case, _ process: Process) -> [Wording] {
        one.redress.filter { $0.state == .granted }.compactMap { granted in
            process.complaint?.redress.first { $0.key == granted.kind }?.name
        }
    }

    private static func answers(of one: Case, _ process: Process) -> [Answer] {
        process.steps.flatMap(\.fields).filter(\.isForCustomer).compactMap { field in
            guard let text = one.fields[field.key]?.string, !text.isEmpty else { return nil }
            let chosen = field.options.first { $0.key == text }?.name
            return Answer(name: field.name, text: chosen ?? Wording(zh: text, en: text))
        }
    }

    /// Does what the customer wants, once a key.
    public static func act(
        _ act: Act, _ text: String, key: String, token: String, address: String?,
        in house: House
    ) async throws {
        let (found, id) = try await desk(token, address: address, in: house)
        try await house.bound("case page " + token, tries: CustomerCase.mostActs)
        var desk = found
        desk.idempotency = try Idempotency(
            key: "case-page:" + key, operation: act.rawValue,
            input: .array([.string(token), .string(text)]))
        do {
            _ = try await desk.write { ledger -> Done in
                let own = try goingOn(id, in: ledger.workspace, on: ledger.connection)
                try ledger.act(act, text, on: own.main.id)
                return Done()
            }
        } catch is Replay {
            // Posted twice: the first time did it.
        }
    }

    /// The case in which a customer's matter goes on, the cases whose threads it consists of, and
    /// the number that the customer was told. A case that was merged into one of another customer
    /// stays by itself: nobody reads what another wrote.
    private static func goingOn(
        _ id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (main: Case, parts: [ID<Case>], number: Int) {
        guard let one = try Cases.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noCasePage")
        }
        func isOwn(_ other: Case) -> Bool {
            other.customer != nil && other.customer == one.customer
        }
        let into = try one.mergedInto.flatMap {
            try Cases.find($0, in: workspace, on: connection)
        }
        let main = into.flatMap { isOwn($0) ? $0 : nil } ?? one
        let merged = try CaseMerges.sources(of: main.id, in: workspace, on: connection)
        let parts = try Cases.find(merged, in: workspace, on: connection).filter(isOwn)
        return (main, [main.id] + parts.map(\.id), one.number)
    }

    private static let mostActs = 20
    private static let mostMisses = 50

    private static func desk(
        _ token: String, address: String?, in house: House
    ) async throws -> (desk: Desk, id: ID<Case>) {
        let found = try await house.database.read { connection in
            try CasePages.find(token, on: connection).map { (workspace: $0.workspace, id: $0.case) }
        }
        guard let found else {
            try await house.bound("case pages of \(address ?? "")", tries: mostMisses)
            throw Refusal(.notFound, "noCasePage")
        }
        return (Desk(house, actor: .respondent(in: found.workspace)), found.id)
    }
}

extension Ledger {
    func act(_ act: CustomerCase.Act, _ text: String, on id: ID<Case>) throws {
        switch act {
        case .reply:
            let one = try command(.receive(text), on: id, as: .customer)
            try tell(.assignee, "customer_wrote", of: one)
        case .confirm:
            let one = try command(.confirm(text), on: id, as: .customer)
            try tell(.assignee, "customer_confirmed", of: one)
        case .appeal: _ = try appeal(text, on: id)
        }
    }
}
