import Base
import HTTPTypes
import Operations

/// How a refusal looks from outside: once as RFC 9457 JSON, once as words on a page.
struct Problem {
    let status: HTTPResponse.Status
    let code: String
    let title: String
    let faults: [(path: String, code: String, text: String)]

    init(_ refusal: Refusal, words: Words) {
        status = Problem.status(of: refusal.kind)
        code = refusal.code
        title = words("refusal.\(refusal.code)", refusal.values)
        faults = refusal.faults.map {
            (path: $0.path, code: $0.code, text: Problem.sentence($0, words))
        }
    }

    /// One fault in words. What is wrong with an expression has sentences of its own, in which
    /// types are words too, and so has what publishing would do to answers.
    static func sentence(_ fault: Refusal.Fault, _ words: Words) -> String {
        if fault.code.hasPrefix("publication.") { return consequence(fault, words) }
        guard fault.code.hasPrefix("expression.") else {
            var values = fault.values
            // Words of a document come in each of its languages.
            values["words"] = values[words.language]
            return words("fault.\(fault.code)", values)
        }
        let values = fault.values.mapValues { value in
            words.contains("valueType.\(value)") ? words["valueType.\(value)"] : value
        }
        return words(fault.code, values)
    }

    private static func consequence(_ fault: Refusal.Fault, _ words: Words) -> String {
        var values = fault.values
        for name in ["was", "becomes"] {
            let said = values["\(name).\(words.language)"] ?? values["\(name).en"]
            let kind = "designer.kind.\(values[name] ?? "")"
            values[name] = said ?? (words.contains(kind) ? words[kind] : values[name]) ?? ""
        }
        return words(fault.code, values)
    }

    var json: JSON {
        var object: JSON.Object = .init()
        object.append("type", "about:blank")
        object.append("title", .string(title))
        object.append("status", .integer(status.code))
        object.append("code", .string(code))
        if !faults.isEmpty {
            object.append(
                "invalidParams",
                .array(
                    faults.map {
                        [
                            "name": .string($0.path), "code": .string($0.code),
                            "reason": .string($0.text),
                        ]
                    }))
        }
        return .object(object)
    }

    /// What the `problem` template shows.
    var context: JSON {
        [
            "title": .string(title),
            "status": .integer(status.code),
            "hasFaults": .bool(!faults.isEmpty),
            "faults": .array(
                faults.map { ["path": .string($0.path), "text": .string($0.text)] }),
        ]
    }

    private static func status(of kind: Refusal.Kind) -> HTTPResponse.Status {
        switch kind {
        case .unreadable: .badRequest
        case .invalid: .unprocessableContent
        case .signInNeeded: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .gone: .gone
        case .conflict: .conflict
        case .tooLarge: .contentTooLarge
        case .tooMany: .tooManyRequests
        }
    }
}
