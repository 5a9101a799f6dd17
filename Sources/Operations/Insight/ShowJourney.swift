public import Base
public import Domain

/// How a journey feels, touchpoint by touchpoint, and which moments people remember.
public typealias ShowJourney = StudyOfAnswers<JourneyReport>

extension JourneyReport: StudyReport {
    public static let study = (
        name: "insight.journey",
        summary:
            "Compute the curve of feeling over the rated touchpoints, how texts speak of them, what "
            + "decides, who falls away."
    )

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> JourneyReport {
        try JourneyReport(
            try await desk.inquiry(into: instrument, question),
            try await desk.read { try JourneyTouchpoints(desk, on: $0) })
    }
}
