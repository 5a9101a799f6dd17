import Base
import Domain
import Operations

/// Advice on a questionnaire's wording beside its editor.
enum InstrumentAdvice {
    /// Each with the line of the document it is about; none for who may only read, or where the
    /// document has faults to mend first.
    static func rows(on text: String, _ visit: Visit) async throws -> [JSON] {
        guard visit.desk.actor.rights.contains(.instrumentsWrite) else { return [] }
        do {
            let input = JSON.Object([.init(key: "document", value: .string(text))])
            let checked = try await visit.desk.perform(CheckInstrument.self, input)
            let yaml = try YAMLDocument(parsing: text)
            return checked.advice.map { advice in
                let (message, suggestion) = advice.sentences { visit.words($0, $1) }
                let severity = visit.words["advice.severity.\(advice.severity.rawValue)"]
                return [
                    "path": .string(advice.path), "message": .string(message),
                    "suggestion": .string(suggestion), "severity": .string(severity),
                    "line": .optional(yaml.line(of: advice.path).map(String.init)),
                ]
            }
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return []
        }
    }
}
