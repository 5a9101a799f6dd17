public import Base

/// One method of `nuo analyze`: which options it has, which columns it needs, and what it makes of
/// their values. A new method is one file that conforms, and one line in `Analyses.all`.
public protocol Analysis: Sendable {
    associatedtype Group: AnalysisGroup

    /// `nps`, as it is called on the command line.
    static var name: String { get }
    /// One English sentence for the help.
    static var summary: String { get }
    /// Its own options, besides those that all methods share.
    static var options: [AnalysisOption] { get }

    init(_ chosen: AnalysisChoices) throws(Refusal)

    /// The columns that each row must have a value in, in the order `AnalysisRow` holds them.
    var columns: [AnalysisColumn] { get }
    /// Where the method was published.
    var reference: String { get }

    func emptyGroup() -> Group
}

/// What one method has gathered of the rows of one group.
public protocol AnalysisGroup {
    mutating func add(_ row: AnalysisRow) throws(Refusal)

    /// The fields of the group in the answer, beginning with `n`.
    func result() -> JSON.Object
}

/// A column that a method reads.
public struct AnalysisColumn: Sendable {
    public enum Kind: Sendable {
        case number
        /// Whole numbers of a scale; another value is refused with its place.
        case rating(ClosedRange<Int>)
        case text
    }

    public let name: String
    public let kind: Kind

    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// The needed values of one row.
public struct AnalysisRow {
    /// One for each column; not-a-number where the column holds text.
    public internal(set) var numbers: [Double]
    /// One for each column; empty where the column holds numbers.
    public internal(set) var texts: [String]
    /// The line of the file, from 1.
    public internal(set) var line = 0
}

/// All methods, in the order of the help.
public enum Analyses {
    public static let all: [any Analysis.Type] = [
        NPSAnalysis.self,
        CSATAnalysis.self,
        CESAnalysis.self,
        CompareAnalysis.self,
    ]

    /// - Throws: `Refusal` that names the methods there are.
    public static func named(_ name: String) throws(Refusal) -> any Analysis.Type {
        guard let method = all.first(where: { $0.name == name }) else {
            throw Refusal(
                .invalid, "methodUnknown",
                ["method": name, "known": all.map { $0.name }.joined(separator: ", ")])
        }
        return method
    }
}
