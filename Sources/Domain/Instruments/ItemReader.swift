import Base

extension InstrumentReader {
    private static let membersOfAll = ["key", "kind", "title", "help", "show_if", "accept"]

    /// Reads one item; nil after noting what keeps it from being one.
    func readItem(_ node: DocumentNode, page: Int) -> Item? {
        let kind = node.required("kind")?.choice(Item.Kind.self)
        let key = node.required("key")?.itemKey().map { key in
            round.map { "\(key).\($0.code)" } ?? key
        }
        let title = node.required("title").flatMap { piped($0) }
        let help = node.child("help").flatMap { piped($0) }
        let showIf = node.child("show_if").flatMap { condition($0) }
        let (isRequired, isWished) = readRequired(node)
        let (notApplicable, dontKnow) = (node.flag("not_applicable"), node.flag("dont_know"))
        let isShuffled = node.flag("shuffle")
        guard let kind else { return nil }
        noteStrangeMembers(of: node, kind)
        let cell = readCellKind(node, kind)
        let options = readOptions(node, kind, cell)
        let rows = readRows(node, kind, options)
        let sides = readSides(node, kind)
        let areSidesScaled = !sides.isEmpty && sides.allSatisfy { $0.scale != nil }
        let scale = cell.isRating && !areSidesScaled ? readScale(node, kind) : nil
        let bounds = readBounds(node, kind, cell, optionCount: options.count)
        let display = readDisplay(node, kind, cell, bounds)
        noteReservedCodes(node, options, notApplicable: notApplicable, dontKnow: dontKnow)
        guard let key, let title else { return nil }
        var item = Item(
            key: key, kind: kind, title: title, help: help, isRequired: isRequired,
            isWished: isWished, showIf: showIf, options: options, rows: rows, sides: sides,
            scale: scale, display: display,
            levels: readLevels(node, options, display), allowsNotApplicable: notApplicable,
            allowsDontKnow: dontKnow,
            bounds: bounds, isShuffled: isShuffled, isFixed: node.flag("fixed"), page: page,
            cells: Item.cells(
                key: key, title: titleOfColumn(node, title), kind: cell, rows: rows, sides: sides))
        item.round = round
        item.picture = readAreas(node, display, options)
        item.accepted = readAccepted(node)
        item.rules = readRules(node, of: item)
        item.expected = readExpected(node, of: item)
        if kind == .single, node.flag("score"), item.metric == nil {
            node.child("score")?.fault("optionsWithoutScore")
        }
        return item
    }

    /// In rounds a column is told from its neighbours by the title of the round.
    private func titleOfColumn(_ node: DocumentNode, _ title: Wording) -> Wording {
        guard let round, let words = node.child("title")?.words(in: languages) else { return title }
        let names = Piping.names(in: words.zh) + Piping.names(in: words.en)
        guard !names.contains("loop.title") else { return title }
        return Wording(
            zh: "\(title.zh) · \(round.title.zh)", en: "\(title.en) · \(round.title.en)")
    }

    /// `true`, or `soft` for what is asked for once more and then let go.
    private func readRequired(_ node: DocumentNode) -> (isRequired: Bool, isWished: Bool) {
        guard let required = node.child("required") else { return (false, false) }
        if required.value == "soft" { return (false, true) }
        guard let isRequired = required.value.bool else {
            required.fault(
                "notOneOf",
                [
                    "value": required.value.string ?? required.value.kind,
                    "allowed": "true, false, soft",
                ])
            return (false, false)
        }
        return (isRequired, false)
    }

    private func noteStrangeMembers(of node: DocumentNode, _ kind: Item.Kind) {
        let allowed = Self.membersOfAll + kind.ownMembers
        for member in node.value.object?.keys ?? [] where !allowed.contains(member) {
            node.node(.null, at: member).fault(
                "memberNotOfKind",
                ["kind": kind.rawValue, "allowed": allowed.joined(separator: ", ")])
        }
    }

    /// Advice that the author has weighed and does not want to hear again.
    func readAccepted(_ node: DocumentNode) -> [String] {
        node.list("accept").compactMap { element in
            guard let rule = element.text() else { return nil }
            if Advice.rules.contains(rule) { return rule }
            element.fault(
                "notOneOf",
                ["value": rule, "allowed": Advice.rules.joined(separator: ", ")])
            return nil
        }
    }

