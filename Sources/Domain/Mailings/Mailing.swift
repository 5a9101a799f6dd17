public import Base

/// One questionnaire sent to many: whom, in which words, when, and how often they are reminded.
public struct Mailing: Hashable, Sendable, Identified {
    public static let idPrefix = "mlg"

    public let id: ID<Mailing>
    public let instrument: ID<Instrument>
    /// Who is invited answers this version, whatever comes after; set when it starts.
    public internal(set) var version: Int?
    public internal(set) var terms: Terms
    public internal(set) var state: State
    public internal(set) var startsAt: Instant?
    public let createdAt: Instant
    public internal(set) var changedAt: Instant
    public let author: String

    public enum State: String, CaseIterable, Sendable {
        case draft
        /// Begins at its time.
        case scheduled
        case running
        /// All is written, the last reminder too.
        case done
        case stopped
    }

    public init(
        id: ID<Mailing>, instrument: ID<Instrument>, version: Int? = nil, terms: Terms,
        state: State = .draft, startsAt: Instant? = nil, createdAt: Instant, changedAt: Instant,
        author: String
    ) {
        self.id = id
        self.instrument = instrument
        self.version = version
        self.terms = terms
        self.state = state
        self.startsAt = startsAt
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.author = author
    }

    /// What may be changed as long as nobody has been chosen.
    public mutating func edit(_ terms: Terms, at now: Instant) throws(Refusal) {
        guard state == .draft else { throw Refusal(.conflict, "mailingHasStarted") }
        self.terms = terms
        changedAt = now
    }

    public mutating func schedule(
        for moment: Instant?, version: Int, at now: Instant
    ) throws(Refusal) {
        guard state == .draft else { throw Refusal(.conflict, "mailingHasStarted") }
        state = .scheduled
        self.version = version
        startsAt = max(moment ?? now, now)
        changedAt = now
    }

    /// Those to be invited have been chosen.
    public mutating func run(at now: Instant) {
        precondition(state == .scheduled, "only a scheduled mailing begins")
        state = .running
        changedAt = now
    }

    public mutating func finish(at now: Instant) {
        precondition(state == .running, "only a running mailing ends")
        state = .done
        changedAt = now
    }

    public mutating func stop(at now: Instant) throws(Refusal) {
        guard state == .scheduled || state == .running else {
            throw Refusal(.conflict, "mailingNotRunning")
        }
        state = .stopped
        changedAt = now
    }
}

extension Mailing {
    /// What its author decides.
    public struct Terms: Hashable, Sendable {
        public var name: String
        /// Mail or text.
        public var kind: Message.Kind
        /// Over customers, as segments are; everybody if nil.
        public var filter: Expression?
        public var sample: Sample
        /// Of mails.
        public var subject: Wording?
        public var text: Wording
        /// Days after the invitation, ascending.
        public var reminders: [Int]
        public var reminderSubject: Wording?
        public var reminderText: Wording?
        /// How long the personal link is good.
        public var validDays: Int
        /// The share expected to answer; nil takes what earlier mailings had.
        public var responseRate: Double?
        /// Hidden fields that every answer gets.
        public var hidden: JSON.Object

        /// The document it was read from, to be kept.
        public let document: JSON
    }

    /// How many of the segment, and how they are chosen.
    public struct Sample: Hashable, Sendable {
        public enum Method: String, CaseIterable, Sendable {
            case all, random
            /// By a trait, each group as large in the sample as it is in the segment.
            case stratified
            /// Every k-th from a random start, in the order in which customers became known.
            case systematic
        }

        public var method: Method
        public var size: Int
        /// The trait of strata.
        public var by: String?
        /// The same seed chooses the same people of the same segment.
        public var seed: Int

        public init(method: Method, size: Int, by: String?, seed: Int) {
            self.method = method
            self.size = size
            self.by = by
            self.seed = seed
        }
    }

    /// Reminders, at most this many: more do harm and bring little.
    public static let remindersMost = 3
}

