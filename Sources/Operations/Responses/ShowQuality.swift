public import Base
public import Domain
import Columns
import Store

/// How many responses of a questionnaire are flagged, and by which rule.
public struct ShowQuality: Operation {
    public static let name = "quality.show"
    public static let summary = "Show how many responses are flagged for care, and by which rule."
    public static let access = Access.right(.insightRead)
    public static let input = [Field.instrument]

    private let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> QualityReport {
        let set = try await desk.answers(to: instrument)
        let baseline = try await desk.read { connection in
            try Qualities.baseline(of: instrument, in: desk.workspace, on: connection)
        }
        return try QualityReport(set, baseline)
    }
}

/// Judges every response of a questionnaire anew, also those of before there were flags.
public struct JudgeResponses: Operation {
    public static let name = "quality.judge"
    public static let summary = "Judge every response anew, by the median time of now."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.instrument]
    private static let batch = 500

    private let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> QualityReport {
        while true {
            let ids = try await desk.read { connection in
                try Qualities.unjudged(
                    of: instrument, limit: Self.batch, in: desk.workspace, on: connection)
            }
            guard !ids.isEmpty else { break }
            try await desk.write { try $0.judge(ids, of: instrument) }
        }
        try await desk.write { try $0.judgeAll(of: instrument) }
        return try await desk.perform(ShowQuality(instrument))
    }
}

extension ShowQuality {
    init(_ instrument: ID<Instrument>) { self.instrument = instrument }
}

/// Counts of flags with the rules that gave them.
public struct QualityReport: Resource {
    public let responses: Int
    public let flagged: Int
    /// In the order of `Quality.Flag`.
    public let counts: [(flag: Quality.Flag, count: Int)]
    public let baseline: Quality.Baseline?

    init(_ set: AnswerSet, _ baseline: Quality.Baseline?) throws {
        func count(_ name: String) throws -> Int {
            let filter = try set.filter("quality.\(name)", at: "filter")
            return set.count(filter)
        }
        responses = set.table.count
        flagged = try count("flagged")
        counts = try Quality.Flag.allCases.map { ($0, try count($0.rawValue)) }
        self.baseline = baseline
    }

    private static let number = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("responses", number, .required, "Completed ones."),
        Field("flagged", number, .required, "With at least one flag."),
        Field(
            "flags",
            .array(
                .object([
                    Field("flag", .choice(Quality.Flag.allCases.map(\.rawValue))),
                    Field("count", number),
                    Field("filter", .text(), .required, "Finds them."),
                ]))),
        Field("times", number, .required, "How many times are known."),
        Field("medianSeconds", .number(), .optional),
        Field(
            "leastSeconds", .number(), .optional,
            "Faster is a speeder; absent below 30 known times."),
    ])

    public var json: JSON {
        [
            "responses": .integer(responses), "flagged": .integer(flagged),
            "flags": .array(
                counts.map {
                    [
                        "flag": .string($0.flag.rawValue), "count": .integer($0.count),
                        "filter": .string("quality.\($0.flag.rawValue)"),
                    ]
                }),
            "times": .integer(baseline?.n ?? 0),
            "medianSeconds": .optional(baseline?.medianSeconds),
            "leastSeconds": .optional(baseline?.leastSeconds),
        ]
    }
}
