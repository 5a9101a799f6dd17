public import Base
public import Domain
import Store

/// The same for many cases at once.
public struct BulkCases: Operation {
    public static let name = "cases.bulk"
    public static let summary = """
        Do the same to many cases, each by itself through the operation of one case; those refused \
        are named with the reason.
        """
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("cases", .array(.id(Case.idPrefix), max: 200)),
        Field("do", .choice(Act.allCases.map(\.rawValue))),
        Field("team", .id(Team.idPrefix), .optional, "Of `assign`."),
        Field("assignee", .id(User.idPrefix), .optional, "Of `assign`."),
        Field(
            "text", .document(max: 20_000), .optional,
            "The tag, the reply, what was done, or why it is escalated, waits or is reopened."),
        Field(
            "until", .text(max: 10), .optional, "Of `wait`: the day on which each goes on."),
        Field(
            "kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional,
            "Of `classify`; each keeps its own if absent."),
        Field(
            "severity", .choice(Case.Severity.allCases.map(\.rawValue)), .optional,
            "Of `classify`; each keeps its own if absent."),
        Field("outcome", .text(max: 64), .optional, "Of `close`: a key of the case's process."),
        Field(
            "fields", .map(.any), .optional,
            "Of `close`: fields of the record; each case takes those that its process has."),
        Field(
            "noRedress", .text(max: 2_000), .optional,
            "Of `close`: why nothing is due, for complaints without any redress yet."),
        Field("into", .id(Case.idPrefix), .optional, "Of `merge`: the case that goes on."),
    ]

    public enum Act: String, CaseIterable, Sendable {
        case take, assign, tag, untag, classify, reply, wait, resume, escalate, close, reopen
        case merge
    }

    private let cases: [ID<Case>]
    private let act: Act
    private let given: JSON.Object

    public init(_ input: Input) throws {
        cases = input.texts("cases").compactMap(ID<Case>.init)
        act = Act(rawValue: input.text("do")) ?? .take
        given = input.fields
    }

    public func perform(on desk: Desk) async throws -> BulkResource {
        var refused: [BulkResource.Refused] = []
        // Each in a transaction of its own: one that is refused keeps none of the others back.
        for id in cases {
            do {
                try await perform(on: id, try alone(desk, id))
            } catch is Replay {
                // Done when the same was asked before.
                continue
            } catch let refusal as Refusal {
                refused.append(.init(one: id, refusal: refusal))
            }
        }
        let found = try await found(refused.map(\.one), desk)
        return BulkResource(
            done: cases.count - refused.count,
            refused: refused.map {
                .init(
                    one: $0.one, refusal: $0.refusal, number: found[$0.one]?.number,
                    title: found[$0.one]?.title)
            })
    }

    private func found(
        _ ids: [ID<Case>], _ desk: Desk
    ) async throws -> [ID<Case>: (number: Int, title: Wording)] {
        guard !ids.isEmpty else { return [:] }
        return try await desk.read { connection in
            let masking = try desk.masking(on: connection)
            let found = try Cases.find(Array(Set(ids)), in: desk.workspace, on: connection)
            return Dictionary(
                uniqueKeysWithValues: found.map {
                    ($0.id, ($0.number, masking?.wording($0.title) ?? $0.title))
                })
        }
    }

    /// The caller's key stands for one write; each case has one of its own that follows from it, so
    /// that the same list twice does everything once and goes on where it broke off.
    private func alone(_ desk: Desk, _ id: ID<Case>) throws -> Desk {
        guard let key = desk.idempotency else { return desk }
        let own = try Idempotency(
            key: key.fingerprint, operation: key.key, input: .string(id.description))
        var desk = desk
        desk.idempotency = try Idempotency(
            key: "bulk:" + own.fingerprint, operation: BulkCases.name,
            input: .string(key.fingerprint))
        return desk
    }

    private func perform(on id: ID<Case>, _ desk: Desk) async throws {
        func perform<O: Operation>(_: O.Type, _ more: [String: JSON] = [:]) async throws {
            var members: [String: JSON] = ["case": .string(id.description)]
            for (name, value) in more where value != .null { members[name] = value }
            _ = try await desk.perform(O.self, members.members)
        }
        let text = given["text"] ?? ""
        switch act {
        case .take:
            let team = try await one(id, desk)["team"] ?? .null
            try await perform(
                AssignCase.self,
                ["team": team, "assignee": .optional(desk.actor.user?.description)])
        case .assign:
            try await perform(
                AssignCase.self,
                ["team": given["team"] ?? .null, "assignee": given["assignee"] ?? .null])
        case .tag: try await perform(TagCase.self, ["tags": [text]])
        case .untag: try await perform(UntagCase.self, ["tag": text])
        case .classify:
            let one = try await one(id, desk)
            try await perform(
                ClassifyCase.self,
                [
                    "kind": given["kind"] ?? one["kind"] ?? .null,
                    "severity": given["severity"] ?? one["severity"] ?? .null,
                ])
        case .reply: try await perform(ReplyToCase.self, ["text": text])
        case .wait:
            try await perform(
                PauseCase.self, ["reason": text, "until": given["until"] ?? .null])
        case .resume: try await perform(ResumeCase.self)
        case .escalate: try await perform(EscalateCase.self, ["reason": text])
        case .close:
            let (fields, lacksRedress) = try await record(of: id, desk)
            if lacksRedress, let note = given["noRedress"]?.string, !note.isEmpty {
                var alone = desk
                alone.idempotency = nil
                _ = try await alone.perform(
                    OfferRedress.self,
                    [
                        "case": JSON.string(id.description), "kind": .string(Redress.nothing),
                        "note": .string(note),
                    ].members)
            }
            try await perform(
                CloseCase.self,
                ["outcome": given["outcome"] ?? .null, "text": text, "fields": fields])
            try await requireEnded(id, desk)
        case .reopen: try await perform(ReopenCase.self, ["reason": text])
        case .merge:
            try await perform(MergeCases.self, ["into": given["into"] ?? .null])
            try await requireEnded(id, desk)
        }
    }

    /// What waits for somebody's yes is not closed, and is told.
    private func requireEnded(_ id: ID<Case>, _ desk: Desk) async throws {
        guard try await one(id, desk)["status"] == "closed" else {
            throw Refusal(.conflict, "approvalAwaited")
        }
    }

    /// Of what was given, what this case's process asks for at all; and whether it still waits
    /// for redress, or the reason why there is none.
    private func record(
        of id: ID<Case>, _ desk: Desk
    ) async throws -> (fields: JSON, lacksRedress: Bool) {
        let given = given["fields"]?.object ?? .init()
        return try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let process = try desk.house.process(
                one.process, in: desk.workspace, on: connection)
            let own = given.members.filter { process[field: $0.key] != nil }
            let isOpen = !one.redress.contains { [.asked, .granted].contains($0.state) }
            return (
                own.isEmpty ? .null : .object(JSON.Object(own)),
                process.complaint != nil && isOpen
            )
        }
    }

    private func one(_ id: ID<Case>, _ desk: Desk) async throws -> JSON {
        try await desk.perform(
            ShowCase.self, ["case": JSON.string(id.description)].members
        ).json
    }
}

