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
    /// False for a method that computes from its options alone.
    static var readsTable: Bool { get }
    /// Whether it has something to say of each record, which `--out` then takes.
    static var hasRecords: Bool { get }

    init(_ chosen: AnalysisChoices) throws(Refusal)

    /// The columns it reads of a table with this header, in the order `AnalysisRow` holds them.
    func columns(in header: [String]) throws(Refusal) -> [AnalysisColumn]
    /// Whether the row says anything to the method; one that does not is left out and counted.
    func uses(_ row: AnalysisRow) -> Bool
    /// Where the method was published.
    var reference: String { get }

    /// - Parameter columns: what `columns(in:)` gave; empty where no table is read.
    func emptyGroup(of columns: [AnalysisColumn]) -> Group
}

extension Analysis {
    public static var readsTable: Bool { true }
    public static var hasRecords: Bool { false }
    public func uses(_ row: AnalysisRow) -> Bool { true }
}

/// What one method has gathered of the rows of one group.
public protocol AnalysisGroup {
    mutating func add(_ row: AnalysisRow) throws(Refusal)

    /// What it comes to. Throws an `Unfit` or a `Refusal` where the rows do not carry the method.
    func result() throws -> AnalysisResult
}

/// What a method says of one group.
public struct AnalysisResult {
    /// The fields of the group in the answer, beginning with `n`.
    public let fields: JSON.Object
    /// What is said of each record, where the method does so.
    public let records: AnalysisRecords?

    init(_ fields: [(String, JSON)], records: AnalysisRecords? = nil) {
        self.fields = JSON.Object(fields)
        self.records = records
    }
}

/// A table of one line for each record, each made when it is written: there may be millions.
public struct AnalysisRecords {
    public let header: [String]
    public let count: Int
    public let cells: (Int) -> [JSON]

    public init(header: [String], count: Int, cells: @escaping (Int) -> [JSON]) {
        self.header = header
        self.count = count
        self.cells = cells
    }
}

/// A column that a method reads.
public struct AnalysisColumn: Sendable {
    public enum Kind: Sendable {
        case number
        /// Whole numbers of a scale; another value is refused with its place.
        case rating(ClosedRange<Int>)
        case text
        /// Text, and its number where it shows one.
        case mixed
        /// Days since 1970-01-01, with the part of the day; in the format or, without one, ISO
        /// 8601 or `yyyymmdd`.
        case date(DateFormat?)
    }

    public let name: String
    public let kind: Kind
    /// Whether a row that lacks it is left out; else the cell is not-a-number and empty.
    public let isNeeded: Bool

    public init(_ name: String, _ kind: Kind, isNeeded: Bool = true) {
        self.name = name
        self.kind = kind
        self.isNeeded = isNeeded
    }
}

/// The needed values of one row.
public struct AnalysisRow {
    /// One for each column; not-a-number where the column holds text or nothing.
    public internal(set) var numbers: [Double]
    /// One for each column; empty where the column holds numbers or nothing.
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
        ReliabilityAnalysis.self,
        ServqualAnalysis.self,
        KanoAnalysis.self,
        IPAAnalysis.self,
        DriversAnalysis.self,
        AsymmetryAnalysis.self,
        CSIAnalysis.self,
        CLVAnalysis.self,
        RFMAnalysis.self,
        ABCAnalysis.self,
        ChurnAnalysis.self,
        SurvivalAnalysis.self,
        ChartAnalysis.self,
        AgreementAnalysis.self,
        SampleAnalysis.self,
        StaffingAnalysis.self,
        PeakEndAnalysis.self,
        ProcessAnalysis.self,
        ChangeAnalysis.self,
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
