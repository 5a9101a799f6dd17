import Base

/// Collects what is wrong with a document while it is read, so that its author sees all at once.
final class DocumentFaults {
    private(set) var all: [Refusal.Fault] = []
    private var known = Set<Refusal.Fault>()
    /// More than anyone mends at once; a hostile document shall not fill memory with them.
    static let most = 200

    /// Notes a fault once, however often its place is read.
    func add(_ path: String, _ code: String, _ values: [String: String] = [:]) {
        guard all.count < DocumentFaults.most else { return }
        let fault = Refusal.Fault(path, code, values)
        if known.insert(fault).inserted { all.append(fault) }
    }

    var isFull: Bool { all.count >= DocumentFaults.most }
}

/// One place of a document being read. Readers return nil after noting the fault, so a whole
/// document is read to its end before it is refused.
struct DocumentNode {
    let value: JSON
    let path: String
    let faults: DocumentFaults

    /// Reads a document's root; throws all faults that `body` noted.
    static func read<T>(_ document: JSON, _ body: (DocumentNode) -> T?) throws(Refusal) -> T {
        let faults = DocumentFaults()
        let root = DocumentNode(value: document, path: "", faults: faults)
        guard document.object != nil else {
            throw .invalid("", "documentIsNoMap", ["kind": document.kind])
        }
        let read = body(root)
        guard faults.all.isEmpty else { throw .invalid(faults.all) }
        guard let read else { preconditionFailure("a document was refused without a fault") }
        return read
    }

    func fault(_ code: String, _ values: [String: String] = [:]) { faults.add(path, code, values) }

    func node(_ value: JSON, at step: String) -> DocumentNode {
        let isIndex = step.hasPrefix("[")
        let joined = path.isEmpty || isIndex ? path + step : path + "." + step
        return DocumentNode(value: value, path: joined, faults: faults)
    }

    /// A member, or nil where there is none; `null` counts as none.
    func child(_ key: String) -> DocumentNode? {
        guard let value = value[key], !value.isNull else { return nil }
        return node(value, at: key)
    }

    /// A member that must be there.
    func required(_ key: String) -> DocumentNode? {
        if let child = child(key) { return child }
        node(.null, at: key).fault("missing")
        return nil
    }

    /// Notes members that nobody reads: most often a slip of the pen.
    func allow(_ keys: String...) { allow(keys) }

    func allow(_ keys: [String]) {
        for key in value.object?.keys ?? [] where !keys.contains(key) {
            node(.null, at: key).fault("unknownMember", ["allowed": keys.joined(separator: ", ")])
        }
    }

    func text() -> String? {
        if let text = value.string, text.isSeen { return text }
        fault("notText")
        return nil
    }

    /// A name for programs: small letters, digits, `-` and `_`.
    func key() -> String? {
        guard let text = text() else { return nil }
        let isKey =
            text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        if isKey { return text }
        fault("notKey", ["value": text])
        return nil
    }

    func bool() -> Bool? {
        if let bool = value.bool { return bool }
        fault("notYesNo")
        return nil
    }

    /// Words in both languages: `{zh: …, en: …}`; one text alone stands for both.
    func wording() -> Wording? {
        if let text = value.string, !text.isEmpty { return Wording(zh: text, en: text) }
        guard value.object != nil else {
            fault("notWording")
            return nil
        }
        allow("zh", "en")
        guard let zh = required("zh")?.text(), let en = required("en")?.text() else { return nil }
        return Wording(zh: zh, en: en)
    }

    func list() -> [DocumentNode] {
        guard let elements = value.array else {
            fault("notList")
            return []
        }
        return elements.enumerated().map { index, element in node(element, at: "[\(index)]") }
    }

    /// The elements of a member list; none where the member is missing.
    func list(_ key: String) -> [DocumentNode] { child(key)?.list() ?? [] }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _: Choice.Type = Choice.self
    ) -> Choice? {
        if let text = value.string, let choice = Choice(rawValue: text) { return choice }
        let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        fault("notOneOf", ["value": value.string ?? value.kind, "allowed": allowed])
        return nil
    }
}

extension String {
    /// Whether there is anything to see in it: blanks, joiners and marks of direction alone are
    /// nothing to a reader.
    fileprivate var isSeen: Bool {
        unicodeScalars.contains { scalar in
            let properties = scalar.properties
            return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
                && properties.generalCategory != .control
        }
    }
}
