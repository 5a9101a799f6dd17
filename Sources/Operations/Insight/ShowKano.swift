public import Base
public import Domain

/// What each feature means to customers: must-be, performance, attractive or none of it (Kano).
public struct ShowKano: StudyOfAnswers {
    public static let name = "insight.kano"
    public static let summary =
        "Compute the Kano category of each feature, with better and worse, and its drift over time."
    public static let input = InsightQuestion.responses + InsightQuestion.time

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> KanoReport {
        try KanoReport(try await desk.inquiry(into: instrument, question))
    }
}
