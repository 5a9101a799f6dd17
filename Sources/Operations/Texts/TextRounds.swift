import Base
import Domain
import SQL
import Store

/// Goes on with jobs of learning and of reading texts again. Of many nodes one does it at a time,
/// under a lease; each batch is one transaction with the job's state, so that it can be killed
/// anywhere.
public struct TextRounds: Sendable {
    static let batch = 200

    private let house: House
    private let rounds: LeasedRounds
    private let teacher = TextTeacher()

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the round is tried again.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        rounds = LeasedRounds(
            house: house, name: "text jobs", holder: holder, span: .minutes(2), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        await rounds.run {
            try await round()
            return .seconds(1)
        }
    }

    /// Goes on with every job to its end.
    public func round() async throws {
        for (workspace, id) in try await house.database.read(TextJobs.running) {
            let desk = Desk(house, actor: .system("texts", in: workspace))
            while try await rounds.claim(), try await step(id, desk) {}
        }
    }

    /// - Returns: whether the job still runs.
    private func step(_ id: ID<TextJob>, _ desk: Desk) async throws -> Bool {
        let job = try await desk.read { try TextJobs.find(id, in: desk.workspace, on: $0) }
        guard let job, job.status == .running else { return false }
        if job.phase == .learning, let subject = job.subject {
            return try await learn(subject, for: id, desk)
        }
        return try await desk.write { try $0.goOn(with: id) }
    }

    private func learn(
        _ subject: TextModel.Subject, for id: ID<TextJob>, _ desk: Desk
    ) async throws -> Bool {
        do {
            let lexicons = try house.lexicons()
            let learnt =
                switch subject {
                case .mood: try await teacher.learn(MoodLesson(of: desk), lexicons)
                case .tag, .cause, .team:
                    try await teacher.learn(LabelLesson(subject, of: desk), lexicons)
                case .intent: try await teacher.learnIntents(brought(subject, desk), lexicons)
                case .same: try await teacher.learnPairs(brought(subject, desk), lexicons)
                case .words:
                    try await teacher.learnWords(
                        WordLesson(of: desk), house.topicFinder(), lexicons)
                }
            return try await desk.write { try $0.keep(learnt, as: subject, for: id) }
        } catch let refusal as Refusal {
            return try await desk.write { ledger in
                guard
                    var job = try TextJobs.find(id, in: ledger.workspace, on: ledger.connection)
                else { return false }
                job.fail(refusal.code)
                try TextJobs.save(job, in: ledger.workspace, on: ledger.connection)
                return false
            }
        }
    }
}

extension TextRounds {
    /// - Throws: `Refusal` where there is too little to learn from.
    private func brought(
        _ subject: TextModel.Subject, _ desk: Desk
    ) async throws -> [TextLesson.Example] {
        let lesson = try await desk.read {
            try TextLessons.find(subject, in: desk.workspace, on: $0)
        }
        guard let lesson else { throw Refusal(.conflict, "noSuchLesson") }
        return try lesson.learnable()
    }
}

extension Ledger {
    /// Keeps a model, and uses it where it is better than the simple way.
    fileprivate func keep(
        _ learnt: TextTeacher.Learnt, as subject: TextModel.Subject, for id: ID<TextJob>
    ) throws -> Bool {
        guard var job = try TextJobs.find(id, in: workspace, on: connection),
            job.status == .running, job.phase == .learning
        else { return false }
        let newest = try TextModels.list(subject, in: workspace, on: connection).first?.version
        let model = TextModel(
            subject, version: (newest ?? 0) + 1, at: now, author: job.author, texts: learnt.texts,
            answered: learnt.answered, hits: learnt.hits, simpleHits: learnt.simpleHits,
            labels: learnt.labels, mood: learnt.mood, gate: learnt.gate)
        try TextModels.insert(model, learnt.bytes, in: workspace, on: connection)
        if model.isBetter {
            try TextModels.use(model.version, subject, in: workspace, on: connection)
        }
        try TextModels.prune(subject, keeping: 5, in: workspace, on: connection)
        job.learnt(from: model.texts)
        try TextJobs.save(job, in: workspace, on: connection)
        try record(
            "text_model.learnt", .init("text_model", Int64(model.version)),
            [
                "subject": .string(subject.rawValue), "texts": .integer(model.texts),
                "isUsed": .bool(model.isBetter),
            ])
        return job.status == .running
    }

    /// Reads the next batch of texts again.
    /// - Returns: whether the job still runs.
    fileprivate func goOn(with id: ID<TextJob>) throws -> Bool {
        guard var job = try TextJobs.find(id, in: workspace, on: connection),
            job.status == .running
        else { return false }
        let ids: [Int64]
        switch job.phase {
        case .learning: return true
        case .answers:
            let found = try TextJobs.responses(
                after: job.cursor, limit: TextRounds.batch, in: workspace, on: connection)
            try readTexts(ofResponses: found)
            ids = found.map(\.raw)
        case .messages:
            let found = try CaseMessages.received(
                after: job.cursor, limit: TextRounds.batch, in: workspace, on: connection)
            try readMessages(found)
            ids = found.map(\.message.id.raw)
        }
        job.advance(ids)
        try TextJobs.save(job, in: workspace, on: connection)
        return job.status == .running
    }

    /// Reads messages again; alarms belong to the day they came.
    private func readMessages(_ found: [CaseMessages.OfCase]) throws {
        let reader = try house.textReader(in: workspace, on: connection)
        try TextReadings.keep(
            found.map { one in
                TextReadings.Stored(
                    place: .init(message: one.message.id), parent: one.case.raw,
                    at: one.message.at, customer: one.customer,
                    reading: reader.reading(of: one.message.text))
            }, in: workspace, on: connection)
    }
}
