public import Base
public import Domain

/// An analysis of one questionnaire's responses that is asked nothing but which of them count.
public protocol StudyOfAnswers: Operation {
    /// Made by the program.
    init(_ instrument: ID<Instrument>, _ question: InsightQuestion)
}

extension StudyOfAnswers {
    public static var access: Access { .right(.insightRead) }
    public static var input: [Field] { InsightQuestion.responses }

    public init(_ input: Input) throws {
        self.init(try input.id("instrument"), try InsightQuestion(input))
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
