public import Base
public import Domain

/// What each feature means to customers: must-be, performance, attractive or none of it (Kano).
public typealias ShowKano = StudyOfAnswers<KanoReport>

extension KanoReport: StudyReport {
    public static let study = (
        name: "insight.kano",
        summary:
            "Compute the Kano category of each feature, with better and worse, and its drift over time."
    )
    public static var asks: [Field] { InsightQuestion.time }

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> KanoReport {
        try KanoReport(try await desk.inquiry(into: instrument, question))
    }
}