    /// Forms and tables write `na` and `dk` for what is no answer of the usual kind.
    private func noteReservedCodes(
        _ node: DocumentNode, _ options: [Item.Choice], notApplicable: Bool, dontKnow: Bool
    ) {
        for option in options {
            let isTaken =
                notApplicable && option.code == Item.notApplicableText
                || dontKnow && option.code == Item.dontKnowText
            if isTaken { node.child("options")?.fault("reservedCode", ["value": option.code]) }
        }
    }

    /// What each line of a matrix holds.
    private func readCellKind(_ node: DocumentNode, _ kind: Item.Kind) -> Item.Kind {
        guard kind == .matrix, let cells = node.child("cells") else { return kind.usualCell }
        let allowed = Item.Kind.matrixCells
        guard let found = cells.value.string.flatMap(Item.Kind.init(rawValue:)),
            allowed.contains(found)
        else {
            cells.fault(
                "notOneOf",
                [
                    "value": cells.value.string ?? cells.value.kind,
                    "allowed": allowed.map(\.rawValue).joined(separator: ", "),
                ])
            return kind.usualCell
        }
        return found
    }

    private func readDisplay(
        _ node: DocumentNode, _ kind: Item.Kind, _ cell: Item.Kind, _ bounds: Item.Bounds
    ) -> Item.Display {
        let possible = cell.displays
        guard let display = node.child("display") else { return possible[0] }
        guard let chosen = display.choice(Item.Display.self) else { return possible[0] }
        guard possible.contains(chosen) else {
            display.fault(
                "notOneOf",
                [
                    "value": chosen.rawValue,
                    "allowed": possible.map(\.rawValue).joined(separator: ", "),
                ])
            return possible[0]
        }
        if chosen == .slider, node.child("min") == nil || node.child("max") == nil {
            display.fault("sliderWithoutEnds")
        }
        return chosen
    }

    private func readRules(_ node: DocumentNode, of item: Item) -> [Item.Rule] {
        node.list("validate").compactMap { rule in
            rule.allow("if", "message")
            let condition = rule.required("if").flatMap {
                self.condition($0, among: kinds.merging(names(of: item)) { $1 })
            }
            guard let message = rule.required("message")?.words(in: languages), let condition
            else { return nil }
            return Item.Rule(condition: condition, message: message)
        }
    }

    // MARK: Scales

    func readScale(_ node: DocumentNode, _ kind: Item.Kind) -> Scale? {
        let usual = kind.usualScale
        let rows = node.child("rows")?.value.array ?? []
        let areEndsOfRows = !rows.isEmpty && rows.allSatisfy { $0["low"] != nil }
        guard let scale = node.child("scale") else {
            if !kind.explainsItself, !areEndsOfRows { _ = node.required("scale") }
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
        let needsNone = labels.isEmpty && (kind.explainsItself || areEndsOfRows)
        if areEndsMissing, !needsNone {
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
}

extension Item.Kind {
    /// The members that a document may give this kind beyond those of all kinds.
    public var ownMembers: [String] {
        let absent = ["not_applicable", "dont_know"]
        let own: [String] =
            switch self {
            case .nps: ["score", "scale"] + absent
            case .csat, .ces, .rating: ["score", "scale", "display"] + absent
            case .single:
                [
                    "score", "options", "options_from", "display", "levels", "image", "alt",
                    "shuffle",
                ] + absent
            case .multiple:
                ["options", "options_from", "display", "image", "alt", "min", "max", "shuffle"]
                    + absent
            case .yesNo: ["score"] + absent
            case .consent, .mail, .phone, .signature: []
            case .file: ["types", "max_size", "max"]
            case .text, .longText: ["max_length"]
            case .number: ["min", "max", "whole", "step", "display"] + absent
            case .date, .time: ["min", "max"] + absent
            case .ranking: ["options", "options_from", "min", "max", "shuffle"]
            case .matrix:
                [
                    "rows", "rows_from", "cells", "scale", "options", "max_length", "display",
                    "shuffle",
                ] + absent
            case .pairs: ["rows", "rows_from", "sides", "scale", "shuffle"] + absent
            case .kano: ["rows", "rows_from", "sides", "options", "shuffle"]
            case .constantSum: ["rows", "rows_from", "total", "shuffle"]
            case .maxdiff: ["options", "sets", "sides"]
            case .statement: []
            }
        return self == .statement
            ? own + ["fixed"] : ["required", "validate", "fixed", "expect"] + own
    }
}
