import Base

extension InstrumentReader {
    private static let membersOfAll = ["key", "kind", "title", "help", "show_if"]

    /// Reads one item; nil after noting what keeps it from being one.
    func readItem(_ node: DocumentNode, page: Int) -> Item? {
        let kind = node.required("kind")?.choice(Item.Kind.self)
        let key = node.required("key")?.itemKey()
        let title = node.required("title")?.words(in: languages)
        let help = node.child("help")?.words(in: languages)
        let showIf = node.child("show_if").flatMap { condition($0) }
        let isRequired = node.flag("required")
        let allowsNotApplicable = node.flag("not_applicable")
        guard let kind else { return nil }
        noteStrangeMembers(of: node, kind)
        let options = kind.hasOptions ? readChoices(node, "options", least: 2) : []
        let rows = kind == .matrix ? readChoices(node, "rows", least: 1) : []
        let scale = kind.hasScale ? readScale(node, kind) : nil
        let bounds = readBounds(node, kind, optionCount: options.count)
        guard let key, let title else { return nil }
        let item = Item(
            key: key, kind: kind, title: title, help: help, isRequired: isRequired,
            showIf: showIf, options: options, rows: rows, scale: scale,
            allowsNotApplicable: allowsNotApplicable, bounds: bounds, page: page)
        if kind == .single, node.flag("score"), item.metric == nil {
            node.child("score")?.fault("optionsWithoutScore")
        }
        return item
    }

    private func noteStrangeMembers(of node: DocumentNode, _ kind: Item.Kind) {
        let allowed = Self.membersOfAll + kind.ownMembers
        for member in node.value.object?.keys ?? [] where !allowed.contains(member) {
            node.node(.null, at: member).fault(
                "memberNotOfKind",
                ["kind": kind.rawValue, "allowed": allowed.joined(separator: ", ")])
        }
    }

    private func readChoices(_ node: DocumentNode, _ member: String, least: Int) -> [Item.Choice] {
        guard let list = node.required(member) else { return [] }
        let nodes = list.list()
        if list.value.array != nil, nodes.count < least {
            list.fault("tooFew", ["least": "\(least)"])
        }
        if nodes.count > Instrument.choicesMost {
            list.fault("tooMany", ["max": "\(Instrument.choicesMost)"])
            return []
        }
        var codes = Set<String>()
        return nodes.compactMap { choice in
            choice.allow("code", "title", "score")
            let code = choice.required("code")?.itemKey()
            let title = choice.required("title")?.words(in: languages)
            let score = choice.child("score").flatMap { $0.number() }
            if let code, !codes.insert(code).inserted {
                choice.child("code")?.fault("double", ["value": code])
            }
            guard let code, let title else { return nil }
            return Item.Choice(code: code, title: title, score: score)
        }
    }

    private func readScale(_ node: DocumentNode, _ kind: Item.Kind) -> Scale? {
        let usual = kind.usualScale
        guard let scale = node.child("scale") else {
            if !kind.explainsItself { _ = node.required("scale") }
            return usual
        }
        scale.allow("points", "from", "labels")
        let first = scale.child("from").map { $0.whole(in: 0...1) } ?? usual.first
        let points = scale.child("points").map { $0.whole(in: 2...11) } ?? usual.points
        guard let first, let points else { return nil }
        if kind == .nps, first != 0 || points != 11 { scale.fault("scaleOfNPS") }
        if kind == .csat || kind == .ces, first != 1 || points < 3 {
            scale.fault("scaleFromOne", ["kind": kind.rawValue])
        }
        let read = Scale(first: first, points: points, labels: [:])
        let labels = readLabels(scale, steps: read.steps)
        let areEndsMissing = labels[read.first] == nil || labels[read.last] == nil
        if areEndsMissing, !kind.explainsItself || !labels.isEmpty {
            scale.node(.null, at: "labels").fault(
                "endsUnlabelled", ["first": "\(read.first)", "last": "\(read.last)"])
        }
        return Scale(first: first, points: points, labels: labels)
    }

