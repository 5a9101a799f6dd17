import Base
import Domain

/// A complaint on its way: what it is about, and which deed comes next.
struct DemonstrationComplaint: Sendable {
    private let matter: JSON
    private let deeds: [JSON]
    let customer: DemonstrationCustomer
    let agent: String
    /// Whether the customer gave a score before complaining, and gives one again afterwards.
    var isAnswered = false
    /// With that score.
    var response: JSON?
    private var place = 0
    private var id: ID<Case>?
    private var step = "receive"
    /// The redress that waits for a yes.
    private var asked: JSON?
    /// Of the customer's page.
    private var token: String?
    /// Brought for the next reply.
    private var files: [JSON] = []
    private var closed: ID<Case>?

    init(matter: JSON, deeds: [JSON], customer: DemonstrationCustomer, agent: String) {
        self.matter = matter
        self.deeds = deeds
        self.customer = customer
        self.agent = agent
    }

    var isNew: Bool { id == nil }
    var speaks: String { customer.language }
    /// What the customer says first.
    var words: String { text(matter["words"], in: customer.language) }

    /// The case that was closed just now, of whom the customer may be asked again; once.
    mutating func takeClosed() -> ID<Case>? {
        defer { closed = nil }
        return closed
    }

    /// When the next deed is done; nil where nothing follows.
    func next(
        after now: Instant, until end: Instant, _ chance: inout DemonstrationChance
    ) -> Instant? {
        guard place < deeds.count else { return nil }
        if let minutes = deeds[place]["at"]?.integer { return end + .minutes(Int64(minutes)) }
        let wait = deeds[place]["after"]?.array?.compactMap(\.integer) ?? []
        guard let least = wait.first, let most = wait.last else { return now }
        return now + .minutes(Int64(chance.whole(least...most)))
    }

    /// The first time opens the case, every further one does a deed.
    mutating func goOn(in company: DemonstrationCompany, until end: Instant) async throws {
        guard id != nil else { return try await open(in: company) }
        let deed = deeds[place]
        place += 1
        for member in deed.object?.members ?? [] {
            guard let act = Act(rawValue: member.key) else { continue }
            try await perform(act, member.value, of: deed, in: company, until: end)
        }
    }

    private enum Act: String {
        case assign, page, reply, hear, note, move, fill, redress, decide, confirm, appeal
        case escalate, pause, task, checklist, file, close
    }

    private mutating func open(in company: DemonstrationCompany) async throws {
        var fields = JSON.Object([
            "title": .string(text(matter["title"], in: company.language)), "kind": "complaint",
            "severity": matter["severity"] ?? "ordinary", "channel": matter["channel"] ?? "web",
            "words": .string(words),
        ])
        fields["response"] = response
        fields["customer"] = .optional(company.customers[customer.key])
        fields["team"] = .optional(customer.region.team.flatMap { company.teams[$0]?.description })
        let made = try await company.administrator.perform(OpenCase.self, fields)
        id = made.json["id"]?.string.flatMap(ID<Case>.init)
    }

    private mutating func perform(
        _ act: Act, _ value: JSON, of deed: JSON, in company: DemonstrationCompany,
        until end: Instant
    ) async throws {
        let desk = company.desk(of: deed["by"]?.string ?? "agent", agent)
        let own = text(value, in: company.language)
        let said = text(value, in: customer.language)
        switch act {
        case .assign: try await assign(own, by: desk, in: company)
        case .page: token = try await made(MakeCasePage.self, [:], by: desk)["address"]?.string
        case .reply:
            try await made(
                ReplyToCase.self, ["text": .string(said), "files": .array(files)], by: desk)
            files = []
        case .hear: try await made(ReceiveOnCase.self, ["text": .string(said)], by: desk)
        case .note: try await made(NoteOnCase.self, ["text": .string(own)], by: desk)
        case .move:
            try await made(MoveCase.self, ["step": value, "fields": fields(in: company)], by: desk)
            step = value.string ?? step
        case .fill:
            let filled = worded(value, in: company.language)
            try await made(RecordOnCase.self, ["fields": filled], by: desk)
        case .redress: try await offer(value, by: desk, in: company)
        case .decide:
            // What the agent could grant alone needs nobody's yes.
            guard let asked else { return }
            try await made(DecideRedress.self, ["redress": asked, "grants": value], by: desk)
            self.asked = nil
        case .confirm: try await onOwnPage(.confirm, said, in: company)
        case .appeal:
            try await onOwnPage(.appeal, said, in: company)
            step = "act"
        case .escalate: try await made(EscalateCase.self, ["reason": .string(own)], by: desk)
        case .pause: try await made(PauseCase.self, ["reason": .string(own)], by: desk)
        case .task, .checklist:
            try await addTasks(act, value, of: deed, by: desk, in: company, until: end)
        case .file: try await bring(said, of: deed, by: desk)
        case .close: try await close(value, by: desk, in: company)
        }
    }

