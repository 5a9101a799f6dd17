public import Base
public import Domain
public import SQL

/// Cases as stored: their row, stamps and clocks are one state, written together.
public enum Cases {
    /// Makes whoever comes next wait until this transaction ends, so that two commands on one
    /// case follow each other. False when there is no such case.
    public static func lock(
        _ id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE cases SET revision = revision + 1
            WHERE workspace = \(workspace) AND id = \(id)
            """) == 1
    }

    /// Of the planner, of the tables that an import of past cases fills.
    public static func refreshStatistics(on connection: any Connection) throws {
        try connection.refreshStatistics(
            of: ["cases", "case_messages", "case_clocks", "case_stamps", "events"])
    }

    public static func find(
        _ id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Case? {
        try find([id], in: workspace, on: connection).first
    }

    /// Those of the ids that exist, in their order.
    public static func find(
        _ ids: [ID<Case>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Case] {
        guard !ids.isEmpty else { return [] }
        let list = SQL.joined(ids.map { "\($0)" }, by: ", ")
        let clocks = try CaseClocks.of(list, in: workspace, on: connection)
        let stamps = try stamps(of: ids, in: workspace, on: connection)
        let redress = try CaseRedress.of(list, in: workspace, on: connection)
        let approvals = try CaseApprovals.of(list, in: workspace, on: connection)
        let found = try connection.rows(
            """
            SELECT \(columns) FROM cases WHERE workspace = \(workspace) AND id IN (\(list))
            """
        ) { row in
            let id: ID<Case> = row.id(0)
            return try read(
                row, stamps: stamps[id] ?? [:], clocks: clocks[id] ?? [],
                redress: redress[id] ?? [], approvals: approvals[id] ?? [])
        }
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    /// Adds a new case with everything its opening made.
    public static func insert(
        _ new: Case, _ change: CaseChange, wakesAt: Instant?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO cases (workspace, id, number, revision, kind, severity, status, is_active,
                title_zh, title_en, customer, team, assignee, process, step, fields, tags,
                response, rule, channel, opened, reopenings, sort_due)
            VALUES (\(workspace), \(new.id), \(new.number), 0, \(new.kind.rawValue),
                \(new.severity.rawValue), \(new.status.rawValue), 1, \(new.title.zh),
                \(new.title.en), \(new.customer), \(new.team), \(new.assignee),
                \(new.process.description), \(new.step), '{}', '[]', \(new.origin.response),
                \(new.origin.rule), \(new.origin.channel), \(new.openedAt), 0, 0)
            """)
        try putTitle(of: new, in: workspace, on: connection)
        try save(new, change, wakesAt: wakesAt, in: workspace, on: connection)
    }

    /// Writes a case's new state and what changed with it.
    public static func save(
        _ new: Case, _ change: CaseChange, wakesAt: Instant?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE cases SET kind = \(new.kind.rawValue), severity = \(new.severity.rawValue),
                title_zh = \(new.title.zh), title_en = \(new.title.en), customer = \(new.customer),
                status = \(new.status.rawValue), is_active = \(new.status.isActive),
                team = \(new.team), assignee = \(new.assignee),
                process = \(new.process.description), step = \(new.step),
                fields = \(JSON.object(new.fields)),
                tags = \(JSON.array(new.tags.map(JSON.string))), closed = \(new.closedAt),
                outcome = \(new.outcome?.key), outcome_text = \(new.outcome?.text),
                outcome_early = \(new.outcome?.isEarly), reopenings = \(new.reopenings),
                sort_due = \(new.dueAt?.microseconds ?? .max), wakes = \(wakesAt),
                cause = \(new.fields["cause"]?.string), stage = \(new.stage?.rawValue),
                stage_reason = \(new.stageReason), appeals = \(new.appeals),
                waits_until = \(new.waitsUntil)
            WHERE workspace = \(workspace) AND id = \(new.id)
            """)
        for (status, stamps) in new.stamps {
            try save(stamps, of: status, new.id, in: workspace, on: connection)
        }
        try CaseRedress.save(new.redress, of: new.id, in: workspace, on: connection)
        try CaseApprovals.save(new.approvals, of: new.id, in: workspace, on: connection)
        try CaseClocks.save(new.clocks, change, of: new.id, in: workspace, on: connection)
        if change.events.contains(where: { $0.name == .titleChanged }) {
            try putTitle(of: new, in: workspace, on: connection)
        }
        for message in change.messages {
            try CaseMessages.insert(message, of: new.id, in: workspace, on: connection)
        }
    }

    private static func putTitle(
        of one: Case, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try SearchEntries.put(
            one.id.raw, .title, of: one.id, at: one.openedAt,
            searched(one.title.zh, one.title.en), in: workspace, on: connection)
    }
}

extension Cases {
    static let columns: SQL = """
        id, kind, severity, status, title_zh, title_en, customer, team, assignee, process, step,
        fields, tags, response, rule, opened, closed, outcome, outcome_text, outcome_early,
        reopenings, channel, stage, stage_reason, appeals, merged_into, waits_until,
        number
        """

    private static func read(
        _ row: Row, stamps: [Case.Status: StatusStamps], clocks: [Clock], redress: [Redress],
        approvals: [Approval]
    ) throws -> Case {
        var outcome: Case.Outcome?
        if let key = row.textOrNil(17) {
            outcome = Case.Outcome(
                key: key, text: row.textOrNil(18) ?? "", isEarly: row.int64OrNil(19) == 1)
        }
        return Case(
            id: row.id(0), number: row.int(27), kind: row.word(1), severity: row.word(2),
            status: row.word(3),
            title: Wording(zh: row.text(4), en: row.text(5)), customer: row.idOrNil(6),
            team: row.idOrNil(7), assignee: row.idOrNil(8),
            process: row.stamp(9), step: row.text(10),
            fields: try row.json(11).object ?? .init(),
            tags: try row.json(12).array?.compactMap(\.string) ?? [],
            origin: Case.Origin(
                response: row.idOrNil(13), rule: row.textOrNil(14), channel: row.textOrNil(21)),
            openedAt: row.instant(15), closedAt: row.instantOrNil(16), outcome: outcome,
            reopenings: row.int(20), stamps: stamps, clocks: clocks, redress: redress,
            approvals: approvals, stage: row.textOrNil(22).flatMap(Stage.init),
            stageReason: row.textOrNil(23),
            appeals: row.int(24), waitsUntil: row.instantOrNil(26), mergedInto: row.idOrNil(25))
    }

    /// When cases first and last entered and left each status.
    public static func stamps(
        of ids: [ID<Case>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: [Case.Status: StatusStamps]] {
        guard !ids.isEmpty else { return [:] }
        let list = SQL.joined(ids.map { "\($0)" }, by: ", ")
        var found: [ID<Case>: [Case.Status: StatusStamps]] = [:]
        try connection.each(
            """
            SELECT case_id, status, first_entered, last_entered, first_exited, last_exited
            FROM case_stamps WHERE workspace = \(workspace) AND case_id IN (\(list))
            """
        ) { row in
            found[row.id(0), default: [:]][row.word(1)] = StatusStamps(
                firstEntered: row.instant(2), lastEntered: row.instant(3),
                firstExited: row.instantOrNil(4), lastExited: row.instantOrNil(5))
        }
        return found
    }

    private static func save(
        _ stamps: StatusStamps, of status: Case.Status, _ id: ID<Case>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_stamps (workspace, case_id, status, first_entered, last_entered,
                first_exited, last_exited)
            VALUES (\(workspace), \(id), \(status.rawValue), \(stamps.firstEntered),
                \(stamps.lastEntered), \(stamps.firstExited), \(stamps.lastExited))
            ON CONFLICT (workspace, case_id, status) DO UPDATE SET
                last_entered = excluded.last_entered, first_exited = excluded.first_exited,
                last_exited = excluded.last_exited
            """)
    }
}

extension Row {
    /// A word that the program itself wrote; one it does not know is a bug or a broken file.
    func word<Word: RawRepresentable<String>>(_ column: Int) -> Word {
        guard let word = Word(rawValue: text(column)) else {
            preconditionFailure("column \(column) holds the unknown word \(text(column))")
        }
        return word
    }

    func stamp(_ column: Int) -> DocumentStamp {
        guard let stamp = DocumentStamp(text(column)) else {
            preconditionFailure("column \(column) is no document's version: \(text(column))")
        }
        return stamp
    }
}
