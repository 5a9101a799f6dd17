public import Base

/// One difference between two documents of a questionnaire, told by what it is about: a manager
/// reads it, whatever moved in the text.
public struct InstrumentChange: Hashable, Sendable {
    public enum Part: String, CaseIterable, Sendable {
        case instrument, hidden, computed, page, question, option, line, side, check, way, end
    }

    public enum What: String, CaseIterable, Sendable {
        case added, removed, moved
        /// Words in one language.
        case wording
        /// Conditions, computed values, ways on.
        case logic
        /// Everything else that a part has.
        case setting
    }

    public let part: Part
    /// Key, code or number of the part.
    public let name: String
    /// The key of the question, or the number of the page, that it belongs to.
    public let owner: String?
    public let title: JSON
    public let what: What
    /// The member that differs: `title`, `show_if`, `scale.points`.
    public let member: String?
    public let language: String?
    public let old: JSON
    public let new: JSON

    public var json: JSON {
        [
            "part": .string(part.rawValue), "name": .string(name), "owner": .optional(owner),
            "title": title, "what": .string(what.rawValue), "member": .optional(member),
            "language": .optional(language), "old": old, "new": new,
        ]
    }
}

extension InstrumentChange {
    /// What changed from one document to another; parts are known again by their keys and codes.
    public static func between(_ old: JSON, _ new: JSON) -> [InstrumentChange] {
        var comparison = InstrumentComparison()
        comparison.compare(old, new)
        return comparison.changes
    }
}

private struct InstrumentComparison {
    typealias Part = InstrumentChange.Part

    /// What a change is told of.
    struct Owner {
        let part: Part
        let name: String
        var owner: String?
        let title: JSON
    }

    private(set) var changes: [InstrumentChange] = []
    private static let words: Set<String> = [
        "title", "purpose", "help", "text", "message", "low", "high",
    ]
    private static let logic: Set<String> = ["show_if", "if", "value", "to", "jump"]

    mutating func compare(_ old: JSON, _ new: JSON) {
        let root = Owner(part: .instrument, name: new["key"]?.string ?? "", title: title(new))
        members(old, new, root, besides: ["hidden", "computed", "pages", "thanks"])
        keyed(.hidden, "key", old["hidden"], new["hidden"], owner: nil)
        keyed(.computed, "key", old["computed"], new["computed"], owner: nil)
        pages(old["pages"]?.array ?? [], new["pages"]?.array ?? [])
        numbered(.end, old["thanks"], new["thanks"], owner: nil)
    }

    private func title(_ json: JSON?) -> JSON { json?["title"] ?? json?["text"] ?? .null }

    private mutating func note(
        _ owner: Owner, _ what: InstrumentChange.What, member: String? = nil,
        language: String? = nil, _ old: JSON = .null, _ new: JSON = .null
    ) {
        changes.append(
            .init(
                part: owner.part, name: owner.name, owner: owner.owner, title: owner.title,
                what: what, member: member, language: language, old: old, new: new))
    }

    // MARK: Pages and questions

    private mutating func pages(_ old: [JSON], _ new: [JSON]) {
        let partners = partners(old, new)
        for (number, page) in old.enumerated() where !partners.values.contains(number) {
            note(pageOwner(page, number), .removed)
        }
        let order = partners.sorted { $0.key < $1.key }.map(\.value)
        let kept = Set(longestRising(order))
        for (number, page) in new.enumerated() {
            let owner = pageOwner(page, number)
            guard let before = partners[number] else {
                note(owner, .added)
                continue
            }
            if !kept.contains(before) { note(owner, .moved) }
            members(old[before], page, owner, besides: ["items", "jump"])
            numbered(.way, old[before]["jump"], page["jump"], owner: owner.name)
        }
        questions(old, new, partners)
    }

    private func pageOwner(_ page: JSON, _ number: Int) -> Owner {
        Owner(part: .page, name: "\(number + 1)", title: title(page))
    }

    /// New page → the old one that it goes on from: of the same key, or with most of its questions.
    private func partners(_ old: [JSON], _ new: [JSON]) -> [Int: Int] {
        var partners: [Int: Int] = [:]
        let keys = old.map { page in Set(items(page).map(\.key)) }
        for (number, page) in new.enumerated() {
            let own = items(page).map(\.key)
            let shared = old.indices.filter { !partners.values.contains($0) }.map { place in
                let isNamed = page["key"] != nil && page["key"] == old[place]["key"]
                let isEqual = page == old[place]
                let count = own.count { keys[place].contains($0) }
                return (place: place, count: isNamed || isEqual ? Int.max : count)
            }
            let best = shared.max { ($0.count, $1.place) < ($1.count, $0.place) }
            if let best, best.count > 0 { partners[number] = best.place }
        }
        return partners
    }

    private func items(_ page: JSON) -> [(key: String, json: JSON)] {
        (page["items"]?.array ?? []).compactMap { item in
            item["key"]?.string.map { ($0, item) }
        }
    }

