import Base
import Domain
import Operations

/// One case: thread, steps, clocks, who is concerned.
enum CasePage {
    static func show(_ visit: Visit) async throws -> Reply {
        if let id = try await visit.caseID(numbered: .string(visit.parameter("case"))) {
            return .redirect("/cases/\(id)")
        }
        // A merged case leads to where it went on, unless one asks for itself.
        if visit.query["merged"] == nil {
            let id = ["case": JSON.string(visit.parameter("case"))].object
            let one = try await visit.desk.perform(ShowCase.self, id).json
            if let into = one["mergedInto"]?.string {
                return .redirect("/cases/\(into)?from=\(one["number"]?.integer ?? 0)")
            }
        }
        return visit.page("cases/case", section: "cases", try await context(visit, nil))
    }

    /// Carries out what a form posts; the page comes back with what was wrong, if anything.
    static func act(
        _ visit: Visit, _ perform: (Visit, [String: JSON]) async throws -> Void
    ) async throws -> Reply {
        let id = visit.parameter("case")
        var visit = visit
        // Closing may lead on to the next case of the list that one came from.
        let next = visit.form["next"]?.string.flatMap(ID<Case>.init)
        visit.form["next"] = nil
        return try await acted(visit, to: "/cases/\(next?.description ?? id)") { [visit] in
            try await visit.once(isShared: true) { visit in
                try await perform(visit, ["case": .string(id)])
                return [:]
            }
        }
    }

    /// Does something and leads on, or shows the page with what was wrong.
    static func acted(
        _ visit: Visit, to place: String, _ body: () async throws -> Void
    ) async throws -> Reply {
        do {
            try await body()
            return .redirect(place)
        } catch let refusal as Refusal {
            guard ![.forbidden, .notFound].contains(refusal.kind) else { throw refusal }
            let problem = Problem(refusal, words: visit.words)
            return visit.page(
                "cases/case", section: "cases", try await context(visit, problem),
                status: problem.status)
        }
    }

    private static func context(_ visit: Visit, _ problem: Problem?) async throws -> JSON {
        let id = ["case": JSON.string(visit.parameter("case"))].object
        let one = try await visit.desk.perform(ShowCase.self, id).json
        let process = try await visit.process(of: one)
        let before = visit.query["before"] ?? .null
        let messages = try await visit.desk.perform(
            ListCaseMessages.self, id.with(["cursor": before])
        ).json
        let entries = try await visit.desk.perform(ListClockEntries.self, id).json
        let scores = try await visit.desk.perform(ShowCaseScores.self, id).json
        if visit.desk.actor.user != nil { _ = try await visit.desk.perform(SeeNotices.self, id) }
        var context = CaseRow(one: one, visit: visit).json
        let newest = messages["items"]?.array?.first?["id"] ?? .null
        context.append("lastMessage", before == .null ? newest : .null)
        context.append("older", messages["nextCursor"] ?? .null)
        context.append("isOlder", .bool(before != .null))
        let thread = CaseThread(
            messages: messages, visit: visit, themes: try await visit.themeNames())
        context.append("thread", thread.json)
        context.append("hasThread", .bool(thread.json.array?.isEmpty == false))
        context.append("course", thread.course)
        context.append(
            "steps",
            CaseSteps(
                one: one, process: process, causes: try await visit.causes(of: process),
                present: try await visit.desk.perform(ShowCaseStep.self, id).json,
                problem: problem, visit: visit
            ).json)
        context.append("history", CaseHistory(entries: entries, one: one, visit: visit).json)
        context.append("policies", CaseHistory(entries: entries, one: one, visit: visit).policies)
        context.append("stamps", CaseHistory(entries: entries, one: one, visit: visit).stamps)
        context.append("happened", try await happened(visit, id))
        context.append(
            "complaint", ComplaintPanel(one: one, process: process, visit: visit).json)
        context.append("card", try await CaseCustomerCard(one: one, visit: visit).json())
        let burden = try await visit.desk.perform(ShowCaseBurden.self, id).json
        context.append("burden", CaseBurdenView(burden: burden, one: one, visit: visit).json)
        context.append("scores", CaseScoresView(scores: scores, visit: visit).json)
        let way = try await visit.desk.perform(ShowReplyWay.self, id).json
        context.append("replyWay", replyWay(way, visit))
        context.append("isLive", .bool(way["kind"] == "chat"))
        let page = try await customerPage(visit, id)
        context.append("customerPage", page)
        let from = visit.query["from"]?.string.flatMap(Case.number(typed:))
        context.append("from", from.map(JSON.integer) ?? .null)
        let beside = CaseWork(one: one, visit: visit, page: page.string)
        for (name, value) in try await beside.context() { context[name] = value }
        for (name, value) in try await LabelsView.context(one, visit) { context[name] = value }
        context.append("patterns", .string(Durations(words: visit.words).patterns.text))
        context.append("outcome", outcome(one, process, visit.words))
        for (name, value) in try await work(visit, one, process) { context[name] = value }
        for (name, value) in try await processes(visit, id) { context[name] = value }
        let corrections = CaseCorrections(one: one, visit: visit)
        for (name, value) in try await corrections.context() { context[name] = value }
        if let problem {
            context["message"] = .string(problem.title)
            context["faults"] = .array(
                problem.faults.map { .string(named($0.path, $0.text, process, visit.words)) })
        }
        return .object(context)
    }

