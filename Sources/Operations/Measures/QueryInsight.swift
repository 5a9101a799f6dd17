public import Base
import Columns
public import Domain
import SQL
import Store

/// Answers a question about an instrument's answers, or about cases or customers.
public struct QueryInsight: Operation {
    public static let name = "insight.query"
    public static let summary =
        "Compute measures of responses, cases, customers or events: total, change, trend, groups, "
        + "cells."
    public static let access = Access.right(.insightRead)
    public static let input =
        [
            Field(
                "instrument", .id(Instrument.idPrefix), .optional,
                "Whose responses are asked about; or `of`."),
            Field(
                "of", .choice(AskedRows.tableNames), .optional,
                "What else is asked about. It needs the right to read them, too."),
            Field(
                "filter", .text(max: 4_000), .optional,
                "Which rows count, as an expression: hidden.class == \"Eco\" and score <= 6."),
            Field(
                "from", .instant, .optional,
                "Responses completed, cases opened, customers known, events from here on."),
            Field("to", .instant, .optional, "And before this moment."),
        ] + InsightQuestion.measure(of: MeasureKind.allCases) + [
            Field(
                "measures",
                .array(
                    .object(InsightQuestion.measure(of: MeasureKind.allCases)),
                    max: InsightQuestion.mostMeasures),
                .optional,
                "Asks for cells: all of these for each combination of dimensions and time."),
            Field(
                "dimensions", .array(.text(), max: Cut.mostDimensions), .optional,
                "Columns to group by, up to three."),
            Field(
                "grain", .choice(Grain.allCases.map(\.rawValue)), .optional,
                "Asks for a trend."),
            Field.quality,
            Field.weights,
            InsightQuestion.compare(
                "Sets an earlier period beside it: of the same length just before, or a year back."),
        ]

    let rows: AskedRows
    let question: InsightQuestion

    public init(_ input: Input) throws {
        let table = input.textOrNil("of").flatMap { AskedRows.tables[$0] }
        switch (try input.idOrNil("instrument") as ID<Instrument>?, table) {
        case (let instrument?, nil): rows = .answers(instrument)
        case (nil, let table?): rows = table
        case (nil, nil): throw Refusal.invalid("instrument", "ofWhat")
        case (_?, _?): throw Refusal.invalid("of", "ofBoth")
        }
        question = try InsightQuestion(input)
        guard rows.sort != .answers else { return }
        for path in ["weights", "quality"] where input[path] != nil {
            throw Refusal.invalid(path, "onlyOfResponses")
        }
    }

    /// The same made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.init(.answers(instrument), question)
    }

    public init(_ rows: AskedRows, _ question: InsightQuestion) {
        self.rows = rows
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> InsightReport {
        let zone = try await desk.zone()
        switch rows {
        case .answers(let instrument):
            if let weights = question.weights {
                let set = try await desk.answers(to: instrument)
                return try WeightedInquiry(
                    question, set, try await desk.weights(weights, of: instrument, set),
                    zone: zone
                ).report()
            }
            return try await desk.inquire(instrument, question, zone: zone) { try $0.report() }
        case .cases:
            return try RowInquiry(question, try await desk.cases(), zone: zone).report()
        case .customers:
            return try RowInquiry(question, try await desk.customers(), zone: zone).report()
        case .events:
            return try RowInquiry(question, try await desk.events(), zone: zone).report()
        }
    }
}

extension Desk {
    /// The cases of the workspace, as this desk's actor may ask them.
    func cases() async throws -> CaseSet {
        try require(.cases)
        guard let set = try await house.tables.cases(in: workspace) else {
            throw Refusal.invalid("of", "rowsOutgrowMemory")
        }
        return set.masked(by: try await read { try masking(on: $0) })
    }

    /// The customers of the workspace, as this desk's actor may ask them.
    func customers() async throws -> CustomerSet {
        try require(.customers)
        guard let set = try await house.tables.customers(in: workspace) else {
            throw Refusal.invalid("of", "rowsOutgrowMemory")
        }
        return set.masked(by: try await read { try masking(on: $0) })
    }

    /// The events of the workspace, as this desk's actor may ask them.
    func events() async throws -> EventSet {
        try require(.events)
        guard let set = try await house.tables.events(in: workspace) else {
            throw Refusal.invalid("of", "rowsOutgrowMemory")
        }
        return set
    }

    private func require(_ rows: AskedRows) throws(Refusal) {
        guard let right = rows.right, !actor.rights.contains(right) else { return }
        throw .denied(.right(right), actor)
    }
}

extension Field {
    static let weights = Field(
        "weights", .id(Weighting.idPrefix), .optional,
        "Weights of the questionnaire; shares, total and groups are then weighted.")

    static let quality = Field(
        "quality", .choice(["all", "clean"]), .optional,
        "clean leaves flagged responses out; all if absent.")
}

extension InsightQuestion {
    /// The filter that leaves flagged responses out.
    public static let clean = "not \(AnswerColumns.flagged)"

    /// A condition with the choice of quality, as one condition: it finds the records again.
    public static func filter(_ text: String?, isClean: Bool) -> String? {
        guard isClean else { return text }
        return text.map { "(\($0)) and \(clean)" } ?? clean
    }

    static func filter(_ input: Input) -> String? {
        filter(input.textOrNil("filter"), isClean: input.textOrNil("quality") == "clean")
    }
}

extension Desk {
    func weights(
        _ id: ID<Weighting>, of instrument: ID<Instrument>, _ set: AnswerSet
    ) async throws -> AnswerWeights {
        let found = try await read { connection in
            try Weightings.find(id, in: workspace, on: connection)
        }
        guard let found, found.instrument == instrument else {
            throw Refusal(.notFound, "noSuchWeights")
        }
        return try AnswerWeights(found.weighting, set)
    }

    /// Puts a question to an instrument's answers, wherever they are: in memory, or in the database
    /// where they are more than memory is set for.
    func inquire<T: Sendable>(
        _ instrument: ID<Instrument>, _ question: InsightQuestion, zone: Zone,
        _ body: @escaping @Sendable (Inquiry) throws -> T
    ) async throws -> T {
        if let set = try await house.tables.columns(of: instrument, in: workspace) {
            return try body(Inquiry(question, try await shown(set), zone: zone))
        }
        return try await read { connection in
            let set = try shown(
                StoredAnswers.names(of: instrument, in: workspace, on: connection), on: connection)
            let stored = StoredAnswers(instrument, set, in: workspace, on: connection)
            return try body(Inquiry(question, set, zone: zone, by: stored))
        }
    }

    /// The answers of an instrument, up to the last one acknowledged.
    /// - Throws: `Refusal` where they are more than memory is set for.
    func answers(to instrument: ID<Instrument>) async throws -> AnswerSet {
        try await shown(house.tables.answers(to: instrument, in: workspace))
    }

    /// The answers as this desk's actor may see them: a column in which some value gives somebody
    /// away tells those nothing who may not know whom, or counting would find what is hidden.
    func shown(_ set: AnswerSet, on connection: any Connection) throws -> AnswerSet {
        guard let masking = try masking(on: connection) else { return set }
        return AnswerSet(
            instrument: set.instrument,
            table: set.table.forgetting { column in
                AnswerColumns.mayBePersonal(column.name)
                    && column.distinct.contains { masking.hides($0) }
            })
    }

    func shown(_ set: AnswerSet) async throws -> AnswerSet {
        try await read { try shown(set, on: $0) }
    }
}
