public import Base
public import Domain
public import Operations
import SQL
public import Store

/// An instrument of a test with responses that are put in as the product does: row and event in
/// one write.
public struct AnsweredInstrument: Sendable {
    public let workspace: TestWorkspace
    public let id: ID<Instrument>

    public static let document = """
        key: stay
        title: {zh: 入住, en: Stay}
        languages: [zh, en]
        hidden:
          - {key: class, title: {zh: 舱位, en: Class}}
        pages:
          - items:
              - {key: recommend, kind: nps, score: true, title: {zh: 推荐, en: Recommend}}
              - key: clean
                kind: rating
                title: {zh: 清洁, en: Clean}
                scale: {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
              - {key: remark, kind: long_text, title: {zh: 意见, en: Remark}}
        """

    public init(_ workspace: TestWorkspace, document: String = Self.document) async throws {
        self.workspace = workspace
        let made = try await workspace.system.perform(
            CreateInstrument.self, ["document": .string(document)])
        guard let text = made.json["id"]?.string, let id = ID<Instrument>(text) else {
            preconditionFailure("an instrument has an id")
        }
        self.id = id
    }

    /// One completed response with its event.
    @discardableResult
    public func answer(
        score: Int?, clean: Int? = nil, class group: String? = nil, language: String = "en",
        at: Instant = TestHouse.start
    ) async throws -> ID<Response> {
        let id: ID<Response> = workspace.house.newID()
        try await put([row(id, score, clean, group, language, at)])
        return id
    }

    /// Many at once, in short writes: what is acknowledged settles only when all that began
    /// before it has ended, in whichever database of the server.
    public func put(_ rows: [Responses.Stored]) async throws {
        for part in rows.parts(of: 200) {
            try await workspace.system.write { ledger in
                for row in part {
                    try ledger.connection.run(
                        """
                        DELETE FROM responses WHERE workspace = \(ledger.workspace) AND id = \(row.id)
                        """)
                    try Responses.insert(row, in: ledger.workspace, on: ledger.connection)
                    try ledger.record("response.completed", .init("response", row.id))
                }
            }
        }
    }

    public func row(
        _ id: ID<Response>, _ score: Int?, _ clean: Int? = nil, _ group: String? = nil,
        _ language: String = "en", _ at: Instant = TestHouse.start
    ) -> Responses.Stored {
        var values = JSON.Object()
        if let score { values.append("recommend", .integer(score)) }
        if let clean { values.append("clean", .integer(clean)) }
        values.append("remark", "A remark that nobody counts")
        var hidden = JSON.Object()
        if let group { hidden.append("class", .string(group)) }
        return row(values, score: score, hidden: hidden, language, at, id: id)
    }

    /// A completed response with any answers.
    public func row(
        _ answers: JSON.Object, score: Int? = nil, hidden: JSON.Object = .init(),
        _ language: String = "en", _ at: Instant = TestHouse.start, id: ID<Response>? = nil
    ) -> Responses.Stored {
        let (response, _) = Response.completed(
            Answers(values: answers, score: score.map(Double.init)), at: at)
        return Responses.Stored(
            id: id ?? workspace.house.newID(), instrument: self.id, version: 1,
            language: language, channel: "web", metric: .nps, hidden: hidden, startedAt: at,
            response: response)
    }

    /// What the product answers to a question.
    public func ask(_ fields: KeyValuePairs<String, JSON>) async throws -> JSON {
        try await ask(QueryInsight.self, fields)
    }

    /// What an analysis answers.
    public func ask<O: Operation>(
        _: O.Type, _ fields: KeyValuePairs<String, JSON>
    ) async throws -> JSON {
        var input: [JSON.Object.Member] = [
            .init(key: "instrument", value: .string(id.description))
        ]
        input += fields.map { .init(key: $0.key, value: $0.value) }
        return try await workspace.desk(.viewer)
            .perform(O.self, JSON.Object(input)).json
    }
}
