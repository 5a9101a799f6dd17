public import Base
public import Domain
import Columns
import Store

/// An instrument, or the cases or customers of the workspace, as analysis sees them: what of them
/// can be measured and grouped by.
public struct InsightSource: Resource {
    public struct Column: Hashable, Sendable {
        /// As expressions name it.
        public let name: String
        /// Nil where the name must do, as for traits.
        public let title: Wording?
        /// Has a mean.
        public let isNumeric: Bool
        /// A rating, which has steps.
        public let isRating: Bool
        /// Worth grouping by.
        public let isDimension: Bool
        /// What its values are called, by code.
        public let options: [String: Wording]

        init(
            _ name: String, _ title: Wording?, isNumeric: Bool = false, isRating: Bool = false,
            isDimension: Bool = true, options: [Item.Choice] = [],
            named names: [(String, String)] = []
        ) {
            self.name = name
            self.title = title
            self.isNumeric = isNumeric
            self.isRating = isRating
            self.isDimension = isDimension
            let named = names.map { ($0.0, Wording(zh: $0.1, en: $0.1)) }
            self.options = Dictionary(
                uniqueKeysWithValues: options.map { ($0.code, $0.title) } + named)
        }

        /// Whether its values are no answers but say why there is none (`Item.Absence`).
        public var isOfAbsence: Bool {
            name.hasPrefix("answers.") && AnswerColumns.tellsAbsence(name)
        }
    }

    public let rows: AskedRows
    /// Nil where the rows have a name of the program's own.
    public let title: Wording?
    public let metric: Metric?
    /// What a score is called, where it stands for a choice.
    public let scoreTitles: [Double: Wording]
    public let columns: [Column]
    /// Whether it asks for words.
    public let hasTexts: Bool
    /// Completed responses, or all cases, customers or events.
    public let responses: Int
    /// When the oldest of them was completed, opened or known.
    public let firstAnswer: Instant?
    /// When the newest of them was completed.
    public let lastAnswer: Instant?
}

extension InsightSource {
    /// The questionnaire. Only who knows that it is one may ask.
    public var id: ID<Instrument> {
        guard case .answers(let id) = rows else {
            preconditionFailure("rows of no questionnaire have no questionnaire")
        }
        return id
    }

    /// Cases, customers or events, as those may ask them from whom nothing more is hidden.
    /// - Parameters:
    ///   - set: tells what there is to ask, where the rows themselves are elsewhere.
    ///   - own: names that all of them may have.
    ///   - names: of people and the like, by their ids, under the columns in which these stand.
    init(
        _ rows: AskedRows, _ set: some RowSet, _ times: ClosedRange<Instant>?, _ count: Int,
        measures own: [String], named names: [String: [(String, String)]]
    ) {
        self.rows = rows
        (title, metric, hasTexts, scoreTitles) = (nil, nil, false, [:])
        responses = count
        firstAnswer = times?.lowerBound
        lastAnswer = times?.upperBound
        let known = Set(own)
        let shown = set.table.columns.filter {
            set.scope.type(of: $0.name) != nil && !set.isName($0.name)
        }
        let byName = Dictionary(shown.map { ($0.name, $0) }) { first, _ in first }
        // The program's own in its own order, then what the workspace wrote down.
        let all = own + shown.map(\.name).filter { !known.contains($0) }.sorted()
        columns = all.map { name in
            let column = byName[name]
            return Column(
                name, nil, isNumeric: column?.isNumeric ?? (set.scope.type(of: name) == .number),
                isDimension: column?.form != .tooDiverse, named: names[name] ?? [])
        }
    }

    /// What the share of a score counts, by name.
    public var goodTitle: Wording? { metric == .share ? scoreTitles[1] : nil }

    init(_ id: ID<Instrument>, _ set: AnswerSet, _ topics: [Themes.Theme] = []) {
        self.init(id, set, set.table.times, set.table.count, topics)
    }

