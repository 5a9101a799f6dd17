import Base
import Domain
import Language
import SQL

/// Entries that hold all words of a search, newest first, a part at a time. Where the index brings
/// them in order, it is asked; where it brings all at once, the newest entries are walked through
/// as long as that finds enough, and the index is asked for what is rare.
struct SearchCandidates {
    struct Place {
        let id: Int64
        let kind: SearchEntries.Kind
        let one: ID<Case>?
        let at: Instant
        /// Whether it is in a case that was asked for.
        let fits: Bool
    }

    /// How many entries are walked through at least for each that is wanted.
    private static let strideEach = 10
    /// How many an index that brings all at once is asked for: a second time costs as much.
    private static let most = 2_000

    /// The next are before this one.
    private(set) var last: Int64
    /// How many were found so far.
    private(set) var seen = 0
    private(set) var areDone = false

    private let selection: SearchEntries.Selection
    private let stride: Int
    private let workspace: ID<Workspace>
    private let connection: any Connection
    private var walks: Bool

    init(
        _ selection: SearchEntries.Selection, before last: Int64, stride: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) {
        self.selection = selection
        self.stride = stride
        self.last = last
        self.workspace = workspace
        self.connection = connection
        walks = !connection.dialect.findsInOrder
    }

    /// About as many as are asked for; maybe none, while there are still some further back.
    mutating func next(_ size: Int) throws -> [Place] {
        let found = walks ? try walked(size) : try indexed(size)
        seen += found.count
        return found
    }

    private mutating func indexed(_ size: Int) throws -> [Place] {
        let size = connection.dialect.findsInOrder ? size : max(size, SearchCandidates.most)
        let (source, condition, place, id) = connection.dialect.found(selection.words.terms)
        let rows: SQL = """
            \(source) WHERE \(condition) AND \(place) = \(workspace) AND \(id) < \(last)
            """
        let found = try places(rows, id, size)
        last = found.last?.id ?? last
        areDone = found.count < size
        return found
    }

    private mutating func walked(_ size: Int) throws -> [Place] {
        let length = max(stride, SearchCandidates.strideEach * size)
        // A limit within keeps the planner from asking the index after all.
        let window: SQL = """
            (SELECT * FROM search_entries WHERE workspace = \(workspace) AND id < \(last)
             ORDER BY id DESC LIMIT \(length)) AS search_entries
            """
        let holds = connection.dialect.holds(selection.words.terms)
        let found = try places("\(window) WHERE \(holds)", "search_entries.id", size)
        if found.count == size {
            last = found.last?.id ?? last
            return found
        }
        let looked = try connection.first(
            """
            SELECT COUNT(*), SUM(CASE WHEN \(holds) THEN 1 ELSE 0 END), MIN(id) FROM \(window)
            """
        ) { (count: $0.int(0), holding: $0.int64OrNil(1) ?? 0, first: $0.int64OrNil(2)) }
        guard let looked, looked.count == length, let first = looked.first else {
            areDone = true
            return found
        }
        last = first
        // To walk on until enough are found costs by how rare they are, the index by how many
        // there are; in a store of a million entries both cost the same about here.
        if looked.holding * looked.holding < 4 * Int64(size) {
            walks = false
            if let insist = connection.dialect.insistOnIndex {
                try connection.each(insist) { _ in }
            }
        }
        return found
    }

    /// - Parameter source: tables and the first conditions.
    private func places(_ source: SQL, _ id: SQL, _ size: Int) throws -> [Place] {
        var conditions: [SQL] = []
        if selection.kinds.count < SearchEntries.Kind.allCases.count {
            conditions.append("AND kind IN \(SQL.list(selection.kinds.map(\.rawValue)))")
        }
        if let from = selection.from { conditions.append("AND at >= \(from)") }
        if let before = selection.before { conditions.append("AND at < \(before)") }
        let hits: SQL = """
            SELECT search_entries.id AS id, kind, case_id, at
            FROM \(source) \(SQL.joined(conditions, by: " "))
            ORDER BY \(id) DESC LIMIT \(size)
            """
        return try connection.rows(selection.asksCases ? judged(hits) : "\(hits)") { row in
            Place(
                id: row.int64(0), kind: row.word(1), one: row.idOrNil(2), at: row.instant(3),
                fits: !selection.asksCases || row.bool(4))
        }
    }

    /// The same rows, each with whether its case is asked for.
    private func judged(_ hits: SQL) -> SQL {
        var fits: [SQL] = ["1 = 1"]
        if !selection.statuses.isEmpty {
            fits.append("cases.status IN \(SQL.list(selection.statuses.map(\.rawValue)))")
        }
        if let team = selection.team { fits.append("cases.team = \(team)") }
        return """
            SELECT hit.id, hit.kind, hit.case_id, hit.at,
                CASE WHEN \(SQL.joined(fits, by: " AND ")) THEN 1 ELSE 0 END
            FROM (\(hits)) AS hit
            LEFT JOIN cases ON cases.workspace = \(workspace) AND cases.id = hit.case_id
            ORDER BY hit.id DESC
            """
    }
}
