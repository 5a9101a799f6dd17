import Base

extension InstrumentReader {
    /// Reads the pages by blocks: neighbours of the same block are one unit.
    mutating func readUnits(_ nodes: [DocumentNode]) {
        let known = readBlockKeys()
        let units = units(of: nodes, known)
        func isFixed(_ unit: [Int]) -> Bool {
            known[nodes[unit[0]].value["block"]?.string ?? ""]?.flag("fixed")
                ?? nodes[unit[0]].flag("fixed")
        }
        readInOrder(units, byChance: root.flag("shuffle"), isFixed: isFixed) { reader, unit in
            let key = nodes[unit[0]].value["block"]?.string
            guard let key, let block = known[key] else {
                for number in unit { reader.readPage(nodes[number], number) }
                return
            }
            reader.readBlock(block, key, unit.map { (nodes[$0], $0) })
        }
        for (key, node) in known.sorted(by: { $0.key < $1.key })
        where !nodes.contains(where: { $0.value["block"]?.string == key }) {
            node.child("key")?.fault("blockUnused", ["value": key])
        }
    }

    private mutating func readBlockKeys() -> [String: DocumentNode] {
        var known: [String: DocumentNode] = [:]
        let nodes = root.list("blocks")
        if nodes.count > Instrument.itemsMost {
            root.child("blocks")?.fault("tooMany", ["max": "\(Instrument.itemsMost)"])
        }
        for node in nodes.prefix(Instrument.itemsMost) {
            node.allow("key", "show_if", "loop", "shuffle", "fixed")
            guard let key = node.required("key")?.itemKey() else { continue }
            if known.updateValue(node, forKey: key) != nil {
                node.child("key")?.fault("double", ["value": key])
            }
        }
        return known
    }

    private func units(
        of nodes: [DocumentNode], _ known: [String: DocumentNode]
    ) -> [[Int]] {
        var units: [[Int]] = []
        var last: String?
        var done = Set<String>()
        for (number, node) in nodes.enumerated() {
            let block = node.child("block")?.text()
            if let block, known[block] == nil {
                node.child("block")?.fault(
                    "notOneOf",
                    ["value": block, "allowed": known.keys.sorted().joined(separator: ", ")])
            }
            if let block, block == last {
                units[units.count - 1].append(number)
            } else {
                if let block, !done.insert(block).inserted {
                    node.child("block")?.fault("blockSplit", ["value": block])
                }
                units.append([number])
            }
            last = block
        }
        return units
    }

    /// Reads units of which those between the fixed ones at both ends may come in any order: what
    /// one of them asks is not known to the others.
    private mutating func readInOrder<Unit>(
        _ units: [Unit], byChance: Bool, isFixed: (Unit) -> Bool,
        _ read: (inout InstrumentReader, Unit) -> Void
    ) {
        guard byChance else {
            for unit in units { read(&self, unit) }
            return
        }
        let first = units.firstIndex { !isFixed($0) } ?? units.count
        let last = units.lastIndex { !isFixed($0) } ?? -1
        for unit in units[..<first] { read(&self, unit) }
        if first <= last {
            apart { reader in
                for unit in units[first...last] {
                    reader.byChance { $0.unit { read(&$0, unit) } }
                }
            }
        }
        for unit in units[max(last + 1, first)...] { read(&self, unit) }
    }

    /// Marks the pages of one unit among those that come in an order of chance.
    private mutating func byChance(_ body: (inout InstrumentReader) -> Void) {
        unitCount += 1
        chance.append(unitCount)
        body(&self)
        chance.removeLast()
    }

    // MARK: Names that wait

    /// From here on conditions may speak of these names.
    mutating func learn(_ names: [String: ValueType]) {
        kinds.merge(names) { $1 }
        away.subtract(names.keys)
        if depthApart > 0 { fresh += names.keys } else { settleComputed() }
    }

    /// Reads units that know nothing of one another; after all of them everything is known.
    private mutating func apart(_ body: (inout InstrumentReader) -> Void) {
        let outer = (fresh: fresh, waiting: waiting)
        (fresh, waiting) = ([], [:])
        depthApart += 1
        body(&self)
        depthApart -= 1
        let all = waiting
        (fresh, waiting) = outer
        learn(all)
    }

    /// One unit, whose names wait until all have been read.
    /// - Parameter isRound: whether the names take up the code of the round.
    private mutating func unit(
        isRound: Bool = false, _ body: (inout InstrumentReader) -> Void
    ) {
        fresh = []
        body(&self)
        for name in fresh {
            guard let type = kinds.removeValue(forKey: name) else { continue }
            let name = isRound ? inRound(name) ?? name : name
            waiting[name] = type
            away.insert(name)
        }
        fresh = []
    }

    // MARK: Blocks

