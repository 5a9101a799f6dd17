import Base
import Columns
import Domain
import SQL
import Statistics
import Store

/// Rows of one sort where they are, in the database: cuts are grouped there, and what comes back is
/// put together as a pass over columns would have. Of a snapshot, so that all cuts of one question
/// see the same rows.
final class StoredRows: RowCutting {
    private let groups: RowGroups
    private let places: any RowPlaces
    private let set: any RowSet
    private let masking: Masking?
    private let connection: any Connection
    /// What is known of columns by now; the same for all cuts of a snapshot.
    private var profiles: [String: Profile] = [:]
    private var known: ClosedRange<Instant>??

    /// The different values of a column, as columns in memory would know them.
    private struct Profile {
        let column: StoredColumn
        /// Values with what stands for them in rows, a missing one first.
        let values: [(value: JSON, found: [SQLValue])]
        let form: Column.Form

        var isNumeric: Bool {
            form == .numbers
                || (values.count > 1 && values.dropFirst().allSatisfy { $0.value.number != nil })
        }
    }

    /// - Parameters:
    ///   - set: tells names and titles.
    ///   - now: what runs by then counts as having run out.
    ///   - masking: what hides personal data from who asks.
    init(
        _ rows: AskedRows, _ set: any RowSet, in workspace: ID<Workspace>, at now: Instant,
        masking: Masking?, on connection: any Connection
    ) {
        groups = rows.groups(in: workspace)
        places = set.places(at: now)
        self.set = set
        self.masking = masking
        self.connection = connection
    }

    /// How many of the oldest and of the newest rows are looked at for names.
    private static let sample = 2_000

