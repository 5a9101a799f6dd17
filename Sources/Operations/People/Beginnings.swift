import Store

/// What a new workspace comes with: calendars, processes, rules. Each noun adds one line.
enum Beginnings {
    static let all: [@Sendable (Ledger, Workspaces.Stored) throws -> Void] = []
}