    private mutating func readBlock(
        _ node: DocumentNode, _ key: String, _ own: [(node: DocumentNode, number: Int)]
    ) {
        let condition = node.child("show_if").flatMap { self.condition($0) }
        let loop = node.child("loop").flatMap { readLoop($0, items: own.map(\.node)) }
        block = blocks.count
        gates = condition.map { [$0] } ?? []
        defer { (block, gates) = (nil, []) }
        blocks.append(
            .init(
                key: key, loop: loop, isShuffled: node.flag("shuffle"),
                isFixed: node.flag("fixed")))
        func isFixed(_ page: (node: DocumentNode, number: Int)) -> Bool { page.node.flag("fixed") }
        func readAll(_ reader: inout InstrumentReader) {
            reader.readInOrder(own, byChance: node.flag("shuffle"), isFixed: isFixed) {
                $0.readPage($1.node, $1.number)
            }
        }
        guard let loop else { return readAll(&self) }
        let outer = gates
        roundKeys = Set(
            own.flatMap { $0.node.value["items"]?.array ?? [] }.compactMap { $0["key"]?.string })
        apart { reader in
            for round in loop.rounds {
                reader.round = round
                reader.gates = outer + [reader.gate(of: round, loop)]
                guard loop.isShuffled else {
                    reader.unit(isRound: true, readAll)
                    continue
                }
                reader.byChance { $0.unit(isRound: true, readAll) }
            }
        }
        (round, roundKeys) = (nil, [])
    }

    private func readLoop(_ node: DocumentNode, items nodes: [DocumentNode]) -> Instrument.Loop? {
        node.allow("over", "most", "shuffle")
        guard let over = node.required("over"), let key = over.text() else { return nil }
        guard let place = items.firstIndex(where: { $0.key == key }), kinds["answers.\(key)"] != nil
        else {
            over.fault(
                isLate("answers.\(key)") ? "laterItem" : "loopUnknown", ["name": "answers.\(key)"])
            return nil
        }
        guard let rounds = rounds(of: items[place], node) else { return nil }
        let count = nodes.reduce(0) { $0 + ($1.value["items"]?.array?.count ?? 0) }
        guard items.count + count * rounds.count <= Instrument.askedMost else {
            node.fault("tooMany", ["max": "\(Instrument.askedMost)"])
            return nil
        }
        return Instrument.Loop(item: place, rounds: rounds, isShuffled: node.flag("shuffle"))
    }

    private func rounds(of item: Item, _ node: DocumentNode) -> [Instrument.Round]? {
        switch item.kind {
        case .multiple:
            node.child("most")?.fault("mostOfNumbers")
            return item.options.filter { !$0.isExclusive }.enumerated().map { number, option in
                Instrument.Round(code: option.code, number: number + 1, title: option.title)
            }
        case .number:
            guard let most = node.required("most")?.whole(in: 1...Instrument.roundsMost) else {
                return nil
            }
            return (1...most).map { number in
                Instrument.Round(
                    code: "\(number)", number: number,
                    title: Wording(zh: "\(number)", en: "\(number)"))
            }
        default:
            node.child("over")?.fault("loopOfKind", ["kind": item.kind.rawValue])
            return nil
        }
    }

    /// Whether a round is asked.
    private func gate(of round: Instrument.Round, _ loop: Instrument.Loop) -> Expression {
        let item = items[loop.item]
        let text =
            item.kind == .multiple
            ? "answers.\(item.key) contains \"\(round.code)\""
            : "answers.\(item.key) >= \(round.number)"
        return Expression(sound: text)
    }

    // MARK: Names within a round

    /// How a name is said in the round that is read: without the round's code.
    func spoken(_ name: String) -> String {
        guard let round else { return name }
        let key = name.dropFirst("answers.".count).prefix { $0 != "." }
        let full = "answers.\(key).\(round.code)"
        guard roundKeys.contains(String(key)), name == full || name.hasPrefix(full + ".") else {
            return name
        }
        return "answers.\(key)" + name.dropFirst(full.count)
    }

    /// What a name means in the round that is read: that of the same round, or the round itself.
    func inRound(_ name: String) -> String? {
        guard let round else { return nil }
        if name == "loop.code" { return "\"\(round.code)\"" }
        if name == "loop.number" { return "\(round.number)" }
        guard name.hasPrefix("answers.") else { return nil }
        let rest = name.dropFirst("answers.".count)
        let key = rest.prefix { $0 != "." }
        guard roundKeys.contains(String(key)) else { return nil }
        return "answers.\(key).\(round.code)\(rest.dropFirst(key.count))"
    }
}

extension Expression {
    /// Of a text that this program wrote itself.
    init(sound text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            preconditionFailure("\(text): \(error)")
        }
    }
}