    @discardableResult
    private func made<O: Operation>(
        _: O.Type, _ fields: [String: JSON], by desk: Desk
    ) async throws -> JSON {
        var all = JSON.Object(fields)
        all["case"] = .optional(id?.description)
        return try await desk.perform(O.self, all).json
    }

    // MARK: Deeds

    private func assign(
        _ whom: String, by desk: Desk, in company: DemonstrationCompany
    ) async throws {
        var fields: [String: JSON] = ["team": .null, "assignee": .null]
        if let user = company.desk(of: whom, agent).actor.user {
            fields["assignee"] = .string(user.description)
        }
        if let region = customer.region.team, let team = company.teams[region] {
            fields["team"] = .string(team.description)
        }
        try await made(AssignCase.self, fields, by: desk)
    }

    private mutating func offer(
        _ value: JSON, by desk: Desk, in company: DemonstrationCompany
    ) async throws {
        let usual = matter["redress"] ?? .null
        let kind = value["kind"] ?? usual["kind"] ?? "none"
        let cost: JSON = kind == "none" ? 0 : value["cost"] ?? usual["cost"] ?? 0
        let note = text(value["note"] ?? usual["note"], in: company.language)
        let made = try await made(
            OfferRedress.self, ["kind": kind, "cost": cost, "note": .string(note)], by: desk)
        let offered = made["redress"]?.array?.last
        asked = offered?["state"] == "asked" ? offered?["id"] : nil
    }

    /// The customer does it on their own page.
    private func onOwnPage(
        _ act: CustomerCase.Act, _ said: String, in company: DemonstrationCompany
    ) async throws {
        guard let id, let token = token?.split(separator: "/").last.map(String.init) else { return }
        try await CustomerCase.act(
            act, said, key: "\(id)-\(place)", token: token, address: nil,
            in: company.house)
    }

    private func addTasks(
        _ act: Act, _ value: JSON, of deed: JSON, by desk: Desk, in company: DemonstrationCompany,
        until end: Instant
    ) async throws {
        var fields: [String: JSON] = ["assignee": .null]
        if let user = company.desk(of: deed["who"]?.string ?? "agent", agent).actor.user {
            fields["assignee"] = .string(user.description)
        }
        fields[act == .task ? "text" : "checklist"] = .string(text(value, in: company.language))
        if let days = deed["due"]?.integer {
            let day = (end + .days(Int64(days))).civil(in: try await desk.zone()).date
            fields["due"] = .string(day.description)
        }
        try await made(AddCaseTask.self, fields, by: desk)
        guard deed["done"]?.bool == true else { return }
        let tasks = try await made(ListCaseTasks.self, [:], by: desk)["items"]?.array ?? []
        try await made(
            TickCaseTask.self, ["task": tasks.last?["id"] ?? .null, "done": true], by: desk)
    }

    private mutating func bring(_ words: String, of deed: JSON, by desk: Desk) async throws {
        let file = IncomingFile(
            name: text(deed["name"], in: customer.language), bytes: Array(words.utf8))
        guard let id else { return }
        files.append(.string(try await AddCaseFile(file, for: id).perform(on: desk).id.description))
    }

    private mutating func close(
        _ value: JSON, by desk: Desk, in company: DemonstrationCompany
    ) async throws {
        let outcome = value == "settled" ? matter["outcome"] ?? "redressed" : value
        try await made(
            CloseCase.self,
            [
                "outcome": outcome, "fields": fields(in: company),
                "text": .string(text(matter["closing"], in: company.language)),
            ], by: desk)
        closed = response == nil ? nil : id
    }

    // MARK: Words

    /// What the step that is left asks for.
    private func fields(in company: DemonstrationCompany) -> JSON {
        worded(matter["fields"]?[step] ?? [:], in: company.language)
    }

    private func worded(_ fields: JSON, in language: String) -> JSON {
        .object(
            JSON.Object(
                (fields.object?.members ?? []).map {
                    .init(key: $0.key, value: $0.value[language] ?? $0.value)
                }))
    }

    /// A text by its name in the matter, or itself.
    private func text(_ value: JSON?, in language: String) -> String {
        guard let value else { return "" }
        if let name = value.string { return matter[name]?[language]?.string ?? name }
        return value[language]?.string ?? ""
    }
}
