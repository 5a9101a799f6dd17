/// What a reply to a customer may be expected to have. Process steps say it in `expects`.
public enum ReplyPart: String, CaseIterable, Sendable {
    case greeting
    /// Who looks after it, and under what number.
    case information
    /// What the customer said, in other words.
    case restate
    case question, empathy, apology
    /// What will be done, and until when.
    case step, time
    /// That somebody stays with it until it is settled.
    case assurance
    case confirm, thanks

    /// Of a reply on a case: what its step asks for; otherwise that the customer is greeted and
    /// knows what comes and when, and is met with feeling where there is displeasure.
    /// - Parameter mood: of what the customer said last, -1 to 1.
    public static func expected(at step: Step?, kind: Case.Kind?, mood: Double?) -> [ReplyPart] {
        if let step, !step.expects.isEmpty { return step.expects }
        let isDispleased =
            kind == .complaint || kind == .save || (mood ?? 0) <= MoodCourse.low
        return isDispleased
            ? [.greeting, .empathy, .apology, .step, .time] : [.greeting, .step, .time]
    }
}
