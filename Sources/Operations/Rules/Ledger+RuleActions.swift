import Base
import Domain
import SQL
import Store

/// What each action of a rule does.
extension Ledger {
    /// - Returns: the id of what it was done to.
    func act(
        _ action: RuleAction, of rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        switch action {
        case .openCase(let opening): return try open(opening, rule, facts)
        case .invite(let instrument): return try invite(to: instrument, rule, facts)
        case .mail(let to, let subject, let text):
            return try mail(to, subject, text, rule, facts)
        case .robot(let name, let text): return try tellRobot(name, text, rule, facts)
        case .webhook(let name): return try call(name, rule, facts)
        case .startProcess(let key, isOwn: true): return try goOn(by: key, rule, facts)
        case .startProcess(let key, isOwn: false): return try start(key, rule, facts)
        case .wait: return nil
        default: return try actOnCase(action, of: rule, facts)
        }
    }

    private func actOnCase(
        _ action: RuleAction, of rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        guard let one = try facts.one.get() else { throw Refusal(.notFound, "noSuchCase") }
        let actor = CaseActor.rule(rule.key)
        switch action {
        case .openCase, .invite, .mail, .robot, .webhook, .startProcess, .wait: break
        case .assign(let team, let login):
            let assignee = try login.map(person(named:))
            _ = try command(
                .assign(team: try team.map(self.team(named:)) ?? one.team, assignee: assignee),
                on: one.id, as: actor)
        case .tag(let tags): _ = try command(.tag(tags), on: one.id, as: actor)
        case .set(let setting): try set(setting, on: one, as: actor)
        case .clock(.pause(let reason)):
            _ = try command(.pause(reason: reason.en), on: one.id, as: actor)
        case .clock(.resume): _ = try command(.resume, on: one.id, as: actor)
        case .clock(.reset(let kind, let reason)):
            _ = try command(.resetClock(kind, reason: reason.en), on: one.id, as: actor)
        case .escalate(let reason):
            let text = try facts.filled(reason)
            let escalated = try command(.escalate(reason: text.en), on: one.id, as: actor)
            try tell(.lead(levelsUp: 0), "escalated", of: escalated, ["reason": text.json])
        case .notify(let receiver, let text):
            let told: Told = receiver == .assignee ? .assignee : .lead(levelsUp: 0)
            try tell(
                told, "rule", of: one,
                ["rule": .string(rule.key), "text": try facts.filled(text).json])
        }
        return one.id.description
    }

    private func set(_ setting: RuleAction.Setting, on one: Case, as actor: CaseActor) throws {
        if setting.kind != nil || setting.severity != nil {
            let (kind, severity) = (setting.kind ?? one.kind, setting.severity ?? one.severity)
            _ = try classify(one.id, as: kind, severity, by: actor)
        }
        guard !setting.fields.isEmpty else { return }
        _ = try command(.record(setting.fields), on: one.id, as: actor)
    }

    /// The event's case itself goes on by another process.
    private func goOn(by key: String, _ rule: Rule, _ facts: RuleFacts) throws -> String? {
        guard let one = try facts.one.get() else { throw Refusal(.notFound, "noSuchCase") }
        return try classify(one.id, process: key, by: .rule(rule.key)).id.description
    }

    /// A case of its own by another process, linked to the event's: once, and never for a case
    /// that a rule opened, or they would open more without end.
    private func start(_ key: String, _ rule: Rule, _ facts: RuleFacts) throws -> String? {
        guard let one = try facts.one.get() else { throw Refusal(.notFound, "noSuchCase") }
        guard one.origin.rule != rule.key, one.process.key != key else {
            throw Refusal(.conflict, "wouldLoop")
        }
        let process = try house.process(named: key, in: workspace, on: connection).process
        for tie in try CaseLinks.of(one.id, in: workspace, on: connection) {
            let other = try Cases.find(tie.other, in: workspace, on: connection)
            if other?.process.key == key { throw Refusal(.conflict, "processHasBegun") }
        }
        var draft = CaseDraft(title: one.title)
        draft.kind =
            process.fits(one.kind)
            ? one.kind : Case.Kind.allCases.first(where: process.fits) ?? one.kind
        draft.severity = one.severity
        draft.customer = one.customer
        draft.team = one.team
        draft.process = key
        draft.origin = Case.Origin(rule: rule.key, channel: one.origin.channel)
        let started = try open(draft, as: .rule(rule.key))
        try CaseLinks.insert(
            one.id, started.id, kind: "related", by: actor.name, at: now, in: workspace,
            on: connection)
        try record(
            "case.linked", .init(one.id), customer: one.customer?.raw,
            ["other": .string(started.id.description)])
        return started.id.description
    }

    private func open(
        _ opening: RuleAction.OpenCase, _ rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        // A rule never acts on the cases it opened itself, or they would open more without end.
        if try facts.one.get()?.origin.rule == rule.key { return nil }
        let response = try facts.response.get()
        let isAskedFor = facts.event.data["import"] != nil
        if !isAskedFor, let at = response?.response.completedAt, now - at > .days(1) {
            // Handed in long after: history, not a customer who waits.
            throw Refusal(.conflict, "answerIsOld")
        }
        let customer = try facts.customer.get()
        var draft = CaseDraft(title: try facts.filled(opening.title))
        draft.kind = opening.kind
        draft.severity = opening.severity
        draft.customer = customer?.id
        draft.team = try opening.team.map(team(named:)) ?? firstTeam()
        draft.process = opening.process
        draft.promise = opening.promise
        draft.origin = Case.Origin(
            response: response?.id, rule: rule.key, channel: response.map { _ in "survey" })
        draft.tags = opening.tags
        draft.words = try facts.words()
        let opened = try open(draft, as: .rule(rule.key))
        if facts.event.kind == Rule.Trigger.textsHot.rawValue,
            let matter = HotMatter(json: facts.event.data)
        {
            try tell(of: matter, on: opened, as: .rule(rule.key))
        }
        return opened.id.description
    }

    private func team(named name: String) throws -> ID<Team> {
        let found = try Teams.list(in: workspace, on: connection).first { $0.name == name }
        guard let found else { throw Refusal.invalid("team", "noSuchTeam") }
        return found.id
    }

    private func person(named login: String) throws -> ID<User> {
        let found = try Users.find(login: Login.folded(login), on: connection)?.account
        guard let found, found.workspace == workspace else {
            throw Refusal.invalid("assignee", "noSuchUser")
        }
        try checkAssignee(found.id)
        return found.id
    }

    /// The team that was there first takes what no rule gives to another.
    private func firstTeam() throws -> ID<Team>? {
        try Teams.list(in: workspace, on: connection).map(\.id).min()
    }
}