    /// What happened, but for what its clocks tell by themselves and the thread shows.
    private static func happened(_ visit: Visit, _ id: JSON.Object) async throws -> JSON {
        var input = id
        input["limit"] = 200
        let timeline = try await Timeline(visit)
        let quiet: Set<String> = [
            "case.received", "case.replied", "case.noted", "case.told", "case.customer_left",
        ]
        return .array(
            try await visit.desk.perform(ListCaseEvents.self, input).items.filter {
                !$0.event.kind.hasPrefix("clock.") && !quiet.contains($0.event.kind)
            }.map(timeline.entry))
    }

    /// By which processes the case might go on, and what a reclassified one might be worked by.
    private static func processes(
        _ visit: Visit, _ id: JSON.Object
    ) async throws -> [String: JSON] {
        guard visit.desk.actor.rights.contains(.casesDirect) else { return [:] }
        let found = try await visit.desk.perform(ListCaseProcesses.self, id).json
        let words = visit.words
        let all = (found["items"]?.array ?? []).map { item -> JSON in
            let kinds = (item["kinds"]?.array ?? []).compactMap(\.string).map {
                words["case.kind.\($0)"]
            }
            return [
                "value": item["process"] ?? .null,
                "name": .string(
                    words(
                        "cases.processFor",
                        [
                            "name": item["name"]?[words.language]?.string ?? "",
                            "kinds": kinds.joined(separator: words["timeline.comma"]),
                        ])),
                "isOffered": .bool(item["fits"] == true && item["isPresent"] != true),
            ]
        }
        let offered = all.filter { $0["isOffered"] == true }
        return [
            "processes": .array(all), "offered": .array(offered),
            "hasOffered": .bool(!offered.isEmpty),
        ]
    }

    /// What is wrong, behind what it is wrong with: several may be missing.
    private static func named(
        _ path: String, _ text: String, _ process: Process, _ words: Words
    ) -> String {
        let names = [
            "redress": "cases.redress", "outcome": "cases.outcome", "cost": "cases.redressCost",
        ]
        let name =
            path.hasPrefix("fields.")
            ? process[field: String(path.dropFirst(7))]?.name[words.language]
            : names[path].map { words[$0] }
        return name.map { $0 + words["frame.colon"] + text } ?? text
    }

    /// What this person may do with the case as it stands.
    private static func work(
        _ visit: Visit, _ one: JSON, _ process: Process
    ) async throws -> [String: JSON] {
        let rights = visit.desk.actor.rights
        let status = one["status"]?.string ?? ""
        let mayWork = rights.contains(.casesWork)
        let isOpen = status != "closed"
        let me = visit.desk.actor.user?.description
        let isMine = me != nil && one["assignee"]?.string == me
        let canReopen = rights.contains(.casesDirect) || isMine
        return [
            "mayWork": .bool(mayWork), "mayWrite": .bool(mayWork && isOpen),
            "mayDirect": .bool(rights.contains(.casesDirect) && isOpen),
            "mayPause": .bool(mayWork && (status == "new" || status == "open")),
            "mayResume": .bool(mayWork && status == "pending"),
            "waitsUntil": visit.moment(one["waitsUntil"]),
            "mayReopen": .bool(
                mayWork && canReopen && (status == "closed" || status == "resolved")),
            "mayTake": .bool(mayWork && isOpen && me != nil && !isMine),
            "me": .optional(me), "team": one["team"] ?? .null,
            "teams": try await QueuePage.teams(visit, chosen: one["team"]),
            "people": rights.contains(.casesDirect)
                || mayWork
                ? try await people(visit, chosen: one["assignee"]) : [],
            "kinds": chosen("kind", Case.Kind.allCases.map(\.rawValue), one, visit.words),
            "severities": chosen(
                "severity", Case.Severity.allCases.map(\.rawValue), one, visit.words),
            "outcomes": .array(
                process.outcomes.map { outcome in
                    let isLast = process[step: one["step"]?.string ?? ""]?.isLast ?? false
                    return [
                        "value": .string(outcome.key),
                        "name": .string(outcome.name[visit.words.language]),
                        "isPossible": .bool(outcome.early || isLast),
                        "isChosen": .bool(visit.form["outcome"]?.string == outcome.key),
                    ]
                }),
        ]
    }

