import Base

extension InstrumentReader {
    private static let ofOptions = [
        "code", "title", "score", "fixed", "show_if", "image", "alt", "area", "other",
    ]
    /// So many levels may a list have.
    private static let levelsMost = 4

    func readOptions(
        _ node: DocumentNode, _ kind: Item.Kind, _ cell: Item.Kind
    ) -> [Item.Choice] {
        switch kind {
        case .single:
            return noteOthers(
                node,
                readChoices(node, "options", least: 2, members: Self.ofOptions + ["options"]))
        case .multiple:
            return noteOthers(
                node,
                readChoices(node, "options", least: 2, members: Self.ofOptions + ["exclusive"]))
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

    /// One answer has one text of the respondent's own.
    private func noteOthers(_ node: DocumentNode, _ options: [Item.Choice]) -> [Item.Choice] {
        if options.count(where: \.isOther) > 1 { node.child("options")?.fault("twoOthers") }
        return options
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
            let sides = readChoices(
                node, "sides", least: 2, members: ["code", "title", "scale"])
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
        var codes = Set<String>()
        let carried = node.child("\(member)_from").map { readCarried($0, &codes) }
        guard let list = carried == nil ? node.required(member) : node.child(member) else {
            return carried ?? []
        }
        let nodes = list.list()
        let own = nodes.flatMap { choice -> [Item.Choice] in
            readChoices(of: choice, members, below: [], &codes)
        }
        if carried == nil, list.value.array != nil, max(nodes.count, own.count) < least {
            list.fault("tooFew", ["least": "\(least)"])
        }
        let choices = (carried ?? []) + own
        // A cascade shows a few at a time.
        let isCascade = node.value["display"] == .string(Item.Display.cascade.rawValue)
        let most = isCascade ? Instrument.cascadeMost : Instrument.choicesMost
        if choices.count > most {
            list.fault("tooMany", ["max": "\(most)"])
            return []
        }
        return choices
    }

    /// An option, or those below it: only the innermost can be chosen, and each has a code of its
    /// own in the whole list.
    private func readChoices(
        of node: DocumentNode, _ members: [String], below groups: [Wording],
        _ codes: inout Set<String>
    ) -> [Item.Choice] {
        guard members.contains("options"), let inner = node.child("options") else {
            let own = members.filter { $0 != "options" }
            guard var choice = readChoice(node, groups.isEmpty ? members : own, &codes) else {
                return []
            }
            choice.groups = groups
            return [choice]
        }
        node.allow("code", "title", "options")
        guard groups.count + 1 < Self.levelsMost else {
            inner.fault("tooDeep", ["max": "\(Self.levelsMost)"])
            return []
        }
        let title = node.required("title")?.words(in: languages)
        let nodes = inner.list()
        if nodes.isEmpty { inner.fault("tooFew", ["least": "1"]) }
        let below = groups + (title.map { [$0] } ?? [])
        return nodes.flatMap { readChoices(of: $0, members, below: below, &codes) }
    }

    /// The names of a cascade's levels: each is a list of its own that needs one.
    func readLevels(
        _ node: DocumentNode, _ options: [Item.Choice], _ display: Item.Display
    ) -> [Wording] {
        guard display == .cascade else {
            if node.child("levels") != nil { node.child("levels")?.fault("levelsOfCascade") }
            return []
        }
        guard let levels = node.required("levels") else { return [] }
        let words = levels.list().compactMap { $0.words(in: languages) }
        let depth = options.map { $0.groups.count + 1 }.max() ?? 1
        if let count = levels.value.array?.count, count != depth || depth < 2 {
            levels.fault("levelsNotDepth", ["levels": "\(count)", "depth": "\(depth)"])
        }
        return words
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
        let (picture, area) = (readPicture(node), readArea(node))
        let scale = node.child("scale").flatMap { _ in readScale(node, .pairs) }
        let (isExclusive, isFixed) = (node.flag("exclusive"), node.flag("fixed"))
        let isOther = node.flag("other")
        if isOther, isExclusive { node.child("exclusive")?.fault("otherNotAlone") }
        guard let code, let title else { return nil }
        return Item.Choice(
            code: code, title: title, score: score, picture: picture, area: area,
            isOther: isOther, isExclusive: isExclusive, isFixed: isFixed, showIf: showIf,
            ends: ends, scale: scale)
    }

    /// A picture is an attachment of the workspace or a file of the program itself, so that no
    /// page loads anything from elsewhere.
    func readPicture(_ node: DocumentNode) -> Item.Picture? {
        guard let image = node.child("image") else {
            if node.child("alt") != nil { node.child("alt")?.fault("altWithoutImage") }
            return nil
        }
        let alt = node.required("alt")?.words(in: languages)
        guard let source = image.text() else { return nil }
        guard ID<Attachment>(source) != nil || Item.Picture.isOwnAddress(source) else {
            image.fault("notAnImage", ["value": source])
            return nil
        }
        guard let alt else { return nil }
        return Item.Picture(source: source, alt: alt, path: image.path)
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

extension Item.Picture {
    /// An address below `/assets/`, plain enough to lead nowhere else.
    static func isOwnAddress(_ text: String) -> Bool {
        let beginning = "/assets/"
        guard text.hasPrefix(beginning), text.utf8.count <= 200 else { return false }
        return text.dropFirst(beginning.count).split(
            separator: "/", omittingEmptySubsequences: false
        )
        .allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".")
                && part.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
        }
    }
}