    /// How the rows are read, and a table that knows the names of what they hold, without the rows:
    /// what the oldest and the newest hold.
    static func names(
        of rows: AskedRows, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws -> (reading: TableReading, table: Table) {
        let reading = try TableReading(TableKey(workspace: workspace, rows: rows), connection)
        let ids = try rows.groups(in: workspace).ends(each: sample, on: connection)
        let found = try FoundRows.find([rows.sort: ids], at: now, in: workspace, on: connection)
        var table = Table()
        for row in reading.records(of: found) { table.put(row) }
        return (reading, table)
    }

    /// When they were, and how many there are.
    func extent() throws -> (times: ClosedRange<Instant>?, count: Int) {
        try groups.extent(on: connection)
    }

    func times() throws -> ClosedRange<Instant>? {
        if let known { return known }
        let times = try groups.extent(on: connection).times
        known = .some(times)
        return times
    }

    func isTooDiverse(_ column: String, at path: String) throws -> Bool {
        // What is hidden from who asks; a sample is too small to be too diverse by itself.
        guard set.table.column(column)?.form != .tooDiverse else { return true }
        // What a questionnaire offers is never so many.
        guard set.scale(of: column) == nil,
            try places.column(column, at: path)?.place.mayHoldTexts ?? false
        else { return false }
        return try profile(of: column, at: path)?.form == .tooDiverse
    }

    func dimension(_ column: String) throws -> Dimension {
        guard let profile = try profile(of: column, at: "dimensions"), profile.isNumeric,
            profile.form == .numbers || profile.values.count - 1 > Dimension.mostValues
        else { return Dimension(column) }
        var counts: [Double: Int] = [:]
        try groups.counts(by: [.value(profile.column.place)], on: connection) { group in
            if let number = try profile.column.read(group.keys[0]).number {
                counts[number, default: 0] += group.count
            }
        }
        return Dimension(column, edges: Dimension.quantiles(counts, parts: 5))
    }

    // MARK: - Columns

    /// Nil for a column that no row has.
    private func profile(of name: String, at path: String) throws -> Profile? {
        if let known = profiles[name] { return known }
        guard let column = try places.column(name, at: path) else { return nil }
        // One more of each than a column in memory keeps tells that there are too many.
        let most = Column.mostTexts + Column.mostCodedNumbers + 2
        var places: [JSON: Int] = [.null: 0]
        var values: [(value: JSON, found: [SQLValue])] = [(.null, [])]
        var (read, isNone) = (0, false)
        try groups.counts(by: [.value(column.place)], limit: most, on: connection) { group in
            read += 1
            isNone = try isNone || column.isNone(group.keys[0])
            let value = try column.read(group.keys[0])
            let place = places[value] ?? values.count
            if place == values.count {
                places[value] = place
                values.append((value, []))
            }
            values[place].found.append(group.keys[0])
        }
        let numbers = values.count { $0.value.number != nil }
        let texts = values.count - 1 - numbers
        // Of what nobody has there is nothing to hide.
        let isHidden =
            values.count > 1
            && masking.map { set.mayGiveAway(name, values.map(\.value), $0) } ?? false
        let form: Column.Form =
            if isNone || isHidden || texts > Column.mostTexts || (texts > 0 && read == most) {
                .tooDiverse
            } else if texts == 0, numbers > Column.mostCodedNumbers {
                .numbers
            } else {
                .coded
            }
        let profile = Profile(column: column, values: values, form: form)
        profiles[name] = profile
        return profile
    }

    /// A rating or a choice has few values, which need not be counted beforehand.
    func isPlain(_ column: String) throws -> Bool {
        guard set.scale(of: column) == nil else { return false }
        return try profile(of: column, at: "item")?.form == .numbers
    }

    // MARK: - Cuts

    /// One dimension of a cut; without a source it is a column that no row has.
    private struct Side {
        let source: StoredColumn?
        let edges: [Double]

        var key: RowGroups.Key? {
            source.map { edges.isEmpty ? .value($0.place) : .range($0.place, edges: edges) }
        }
    }

    func run(_ cut: Cut) throws -> Cells {
        let condition = try cut.filter.map { try found($0.condition, wanted: true) }
        guard (condition?.bindCount ?? 0) <= StoredRows.mostBinds else {
            throw Refusal.invalid("filter", "filterTooWide")
        }
        var sides: [Side] = []
        var distinct: [[JSON]] = []
        for dimension in cut.dimensions {
            let profile = try profile(of: dimension.column, at: "dimensions")
            sides.append(Side(source: profile?.column, edges: dimension.edges))
            distinct.append(
                dimension.edges.isEmpty
                    ? profile?.values.dropFirst().map(\.value) ?? [] : [])
        }
        let measured: [String?] = cut.measured.isEmpty ? [nil] : cut.measured
        let arePlain = try measured.map { name in try name.map { try isPlain($0) } ?? false }
        var cells = try GroupedCells(cut, distinct: distinct, isPlain: arePlain)
        for (place, name) in measured.enumerated() {
            try count(
                name, arePlain[place], at: place, cut, sides, condition ?? .everywhere(true),
                &cells)
        }
        return try cells.cells()
    }

    private func count(
        _ name: String?, _ isPlain: Bool, at place: Int, _ cut: Cut, _ sides: [Side],
        _ condition: RowCondition, _ cells: inout GroupedCells
    ) throws {
        let window = StoredRows.window(of: cut)
        let keys =
            (cut.buckets.map { [.span($0.bounds)] } ?? []) + sides.compactMap(\.key)
        let source = try name.flatMap { try counted($0) }
        if isPlain, let source {
            let middle = try groups.mean(of: source.place, on: connection) ?? 0
            try groups.sums(
                of: source.place, around: middle, by: keys, where: condition, window: window,
                on: connection
            ) { sums in
                let (bucket, own) = try StoredRows.keys(of: sums.group.keys, cut, sides)
                cells.add(
                    Moments(sums, around: middle), rows: sums.group.count, to: place, at: own,
                    bucket: bucket)
            }
            return
        }
        let all = keys + (source.map { [.value($0.place)] } ?? [])
        try groups.counts(by: all, where: condition, window: window, on: connection) { group in
            let (bucket, own) = try StoredRows.keys(of: group.keys, cut, sides)
            let value = try source.map { try $0.read(group.keys[group.keys.count - 1]) }
            try cells.add(
                group.count, of: value ?? .null, to: place, at: own, bucket: bucket)
        }
    }

    /// Nil where nothing is to be told of a column: in memory it would hold nothing.
    private func counted(_ name: String) throws -> StoredColumn? {
        try isTooDiverse(name, at: "item") ? nil : places.column(name, at: "item")
    }

    private static func window(of cut: Cut) -> Range<Instant>? {
        guard let range = cut.buckets?.range else { return cut.window }
        guard let window = cut.window else { return range }
        return range.clamped(to: window)
    }

    /// What a row of the database says of bucket and dimensions.
    private static func keys(
        of found: [SQLValue], _ cut: Cut, _ sides: [Side]
    ) throws -> (bucket: Int, keys: [GroupedCells.Key]) {
        var rest = found[...]
        func number() -> Int {
            guard case .integer(let number)? = rest.popFirst() else { return 0 }
            return Int(number)
        }
        let bucket = cut.buckets == nil ? 0 : number()
        let keys = try sides.map { side -> GroupedCells.Key in
            guard let source = side.source else { return .value(.null) }
            guard side.edges.isEmpty else { return .range(number()) }
            return .value(try source.read(rest.popFirst() ?? .null))
        }
        return (bucket, keys)
    }
}

extension Moments {
    fileprivate init(_ sums: RowGroups.Sums, around middle: Double) {
        guard sums.n > 0 else {
            self.init()
            return
        }
        let n = Double(sums.n)
        self.init(
            count: sums.n, mean: middle + sums.distances / n,
            squares: max(0, sums.squares - sums.distances * sums.distances / n))
    }
}

// MARK: - Conditions

extension StoredRows {
    /// SQLite binds at most 32,766 values to a statement.
    private static let mostBinds = 30_000
    /// More combinations of values than a condition is made of.
    private static let mostTogether = 5_000

