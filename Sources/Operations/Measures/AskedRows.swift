public import Base
public import Domain

/// What a question asks about: the answers to a questionnaire, or what a whole workspace has.
public enum AskedRows: Hashable, Sendable {
    case answers(ID<Instrument>)
    case cases
    case customers
    case events

    /// Those that no questionnaire names, by the word that an input has for them.
    public static let tables: [String: AskedRows] = [
        "cases": .cases, "customers": .customers, "events": .events,
    ]

    /// Those words in the order in which people read them.
    public static let tableNames = ["cases", "customers", "events"]

    /// The word of an input; nil for answers.
    public var table: String? { AskedRows.tables.first { $0.value == self }?.key }

    /// Beside the right to read numbers: numbers of any filter tell of single records, so whoever
    /// asks for them may read those, too. Answers are guarded by the floor instead.
    public var right: Right? {
        switch self {
        case .answers: nil
        case .cases: .casesRead
        case .customers: .customersRead
        case .events: .auditRead
        }
    }
}
