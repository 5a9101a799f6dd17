public import Base
public import Domain

/// What a study of one questionnaire's responses finds.
public protocol StudyReport: Resource {
    /// Its name as an operation, and one English sentence for the reader of the API document.
    static var study: (name: String, summary: String) { get }
    /// What it may be asked besides which responses count.
    static var asks: [Field] { get }

    static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> Self
}

extension StudyReport {
    public static var asks: [Field] { [] }
}

/// An analysis of one questionnaire's responses that is asked nothing but which of them count.
public struct StudyOfAnswers<Report: StudyReport>: Operation {
    public static var name: String { Report.study.name }
    public static var summary: String { Report.study.summary }
    public static var access: Access { .right(.insightRead) }
    public static var input: [Field] { InsightQuestion.responses + Report.asks }

    private let instrument: ID<Instrument>
    private let question: InsightQuestion

    public init(_ input: Input) throws {
        self.init(try input.id("instrument"), try InsightQuestion(input))
    }

    /// Made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> Report {
        try await Report.report(on: instrument, question, from: desk)
    }
}

extension Inquiry {
    /// Finds those of the question who answered all of these columns, and for whom more holds.
    func filter(answering columns: [String], and conditions: [Node] = []) -> String? {
        checked.filterText(
            and: columns.map { .call(.answered, [.name($0)]) } + conditions)
    }
}

extension Desk {
    /// The responses that count, whatever was to be measured of them.
    func inquiry(
        into instrument: ID<Instrument>, _ question: InsightQuestion
    ) async throws -> Inquiry {
        var question = question
        (question.kind, question.item, question.value) = (.count, nil, nil)
        return try Inquiry(
            question, try await answers(to: instrument), zone: try await zone())
    }
}
