public import Base

/// What to say, as a document: a canned reply of one part, or a script whose parts follow each
/// other. Slots in braces are filled from the case.
public struct Talk: Hashable, Sendable {
    public let key: String
    public let name: Wording
    /// Kinds of case it is offered for; all where none is named.
    public let kinds: Set<Case.Kind>
    public let parts: [Part]

    /// A part of a script: information, needs, listening; proposal, promise of quality,
    /// confirmation of doing.
    public struct Part: Hashable, Sendable {
        public let name: Wording?
        public let text: Wording
    }

    /// What slots may stand in a text.
    public static let slots = [
        "customer.name", "case.number", "case.title", "agent.name", "due", "page",
    ]

    public func fits(_ kind: Case.Kind) -> Bool { kinds.isEmpty || kinds.contains(kind) }

    /// The whole text with its slots filled; a slot nobody knows stays for the writer to see.
    public func text(_ slot: (String) -> String?) -> Wording {
        let filled = parts.map { part in part.text.filled { slot($0) ?? "{\($0)}" } }
        return Wording(
            zh: filled.map(\.zh).joined(separator: "\n\n"),
            en: filled.map(\.en).joined(separator: "\n\n"))
    }

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> Talk? in
            node.allow("key", "name", "about", "kinds", "text", "parts")
            let key = node.required("key")?.key()
            let name = node.required("name")?.wording()
            _ = node.child("about")?.wording()
            let kinds = node.list("kinds").compactMap { $0.choice(Case.Kind.self) }
            var parts: [Part] = []
            if let text = node.child("text") {
                if let wording = Talk.wording(text) { parts.append(Part(name: nil, text: wording)) }
            } else {
                for part in node.required("parts")?.list() ?? [] {
                    part.allow("name", "text")
                    let name = part.child("name")?.wording()
                    guard let text = part.required("text").flatMap(Talk.wording) else { continue }
                    parts.append(Part(name: name, text: text))
                }
            }
            guard let key, let name else { return nil }
            return Talk(key: key, name: name, kinds: Set(kinds), parts: parts)
        }
    }

    private init(key: String, name: Wording, kinds: Set<Case.Kind>, parts: [Part]) {
        self.key = key
        self.name = name
        self.kinds = kinds
        self.parts = parts
    }

    /// A text whose slots are all known.
    private static func wording(_ node: DocumentNode) -> Wording? {
        guard let wording = node.wording() else { return nil }
        _ = wording.filled { name in
            if !slots.contains(name) {
                node.fault(
                    "unknownSlot", ["value": name, "allowed": slots.joined(separator: ", ")])
            }
            return nil
        }
        return wording
    }
}
