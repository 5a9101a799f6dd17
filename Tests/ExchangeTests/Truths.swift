import Base
import Domain

/// When a condition holds, of all that may have been answered: two spellings of the same condition
/// are the same here.
struct Truths {
    let text: String

    /// Nil where the answers cannot be gone through.
    init?(_ condition: String, _ instrument: Instrument) {
        guard let expression = try? Expression(parsing: condition) else { return nil }
        let names = Set(expression.names).sorted()
        var domains: [[JSON]] = []
        for name in names {
            guard name.hasPrefix("answers."),
                let item = instrument[item: String(name.dropFirst("answers.".count))],
                let domain = Truths.answers(item)
            else { return nil }
            domains.append(domain)
        }
        let count = domains.reduce(1) { $0 * $1.count }
        guard count <= 20_000 else { return nil }
        var bits = ""
        for number in 0..<count {
            var rest = number
            var values: [String: JSON] = [:]
            for (name, domain) in zip(names, domains) {
                values[name] = domain[rest % domain.count]
                rest /= domain.count
            }
            bits += expression.holds { values[$0] } ? "1" : "0"
        }
        text = "\(names.joined(separator: " ")) \(bits)"
    }

    private static func answers(_ item: Item) -> [JSON]? {
        switch item.kind {
        case .nps, .csat, .ces, .rating:
            return item.scale.map { [.null] + $0.steps.map { .integer($0) } }
        case .yesNo, .consent: return [.null, true, false]
        case .single: return [.null] + item.options.map { .string($0.code) }
        case .multiple where item.options.count <= 8:
            return [.null]
                + (0..<(1 << item.options.count)).map { chosen in
                    .array(
                        item.options.indices.filter { chosen >> $0 & 1 == 1 }.map {
                            .string(item.options[$0].code)
                        })
                }
        default: return nil
        }
    }
}
