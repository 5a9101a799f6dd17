import Base
import Domain
import Operations

/// One part of Today: what it shows, to whom.
enum TodayPart: String, CaseIterable, Sendable {
    case figures, answers, cases, promises

    var right: Right {
        switch self {
        case .figures, .promises: .insightRead
        case .answers: .answersRead
        case .cases: .casesRead
        }
    }

    func context(_ visit: Visit) async throws -> JSON {
        switch self {
        case .figures: try await TodayFigures.context(visit)
        case .answers: try await TodayAnswers.context(visit)
        case .cases: try await TodayPart.cases(visit)
        case .promises: try await TodayPart.promises(visit)
        }
    }

    /// Cases whose clocks run out next, those already over first.
    private static func cases(_ visit: Visit) async throws -> JSON {
        let counts = try await visit.desk.perform(CountCases.self, .init()).json
        let page = try await visit.desk.perform(ListCases.self, ["limit": 6].object).json
        let rows = (page["items"]?.array ?? []).filter { $0["dueAt"] != JSON.null }
        let tasks = try await tasks(visit)
        let approvals = try await approvals(visit)
        return [
            "tasks": .array(tasks), "hasTasks": .bool(!tasks.isEmpty),
            "approvals": .array(approvals), "hasApprovals": .bool(!approvals.isEmpty),
            "risks": .array(
                rows.map {
                    .object(CaseRow(one: $0, visit: visit).json)
                }),
            "hasRisks": .bool(!rows.isEmpty),
            "activeCases": QueuePage.counted(counts["active"]),
            "overdueCases": QueuePage.counted(counts["overdue"]),
            "isOverdue": .bool((counts["overdue"]?.integer ?? 0) > 0),
        ]
    }

    /// What I have to do myself, what is due first.
    private static func tasks(_ visit: Visit) async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.casesWork) else { return [] }
        let mine = try await visit.desk.perform(ListMyTasks.self, .init()).json
        return (mine["items"]?.array ?? []).prefix(8).map { owed in
            [
                "case": owed["case"] ?? .null, "number": owed["number"] ?? .null,
                "text": owed["task"]?["text"] ?? .null,
                "title": owed["title"]?[visit.words.language] ?? .null,
                "due": owed["task"]?["due"] ?? .null,
                "isOverdue": owed["task"]?["isOverdue"] ?? false,
            ]
        }
    }

    /// What waits for my yes, the oldest first.
    private static func approvals(_ visit: Visit) async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.casesWork) else { return [] }
        let all = try await visit.desk.perform(ListApprovals.self, .init()).json
        let words = visit.words
        let mine = (all["items"]?.array ?? []).filter { $0["mayDecide"] == true }
        return mine.prefix(8).map { owed -> JSON in
            let act = owed["act"]?.string ?? ""
            return [
                "case": owed["case"] ?? .null, "number": owed["number"] ?? .null,
                "title": owed["title"]?[words.language] ?? .null,
                "act": .string(words["case.approvalAct.\(act)"]),
                "by": owed["askedByName"] ?? .null, "at": visit.moment(owed["askedAt"]),
            ]
        }
    }

    private static func promises(_ visit: Visit) async throws -> JSON {
        let rates =
            try await visit.desk.perform(ShowKeptRates.self, .init()).json["items"]?.array ?? []
        // A promise that no case has touched yet tells nothing; its page shows it all the same.
        let told = rates.filter { rate in
            ["kept", "broken", "open"].contains { (rate[$0]?.integer ?? 0) > 0 }
        }
        return [
            "kept": .array(PromisesPage.grouped(told, visit)),
            "hasKept": .bool(!told.isEmpty), "isUntouched": .bool(told.isEmpty && !rates.isEmpty),
            "isEmpty": .bool(rates.isEmpty),
        ]
    }
}
