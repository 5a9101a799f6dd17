import Base
import Domain
import Operations

extension Visit {
    /// Performs with the form's step fields (`field.summary`) gathered into `fields`, each in the
    /// kind that its process asks for.
    @discardableResult
    func perform<O: Operation>(
        _ operation: O.Type, fields gathers: Bool, _ added: [String: JSON]
    ) async throws -> O.Output {
        var raw = JSON.Object()
        var fields = JSON.Object()
        let process = try await process(of: parameter("case"))
        for member in form.members where member.key != "csrf" {
            guard member.key.hasPrefix("field.") else {
                raw[member.key] = member.value
                continue
            }
            let key = String(member.key.dropFirst(6))
            if process[field: key]?.kind == .whys {
                let texts = list(member.key).array?.filter { $0 != "" } ?? []
                if !texts.isEmpty { fields[key] = .array(texts) }
                continue
            }
            // An empty answer takes nothing away: the form shows only what this step asks.
            guard let text = member.value.string, !text.isEmpty else { continue }
            fields[key] = Visit.value(text, of: process[field: key]?.kind)
        }
        if gathers, !fields.isEmpty { raw["fields"] = .object(fields) }
        for (name, value) in added { raw[name] = value }
        return try await desk.perform(operation, raw)
    }

    /// The process that a case follows, in the version it began with.
    func process(of id: String) async throws -> Process {
        let one = try await desk.perform(ShowCase.self, ["case": .string(id)].object).json
        return try await process(of: one)
    }

    /// The tree from which the causes of a process are chosen, as it is now.
    func causes(of process: Process) async throws -> CauseTree? {
        guard let key = process.causes else { return nil }
        let stored = try await desk.perform(
            ShowDocument<CauseDocuments>.self, ["key": .string(key)].object)
        return try CauseTree(document: stored.json["document"] ?? .null)
    }

    func process(of one: JSON) async throws -> Process {
        let stored = try await desk.perform(
            ShowDocument<ProcessDocuments>.self,
            ["key": one["process"] ?? .null, "version": one["processVersion"] ?? .null].object)
        return try Process(document: stored.json["document"] ?? .null)
    }

    private static func value(_ text: String, of kind: StepField.Kind?) -> JSON {
        switch kind {
        case .number: Double(text).map(JSON.number) ?? .string(text)
        case .yesNo: text == "true" ? true : text == "false" ? false : .string(text)
        case .text, .longText, .date, .choice, .cause, .whys, nil: .string(text)
        }
    }
}

extension [String: JSON] {
    /// As an operation's input; null members are as good as absent.
    var object: JSON.Object {
        JSON.Object(map { JSON.Object.Member(key: $0.key, value: $0.value) })
    }
}
