import Base

extension InstrumentReader {
    mutating func readPages() {
        guard let node = root.required("pages") else { return }
        let nodes = node.list()
        let itemNodes = nodes.flatMap { $0.value["items"]?.array ?? [] }
        declared = Set(itemNodes.compactMap { $0["key"]?.string })
        pageKeys = nodes.map { $0.value["key"]?.string }
        if itemNodes.count > Instrument.itemsMost {
            return node.fault("tooMany", ["max": "\(Instrument.itemsMost)"])
        }
        if nodes.isEmpty, node.value.array != nil { node.fault("empty") }
        for (place, page) in nodes.enumerated() { readPage(page, place) }
    }

    private mutating func readPage(_ node: DocumentNode, _ place: Int) {
        node.allow("key", "title", "show_if", "shuffle", "items", "jump")
        if let key = node.child("key")?.itemKey(), pageKeys.firstIndex(of: key) != place {
            node.child("key")?.fault("double", ["value": key])
        }
        let title = node.child("title").flatMap { piped($0) }
        let showIf = node.child("show_if").flatMap { condition($0) }
        let first = itemCount
        let nodes = node.required("items")?.list() ?? []
        if nodes.isEmpty, node.value["items"]?.array != nil {
            node.child("items")?.fault("empty")
        }
        for itemNode in nodes { take(itemNode, place) }
        let jumps = readJumps(node, place)
        pages.append(
            .init(
                title: title, showIf: showIf, items: first..<itemCount,
                isShuffled: node.flag("shuffle"), jumps: jumps))
    }

    private mutating func take(_ node: DocumentNode, _ page: Int) {
        guard let item = readItem(node, page: page) else { return forgive(node) }
        guard keys.insert(item.key).inserted else {
            node.child("key")?.fault("double", ["value": item.key])
            return
        }
        if node.child("score")?.bool() == true { scoreMarks.append(.item(itemCount)) }
        for item in [item, item.ownWords].compactMap(\.self) {
            items.append(item)
            kinds.merge(names(of: item)) { $1 }
        }
        settleComputed()
    }

    /// A faulty item has had its say; conditions that speak of it are not blamed for it too.
    private mutating func forgive(_ node: DocumentNode) {
        guard let key = node.value["key"]?.string else { return }
        keys.insert(key)
        kinds["answers.\(key)"] = .any
        settleComputed()
    }

    /// The names by which conditions may speak of an item.
    func names(of item: Item) -> [String: ValueType] {
        guard item.kind != .statement else { return [:] }
        var names: [String: ValueType] = [:]
        for cell in item.cells { names["answers.\(cell.name)"] = cell.kind.valueType }
        if item.kind == .ranking {
            for option in item.options { names["answers.\(item.key).\(option.code)"] = .number }
        }
        return names
    }

    /// Ways on from a page that lead past others, always forward, so that nobody goes in circles.
    private func readJumps(_ node: DocumentNode, _ page: Int) -> [Instrument.Jump] {
        node.list("jump").compactMap { jump in
            jump.allow("if", "to", "text")
            let condition = jump.child("if").flatMap { self.condition($0) }
            let text = jump.child("text").flatMap { piped($0) }
            guard let to = jump.required("to"), let key = to.text() else { return nil }
            guard key != Instrument.endOfPages else {
                return Instrument.Jump(condition: condition, page: nil, text: text)
            }
            if text != nil { jump.child("text")?.fault("textOnlyAtEnd") }
            guard let target = pageKeys.firstIndex(of: key) else {
                let known = pageKeys.compactMap(\.self) + [Instrument.endOfPages]
                to.fault("notOneOf", ["value": key, "allowed": known.joined(separator: ", ")])
                return nil
            }
            guard target > page else {
                to.fault("jumpBackwards", ["value": key])
                return nil
            }
            return Instrument.Jump(condition: condition, page: target, text: text)
        }
    }
}
