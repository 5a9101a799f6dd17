public import Base

extension Case {
    /// What `field` answers, besides the fields of the process below `fields.`.
    public static let fieldTypes: [String: ValueType] = [
        "number": .number, "kind": .text, "severity": .text, "status": .text, "step": .text,
        "process": .text,
        "process_version": .number, "channel": .text, "team": .text, "assignee": .text,
        "tags": .list, "reopenings": .number, "has_response": .bool, "outcome.key": .text,
        "outcome.early": .bool, "stage": .text, "appeals": .number,
    ]
}