extension Mailing.Terms {
    /// Nobody asked for, in no words: what one invitation is judged by.
    public static let none = Mailing.Terms(
        name: "", kind: .mail, filter: nil,
        sample: Mailing.Sample(method: .all, size: 0, by: nil, seed: 1), subject: nil,
        text: Wording(zh: "", en: ""), reminders: [], reminderSubject: nil, reminderText: nil,
        validDays: 30, responseRate: nil, hidden: JSON.Object(), document: [:])

    /// - Parameter scope: what the filter may speak of.
    public init(document: JSON, scope: Scope) throws(Refusal) {
        self = try DocumentNode.read(document) { Mailing.Terms.read($0, scope) }
    }

    private static func read(_ node: DocumentNode, _ scope: Scope) -> Mailing.Terms? {
        node.allow(
            "name", "kind", "filter", "sample", "subject", "text", "reminders", "reminderSubject",
            "reminderText", "validDays", "responseRate", "hidden")
        let kind = node.child("kind").flatMap { $0.choice(Message.Kind.self) } ?? .mail
        if !kind.isPersonal {
            node.child("kind")?.fault(
                "notOneOf", ["value": kind.rawValue, "allowed": "mail, sms"])
        }
        let filter = node.child("filter").flatMap { $0.condition(in: scope) }
        let subject = kind == .mail ? node.required("subject")?.heading() : nil
        let days = node.list("reminders").compactMap { $0.whole(in: 1...60) }
        if days != Set(days).sorted() || days.count > Mailing.remindersMost {
            node.child("reminders")?.fault(
                "badReminders", ["max": "\(Mailing.remindersMost)"])
        }
        let rate = node.child("responseRate").flatMap { $0.share() }
        let validDays = node.child("validDays").flatMap { $0.whole(in: 1...365) } ?? 30
        if let last = days.last, last >= validDays {
            node.child("reminders")?.fault("reminderTooLate", ["days": "\(validDays)"])
        }
        guard let name = node.required("name")?.plainText(100),
            let sample = readSample(node.child("sample")),
            let text = node.required("text")?.wording()
        else { return nil }
        return Mailing.Terms(
            name: name, kind: kind, filter: filter, sample: sample, subject: subject, text: text,
            reminders: days, reminderSubject: node.child("reminderSubject")?.heading(),
            reminderText: node.child("reminderText")?.wording(), validDays: validDays,
            responseRate: rate, hidden: node.child("hidden")?.value.object ?? JSON.Object(),
            document: node.value)
    }

    private static func readSample(_ node: DocumentNode?) -> Mailing.Sample? {
        guard let node else { return Mailing.Sample(method: .all, size: 0, by: nil, seed: 1) }
        node.allow("method", "size", "by", "seed")
        guard let method = node.required("method")?.choice(Mailing.Sample.Method.self) else {
            return nil
        }
        let seed = node.child("seed").flatMap { $0.whole(in: 0...Int(Int32.max)) } ?? 1
        guard method != .all else {
            return Mailing.Sample(method: .all, size: 0, by: nil, seed: seed)
        }
        let by = method == .stratified ? node.required("by")?.plainText(60) : nil
        guard let size = node.required("size")?.whole(in: 1...1_000_000) else { return nil }
        return Mailing.Sample(method: method, size: size, by: by, seed: seed)
    }
}

extension Scope {
    /// What a condition over customers may speak of where traits are not known.
    public static let anyCustomer = Scope.customers([:], isOpen: true)

    /// Keys, names, languages and traits, also with `customer.` before them.
    /// - Parameter traits: by name, with their types.
    public static func customers(_ traits: [String: ValueType], isOpen: Bool = false) -> Scope {
        var types: [String: ValueType] = ["key": .text, "name": .text, "language": .text]
        types.merge(traits) { $1 }
        for (name, type) in types { types["customer.\(name)"] = type }
        return Scope(types, openPrefixes: isOpen ? ["customer.", ""] : [])
    }
}

extension DocumentNode {
    /// Words for one line: no breaks that would end a mail's header.
    func heading() -> Wording? {
        guard let words = wording() else { return nil }
        guard !(words.zh + words.en).unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            fault("notPlainText", ["max": "200"])
            return nil
        }
        return words
    }
}
