public import Base

extension Instrument {
    /// Places that nobody can come to, whatever is answered: `pages[1]`, `pages[1].items[0]`. Only
    /// what is proven is told: every value that a condition can meet was tried.
    public var deadEnds: [Refusal.Fault] {
        var search = ReachSearch(self)
        return search.run()
    }

    /// How often each page of the document is asked, by its number there.
    fileprivate var copies: [Int: Int] {
        pages.reduce(into: [:]) { $0[$1.number, default: 0] += 1 }
    }
}

/// Walks the pages in order; what nobody can be asked is missing to all that comes after.
private struct ReachSearch {
    let instrument: Instrument
    /// How often each was found; in a page that is asked in rounds only what holds of all counts.
    private var found: [(fault: Refusal.Fault, count: Int)] = []
    private var tries = 0
    /// Items that nobody is asked.
    private var unasked = Set<Int>()

    init(_ instrument: Instrument) { self.instrument = instrument }

    mutating func run() -> [Refusal.Fault] {
        var open = [Bool](repeating: false, count: instrument.pages.count)
        if !open.isEmpty { open[0] = true }
        for (number, page) in instrument.pages.enumerated() {
            let path = "pages[\(page.number)]"
            guard open[number] else {
                note(path, "unreachable")
                unasked.formUnion(page.items)
                continue
            }
            read(page, path)
            // Who does not see the page goes on to the next without a jump.
            var goesOn = page.showIf != nil || mayBeEmpty(page)
            for (place, jump) in page.jumps.enumerated() {
                if let condition = jump.condition, !canHold([condition]) {
                    note("\(path).jump[\(place)].if", "neverHolds")
                    continue
                }
                if let target = jump.page { open[target] = true }
                if jump.condition == nil { break }
            }
            if !page.jumps.contains(where: { $0.condition == nil }) { goesOn = true }
            if goesOn, number + 1 < open.count { open[number + 1] = true }
        }
        for (place, quota) in instrument.quotas.enumerated() {
            _ = tried(quota.condition, after: [], "quotas[\(place)].when")
        }
        let copies = instrument.copies
        return found.filter { one in
            guard one.fault.path.hasPrefix("pages["),
                let number = Int(one.fault.path.dropFirst(6).prefix { $0 != "]" })
            else { return true }
            return one.count >= copies[number] ?? 1
        }.map(\.fault)
    }

    private mutating func note(_ path: String, _ code: String) {
        let fault = Refusal.Fault(path, code)
        if let place = found.firstIndex(where: { $0.fault == fault }) {
            found[place].count += 1
        } else {
            found.append((fault, 1))
        }
    }

    private func mayBeEmpty(_ page: Instrument.Page) -> Bool {
        page.items.allSatisfy {
            instrument.items[$0].showIf != nil || instrument.narrowed.contains($0)
        }
    }

    private mutating func read(_ page: Instrument.Page, _ path: String) {
        guard let own = tried(page.showIf, after: [], "\(path).show_if") else {
            unasked.formUnion(page.items)
            return
        }
        for place in page.items {
            let item = instrument.items[place]
            guard item.host == nil else { continue }
            let hosted = page.items.prefix(while: { $0 < place }).count {
                instrument.items[$0].host != nil
            }
            let path = "\(path).items[\(place - page.items.lowerBound - hosted)]"
            guard let above = tried(item.showIf, after: own, "\(path).show_if") else {
                unasked.insert(place)
                continue
            }
            for (index, option) in item.options.enumerated() where option.groups.isEmpty {
                _ = tried(option.showIf, after: above, "\(path).options[\(index)].show_if")
            }
            for (index, row) in item.rows.enumerated() {
                _ = tried(row.showIf, after: above, "\(path).rows[\(index)].show_if")
            }
        }
    }

    /// What must hold here together; nil, after saying so, where it never can.
    private mutating func tried(
        _ condition: Expression?, after others: [Expression], _ path: String
    ) -> [Expression]? {
        guard let condition else { return others }
        guard canHold(others + [condition]) else {
            note(path, "neverHolds")
            return nil
        }
        return others + [condition]
    }

    private static let triesMost = 20_000
    /// Of all conditions together: an author waits for the answer.
    private static let triesInAllMost = 1_000_000

    /// Whether some answers make all conditions true; true also where that cannot be decided.
    private mutating func canHold(_ conditions: [Expression]) -> Bool {
        var names: [String] = []
        for condition in conditions {
            names += condition.names.filter { !names.contains($0) }
        }
        var domains: [(name: String, values: [JSON?])] = []
        var combinations = 1
        for name in names {
            guard let values = values(of: name, in: conditions) else { return true }
            domains.append((name, values))
            combinations *= values.count
            if combinations > Self.triesMost { return true }
        }
        for number in 0..<combinations {
            tries += 1
            if tries > Self.triesInAllMost { return true }
            var rest = number
            var chosen: [String: JSON] = [:]
            for (name, values) in domains {
                chosen[name] = values[rest % values.count]
                rest /= values.count
            }
            if conditions.allSatisfy({ $0.holds { chosen[$0] } }) { return true }
        }
        return false
    }

