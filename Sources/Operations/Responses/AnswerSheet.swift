public import Base
public import Domain
import SQL
import Store

/// A questionnaire in a respondent's hands: what is answered so far, and the page to go on with.
public struct AnswerSheet: Sendable {
    public let token: String
    public let instrument: Instrument
    public let answering: Answering
    /// The page that is open; nil once all is answered.
    public let page: Int?
    /// The link's own language, if it has one.
    public let language: String?
    /// Whether anything is kept yet, so that it can be taken up again by its key.
    public let isKept: Bool
    /// The quota that was full already, where that ends the questionnaire.
    public let over: Instrument.Quota?
    /// Files that this respondent brought so far.
    public let files: [ID<Attachment>: Attachment]
    /// What was answered so far, of a questionnaire that keeps nothing before its end.
    public let carried: JSON.Object?

    public var isAnonymous: Bool { carried != nil }

    /// The sheet of a link; the one begun before where the key is known.
    /// - Parameters:
    ///   - query: hidden fields and first answers by name.
    ///   - newKey: the key of one that is begun now; its orders of chance belong to it.
    public static func open(
        _ token: String, key: String?, query: [(name: String, value: String)],
        newKey: String? = nil, in house: House
    ) async throws -> AnswerSheet {
        let query = Query(query)
        return try await house.database.read { connection in
            let link = try AnswerSheet.link(token, on: connection)
            let kept = try key.flatMap(Secret.init(shown:)).flatMap { secret in
                try Responses.find(
                    key: secret.hash, of: link.instrument, in: link.workspace, on: connection)
            }
            if let kept, kept.link == link.id {
                let instrument = try house.instrument(
                    kept.instrument, version: kept.version, in: link.workspace, on: connection)
                return AnswerSheet(
                    kept, of: instrument, by: link, seed: key,
                    files: try AnswerSheet.files(
                        instrument, key: key, in: link.workspace, on: connection))
            }
            return try AnswerSheet.fresh(
                link, query, key: key, newKey: newKey, in: house, on: connection)
        }
    }

    static func link(_ token: String, on connection: any Connection) throws -> Links.Stored {
        guard token.utf8.count <= 64, let link = try Links.find(token: token, on: connection)
        else { throw Refusal(.notFound, "noSuchLink") }
        return link
    }

    private static func fresh(
        _ link: Links.Stored, _ query: Query, key: String?, newKey: String?, in house: House,
        on connection: any Connection
    ) throws -> AnswerSheet {
        let counted =
            link.terms.limit == nil
            ? 0 : try Links.completed(link.id, in: link.workspace, on: connection)
        try link.terms.admit(at: house.now(), completed: counted)
        let (instrument, _) = try newest(link, in: house, on: connection)
        let isAnonymous = link.isAnonymous || instrument.isAnonymous
        let answers = query.answers(to: instrument)
        let answering = Answering(
            instrument, answers: answers,
            hidden: isAnonymous
                ? try query.anonymousHidden(of: instrument, link, on: connection)
                : try query.hidden(of: instrument, link, on: connection), seed: newKey)
        let settled = isAnonymous ? [] : answering.quotasSettled(after: nil)
        let over = try Quotas.full(
            settled.filter { $0.over != .continue }, of: link.instrument, in: link.workspace,
            on: connection)
        return AnswerSheet(
            token: link.token, instrument: instrument, answering: answering,
            page: over == nil ? answering.nextPage(after: nil) : nil, language: link.language,
            isKept: false, over: over,
            files: isAnonymous
                ? [:] : try files(instrument, key: key, in: link.workspace, on: connection),
            carried: isAnonymous ? answers : nil)
    }

    static func newest(
        _ link: Links.Stored, in house: House, on connection: any Connection
    ) throws -> (instrument: Instrument, version: Int) {
        guard
            let head = try Instruments.find(
                link.instrument, in: link.workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchLink") }
        let instrument = try house.instrument(
            head.id, version: link.version ?? head.version, in: link.workspace, on: connection)
        return (instrument, link.version ?? head.version)
    }

    public init(
        token: String, instrument: Instrument, answering: Answering, page: Int?,
        language: String?, isKept: Bool, over: Instrument.Quota? = nil,
        files: [ID<Attachment>: Attachment] = [:], carried: JSON.Object? = nil
    ) {
        self.token = token
        self.instrument = instrument
        self.answering = answering
        self.page = page
        self.language = language
        self.isKept = isKept
        self.over = over
        self.files = files
        self.carried = carried
    }

    init(
        _ kept: Responses.Stored, of instrument: Instrument, by link: Links.Stored, seed: String?,
        files: [ID<Attachment>: Attachment] = [:]
    ) {
        let quota = instrument.quotas.first { $0.key == kept.overQuota }
        self.init(
            token: link.token, instrument: instrument,
            answering: Answering(
                instrument, answers: kept.response.answers.values, hidden: kept.hidden,
                seed: seed),
            page: kept.response.page, language: link.language, isKept: true,
            over: quota?.over == .continue ? nil : quota, files: files)
    }

    /// The name and value pairs of a link's address.
    struct Query: Sendable {
        private let pairs: [(name: String, value: String)]

        init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

        /// What the link itself says comes before what its address says.
        /// - Throws: `Refusal` where a fact that must be signed is not, or by someone else.
        func hidden(
            of instrument: Instrument, _ link: Links.Stored, on connection: any Connection
        ) throws -> JSON.Object {
            try verify(instrument, link, on: connection)
            var hidden = link.hidden
            for member in instrument.hidden(ofQuery: pairs).members
            where hidden[member.key] == nil {
                hidden.append(member.key, member.value)
            }
            return hidden
        }

        /// The name in the address of what signs the facts.
        private static let signature = "sig"

        private func verify(
            _ instrument: Instrument, _ link: Links.Stored, on connection: any Connection
        ) throws {
            guard let text = instrument.signedText(ofQuery: pairs) else { return }
            guard let shown = pairs.first(where: { $0.name == Query.signature })?.value else {
                throw Refusal(.forbidden, "linkUnsigned")
            }
            let secret = try Links.secret(of: link.id, in: link.workspace, on: connection)
            guard let secret = secret.flatMap(Secret.init(shown:)), secret.hasSigned(text, shown)
            else { throw Refusal(.forbidden, "linkForged") }
        }

        /// The same without what names the customer.
        func anonymousHidden(
            of instrument: Instrument, _ link: Links.Stored, on connection: any Connection
        ) throws -> JSON.Object {
            var hidden = try hidden(of: instrument, link, on: connection)
            hidden[HiddenField.customerKey] = nil
            return hidden
        }

        /// First answers, such as a score clicked in a mail; unfit ones are left out.
        func answers(to instrument: Instrument) -> JSON.Object {
            guard !pairs.isEmpty else { return JSON.Object() }
            var answers = JSON.Object()
            for item in instrument.items where instrument[hidden: item.key] == nil {
                let names = Set(item.cells.map(\.name))
                let named = pairs.filter { names.contains($0.name) }
                let texts = Dictionary(grouping: named, by: \.name).mapValues { $0.map(\.value) }
                guard let answer = item.answer(ofFields: texts) else { continue }
                var alone = JSON.Object()
                item.put(answer, into: &alone)
                // A fault here is not the respondent's, who cannot mend an address.
                guard
                    case .success(let checked) = Result(catching: { () throws(Refusal) in
                        try instrument.check(answers: .object(alone), partial: true)
                    })
                else { continue }
                if let answer = item.answer(in: checked.values) {
                    item.put(answer, into: &answers)
                }
            }
            return answers
        }
    }
}