    private mutating func questions(_ old: [JSON], _ new: [JSON], _ partners: [Int: Int]) {
        var before: [String: (json: JSON, page: Int, place: Int)] = [:]
        for (page, json) in old.enumerated() {
            for item in items(json) { before[item.key] = (item.json, page, before.count) }
        }
        let now = new.enumerated().flatMap { page, json in
            items(json).map { (key: $0.key, json: $0.json, page: page) }
        }
        let names = Set(now.map(\.key))
        for (key, gone) in before.sorted(by: { $0.value.place < $1.value.place })
        where !names.contains(key) {
            note(Owner(part: .question, name: key, title: title(gone.json)), .removed)
        }
        let stayed = now.compactMap { item -> Int? in
            guard let known = before[item.key] else { return nil }
            return partners[item.page] == known.page ? known.place : nil
        }
        let kept = Set(longestRising(stayed))
        for item in now {
            let owner = Owner(part: .question, name: item.key, title: title(item.json))
            guard let known = before[item.key] else {
                note(owner, .added)
                continue
            }
            if !kept.contains(known.place) { note(owner, .moved) }
            question(known.json, item.json, owner)
        }
    }

    private mutating func question(_ old: JSON, _ new: JSON, _ owner: Owner) {
        members(old, new, owner, besides: ["options", "rows", "sides", "validate"])
        for (part, member) in [(Part.option, "options"), (.line, "rows"), (.side, "sides")] {
            keyed(part, "code", flat(old[member]), flat(new[member]), owner: owner.name)
        }
        numbered(.check, old["validate"], new["validate"], owner: owner.name)
    }

    /// Options of two levels as one list.
    private func flat(_ options: JSON?) -> JSON? {
        guard let all = options?.array else { return options }
        return .array(all.flatMap { $0["options"]?.array ?? [$0] })
    }

    // MARK: Lists

    private mutating func keyed(
        _ part: Part, _ member: String, _ old: JSON?, _ new: JSON?, owner: String?
    ) {
        var before: [String: (json: JSON, place: Int)] = [:]
        for (place, one) in (old?.array ?? []).enumerated() {
            if let name = one[member]?.string { before[name] = (one, place) }
        }
        let now = (new?.array ?? []).compactMap { one in
            one[member]?.string.map { (name: $0, json: one) }
        }
        let names = Set(now.map(\.name))
        for (name, gone) in before.sorted(by: { $0.value.place < $1.value.place })
        where !names.contains(name) {
            note(Owner(part: part, name: name, owner: owner, title: title(gone.json)), .removed)
        }
        let kept = Set(longestRising(now.compactMap { before[$0.name]?.place }))
        for one in now {
            let about = Owner(part: part, name: one.name, owner: owner, title: title(one.json))
            guard let known = before[one.name] else {
                note(about, .added)
                continue
            }
            if !kept.contains(known.place) { note(about, .moved) }
            members(known.json, one.json, about, besides: [])
        }
    }

    /// Parts without a name of their own are known by their place.
    private mutating func numbered(_ part: Part, _ old: JSON?, _ new: JSON?, owner: String?) {
        let (before, now) = (old?.array ?? [], new?.array ?? [])
        for number in 0..<max(before.count, now.count) {
            let known: JSON? = before.indices.contains(number) ? before[number] : nil
            let fresh: JSON? = now.indices.contains(number) ? now[number] : nil
            let about = Owner(
                part: part, name: "\(number + 1)", owner: owner, title: title(fresh ?? known))
            switch (known, fresh) {
            case (let known?, let fresh?): members(known, fresh, about, besides: [])
            case (nil, _?): note(about, .added)
            default: note(about, .removed)
            }
        }
    }

    // MARK: Members

    private mutating func members(
        _ old: JSON, _ new: JSON, _ owner: Owner, besides: Set<String>, below path: String = ""
    ) {
        let names = (old.object?.keys ?? []) + (new.object?.keys ?? [])
        var seen = besides
        for name in names where seen.insert(name).inserted {
            let (a, b) = (old[name] ?? .null, new[name] ?? .null)
            guard a != b else { continue }
            let member = path.isEmpty ? name : "\(path).\(name)"
            if Self.words.contains(name) || path == "scale.labels" {
                words(a, b, owner, member)
            } else if member == "scale" || member == "scale.labels" {
                members(a, b, owner, besides: [], below: member)
            } else {
                note(
                    owner, Self.logic.contains(name) ? .logic : .setting, member: member, a, b)
            }
        }
    }

    private mutating func words(_ old: JSON, _ new: JSON, _ owner: Owner, _ member: String) {
        for language in ["zh", "en"] {
            let a = old.string.map(JSON.string) ?? old[language] ?? .null
            let b = new.string.map(JSON.string) ?? new[language] ?? .null
            if a != b { note(owner, .wording, member: member, language: language, a, b) }
        }
    }

    /// The longest run of numbers that rise: what stayed in order, so that only the rest moved.
    private func longestRising(_ numbers: [Int]) -> [Int] {
        var ends: [Int] = []
        var before = [Int?](repeating: nil, count: numbers.count)
        for (place, number) in numbers.enumerated() {
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                if numbers[ends[middle]] < number { low = middle + 1 } else { high = middle }
            }
            if low > 0 { before[place] = ends[low - 1] }
            if low == ends.count { ends.append(place) } else { ends[low] = place }
        }
        var run: [Int] = []
        var at = ends.last
        while let place = at {
            run.append(numbers[place])
            at = before[place]
        }
        return run
    }
}
