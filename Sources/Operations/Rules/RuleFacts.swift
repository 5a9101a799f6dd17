import Base
import Domain
import SQL
import Store

/// What the rules of one event may ask: read from the store once, when first asked.
final class RuleFacts {
    let event: Event
    private let ledger: Ledger

    init(_ event: Event, _ ledger: Ledger) {
        self.event = event
        self.ledger = ledger
    }

    /// The case that the event tells of, whether or not it is there.
    var caseID: ID<Case>? { event.subject.kind == "case" ? ID(raw: event.subject.id) : nil }

    /// The answer that the event tells of, or from which its case came.
    lazy var response: Result<Responses.Stored?, any Error> = Result {
        let id: ID<Response>? =
            event.subject.kind == "response"
            ? ID(raw: event.subject.id) : try one.get()?.origin.response
        return try id.flatMap {
            try Responses.find($0, in: ledger.workspace, on: ledger.connection)
        }
    }

    /// The case that the event tells of.
    lazy var one: Result<Case?, any Error> = Result {
        try caseID.flatMap { try Cases.find($0, in: ledger.workspace, on: ledger.connection) }
    }

    lazy var customer: Result<CaseCustomer?, any Error> = Result {
        let id = try response.get()?.customer ?? one.get()?.customer
        return try id.flatMap {
            try CaseCustomer.find([$0], in: ledger.workspace, on: ledger.connection).first
        }
    }

    /// What was read in the answer, also before the follower of texts has come to it.
    private lazy var readings: Result<[TextReading], any Error> = Result {
        guard let response = try response.get() else { return [] }
        return Array(
            try ledger.house.readings(
                of: response, in: ledger.workspace, on: ledger.connection
            ).values)
    }

    /// The mood of what the customer said last in the case; of the answer it came from where
    /// nothing was said yet.
    private lazy var lastMood: Result<Double?, any Error> = Result {
        guard let one = try one.get() else { return nil }
        let messages = try CaseMessages.list(
            of: one.id, limit: 20, in: ledger.workspace, on: ledger.connection)
        guard let last = messages.first(where: { $0.kind == .received }) else {
            return try readings.get().meanScore
        }
        return try ledger.house.readings(of: [last], in: ledger.workspace, on: ledger.connection)[
            last.id]?.score
    }

    /// The message that the event tells of; what the customer said last where it tells of none, and
    /// the answer a case came from where nothing was said yet.
    private lazy var said: Result<String?, any Error> = Result {
        guard let one = try one.get() else { return try words() }
        let (workspace, connection) = (ledger.workspace, ledger.connection)
        if let id = event.data["message"]?.string.flatMap(ID<CaseMessage>.init),
            let told = try CaseMessages.find(id, of: one.id, in: workspace, on: connection)
        {
            return told.text
        }
        let last = try CaseMessages.list(of: one.id, limit: 20, in: workspace, on: connection)
            .first { $0.kind == .received }
        return try last?.text ?? words()
    }

    /// The questionnaire of the answer, in the version that was answered.
    lazy var instrument: Result<Instrument?, any Error> = Result {
        guard let response = try response.get() else { return nil }
        return try ledger.house.instrument(
            response.instrument, version: response.version, in: ledger.workspace,
            on: ledger.connection)
    }

    /// Values for conditions, looked up beforehand, because evaluating cannot fail.
    func values(of expression: Expression?) throws -> [String: JSON] {
        var values: [String: JSON] = [:]
        for name in expression?.names ?? [] { values[name] = try value(name) }
        return values
    }

    private func value(_ name: String) throws -> JSON? {
        if name.hasPrefix("customer.") { return try customer.get()?.field(name.dropFirst(9)) }
        switch name {
        case "clock", "promise":
            // A clock's event names its policy with the version; rules know the policy.
            return event.data[name]?.string.map { text in
                .string(DocumentStamp(text)?.key ?? text)
            }
        default: break
        }
        if name.hasPrefix("event.") { return event.data[String(name.dropFirst(6))] }
        if event.subject.kind == "hot_matter" { return event.data[name] }
        if event.subject.kind == "response" { return try answer(name) }
        return try ofCase(name)
    }

    private func ofCase(_ name: String) throws -> JSON? {
        let one = try one.get()
        switch name {
        case "mood": return try lastMood.get().map(JSON.number)
        case "words": return try said.get().map(JSON.string)
        case "title": return (one?.title).map { JSON.string(RuleFacts.both($0)) }
        case "team.name":
            let team = try one?.team.flatMap {
                try Teams.find($0, in: ledger.workspace, on: ledger.connection)
            }
            return team.map { .string($0.name) }
        case "assignee.login":
            let user = try one?.assignee.flatMap {
                try Users.find($0, in: ledger.workspace, on: ledger.connection)
            }
            return user.map { .string($0.account.login.text) }
        default: return one?.field(name)
        }
    }

    /// A title in both languages, so that a word of either is found.
    private static func both(_ title: Wording) -> String {
        title.zh == title.en ? title.en : title.zh + "\n" + title.en
    }

    private func answer(_ name: String) throws -> JSON? {
        guard let response = try response.get() else { return nil }
        let score = response.response.answers.score.map(JSON.number)
        switch name {
        case "score": return score
        case "nps", "csat", "ces": return response.metric?.rawValue == name ? score : nil
        case "metric": return (response.metric?.rawValue).map(JSON.string)
        case "instrument": return try instrument.get().map { .string($0.key) }
        case "language": return .string(response.language)
        case "channel": return .string(response.channel)
        case "words": return try said.get().map(JSON.string)
        case "touchpoint": return response.hidden["touchpoint"]
        case "mood": return try readings.get().meanScore.map(JSON.number)
        default:
            if name.hasPrefix("themes.") {
                return try readings.get().mood(of: String(name.dropFirst(7))).map(JSON.number)
            }
            if name.hasPrefix("hidden.") { return response.hidden[String(name.dropFirst(7))] }
            guard name.hasPrefix("answers.") else { return nil }
            let answers = JSON.object(response.response.answers.values)
            return name.dropFirst(8).split(separator: ".").reduce(answers as JSON?) {
                $0?[String($1)]
            }
        }
    }

    /// A title's slots: `{instrument.name}`, `{score}`, `{customer.name}`.
    func filled(_ title: Wording) throws -> Wording {
        let instrument = try instrument.get()
        let score = try response.get()?.response.answers.score
        let customer = try customer.get()
        func slot(_ name: String, _ language: String) -> String? {
            switch name {
            case "instrument.name": instrument?.title[language]
            case "score": score.map { JSON.number($0).text }
            case "customer.name": customer?.label
            case "matter": event.data["name"]?[language]?.string
            case "people": event.data["people"]?.text
            case "place": event.data["value"]?.string
            default: nil
            }
        }
        return Wording(
            zh: title.filled { slot($0, "zh") }.zh, en: title.filled { slot($0, "en") }.en)
    }

    /// What the customer wrote in their own words.
    func words() throws -> String? {
        guard let response = try response.get(), let instrument = try instrument.get() else {
            return nil
        }
        let texts = instrument.items.filter(\.kind.isText).compactMap {
            $0.answer(in: response.response.answers.values)?.string
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
    }
}
