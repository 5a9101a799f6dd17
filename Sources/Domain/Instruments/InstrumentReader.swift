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
    static let choicesMost = 200
    static let wordsMost = 2_000
}

/// Reads a document from top to bottom and remembers what was declared before the line it reads,
/// because a condition may only speak of what was asked before it.
struct InstrumentReader {
    let root: DocumentNode
    var languages: [String] = ["zh", "en"]
    /// The items declared anywhere, to tell a name that comes too late from one that is unknown.
    private var declared = Set<String>()
    var kinds: [String: ValueType] = [:]
    private var hidden: [HiddenField] = []
    private var pages: [Instrument.Page] = []
    private var items: [Item] = []
    private var keys = Set<String>()
    private var scoreMarks: [Int] = []

    init(_ root: DocumentNode) { self.root = root }

    mutating func read() -> Instrument? {
        root.allow(
            "key", "title", "purpose", "languages", "hidden", "pages", "thanks")
        languages = readLanguages()
        let key = root.required("key")?.key()
        let title = root.required("title")?.words(in: languages)
        let purpose = root.child("purpose")?.words(in: languages)
        readHidden()
        readPages()
        let scoring = chooseScore()
        let thanks = readThanks()
        guard let key, let title else { return nil }
        guard !items.isEmpty else {
            // Faults say why already, unless every page was empty in a way that none of them saw.
            if root.faults.all.isEmpty { root.child("pages")?.fault("empty") }
            return nil
        }
        return Instrument(
            key: key, title: title, purpose: purpose, languages: languages, hidden: hidden,
            pages: pages, items: items, thanks: thanks, scoring: scoring)
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
            node.allow("key", "title", "kind")
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
                HiddenField(key: key, title: title ?? Wording(zh: key, en: key), kind: kind))
            kinds["hidden.\(key)"] = kind.expressionKind
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

    private mutating func readPages() {
        guard let node = root.required("pages") else { return }
        let nodes = node.list()
        let itemNodes = nodes.flatMap { $0.value["items"]?.array ?? [] }
        declared = Set(itemNodes.compactMap { $0["key"]?.string })
        if itemNodes.count > Instrument.itemsMost {
            return node.fault("tooMany", ["max": "\(Instrument.itemsMost)"])
        }
        if nodes.isEmpty, node.value.array != nil { node.fault("empty") }
        for (place, page) in nodes.enumerated() { readPage(page, place) }
    }

    private mutating func readPage(_ node: DocumentNode, _ place: Int) {
        node.allow("title", "show_if", "items")
        let title = node.child("title")?.words(in: languages)
        let showIf = node.child("show_if").flatMap { condition($0) }
        let first = items.count
        let nodes = node.required("items")?.list() ?? []
        if nodes.isEmpty, node.value["items"]?.array != nil {
            node.child("items")?.fault("empty")
        }
        for itemNode in nodes {
            guard let item = readItem(itemNode, page: place) else {
                forgive(itemNode)
                continue
            }
            if !keys.insert(item.key).inserted {
                itemNode.child("key")?.fault("double", ["value": item.key])
                continue
            }
            if itemNode.child("score")?.bool() == true { scoreMarks.append(items.count) }
            items.append(item)
            learn(item)
        }
        pages.append(.init(title: title, showIf: showIf, items: first..<items.count))
    }

    /// A faulty item has had its say; conditions that speak of it are not blamed for it too.
    private mutating func forgive(_ node: DocumentNode) {
        guard let key = node.value["key"]?.string else { return }
        keys.insert(key)
        kinds["answers.\(key)"] = .any
    }

    /// From here on conditions may speak of this item.
    private mutating func learn(_ item: Item) {
        let name = "answers.\(item.key)"
        if item.kind == .matrix {
            for row in item.rows { kinds["\(name).\(row.code)"] = .number }
        } else {
            kinds[name] = item.kind.expressionKind
        }
    }

    private func readThanks() -> [Instrument.Thanks] {
        var kinds = kinds
        if chosenScore != nil { kinds["score"] = .number }
        // What would have been the score may be among the faulty items.
        if chosenScore == nil, !root.faults.all.isEmpty { kinds["score"] = .any }
        return root.list("thanks").compactMap { node in
            node.allow("if", "text")
            let condition = node.child("if").flatMap {
                self.condition($0, among: kinds)
            }
            guard let text = node.required("text")?.words(in: languages) else { return nil }
            return Instrument.Thanks(condition: condition, text: text)
        }
    }

    /// The marked item, or else the first of the kinds that exist to be scores.
    private var chosenScore: Int? {
        scoreMarks.first
            ?? items.firstIndex { [.nps, .csat, .ces].contains($0.kind) }
    }

    private func chooseScore() -> Instrument.Scoring? {
        if scoreMarks.count > 1 {
            let names = scoreMarks.map { items[$0].key }.joined(separator: ", ")
            root.child("pages")?.fault("twoScores", ["items": names])
        }
        return chosenScore.flatMap { place in
            items[place].metric.map { .init(item: place, metric: $0) }
        }
    }

    func condition(_ node: DocumentNode) -> Expression? { condition(node, among: kinds) }

    /// Parses and checks a condition; what is wrong is noted with the character where it is.
    private func condition(
        _ node: DocumentNode, among kinds: [String: ValueType]
    ) -> Expression? {
        guard let text = node.text() else { return nil }
        do {
            let expression = try Expression(parsing: text)
            try expression.checkCondition(Scope(kinds))
            return expression
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            node.fault(isLate(values["name"]) ? "laterItem" : "expression.\(error.code)", values)
            return nil
        }
    }

    /// Whether a name is known in the document, only not yet at the line that uses it.
    private func isLate(_ name: String?) -> Bool {
        guard let name, name.hasPrefix("answers.") else { return false }
        let key = name.dropFirst("answers.".count).prefix { $0 != "." }
        return declared.contains(String(key)) && !keys.contains(String(key))
    }
}

extension Item.Kind {
    /// What conditions may compare the answer with.
    var expressionKind: ValueType? {
        switch self {
        case .nps, .csat, .ces, .rating, .number: .number
        case .single, .text, .longText, .date: .text
        case .multiple: .list
        case .yesNo: .bool
        case .matrix, .statement: nil
        }
    }
}

extension HiddenField.Kind {
    var expressionKind: ValueType {
        switch self {
        case .text, .date: .text
        case .number: .number
        case .yesNo: .bool
        }
    }
}