    /// - Parameters:
    ///   - set: tells what there is to ask, where the answers themselves are elsewhere.
    ///   - topics: that the workspace keeps.
    init(
        _ id: ID<Instrument>, _ set: AnswerSet, _ times: ClosedRange<Instant>?, _ count: Int,
        _ topics: [Themes.Theme]
    ) {
        rows = .answers(id)
        title = set.instrument.title
        metric = set.instrument.scoring?.metric
        hasTexts = set.instrument.items.contains(where: \.kind.isText)
        responses = count
        scoreTitles = InsightSource.scoreTitles(set.instrument)
        firstAnswer = times?.lowerBound
        lastAnswer = times?.upperBound
        let hidden = set.instrument.hidden.filter { $0.key != HiddenField.customerKey }
        var columns = hidden.map {
            Column(
                "hidden.\($0.key)", $0.title, isNumeric: $0.kind == .number,
                isDimension: set.table.column("hidden.\($0.key)")?.form != .tooDiverse)
        }
        columns += set.instrument.items.flatMap(\.columns).map {
            Column(
                $0.name, $0.title, isNumeric: $0.type == .number, isRating: $0.isRating,
                options: $0.options)
        }
        columns += set.instrument.computed.map {
            Column("computed.\($0.key)", $0.title, isNumeric: $0.type == .number)
        }
        columns += [Column("language", nil), Column("channel", nil)]
        if set.instrument.items.contains(where: \.isRead) {
            columns += [
                Column(AnswerColumns.mood, nil),
                Column(AnswerColumns.moodScore, nil, isNumeric: true),
            ]
            columns += topics.map {
                Column(AnswerColumns.mood(of: $0.id), $0.name, isNumeric: true)
            }
        }
        columns += ([AnswerColumns.flagged] + AnswerColumns.quality.map(\.name)).map {
            Column($0, nil)
        }
        columns.append(Column(AnswerColumns.seconds, nil, isNumeric: true))
        let known = Set(columns.map(\.name) + ["score"])
        // What is said of each touchpoint is of the journey; to choose from, it is too much.
        for column in set.table.columns
        where !known.contains(column.name) && AnswerColumns.theme(of: column.name) == nil {
            columns.append(
                Column(
                    column.name, nil, isNumeric: column.isNumeric,
                    isDimension: column.form != .tooDiverse))
        }
        self.columns = columns
    }

    /// Only where each score has one choice.
    private static func scoreTitles(_ instrument: Instrument) -> [Double: Wording] {
        let options = instrument.scoreItem?.options.filter { $0.score != nil } ?? []
        let titles = options.map { ($0.score ?? 0, $0.title) }
        let byScore = Dictionary(titles, uniquingKeysWith: { first, _ in first })
        return byScore.count == options.count ? byScore : [:]
    }

    public static let shape = Shape.object([
        Field("id", .id(Instrument.idPrefix), .optional, "Of a questionnaire."),
        Field("of", .choice(AskedRows.tableNames), .optional, "What else it is."),
        Field("title", .wording, .optional),
        Field("metric", .choice(Metric.allCases.map(\.rawValue)), .optional, "Of the score."),
        Field("hasTexts", .boolean, .required, "Whether it asks for words."),
        Field(
            "responses", .integer(0...Int(Int32.max)), .required,
            "Completed ones; of cases, customers and events, all."),
        Field("firstAnswer", .instant, .optional),
        Field("lastAnswer", .instant, .optional),
        Field(
            "columns",
            .array(
                .object([
                    Field("name", .text(), .required, "As filters name it."),
                    Field("title", .wording, .optional),
                    Field("isNumeric", .boolean), Field("isRating", .boolean),
                    Field("isDimension", .boolean),
                    Field("options", .map(.wording), .required, "Titles of its values by code."),
                ]))),
    ])

    public var json: JSON {
        var instrument: String?
        if case .answers(let id) = rows { instrument = id.description }
        return [
            "id": .optional(instrument), "of": .optional(rows.table),
            "title": title?.json ?? .null,
            "metric": .optional(metric?.rawValue), "hasTexts": .bool(hasTexts),
            "responses": .integer(responses),
            "firstAnswer": .optional(firstAnswer?.iso8601),
            "lastAnswer": .optional(lastAnswer?.iso8601),
            "columns": .array(
                columns.map {
                    [
                        "name": .string($0.name), "title": $0.title?.json ?? .null,
                        "isNumeric": .bool($0.isNumeric), "isRating": .bool($0.isRating),
                        "isDimension": .bool($0.isDimension),
                        "options": .object(
                            JSON.Object(
                                $0.options.sorted { $0.key < $1.key }.map {
                                    .init(key: $0.key, value: $0.value.json)
                                })),
                    ]
                }),
        ]
    }
}

