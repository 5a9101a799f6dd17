public import Base

extension Instrument {
    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { root in
            var reader = InstrumentReader(root)
            return reader.read()
        }
    }

    /// What keeps a hostile document from costing more than it can be worth.
    static let itemsMost = 200
    /// Of questions, each counted once for each of its rounds.
    static let askedMost = 1_000
    static let roundsMost = 50
    static let choicesMost = 200
    static let cascadeMost = 4_000
    static let wordsMost = 2_000
    /// Where a jump leads that leads to no page.
    static let endOfPages = "end"
}

/// Reads a document from top to bottom and remembers what was declared before the line it reads,
/// because a condition may only speak of what was asked before it.
struct InstrumentReader {
    let root: DocumentNode
    var languages: [String] = ["zh", "en"]
    /// The items declared anywhere, to tell a name that comes too late from one that is unknown.
    var declared = Set<String>()
    var declaredComputed = Set<String>()
    var pageKeys: [String?] = []
    /// Names that conditions may speak of by now.
    var kinds: [String: ValueType] = [:]
    private var hidden: [HiddenField] = []
    var pending: [Pending] = []
    var computed: [Instrument.Computed] = []
    var pages: [Instrument.Page] = []
    var items: [Item] = []
    var keys = Set<String>()
    var scoreMarks: [Instrument.Scoring.Source] = []
    var blocks: [Instrument.Block] = []

    /// Where the page stands that is read now: its block, its round, and what must hold of both.
    var block: Int?
    var round: Instrument.Round?
    var gates: [Expression] = []
    /// The block's items, whose names mean those of the same round.
    var roundKeys = Set<String>()
    /// Units around the page now read that come in an order of chance, outer ones first.
    var chance: [Int] = []
    /// The same of each page read.
    var chances: [[Int]] = []
    var unitCount = 0
    /// Names of the unit now read, and of those before it that it must not know.
    var fresh: [String] = []
    var waiting: [String: ValueType] = [:]
    var depthApart = 0
    /// All names that are known only after a block or a run of shuffled pages.
    var away = Set<String>()

    init(_ root: DocumentNode) { self.root = root }

    var itemCount: Int { items.count }

    mutating func read() -> Instrument? {
        root.allow(
            "key", "title", "purpose", "languages", "accept", "hidden", "computed", "blocks",
            "shuffle", "pages", "thanks", "quotas", "show_time", "anonymous")
        let accepted = readAccepted(root)
        languages = readLanguages()
        let key = root.required("key")?.key()
        let title = root.required("title")?.words(in: languages)
        let purpose = root.child("purpose")?.words(in: languages)
        readHidden()
        readComputed()
        settleComputed()
        readPages()
        noteUnsettled()
        let scoring = chooseScore()
        let thanks = readThanks()
        let quotas = readQuotas()
        guard let key, let title else { return nil }
        guard !items.isEmpty else {
            // Faults say why already, unless every page was empty in a way that none of them saw.
            if root.faults.all.isEmpty { root.child("pages")?.fault("empty") }
            return nil
        }
        var instrument = Instrument(
            key: key, title: title, purpose: purpose, languages: languages, hidden: hidden,
            computed: computed, pages: pages, items: items, blocks: blocks,
            isShuffled: root.flag("shuffle"), thanks: thanks, quotas: quotas, scoring: scoring,
            showsTime: root.flag("show_time"))
        instrument.accepted = accepted
        instrument.isAnonymous = root.child("anonymous")?.bool() ?? false
        if instrument.isAnonymous, let item = instrument.identifyingItem {
            root.child("anonymous")?.fault("identifies", ["item": item.key])
        }
        return instrument
    }

