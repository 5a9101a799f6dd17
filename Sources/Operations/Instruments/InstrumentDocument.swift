import Base
import Domain
import Store

/// An author's YAML text, read and interpreted; its faults name their lines.
struct InstrumentDocument {
    let text: String
    let json: JSON
    let instrument: Instrument

    /// - Throws: `Refusal` with every fault, each path led by `document:LINE`.
    init(_ text: String) throws(Refusal) {
        try self.init(text, InstrumentDocument.yaml(text))
    }

    /// - Throws: `Refusal` with the line where the text stops being YAML.
    static func yaml(_ text: String) throws(Refusal) -> YAMLDocument {
        do {
            return try YAMLDocument(parsing: text)
        } catch {
            throw InstrumentDocument.placed(error) { _ in nil }
        }
    }

    /// - Parameter yaml: of the same text.
    init(_ text: String, _ yaml: YAMLDocument) throws(Refusal) {
        do {
            instrument = try InstrumentDocument.published(yaml.json)
        } catch {
            throw InstrumentDocument.placed(error, yaml.line)
        }
        self.text = text
        json = yaml.json
    }

    /// Versions saved before are read without the search for dead ends, so that none is ever lost.
    private static func published(_ document: JSON) throws(Refusal) -> Instrument {
        let instrument = try Instrument(document: document)
        let deadEnds = instrument.deadEnds
        guard deadEnds.isEmpty else { throw .invalid(deadEnds) }
        return instrument
    }

    /// With plain line breaks, as texts are kept: forms send others.
    static func plain(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        return text.split(separator: "\r\n", omittingEmptySubsequences: false)
            .joined(separator: "\n")
    }

    private static func placed(_ refusal: Refusal, _ line: (String) -> Int?) -> Refusal {
        let faults = refusal.faults.map { fault in
            let line = line(fault.path).map(String.init) ?? fault.values["line"] ?? "1"
            let path = fault.path.isEmpty ? "document:\(line)" : "document:\(line) \(fault.path)"
            return Refusal.Fault(
                path, fault.code, fault.values.merging(["line": line]) { old, _ in old })
        }
        return Refusal(refusal.kind, refusal.code, refusal.values, faults: faults)
    }

    /// Faults found later, with their lines.
    func placed(_ refusal: Refusal) -> Refusal {
        guard let yaml = try? YAMLDocument(parsing: text) else { return refusal }
        return InstrumentDocument.placed(refusal, yaml.line)
    }

    func version(_ number: Int, at now: Instant, author: String) -> Instruments.Version {
        Instruments.Version(version: number, text: text, json: json, at: now, author: author)
    }
}
