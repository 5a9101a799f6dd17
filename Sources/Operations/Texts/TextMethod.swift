public import Base

/// One method of `nuo text`: its options and what it makes of a table of texts.
public protocol TextMethod: Sendable {
    /// `sentiment`, as it is called on the command line.
    static var name: String { get }
    /// One English sentence for the help.
    static var summary: String { get }
    static var options: [AnalysisOption] { get }
    static var reference: String { get }

    init(_ chosen: AnalysisChoices) throws(Refusal)

    func answer(_ desk: TextDesk) throws -> TextAnswer
}

/// What a method works with.
public struct TextDesk {
    let table: TableReader
    let terms: TextTerms
    let lexicons: Lexicons
    /// Opens another file named on the command line.
    let open: (String) throws -> TableReader
    /// All bytes of a file.
    let bytes: (String) throws -> [UInt8]
    let save: (String, [UInt8]) throws -> Void
    /// Seconds that only grow.
    let seconds: () -> Double
    let progress: (Int) -> Void

    public init(
        table: TableReader, terms: TextTerms, lexicons: Lexicons,
        open: @escaping (String) throws -> TableReader,
        bytes: @escaping (String) throws -> [UInt8],
        save: @escaping (String, [UInt8]) throws -> Void, seconds: @escaping () -> Double,
        progress: @escaping (Int) -> Void
    ) {
        self.bytes = bytes
        self.save = save
        self.table = table
        self.terms = terms
        self.lexicons = lexicons
        self.open = open
        self.seconds = seconds
        self.progress = progress
    }
}

/// What a method found, before it is put into the common form.
public struct TextAnswer {
    let n: Int
    let dropped: Int
    let groups: [(by: JSON, fields: [(String, JSON)])]
    /// A line for each row of the table.
    let records: AnalysisRecords?
}

/// All methods on tables, in the order of the help.
public enum TextMethods {
    public static let all: [any TextMethod.Type] = [
        SentimentTexts.self, IntentTexts.self, SameTexts.self, TopicTexts.self, AspectTexts.self,
        MaskTexts.self, CoachTexts.self,
    ]

    /// - Throws: `Refusal` that names the methods there are.
    public static func named(_ name: String) throws(Refusal) -> any TextMethod.Type {
        guard let method = all.first(where: { $0.name == name }) else {
            throw Refusal(
                .invalid, "methodUnknown",
                [
                    "method": name,
                    "known": (all.map { $0.name } + ["words"]).joined(separator: ", "),
                ])
        }
        return method
    }
}

/// One call of `nuo text`.
public struct TextCall: Sendable {
    private let method: any TextMethod

    /// - Throws: `Refusal` for a wrong method or option.
    public init(method: String, options: [String], seed: UInt64 = 1) throws(Refusal) {
        let type = try TextMethods.named(method)
        self.method = try type.init(AnalysisChoices(options, of: type.options, seed: seed))
    }

    public func run(_ desk: TextDesk) throws -> AnalysisAnswer { try run(method, desk) }

    private func run<M: TextMethod>(_ method: M, _ desk: TextDesk) throws -> AnalysisAnswer {
        let answer = try method.answer(desk)
        return AnalysisAnswer(
            method: M.name, n: answer.n, dropped: answer.dropped, level: 0.95,
            groups: answer.groups.map { (by: $0.by, fields: JSON.Object($0.fields)) },
            records: answer.records.map { [(by: .null, records: $0)] } ?? [],
            reference: M.reference)
    }
}
