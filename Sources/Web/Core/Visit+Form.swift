public import Base
import HTTPTypes

extension Visit {
    /// A form's page, shown again where the form was refused: `typed.NAME` keeps what was written,
    /// `fault.NAME` says beside the field what is wrong, `message` says the rest.
    /// - Throws: the refusal itself where no other input could help.
    public func form(
        _ template: String, section: String, _ context: JSON, after refusal: Refusal?
    ) throws -> Reply {
        guard let refusal else { return page(template, section: section, context) }
        guard ![.forbidden, .notFound, .gone].contains(refusal.kind) else { throw refusal }
        var whole = context.object ?? JSON.Object()
        for member in refilled(refusal).members { whole[member.key] = member.value }
        let status = Problem(refusal, words: words).status
        var reply = page(template, section: section, .object(whole), status: status)
        if status == .tooManyRequests { reply.headers[.retryAfter] = "60" }
        return reply
    }

    /// What was typed comes back, but for passwords.
    private func refilled(_ refusal: Refusal) -> JSON.Object {
        let problem = Problem(refusal, words: words)
        var faults = JSON.Object()
        for fault in problem.faults {
            let name = String(fault.path.prefix { $0 != "[" && $0 != "." })
            if faults[name] == nil { faults.append(name, .string(fault.text)) }
        }
        var typed = form
        for name in typed.keys where Visit.secretFields.contains(name) { typed[name] = nil }
        var context = JSON.Object()
        context.append("typed", .object(typed))
        context.append("fault", .object(faults))
        context.append("message", .string(problem.title))
        return context
    }

    private static let secretFields: Set<String> = ["csrf", "password", "current"]

    /// The values of a field that may come several times, such as ticked boxes.
    public func list(_ name: String) -> JSON {
        switch form[name] {
        case .array(let values)?: .array(values)
        case .string("")?, nil: []
        case let value?: .array([value])
        }
    }
}
