/// The way to a part of a document: `pages[0].items[2].title.zh`, as faults name it.
public struct DocumentPath: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case member(String)
        case index(Int)
    }

    public var steps: [Step]

    public init(_ steps: [Step] = []) { self.steps = steps }

    /// Nil for a text that names no place.
    public init?(_ text: String) {
        var steps: [Step] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "[" {
                guard let close = rest.firstIndex(of: "]"),
                    let index = Int(rest[rest.index(after: rest.startIndex)..<close]), index >= 0
                else { return nil }
                steps.append(.index(index))
                rest = rest[rest.index(after: close)...]
            } else {
                if first == "." {
                    guard !steps.isEmpty else { return nil }
                    rest = rest.dropFirst()
                } else if !steps.isEmpty {
                    return nil
                }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            }
        }
        self.steps = steps
    }

    public var isRoot: Bool { steps.isEmpty }
    public var last: Step? { steps.last }
    public var parent: DocumentPath { DocumentPath(Array(steps.dropLast())) }
    /// The place in its list; nil where the path ends in a member.
    public var index: Int? { if case .index(let index)? = steps.last { index } else { nil } }

    /// The path without the numbers in its brackets: what kind of part it leads to.
    public var pattern: String {
        DocumentPath.text(steps) { _ in "[]" }
    }

    public func appending(_ name: String) -> DocumentPath { DocumentPath(steps + [.member(name)]) }
    public func appending(_ index: Int) -> DocumentPath { DocumentPath(steps + [.index(index)]) }
    public func appending(_ other: DocumentPath) -> DocumentPath {
        DocumentPath(steps + other.steps)
    }

    public func isWithin(_ other: DocumentPath) -> Bool { steps.starts(with: other.steps) }
}

extension DocumentPath: CustomStringConvertible {
    public var description: String { DocumentPath.text(steps) { "[\($0)]" } }

    private static func text(_ steps: [Step], _ index: (Int) -> String) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let name): text += text.isEmpty ? name : "." + name
            case .index(let number): text += index(number)
            }
        }
        return text
    }
}

extension JSON {
    private func element(_ index: Int) -> JSON? {
        // A nil in a conditional would be the value null.
        guard let array, array.indices.contains(index) else { return .none }
        return array[index]
    }

    /// What stands at a path; nil where nothing does.
    public subscript(path path: DocumentPath) -> JSON? {
        path.steps.reduce(self as JSON?) { value, step in
            switch step {
            case .member(let name): value?[name]
            case .index(let index): value?.element(index)
            }
        }
    }
}
