import Base

extension InstrumentReader {
    mutating func readPages() {
        guard let node = root.required("pages") else { return }
        let nodes = node.list()
        let itemNodes = nodes.flatMap { $0.value["items"]?.array ?? [] }
        declared = Set(itemNodes.compactMap { $0["key"]?.string })
        if itemNodes.count > Instrument.itemsMost {
            return node.fault("tooMany", ["max": "\(Instrument.itemsMost)"])
        }
        if nodes.isEmpty, node.value.array != nil { node.fault("empty") }
        pageKeys = nodes.map { $0.value["key"]?.string }
        for (place, page) in nodes.enumerated() {
            if let key = page.child("key")?.itemKey(), pageKeys.firstIndex(of: key) != place {
                page.child("key")?.fault("double", ["value": key])
            }
        }
        readUnits(nodes)
        setJumps(nodes)
    }

    /// One page, once or in one of its rounds.
    mutating func readPage(_ node: DocumentNode, _ number: Int) {
        node.allow("key", "block", "title", "show_if", "shuffle", "fixed", "items", "jump")
        let title = node.child("title").flatMap { piped($0) }
        let showIf = gated(by: node)
        let first = itemCount
        let nodes = node.required("items")?.list() ?? []
        if nodes.isEmpty, node.value["items"]?.array != nil {
            node.child("items")?.fault("empty")
        }
        for itemNode in nodes { take(itemNode, pages.count) }
        // Conditions of jumps speak of what is known here, their ways of pages still to come.
        let jumps = readJumps(node, number)
        chances.append(chance)
        pages.append(
            .init(
                title: title, showIf: showIf, items: first..<itemCount,
                isShuffled: node.flag("shuffle"), jumps: jumps, number: number, block: block,
                round: round, isFixed: node.flag("fixed")))
    }

    /// The page's own condition, together with those of its block and round.
    private func gated(by node: DocumentNode) -> Expression? {
        let own = node.child("show_if").flatMap { condition($0) }
        do {
            return try Expression.all(gates + (own.map { [$0] } ?? []))
        } catch {
            note(error, at: node.node(.null, at: "show_if"))
            return nil
        }
    }

    private mutating func take(_ node: DocumentNode, _ page: Int) {
        guard let item = readItem(node, page: page) else { return forgive(node) }
        let key = item.path[0]
        // The first round takes the question's own key, each round one with its code.
        let isFirst = round.map { $0.number > 1 || keys.insert(key).inserted } ?? true
        guard isFirst, keys.insert(item.key).inserted else {
            node.child("key")?.fault("double", ["value": key])
            return
        }
        if node.child("score")?.bool() == true {
            if round != nil { node.child("score")?.fault("scoreInRounds") }
            scoreMarks.append(.item(itemCount))
        }
        for item in [item, item.ownWords].compactMap(\.self) {
            items.append(item)
            learn(names(of: item))
        }
    }

    /// A faulty item has had its say; conditions that speak of it are not blamed for it too.
    private mutating func forgive(_ node: DocumentNode) {
        guard let key = node.value["key"]?.string else { return }
        keys.insert(key)
        learn(["answers.\(key)": .any])
    }

    /// The names by which conditions may speak of an item from where it is read: in a round they
    /// mean the one of the same round.
    func names(of item: Item) -> [String: ValueType] {
        guard item.kind != .statement else { return [:] }
        var names: [String: ValueType] = [:]
        for cell in item.cells { names[spoken("answers.\(cell.name)")] = cell.kind.valueType }
        if item.kind == .ranking {
            for option in item.options {
                names[spoken("answers.\(item.key).\(option.code)")] = .number
            }
        }
        return names
    }

    /// Ways on from a page that lead past others, always forward, so that nobody goes in circles.
    /// The page each leads to is a number in the document, which `setJumps` replaces.
    private func readJumps(_ node: DocumentNode, _ number: Int) -> [Instrument.Jump] {
        node.list("jump").compactMap { jump in
            jump.allow("if", "to", "text", "redirect")
            let condition = jump.child("if").flatMap { self.condition($0) }
            let text = jump.child("text").flatMap { piped($0) }
            let redirect = jump.child("redirect").flatMap { self.redirect($0) }
            guard let to = jump.required("to"), let key = to.text() else { return nil }
            guard key != Instrument.endOfPages else {
                if !chance.isEmpty { to.fault("jumpByChance") }
                return Instrument.Jump(
                    condition: condition, page: nil, text: text, redirect: redirect)
            }
            if text != nil { jump.child("text")?.fault("textOnlyAtEnd") }
            if redirect != nil { jump.child("redirect")?.fault("textOnlyAtEnd") }
            guard let target = pageKeys.firstIndex(of: key) else {
                let known = pageKeys.compactMap(\.self) + [Instrument.endOfPages]
                to.fault("notOneOf", ["value": key, "allowed": known.joined(separator: ", ")])
                return nil
            }
            guard target > number else {
                to.fault("jumpBackwards", ["value": key])
                return nil
            }
            return Instrument.Jump(condition: condition, page: target, text: nil, redirect: nil)
        }
    }

    /// Numbers of pages in the document become places of pages: within a block that of the same
    /// round, otherwise the first. Where chance has a say, a jump stays within what it keeps
    /// together; elsewhere nobody could say what lies between.
    private mutating func setJumps(_ nodes: [DocumentNode]) {
        for (own, page) in pages.enumerated() where !page.jumps.isEmpty {
            let jumps = page.jumps.compactMap { jump -> Instrument.Jump? in
                guard let number = jump.page else { return jump }
                let same = pages.firstIndex {
                    $0.number == number && $0.block == page.block && $0.round == page.round
                }
                guard let place = same ?? pages.firstIndex(where: { $0.number == number }) else {
                    return nil
                }
                if chances[place] != chances[own] {
                    nodes[page.number].child("jump")?.fault("jumpByChance")
                }
                return Instrument.Jump(
                    condition: jump.condition, page: place, text: nil, redirect: nil)
            }
            pages[own] = page.with(jumps)
        }
    }
}

extension Instrument.Page {
    fileprivate func with(_ jumps: [Instrument.Jump]) -> Instrument.Page {
        Instrument.Page(
            title: title, showIf: showIf, items: items, isShuffled: isShuffled, jumps: jumps,
            number: number, block: block, round: round, isFixed: isFixed)
    }
}
