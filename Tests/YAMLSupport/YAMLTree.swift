public import Base
import Yams

/// YAML as a JSON tree, as far as the library's documents need it.
public func tree(_ yaml: String) throws -> JSON {
    func json(_ node: Yams.Node) -> JSON {
        switch node {
        case .scalar(let scalar):
            guard scalar.style == .plain || scalar.style == .any else {
                return .string(scalar.string)
            }
            switch scalar.string {
            case "true": return true
            case "false": return false
            case "", "null": return .null
            default: return Double(scalar.string).map(JSON.number) ?? .string(scalar.string)
            }
        case .sequence(let sequence): return .array(sequence.map(json))
        case .mapping(let mapping):
            return .object(
                .init(mapping.map { .init(key: $0.key.string ?? "", value: json($0.value)) }))
        case .alias: return .null
        }
    }
    return try Yams.compose(yaml: yaml).map(json) ?? .null
}
