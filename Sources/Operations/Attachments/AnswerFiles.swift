public import Base
public import Domain
import SQL
import Store

/// Files that a respondent brings to a questionnaire, before the page is handed in. Each is kept
/// by itself, so that one that is refused costs the others nothing.
public struct AnswerFiles: Sendable {
    private let token: String
    private let key: String

    /// What became of some files.
    public struct Outcome: Sendable {
        /// The question's key and the file, in order.
        public var kept: [(item: String, id: ID<Attachment>)] = []
        public var faults: [Refusal.Fault] = []
    }

    /// - Parameters:
    ///   - token: of the link.
    ///   - key: of the response, as `PageTurn` has it.
    public init(token: String, key: String) {
        self.token = token
        self.key = key
    }

    /// - Parameter held: how many files the form names already, by question.
    public func keep(
        _ files: [(item: String, file: IncomingFile)], held: [String: Int], in house: House
    ) async throws -> Outcome {
        var outcome = Outcome()
        guard !files.isEmpty else { return outcome }
        guard let holder = Secret(shown: key)?.hash else { throw Refusal(.unreadable, "badForm") }
        let sheet = try await AnswerSheet.open(token, key: key, query: [], in: house)
        guard sheet.page != nil else { return outcome }
        let desk = try await desk(in: house)
        var counts = held
        for (key, file) in files {
            do {
                guard let item = sheet.instrument[item: key], case .files(let terms) = item.bounds
                else { throw Refusal(.unreadable, "badForm") }
                guard counts[key, default: 0] < terms.count else {
                    throw Refusal.invalid(
                        "answers.\(key)", "tooManyFiles", ["max": "\(terms.count)"])
                }
                let id = try await AnswerFiles.keep(
                    file, key, terms, holder: holder, on: desk)
                if !outcome.kept.contains(where: { $0.id == id }) { counts[key, default: 0] += 1 }
                outcome.kept.append((key, id))
            } catch let refusal as Refusal where refusal.kind == .invalid {
                outcome.faults += refusal.faults
            }
        }
        return outcome
    }

    private func desk(in house: House) async throws -> Desk {
        let link = try await house.database.read { try AnswerSheet.link(token, on: $0) }
        return Desk(house, actor: .respondent(in: link.workspace))
    }

    /// So many different files may a question get before one is handed in.
    private static let triesPerFile = 5

    private static func keep(
        _ file: IncomingFile, _ key: String, _ terms: FileTerms, holder: String, on desk: Desk
    ) async throws -> ID<Attachment> {
        let path = "answers.\(key)"
        let attachment = try file.checked(terms, at: path)
        let digest = file.digest
        return try await desk.write { ledger in
            let mine = try Attachments.list(
                heldBy: holder, in: ledger.workspace, on: ledger.connection)
            let tries = mine.count { $0.place == key && $0.digest != digest }
            guard tries < terms.count * triesPerFile else {
                throw Refusal.invalid(path, "tooManyFiles", ["max": "\(terms.count)"])
            }
            try ledger.requireRoom(for: file.bytes.count)
            return try ledger.keep(
                attachment, file.bytes, digest: digest, place: key, holder: holder
            ).id
        }
    }
}

extension AnswerSheet {
    /// What a respondent brought so far, used or not.
    static func files(
        _ instrument: Instrument, key: String?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Attachment>: Attachment] {
        guard instrument.items.contains(where: \.kind.isAttached),
            let holder = key.flatMap(Secret.init(shown:))?.hash
        else { return [:] }
        let all = try Attachments.list(heldBy: holder, in: workspace, on: connection)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.attachment) })
    }
}