/// What of an instrument can be measured and grouped by.
public struct ShowInsightSource: Operation {
    public static let name = "insight.source"
    public static let summary = "Show what of an instrument can be measured and grouped by."
    public static let access = Access.right(.insightRead)
    public static let input = [Field("instrument", .id(Instrument.idPrefix))]

    let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public init(_ instrument: ID<Instrument>) { self.instrument = instrument }

    public func perform(on desk: Desk) async throws -> InsightSource {
        let topics = try await desk.read {
            try desk.house.themeReader(in: desk.workspace, on: $0).topics
        }
        if let set = try await desk.house.tables.columns(of: instrument, in: desk.workspace) {
            return InsightSource(instrument, try await desk.shown(set), topics)
        }
        let now = desk.now()
        return try await desk.read { connection in
            let (set, stored) = try desk.storedAnswers(to: instrument, at: now, on: connection)
            let extent = try stored.extent()
            return InsightSource(instrument, set, extent.times, extent.count, topics)
        }
    }
}

/// What of the cases, customers or events of the workspace can be measured and grouped by.
public struct ShowTableSource: Operation {
    public static let name = "insight.source.table"
    public static let summary =
        "Show what of cases, customers or events can be measured and grouped by."
    public static let access = Access.right(.insightRead)
    public static let input = [
        Field(
            "of", .choice(AskedRows.tableNames), .required,
            "It needs the right to read them, too.")
    ]

    let rows: AskedRows

    public init(_ input: Input) throws { self.init(AskedRows.tables[input.text("of")] ?? .cases) }

    /// Answers too, for who does not know beforehand which.
    public init(_ rows: AskedRows) { self.rows = rows }

    public func perform(on desk: Desk) async throws -> InsightSource {
        switch rows {
        case .answers(let instrument):
            return try await desk.perform(ShowInsightSource(instrument))
        case .cases:
            let names = try await desk.read { connection in
                (
                    users: try Users.names(in: desk.workspace, on: connection),
                    teams: try Teams.list(in: desk.workspace, on: connection)
                )
            }
            let users = names.users.map { ($0.key.description, $0.value) }
            let teams = names.teams.map { ($0.id.description, $0.name) }
            return try await source(
                of: CaseSet.self, CaseColumns.all, ["assignee": users, "team": teams], desk)
        case .customers:
            return try await source(of: CustomerSet.self, CustomerColumns.all, [:], desk)
        case .events:
            let users = try await desk.read { try Users.names(in: desk.workspace, on: $0) }
            return try await source(
                of: EventSet.self, EventColumns.all,
                ["actor": users.map { ($0.key.description, $0.value) }], desk)
        }
    }

    /// - Parameters:
    ///   - own: names that all of them may have.
    ///   - names: of people and the like, by their ids, under the columns in which these stand.
    private func source<Rows: WorkspaceRows>(
        of _: Rows.Type, _ own: [String], _ names: [String: [(String, String)]], _ desk: Desk
    ) async throws -> InsightSource {
        if let set = try await desk.rows(Rows.self) {
            return InsightSource(
                rows, set, set.table.times, set.table.count, measures: own, named: names)
        }
        let now = desk.now()
        return try await desk.read { connection in
            let table = try StoredRows.names(
                of: rows, in: desk.workspace, at: now, on: connection
            ).table
            let masking = try desk.masking(on: connection)
            let set = Rows(table: table).masked(by: masking)
            let extent = try StoredRows(
                rows, set, in: desk.workspace, at: now, masking: masking, on: connection
            ).extent()
            return InsightSource(
                rows, set, extent.times, extent.count, measures: own, named: names)
        }
    }
}
