import Base

extension InstrumentReader {
    func readOptions(
        _ node: DocumentNode, _ kind: Item.Kind, _ cell: Item.Kind
    ) -> [Item.Choice] {
        switch kind {
        case .single:
            return readChoices(
                node, "options", least: 2,
                members: ["code", "title", "score", "fixed", "show_if", "options"])
        case .multiple:
            return readChoices(
                node, "options", least: 2,
                members: ["code", "title", "score", "fixed", "show_if", "exclusive"])
        case .ranking, .maxdiff:
            return readChoices(node, "options", least: 2, members: ["code", "title", "fixed"])
        case .matrix where cell == .single || cell == .multiple:
            return readChoices(node, "options", least: 2, members: ["code", "title"])
        case .kano:
            let options = readChoices(node, "options", least: 5, members: ["code", "title"])
            noteCodes(node, "options", options, Item.kanoCodes)
            return options
        default: return []
        }
    }

    func readRows(
        _ node: DocumentNode, _ kind: Item.Kind, _ options: [Item.Choice]
    ) -> [Item.Choice] {
        guard kind.hasRows else { return [] }
        if kind == .maxdiff { return readSets(node, options) }
        let isRated = kind == .matrix || kind == .pairs
        return readChoices(
            node, "rows", least: kind == .constantSum ? 2 : 1,
            members: ["code", "title", "fixed", "show_if"] + (isRated ? ["low", "high"] : []))
    }

    func readSides(_ node: DocumentNode, _ kind: Item.Kind) -> [Item.Choice] {
        switch kind {
        case .pairs:
            let sides = readChoices(node, "sides", least: 2, members: ["code", "title"])
            if sides.count > 3 { node.child("sides")?.fault("tooMany", ["max": "3"]) }
            return sides
        case .kano, .maxdiff:
            let sides = readChoices(node, "sides", least: 2, members: ["code", "title"])
            noteCodes(
                node, "sides", sides, kind == .kano ? Item.kanoSides : Item.maxdiffSides)
            return sides
        default: return []
        }
    }

    /// Some lists must hold these codes and no others, because a method reads them.
    private func noteCodes(
        _ node: DocumentNode, _ member: String, _ found: [Item.Choice], _ wanted: [String]
    ) {
        guard let list = node.child(member), found.count == list.value.array?.count,
            found.map(\.code) != wanted
        else { return }
        list.fault("codesMustBe", ["codes": wanted.joined(separator: ", ")])
    }

    /// Each set is a line that offers some of the options.
    private func readSets(_ node: DocumentNode, _ options: [Item.Choice]) -> [Item.Choice] {
        guard let sets = node.required("sets") else { return [] }
        let nodes = sets.list()
        if nodes.isEmpty, sets.value.array != nil { sets.fault("empty") }
        guard nodes.count <= 50 else {
            sets.fault("tooMany", ["max": "50"])
            return []
        }
        let known = options.map(\.code)
        return nodes.enumerated().map { number, set in
            var offered: [String] = []
            for element in set.list() {
                guard let code = element.text() else { continue }
                if !known.contains(code) {
                    element.fault(
                        "notOneOf", ["value": code, "allowed": known.joined(separator: ", ")])
                } else if offered.contains(code) {
                    element.fault("double", ["value": code])
                } else {
                    offered.append(code)
                }
            }
            if let count = set.value.array?.count, count < 3 { set.fault("tooFew", ["least": "3"]) }
            let name = "\(number + 1)"
            return Item.Choice(
                code: "set\(name)", title: Wording(zh: name, en: name), offered: offered)
        }
    }

    private func readChoices(
        _ node: DocumentNode, _ member: String, least: Int, members: [String]
    ) -> [Item.Choice] {
        guard let list = node.required(member) else { return [] }
        let nodes = list.list()
        if list.value.array != nil, nodes.count < least {
            list.fault("tooFew", ["least": "\(least)"])
        }
        var codes = Set<String>()
        let choices = nodes.flatMap { choice -> [Item.Choice] in
            guard members.contains("options"), choice.child("options") != nil else {
                return readChoice(choice, members, &codes).map { [$0] } ?? []
            }
            return readGroup(choice, members, &codes)
        }
        if choices.count > Instrument.choicesMost {
            list.fault("tooMany", ["max": "\(Instrument.choicesMost)"])
            return []
        }
        return choices
    }

    /// Options below an option: only the inner ones can be chosen, and each has a code of its own.
    private func readGroup(
        _ node: DocumentNode, _ members: [String], _ codes: inout Set<String>
    ) -> [Item.Choice] {
        node.allow("code", "title", "options")
        let title = node.required("title")?.words(in: languages)
        let inner = members.filter { $0 != "options" }
        let nodes = node.list("options")
        if nodes.isEmpty { node.child("options")?.fault("tooFew", ["least": "1"]) }
        var choices: [Item.Choice] = []
        for child in nodes {
            guard var choice = readChoice(child, inner, &codes) else { continue }
            choice.group = title
            choices.append(choice)
        }
        return choices
    }

    private func readChoice(
        _ node: DocumentNode, _ members: [String], _ codes: inout Set<String>
    ) -> Item.Choice? {
        for member in node.value.object?.keys ?? [] where !members.contains(member) {
            node.node(.null, at: member).fault(
                "unknownMember", ["allowed": members.joined(separator: ", ")])
        }
        let code = node.required("code")?.itemKey()
        let title = node.required("title").flatMap { piped($0) }
        let score = node.child("score").flatMap { $0.number() }
        if let code, !codes.insert(code).inserted {
            node.child("code")?.fault("double", ["value": code])
        }
        let showIf = node.child("show_if").flatMap { condition($0) }
        let ends = readEnds(node)
        let (isExclusive, isFixed) = (node.flag("exclusive"), node.flag("fixed"))
        guard let code, let title else { return nil }
        return Item.Choice(
            code: code, title: title, score: score, isExclusive: isExclusive, isFixed: isFixed,
            showIf: showIf, ends: ends)
    }

    /// A line's own words at both ends of the scale, as in a semantic differential.
    private func readEnds(_ node: DocumentNode) -> Item.Ends? {
        guard node.child("low") != nil || node.child("high") != nil else { return nil }
        let low = node.required("low")?.words(in: languages)
        let high = node.required("high")?.words(in: languages)
        guard let low, let high else { return nil }
        return Item.Ends(low: low, high: high)
    }
}
