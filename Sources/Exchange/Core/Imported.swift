public import Base
import Domain

/// A file of another program as our document, and what of it did not come over.
public struct Imported: Sendable {
    public let document: JSON
    public let losses: [Loss]
    /// Questions in the file and in the document.
    public let found: Int
    public let kept: Int

    /// Takes out of a draft what our documents refuse, so that what is left is sound.
    /// - Throws: `Refusal` where nothing is left.
    init(_ draft: Draft, found: Int, _ losses: Losses) throws(Refusal) {
        var (draft, losses) = (draft, losses)
        draft.shorten(&losses)
        var document = draft.document(&losses)
        var names: [String: String] = [:]
        for item in draft.pages.flatMap(\.items) { names[item.key] = item.foreign }
        // Each round takes out what is refused; what depended on it is refused in the next.
        for _ in 0..<20 {
            let faults = Imported.faults(of: document)
            if faults.isEmpty { break }
            document = Imported.mend(document, faults, names, &losses)
        }
        guard Imported.faults(of: document).isEmpty else {
            throw .invalid("", "nothingImported")
        }
        self.document = document
        self.losses = losses.all
        self.found = found
        kept = (document["pages"]?.array ?? []).reduce(0) { $0 + ($1["items"]?.array?.count ?? 0) }
    }

    private static func faults(of document: JSON) -> [Refusal.Fault] {
        do {
            return try Instrument(document: document).deadEnds
        } catch {
            return error.faults.isEmpty ? [.init("", error.code)] : error.faults
        }
    }

    /// Members that a question can do without.
    private static let loose = [
        "show_if", "validate", "jump", "display", "help", "min", "max", "shuffle", "step",
        "max_length",
    ]

    private static func mend(
        _ document: JSON, _ faults: [Refusal.Fault], _ names: [String: String],
        _ losses: inout Losses
    ) -> JSON {
        // From behind, so that the places of what comes before stay.
        var out = document
        var done = Set<String>()
        for fault in faults.sorted(by: { $0.path.steps.lexicographicallyPrecedes($1.path.steps) })
            .reversed()
        {
            let steps = fault.path.steps
            let question = out.name(at: steps, names)
            let cut = steps.firstIndex { loose.contains($0.name) }
            let path: [PathStep]
            if let cut {
                let isList = ["validate", "jump"].contains(steps[cut].name)
                path = Array(steps[...(isList && cut + 1 < steps.count ? cut + 1 : cut)])
                losses.add(question, steps[cut].name, .logic, out.value(at: path)?.text ?? "")
            } else if let place = steps.lastIndex(where: { $0.index != nil }) {
                path = Array(steps[...place])
                let isItem = place > 0 && steps[place - 1].name == "items"
                losses.add(
                    question, isItem ? "" : steps[..<place].last?.name ?? "",
                    isItem ? .kind : .member, fault.code)
            } else {
                path = steps
            }
            let text = path.map(\.description).joined(separator: "/")
            if !path.isEmpty, done.insert(text).inserted { out = out.removing(path[...]) }
        }
        return out.withoutEmptyPages
    }
}

/// One step of a path such as `pages[0].items[1].title`.
struct PathStep: Hashable, Comparable, CustomStringConvertible {
    var name = ""
    var index: Int?

    var description: String { index.map { "[\($0)]" } ?? name }

    static func < (a: PathStep, b: PathStep) -> Bool {
        (a.index ?? -1, a.name) < (b.index ?? -1, b.name)
    }
}

extension String {
    var steps: [PathStep] {
        split { $0 == "." || $0 == "[" }.map { part in
            part.last == "]"
                ? PathStep(index: Int(part.dropLast())) : PathStep(name: String(part))
        }
    }
}

extension JSON {
    func value(at path: [PathStep]) -> JSON? {
        path.reduce(self as JSON?) { value, step in
            guard let index = step.index else { return value?[step.name] }
            let elements = value?.array ?? []
            return elements.indices.contains(index) ? elements[index] : nil
        }
    }

    fileprivate func removing(_ path: ArraySlice<PathStep>) -> JSON {
        guard let step = path.first else { return self }
        let rest = path.dropFirst()
        if let index = step.index {
            guard var elements = array, elements.indices.contains(index) else { return self }
            if rest.isEmpty {
                elements.remove(at: index)
            } else {
                elements[index] = elements[index].removing(rest)
            }
            return .array(elements)
        }
        guard var object, let value = object[step.name] else { return self }
        object[step.name] = rest.isEmpty ? nil : value.removing(rest)
        return .object(object)
    }

    /// The author's name of the question that a path leads into.
    fileprivate func name(at path: [PathStep], _ names: [String: String]) -> String {
        guard let place = path.firstIndex(where: { $0.name == "items" }), place + 1 < path.count,
            let key = value(at: Array(path[...(place + 1)]))?["key"]?.string
        else { return "" }
        return names[key] ?? key
    }

    fileprivate var withoutEmptyPages: JSON {
        guard var object, let pages = object["pages"]?.array else { return self }
        object["pages"] = .array(pages.filter { $0["items"]?.array?.isEmpty == false })
        return .object(object)
    }
}

extension Draft {
    private static let itemsMost = 200
    private static let choicesMost = 200

    /// Leaves out what is more than a document may hold, each told.
    fileprivate mutating func shorten(_ losses: inout Losses) {
        var left = Draft.itemsMost
        for place in pages.indices {
            for item in pages[place].items.dropFirst(left) {
                losses.add(item.foreign, "", .cut, "> \(Draft.itemsMost)")
            }
            pages[place].items = Array(pages[place].items.prefix(left))
            left -= pages[place].items.count
            for number in pages[place].items.indices {
                pages[place].items[number].shorten(Draft.choicesMost, &losses)
            }
        }
        pages.removeAll { $0.items.isEmpty }
    }
}

extension Draft.Question {
    fileprivate mutating func shorten(_ most: Int, _ losses: inout Losses) {
        if options.count > most {
            losses.add(foreign, "options", .cut, "\(options.count) > \(most)")
            options = Array(options.prefix(most))
        }
        if rows.count > most {
            losses.add(foreign, "rows", .cut, "\(rows.count) > \(most)")
            rows = Array(rows.prefix(most))
        }
    }
}
