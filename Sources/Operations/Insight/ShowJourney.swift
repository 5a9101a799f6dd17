public import Base
public import Domain

/// How a journey feels, touchpoint by touchpoint, and which moments people remember.
public struct ShowJourney: StudyOfAnswers {
    public static let name = "insight.journey"
    public static let summary =
        "Compute the curve of feeling over the rated touchpoints, what decides, and who falls away."

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> JourneyReport {
        try JourneyReport(try await desk.inquiry(into: instrument, question))
    }
}
