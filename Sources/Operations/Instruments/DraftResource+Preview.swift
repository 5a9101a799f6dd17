public import Base
public import Domain

extension DraftResource {
    /// The draft as far as it can be shown while it is still being written: words that are missing
    /// in one language are taken from the other, and what has faults is left out. Nil where too
    /// little is left.
    public var lenient: Instrument? {
        if let instrument { return instrument }
        guard var document else { return nil }
        document = document.withWords(of: document)
        // What is left out can make other places faulty that speak of it.
        for _ in 0..<8 {
            do {
                return try Instrument(document: document)
            } catch {
                guard let less = document.without(error.faults) else { return nil }
                document = less
            }
        }
        return nil
    }

    /// What conditions and texts may speak of by now.
    public var names: JSON {
        let checked = lenient.map { CheckedInstrument(instrument: $0, advice: []) }
        return checked?.json(saying: { key, _ in key })["names"] ?? []
    }
}

extension JSON {
    fileprivate func withWords(of document: JSON) -> JSON {
        let named = document["languages"]?.array?.compactMap(\.string) ?? []
        let languages = named.isEmpty ? ["zh", "en"] : named
        return filled(languages)
    }

    /// Words that are empty everywhere are shown as three dots.
    private func filled(_ languages: [String]) -> JSON {
        switch self {
        case .array(let elements): return .array(elements.map { $0.filled(languages) })
        case .object(let object):
            let isWords = object.keys.allSatisfy { $0 == "zh" || $0 == "en" } && !object.isEmpty
            guard isWords else {
                var copy = object
                for (place, member) in object.members.enumerated() {
                    copy.members[place].value = member.value.filled(languages)
                }
                for name in ["title", "text", "message"] where object[name]?.object?.isEmpty == true
                {
                    copy[name] = .object(
                        JSON.Object(languages.map { .init(key: $0, value: "…") }))
                }
                return .object(copy)
            }
            let said = object.members.lazy.compactMap(\.value.string).first { !$0.isBlank } ?? "…"
            return .object(
                JSON.Object(
                    languages.map { language in
                        let own = object[language]?.string
                        return .init(
                            key: language,
                            value: .string(own?.isBlank == false ? own ?? said : said))
                    }))
        default: return self
        }
    }

    /// Without the parts that have faults; nil where the fault is of the whole.
    fileprivate func without(_ faults: [Refusal.Fault]) -> JSON? {
        var paths = Set<DocumentPath>()
        for fault in faults {
            guard let path = DocumentPath(fault.path), let part = path.dispensable else {
                return .none
            }
            paths.insert(part)
        }
        // The last of a list first, so that the places of the others stay.
        let ordered = paths.sorted { a, b in
            a.steps.lexicographicallyPrecedes(b.steps) { $0.isBefore($1) }
        }
        var left = self
        for path in ordered.reversed() { left = left.edited(by: .remove(path)) ?? left }
        return left == self ? .none : left
    }
}

extension DocumentPath {
    /// The smallest part with a fault that can be left out.
    fileprivate var dispensable: DocumentPath? {
        let isIndexed = steps.map { step in if case .index = step { true } else { false } }
        switch steps.first {
        case .member("pages")?:
            guard steps.count > 1 else { return nil }
            guard steps.count > 2 else { return DocumentPath(Array(steps.prefix(2))) }
            guard steps[2] == .member("items") else {
                return DocumentPath(Array(steps.prefix(steps.count > 3 && isIndexed[3] ? 4 : 3)))
            }
            return DocumentPath(Array(steps.prefix(steps.count > 3 ? 4 : 2)))
        case .member("thanks")?, .member("hidden")?, .member("computed")?:
            return DocumentPath(Array(steps.prefix(2)))
        case .member("purpose")?: return DocumentPath(Array(steps.prefix(1)))
        default: return nil
        }
    }
}

extension DocumentPath.Step {
    fileprivate func isBefore(_ other: DocumentPath.Step) -> Bool {
        switch (self, other) {
        case (.index(let a), .index(let b)): a < b
        case (.member(let a), .member(let b)): a < b
        case (.member, .index): true
        case (.index, .member): false
        }
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