    private func readLanguages() -> [String] {
        guard let node = root.child("languages") else { return ["zh", "en"] }
        var read: [String] = []
        for element in node.list() {
            guard let text = element.text() else { continue }
            if !["zh", "en"].contains(text) {
                element.fault("notOneOf", ["value": text, "allowed": "zh, en"])
            } else if read.contains(text) {
                element.fault("double", ["value": text])
            } else {
                read.append(text)
            }
        }
        if node.value.array?.isEmpty == true { node.fault("empty") }
        return read.isEmpty ? ["zh", "en"] : read
    }

    private mutating func readHidden() {
        for node in root.list("hidden") {
            node.allow("key", "title", "kind", "signed")
            let key = node.required("key")?.itemKey()
            let kind = node.child("kind").map { $0.choice(HiddenField.Kind.self) } ?? .text
            let title = node.child("title")?.words(in: languages)
            guard let key, let kind else { continue }
            let isDouble = hidden.contains { $0.key == key }
            if isDouble {
                node.child("key")?.fault("double", ["value": key])
                continue
            }
            hidden.append(
                HiddenField(
                    key: key, title: title ?? Wording(zh: key, en: key), kind: kind,
                    isSigned: node.flag("signed")))
            kinds["hidden.\(key)"] = kind.valueType
        }
        let customer = HiddenField.customerKey
        if !hidden.contains(where: { $0.key == customer }) {
            let title = Wording(zh: customer, en: customer)
            hidden.insert(HiddenField(key: customer, title: title, kind: .text), at: 0)
            kinds["hidden.\(customer)"] = .text
        }
        if hidden.count > Instrument.itemsMost {
            root.child("hidden")?.fault("tooMany", ["max": "\(Instrument.itemsMost)"])
        }
    }

    /// What is marked, or else the first of the kinds that exist to be scores.
    var chosenScore: Instrument.Scoring.Source? {
        scoreMarks.first
            ?? items.firstIndex { [.nps, .csat, .ces].contains($0.kind) }.map { .item($0) }
    }

    private func chooseScore() -> Instrument.Scoring? {
        if scoreMarks.count > 1 {
            let names = scoreMarks.map { mark in
                switch mark {
                case .item(let place): items[place].key
                case .computed(let place): computed[place].key
                }
            }
            root.child("pages")?.fault("twoScores", ["items": names.joined(separator: ", ")])
        }
        switch chosenScore {
        case .item(let place)?:
            return items[place].metric.map { .init(source: .item(place), metric: $0) }
        case .computed(let place)?: return .init(source: .computed(place), metric: .rating)
        case nil: return nil
        }
    }

    func condition(_ node: DocumentNode) -> Expression? { condition(node, among: kinds) }

    /// Parses and checks a condition; what is wrong is noted with the character where it is.
    func condition(
        _ node: DocumentNode, among kinds: [String: ValueType]
    ) -> Expression? {
        guard let text = node.text() else { return nil }
        do {
            let expression = try Expression(parsing: text)
            try expression.checkCondition(Scope(kinds.merging(roundNames) { $1 }))
            return try expression.replacingNames(inRound)
        } catch {
            note(error, at: node)
            return nil
        }
    }

    private var roundNames: [String: ValueType] {
        round == nil ? [:] : ["loop.code": .text, "loop.number": .number]
    }

    func note(_ error: ExpressionError, at node: DocumentNode) {
        var values = error.values
        values["character"] = "\(error.offset + 1)"
        node.fault(
            values["name"].map(isLate) == true ? "laterItem" : "expression.\(error.code)", values)
    }

    /// Whether a name is known in the document, only not yet at the line that uses it.
    func isLate(_ name: String) -> Bool {
        func key(after beginning: String) -> String? {
            guard name.hasPrefix(beginning) else { return nil }
            return String(name.dropFirst(beginning.count).prefix { $0 != "." })
        }
        if away.contains(name) { return true }
        if let key = key(after: "answers.") { return declared.contains(key) && !keys.contains(key) }
        if let key = key(after: "computed.") { return declaredComputed.contains(key) }
        return false
    }
}
