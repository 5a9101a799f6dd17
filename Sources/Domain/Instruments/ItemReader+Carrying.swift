import Base

/// Which of an earlier question's options or lines are carried on.
private enum Taking: String, CaseIterable {
    case chosen
    case notChosen = "not_chosen"
    case all
}

extension InstrumentReader {
    /// Options or lines of an earlier question, with the same codes; each is offered by what was
    /// answered there. "None of these" is not carried on.
    func readCarried(_ node: DocumentNode, _ codes: inout Set<String>) -> [Item.Choice] {
        node.allow("item", "take")
        let take = node.child("take").map { $0.choice(Taking.self) } ?? .chosen
        guard let source = readSource(node), let take else { return [] }
        let choices = source.kind.hasRows ? source.rows : source.options
        return choices.filter { !$0.isExclusive }.compactMap { choice in
            codes.insert(choice.code)
            var carried = Item.Choice(
                code: choice.code, title: title(of: choice, in: source), groups: choice.groups,
                isFixed: choice.isFixed)
            let name = "answers.\(source.key)"
            let chosen = Self.isChosen(choice.code, of: source, name)
            let own: Expression? =
                switch take {
                case .all: nil
                case .chosen: Expression(sound: chosen)
                // Who has chosen nothing has not chosen any.
                case .notChosen:
                    Expression(sound: "not (\(Self.answered(source, choice, name)) and \(chosen))")
                }
            carried.showIf = both([choice.showIf, own].compactMap(\.self), node)
            return carried
        }
    }

    private func both(_ conditions: [Expression], _ node: DocumentNode) -> Expression? {
        do {
            return try Expression.all(conditions)
        } catch {
            note(error, at: node)
            return nil
        }
    }

    /// The question named, in the same round where it is asked in this one.
    private func readSource(_ node: DocumentNode) -> Item? {
        guard let item = node.required("item"), let key = item.text() else { return nil }
        let full = round.map { roundKeys.contains(key) ? "\(key).\($0.code)" : key } ?? key
        guard let source = items.last(where: { $0.key == full }),
            names(of: source).keys.allSatisfy({ kinds[$0] != nil })
        else {
            item.fault(
                isLate("answers.\(full)") ? "laterItem" : "loopUnknown",
                ["name": "answers.\(key)"])
            return nil
        }
        switch source.kind {
        case .single, .multiple, .ranking, .matrix, .constantSum: return source
        default:
            item.fault("carriedOfKind", ["kind": source.kind.rawValue])
            return nil
        }
    }

    private static func isChosen(_ code: String, of item: Item, _ name: String) -> String {
        switch item.kind {
        case .single: "\(name) == \"\(code)\""
        case .matrix: "answered(\(name).\(code))"
        case .constantSum: "\(name).\(code) > 0"
        default: "\(name) contains \"\(code)\""
        }
    }

    private static func answered(_ item: Item, _ choice: Item.Choice, _ name: String) -> String {
        "answered(\(item.kind.hasRows ? "\(name).\(choice.code)" : name))"
    }

    /// What was written in a line, or beside "other", is what the option is called.
    private func title(of choice: Item.Choice, in item: Item) -> Wording {
        let isWritten = item.kind == .matrix && item.cells.first?.kind == .text
        guard isWritten || choice.isOther else { return choice.title }
        let name = choice.isOther ? item.ownWordsKey : "\(item.key).\(choice.code)"
        func slot(_ title: String) -> String {
            let otherwise = title.contains { "{|}".contains($0) } ? choice.code : title
            return "{answers.\(name)|\(otherwise)}"
        }
        return Wording(zh: slot(choice.title.zh), en: slot(choice.title.en))
    }
}
