public import Base
import Columns
public import Domain
import SQL
import Store

/// Answers a question about an instrument's answers, or about cases, customers or events.
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
        case .cases: return try await report(of: CaseSet.self, zone, desk)
        case .customers: return try await report(of: CustomerSet.self, zone, desk)
        case .events: return try await report(of: EventSet.self, zone, desk)
        }
    }

    private func report<Rows: WorkspaceRows>(
        of _: Rows.Type, _ zone: Zone, _ desk: Desk
    ) async throws -> InsightReport {
        if let set = try await desk.rows(Rows.self) {
            return try RowInquiry(question, set, zone: zone).report()
        }
        let now = desk.now()
        return try await desk.read { connection in
            let set = Rows(table: Table())
            let stored = StoredRows(
                rows, set, in: desk.workspace, at: now,
                masking: try desk.masking(on: connection), on: connection)
            return try RowInquiry(question, set, zone: zone, by: stored).report()
        }
    }
}

extension Desk {
    /// The cases, customers or events of the workspace, as this desk's actor may ask them; nil
    /// where they are more than memory is set for.
    func rows<Rows: WorkspaceRows>(_: Rows.Type) async throws -> Rows? {
        if let right = Rows.rows.right, !actor.rights.contains(right) {
            throw Refusal.denied(.right(right), actor)
        }
        guard let set = try await house.tables.rows(Rows.self, in: workspace) else { return nil }
        return set.masked(by: try await read { try masking(on: $0) })
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
        let now = now()
        return try await read { connection in
            let (set, stored) = try storedAnswers(to: instrument, at: now, on: connection)
            return try body(Inquiry(question, set, zone: zone, by: stored))
        }
    }

    /// An instrument's answers where they are in the database, and their names.
    func storedAnswers(
        to instrument: ID<Instrument>, at now: Instant, on connection: any Connection
    ) throws -> (set: AnswerSet, stored: StoredRows) {
        let rows = AskedRows.answers(instrument)
        let (reading, table) = try StoredRows.names(
            of: rows, in: workspace, at: now, on: connection)
        guard case .answers(_, let document, _, _) = reading else {
            preconditionFailure("rows of a questionnaire are answers")
        }
        let masking = try masking(on: connection)
        let set = AnswerSet(instrument: document, table: table).masked(by: masking)
        return (
            set,
            StoredRows(
                rows, set, in: workspace, at: now, masking: masking, on: connection)
        )
    }

    /// The answers of an instrument, up to the last one acknowledged.
    /// - Throws: `Refusal` where they are more than memory is set for.
    func answers(to instrument: ID<Instrument>) async throws -> AnswerSet {
        try await shown(house.tables.answers(to: instrument, in: workspace))
    }

    /// The answers as this desk's actor may see them.
    func shown(_ set: AnswerSet) async throws -> AnswerSet {
        set.masked(by: try await read { try masking(on: $0) })
    }
}