    /// Where an answer would go, in words.
    private static func replyWay(_ way: JSON, _ visit: Visit) -> JSON {
        guard let kind = way["kind"]?.string else {
            return .string(visit.words["cases.way.none"])
        }
        if kind == Channel.Kind.chat.rawValue, way["isSetUp"] == true {
            let mail = way["mail"]?.string
            let key =
                way["isThere"] == true ? "there" : mail == nil ? "goneWithoutMail" : "goneToMail"
            let place = visit.words("cases.way.\(key)", ["address": mail ?? ""])
            let identity = way["identity"]?.string.map {
                visit.words("cases.way.identity", ["key": $0])
            }
            return .string([place, identity].compactMap { $0 }.joined(separator: " "))
        }
        let key = way["isSetUp"] == true ? "cases.way.goes" : "cases.way.notSetUp"
        var parts = [
            visit.words(
                key,
                [
                    "kind": visit.words["channels.kind.\(kind)"],
                    "address": way["address"]?.string ?? "",
                ])
        ]
        if let session = way["session"]?.string {
            let name = way["servicer"]?.string
            parts.append(
                visit.words(
                    name == nil ? "cases.way.session" : "cases.way.sessionWith",
                    ["state": visit.words["case.session.\(session)"], "name": name ?? ""]))
        }
        if let refusal = way["refusal"]?.string {
            parts.append(visit.words["messages.reason.\(refusal)"])
        } else if let until = way["until"]?.string.flatMap(Instant.init(iso8601:)) {
            let hours = Int(((until - visit.now).seconds / 3_600).rounded(.down))
            parts.append(
                visit.words(
                    "cases.way.window",
                    ["left": "\(way["left"]?.integer ?? 0)", "hours": "\(max(0, hours))"]))
        }
        return .string(parts.joined(separator: " "))
    }

    /// The thread alone, for pages that keep it up to date.
    static func thread(_ visit: Visit) async throws -> Reply {
        let messages = try await visit.desk.perform(
            ListCaseMessages.self, ["case": JSON.string(visit.parameter("case"))].object
        ).json
        let thread = CaseThread(
            messages: messages, visit: visit, themes: try await visit.themeNames())
        return .page("cases/messages", visit.framed(["thread": thread.json], section: "cases"))
    }

    /// The address of the customer's own page, if it has one.
    private static func customerPage(_ visit: Visit, _ id: JSON.Object) async throws -> JSON {
        do {
            return try await visit.desk.perform(ShowCasePage.self, id).json["address"].map {
                .string(visit.origin + ($0.string ?? ""))
            } ?? .null
        } catch let refusal as Refusal where refusal.kind == .notFound {
            return .null
        }
    }

    private static func chosen(
        _ section: String, _ values: [String], _ one: JSON, _ words: Words
    ) -> JSON {
        .array(
            values.map {
                [
                    "value": .string($0), "name": .string(words["case.\(section).\($0)"]),
                    "isChosen": .bool(one[section]?.string == $0),
                ]
            })
    }

    /// Who may be given cases.
    static func people(_ visit: Visit, chosen: JSON?) async throws -> JSON {
        let input: [String: JSON] = ["isActive": true, "limit": 200]
        let users = try await visit.desk.perform(ListUsers.self, input.object).json
        return .array(
            (users["items"]?.array ?? []).filter { user in
                let role = user["role"]?.string.flatMap(Role.init)
                return role?.rights.contains(.casesWork) ?? false
            }.map {
                [
                    "value": $0["id"] ?? .null, "name": $0["name"] ?? .null,
                    "isChosen": .bool($0["id"] == chosen),
                ]
            })
    }

    private static func outcome(_ one: JSON, _ process: Process, _ words: Words) -> JSON {
        guard let key = one["outcome"]?.string else { return .null }
        return [
            "name": .string(process[outcome: key]?.name[words.language] ?? key),
            "text": one["outcomeText"] ?? .null,
        ]
    }
}