    private func readLabels(_ scale: DocumentNode, steps: ClosedRange<Int>) -> [Int: Wording] {
        guard let labels = scale.child("labels") else { return [:] }
        guard let object = labels.value.object else {
            labels.fault("notMap")
            return [:]
        }
        var read: [Int: Wording] = [:]
        for member in object.members {
            let label = labels.node(member.value, at: member.key)
            guard let step = Int(member.key), steps.contains(step) else {
                label.fault(
                    "labelOffScale",
                    [
                        "value": member.key, "first": "\(steps.lowerBound)",
                        "last": "\(steps.upperBound)",
                    ])
                continue
            }
            read[step] = label.words(in: languages)
        }
        return read
    }

    private func readBounds(
        _ node: DocumentNode, _ kind: Item.Kind, optionCount: Int
    ) -> Item.Bounds {
        switch kind {
        case .text, .longText:
            let most = kind == .text ? 1_000 : 20_000
            let usual = kind == .text ? 200 : 4_000
            return .length(
                node.child("max_length").map { $0.whole(in: 1...most) ?? usual } ?? usual)
        case .number:
            let low = node.child("min").map { $0.number() ?? 0 } ?? -1e15
            let high = node.child("max").map { $0.number() ?? low } ?? 1e15
            guard node.inOrder(low <= high) else { return .none }
            return .range(low...high, isWhole: node.flag("whole"))
        case .date:
            let first = node.child("min").map { $0.day() ?? "0001-01-01" } ?? "0001-01-01"
            let last = node.child("max").map { $0.day() ?? "9999-12-31" } ?? "9999-12-31"
            guard node.inOrder(first <= last) else { return .none }
            return .days(first: first, last: last)
        case .multiple:
            let most = max(1, optionCount)
            let low = node.child("min").map { $0.whole(in: 1...most) ?? 1 } ?? 1
            let high = node.child("max").map { $0.whole(in: 1...most) ?? most } ?? most
            guard node.inOrder(low <= high) else { return .none }
            return .count(low...high)
        default: return .none
        }
    }
}

extension Item.Kind {
    var hasOptions: Bool { self == .single || self == .multiple }
    var hasScale: Bool { isRating || self == .matrix }

    /// Kinds whose usual scale and end labels everybody knows; the page brings the words.
    var explainsItself: Bool { self == .nps || self == .csat || self == .ces }

    var usualScale: Scale {
        switch self {
        case .nps: Scale(first: 0, points: 11, labels: [:])
        case .ces: Scale(first: 1, points: 7, labels: [:])
        default: Scale(first: 1, points: 5, labels: [:])
        }
    }

    /// The members that a document may give this kind beyond those of all kinds.
    var ownMembers: [String] {
        switch self {
        case .nps, .csat, .ces, .rating: ["required", "score", "scale", "not_applicable"]
        case .single: ["required", "score", "options", "not_applicable"]
        case .multiple: ["required", "options", "min", "max", "not_applicable"]
        case .yesNo: ["required", "score", "not_applicable"]
        case .text, .longText: ["required", "max_length"]
        case .number: ["required", "min", "max", "whole", "not_applicable"]
        case .date: ["required", "min", "max", "not_applicable"]
        case .matrix: ["required", "rows", "scale", "not_applicable"]
        case .statement: []
        }
    }
}

extension Item {
    /// How its answer would count as a score; nil where it cannot be one.
    var metric: Metric? {
        switch kind {
        case .nps: return .nps
        case .csat: return .csat
        case .ces: return .ces
        case .rating: return .rating
        case .yesNo: return .share
        case .single:
            let scores = options.compactMap(\.score)
            guard scores.count == options.count, !scores.isEmpty else { return nil }
            return scores.allSatisfy { $0 == 0 || $0 == 1 } ? .share : .rating
        default: return nil
        }
    }
}
