public import Base

/// Records that are brought in from a file, batch by batch.
public struct Import: Hashable, Sendable, Identified {
    public static let idPrefix = "imp"

    public enum Status: String, CaseIterable, Sendable {
        /// The file is here; how to read it is still to be said.
        case prepared
        case running, finished
        /// Stopped by a fault of the file; what came before it stays.
        case failed
        /// Stopped by a person.
        case cancelled
    }

    public private(set) var status: Status
    /// Rows of the file that are dealt with, from the first on.
    public private(set) var rows: Int
    /// Kept as new records.
    public private(set) var imported: Int
    /// There already, by their key.
    public private(set) var known: Int
    /// Left out because of a fault.
    public private(set) var refused: Int
    /// Code and slots of what stopped it.
    public private(set) var failure: Refusal?

    /// - Parameter status: prepared or running.
    public init(_ status: Status = .running) {
        self.init(
            status: status, rows: 0, imported: 0, known: 0, refused: 0, failure: nil)
    }

    /// An import as it was stored.
    public init(
        status: Status, rows: Int, imported: Int, known: Int, refused: Int, failure: Refusal?
    ) {
        self.status = status
        self.rows = rows
        self.imported = imported
        self.known = known
        self.refused = refused
        self.failure = failure
    }

    /// A batch is dealt with: every row of it was kept, known, or refused.
    public mutating func add(imported: Int, known: Int, refused: Int) throws(Refusal) {
        guard status == .running else { throw Refusal(.conflict, "importOver") }
        rows += imported + known + refused
        self.imported += imported
        self.known += known
        self.refused += refused
    }

    public mutating func finish() { if status == .running { status = .finished } }

    public mutating func fail(_ refusal: Refusal) {
        guard status == .running else { return }
        status = .failed
        failure = refusal
    }

    public mutating func cancel() throws(Refusal) {
        guard status == .running || status == .prepared else {
            throw Refusal(.conflict, "importOver")
        }
        status = .cancelled
    }

    /// Begins, or takes up again what was stopped.
    public mutating func goOn() throws(Refusal) {
        guard status != .finished else { throw Refusal(.conflict, "importOver") }
        status = .running
        failure = nil
    }
}

/// Why a row was left out: the cell at fault and what is wrong with it.
public struct ImportFault: Hashable, Sendable {
    public let line: Int
    /// Name of the column; empty where the row as a whole is at fault.
    public let column: String
    /// What the cell holds, cut to a readable length.
    public let value: String
    /// Key of the sentence below `fault.` in the language files.
    public let code: String
    public let values: [String: String]

    public init(
        line: Int, column: String, value: String, code: String, values: [String: String]
    ) {
        self.line = line
        self.column = column
        self.value = value
        self.code = code
        self.values = values
    }
}