extension [String: JSON] {
    fileprivate var members: JSON.Object {
        JSON.Object(map { JSON.Object.Member(key: $0.key, value: $0.value) })
    }
}

/// How a bulk action went.
public struct BulkResource: Resource {
    /// A case that was left as it was.
    public struct Refused: Sendable {
        public let one: ID<Case>
        public let refusal: Refusal
        public var number: Int?
        public var title: Wording?
    }

    public let done: Int
    public let refused: [Refused]

    public static let shape = Shape.object([
        Field("done", .integer(0...200)),
        Field(
            "refused",
            .array(
                .object([
                    Field("case", .id(Case.idPrefix)),
                    Field("number", .integer(1...Int.max), .optional), Field("code", .text()),
                    Field(
                        "faults",
                        .array(.object([Field("name", .text()), Field("code", .text())])),
                        .required, "What is missing or wrong, by its path."),
                ]))),
    ])

    public var json: JSON {
        [
            "done": .integer(done),
            "refused": .array(
                refused.map { one in
                    let faults = one.refusal.faults
                    return [
                        "case": .string(one.one.description),
                        "number": one.number.map(JSON.integer) ?? .null,
                        "code": .string(faults.first?.code ?? one.refusal.code),
                        "faults": .array(
                            faults.map { ["name": .string($0.path), "code": .string($0.code)] }),
                    ]
                }),
        ]
    }
}