    /// At least one of each kind of values that the conditions can tell apart; nil where that is
    /// not known.
    private func values(of name: String, in conditions: [Expression]) -> [JSON?]? {
        switch instrument.places[name] {
        case .cell(let place, let cell):
            if unasked.contains(place) { return [nil] }
            let item = instrument.items[place]
            return values(of: item.cells[cell], of: item, name, conditions)
        case .rank(let place, _):
            return Self.orMissing((1...instrument.items[place].options.count).map(JSON.integer))
        case .hidden(let place):
            return values(instrument.hidden[place].kind.valueType, name, conditions)
        case .computed(let place):
            return values(instrument.computed[place].type, name, conditions)
        case .score, nil: return nil
        }
    }

    private func values(
        of cell: Item.Cell, of item: Item, _ name: String, _ conditions: [Expression]
    ) -> [JSON?]? {
        switch cell.kind {
        case .nps, .csat, .ces, .rating:
            return Self.orMissing(item.scale(of: cell)?.steps.map(JSON.integer) ?? [])
        case .single: return Self.orMissing(item.options(of: cell).map { JSON.string($0.code) })
        case .consent: return [nil, true]
        case .multiple:
            let codes = item.options.map { JSON.string($0.code) }
            guard codes.count <= 8 else { return nil }
            return Self.orMissing(Self.choices(of: codes))
        default:
            guard let all = values(cell.kind.valueType, name, conditions) else { return nil }
            guard case .range(let range, _) = item.bounds else { return all }
            let inside = all.filter { value in value?.number.map { range.contains($0) } ?? true }
            let ends: [JSON?] = [.number(range.lowerBound), .number(range.upperBound)]
            return inside + ends
        }
    }

    /// A value at, between and beyond all that the name is compared with; nil where it is used
    /// otherwise than in comparisons.
    private func values(
        _ type: ValueType, _ name: String, _ conditions: [Expression]
    ) -> [JSON?]? {
        if type == .bool { return [nil, true, false] }
        guard type == .number || type == .text else { return nil }
        var marks: [JSON] = []
        for condition in conditions {
            guard condition.root.collect(comparedWith: name, into: &marks) else { return nil }
        }
        guard type == .number else {
            let texts = marks.compactMap(\.string)
            let beyond = texts.map { $0 + "~" }
            return Self.orMissing((["", "~"] + texts + beyond).map(JSON.string))
        }
        let numbers = Set(marks.compactMap(\.number)).sorted()
        guard let least = numbers.first, let most = numbers.last else { return [nil, 0] }
        let between = zip(numbers, numbers.dropFirst()).map { ($0 + $1) / 2 }
        return Self.orMissing((numbers + between + [least - 1, most + 1]).map(JSON.number))
    }

    private static func orMissing(_ values: [JSON]) -> [JSON?] {
        var all: [JSON?] = [nil]
        all += values
        return all
    }

    /// Every choice of at least one code.
    private static func choices(of codes: [JSON]) -> [JSON] {
        (1..<(1 << codes.count)).map { marks in
            JSON.array(codes.indices.filter { marks & (1 << $0) != 0 }.map { codes[$0] })
        }
    }
}

extension Node {
    /// Gathers the literals that a name is compared with.
    /// - Returns: false where the name stands anywhere else.
    fileprivate func collect(comparedWith name: String, into marks: inout [JSON]) -> Bool {
        let isName = { (node: Node) in node == .name(name) }
        switch self {
        case .name: return !isName(self)
        case .compare(_, let a, let b) where isName(a) || isName(b):
            guard let literal = (isName(a) ? b : a).literal else { return false }
            marks.append(literal)
            return true
        case .in(let needle, .list(let elements)) where isName(needle):
            marks += elements
            return true
        case .call(let function, let arguments)
        where function == .answered || function == .isMissing:
            return arguments.allSatisfy { argument in
                if isName(argument) { return true }
                return argument.collect(comparedWith: name, into: &marks)
            }
        default:
            for child in children where !child.collect(comparedWith: name, into: &marks) {
                return false
            }
            return true
        }
    }

    private var literal: JSON? {
        switch self {
        case .number(let number): .number(number)
        case .negate(.number(let number)): .number(-number)
        case .text(let text): .string(text)
        case .bool(let bool): .bool(bool)
        default: nil
        }
    }
}