    /// The condition under which the expression is true, or false: as in memory `not` is pushed
    /// down to the parts, so that unknown costs nothing. What looks at one column is decided here,
    /// for each of its values; so the database needs to know nothing of the language but `and`,
    /// `or`, equality and the order of numbers, and both ways mean the same.
    private func found(_ node: Node, wanted: Bool) throws -> RowCondition {
        switch node {
        case .not(let inner): return try found(inner, wanted: !wanted)
        case .and(let a, let b), .or(let a, let b):
            let (first, second) = (
                try found(a, wanted: wanted), try found(b, wanted: wanted)
            )
            if case .and = node { return wanted ? .and(first, second) : .or(first, second) }
            return wanted ? .or(first, second) : .and(first, second)
        default: break
        }
        if let ordered = try ordered(node, wanted) { return ordered }
        var names: [String] = []
        node.collectNames(into: &names)
        var used: [(name: String, profile: Profile)] = []
        for name in names {
            guard let profile = try profile(of: name, at: "filter") else { continue }
            guard profile.form == .coded else {
                throw Refusal.invalid("filter", "needsMemory", ["name": name])
            }
            used.append((name, profile))
        }
        guard let first = used.first else {
            return .everywhere(node.truth { _ in nil } == wanted)
        }
        return used.count == 1
            ? one(node, first.name, first.profile, wanted) : try several(node, used, wanted)
    }

    /// A column against a number, which needs no look at the column's values.
    private func ordered(_ node: Node, _ wanted: Bool) throws -> RowCondition? {
        guard case .compare(let comparison, .name(let name), let side) = node else { return nil }
        let number: Double
        switch side {
        case .number(let value): number = value
        case .negate(.number(let value)): number = -value
        default: return nil
        }
        // What is no number is unequal to one: that asks for the values, unless all are numbers.
        let asked = wanted ? comparison : comparison.opposite
        guard let column = try places.column(name, at: "filter") else { return nil }
        if asked == .notEqual {
            guard try profile(of: name, at: "filter")?.form == .numbers else { return nil }
        }
        guard column.isOrdered else { return nil }
        return .compare(column.place, RowCondition.Comparison(asked), number)
    }

    /// Decided for each value of the one column; the shorter list is written.
    private func one(
        _ node: Node, _ name: String, _ profile: Profile, _ wanted: Bool
    ) -> RowCondition {
        var (hits, others): ([SQLValue], [SQLValue]) = ([], [])
        var takesMissing = false
        for (value, found) in profile.values {
            let holds = node.truth { $0 == name ? value : nil } == wanted
            // Rows without the member; others are missing because of what stands there.
            if value.isNull { takesMissing = holds }
            let written = found.filter { $0 != .null }
            if holds { hits += written } else { others += written }
        }
        return hits.count <= others.count
            ? .among(profile.column.place, hits, orMissing: takesMissing)
            : .noneOf(profile.column.place, others, orMissing: takesMissing)
    }

    /// Decided for each combination of values that is there.
    private func several(
        _ node: Node, _ used: [(name: String, profile: Profile)], _ wanted: Bool
    ) throws -> RowCondition {
        let columns = used.map(\.profile.column)
        var hits: [[SQLValue]] = []
        var read = 0
        try groups.counts(
            by: columns.map { .value($0.place) }, limit: StoredRows.mostTogether + 1,
            on: connection
        ) { group in
            read += 1
            let values = try zip(columns, group.keys).map { try $0.read($1) }
            let truth = node.truth { name in
                used.firstIndex { $0.name == name }.map { values[$0] }
            }
            if truth == wanted { hits.append(group.keys) }
        }
        guard read <= StoredRows.mostTogether else {
            throw Refusal.invalid("filter", "filterTooWide")
        }
        return .together(columns.map(\.place), hits)
    }
}

extension RowCondition.Comparison {
    fileprivate init(_ comparison: Node.Comparison) {
        self =
            switch comparison {
            case .equal: .equal
            case .notEqual: .notEqual
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            case .greaterOrEqual: .greaterOrEqual
            }
    }
}
