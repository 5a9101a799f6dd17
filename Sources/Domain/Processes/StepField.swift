import Base

/// Something a case's record holds, asked for at a step.
public struct StepField: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let kind: Kind
    public let isRequired: Bool
    /// What may be chosen; empty unless the kind is a choice.
    public let options: [Option]
    /// Whether the customer reads it on the page of the case, once that is resolved.
    public let isForCustomer: Bool

    public enum Kind: String, CaseIterable, Sendable {
        case text
        case longText = "long_text"
        case number, date, choice
        /// A cause of the process's tree.
        case cause
        /// Up to five answers, each to a further why.
        case whys
        case yesNo = "yes_no"
    }

    public struct Option: Hashable, Sendable {
        public let key: String
        public let name: Wording

        public init(key: String, name: Wording) {
            self.key = key
            self.name = name
        }
    }

    static func read(_ node: DocumentNode) -> StepField? {
        node.allow("key", "name", "kind", "required", "options", "for_customer")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let kind = node.required("kind")?.choice(Kind.self)
        let isRequired = node.child("required").map { $0.bool() ?? true } ?? true
        let options = node.list("options").compactMap { option -> Option? in
            option.allow("key", "name")
            guard let key = option.required("key")?.key(),
                let name = option.required("name")?.wording()
            else { return nil }
            return Option(key: key, name: name)
        }
        let isForCustomer = node.child("for_customer").map { $0.bool() ?? false } ?? false
        guard let key, let name, let kind else { return nil }
        if kind == .choice, options.isEmpty { node.node(.null, at: "options").fault("missing") }
        if kind != .choice, !options.isEmpty {
            node.child("options")?.fault("optionsNeedChoice")
        }
        return StepField(
            key: key, name: name, kind: kind, isRequired: isRequired, options: options,
            isForCustomer: isForCustomer)
    }

    /// What is wrong with a value for this field; nil when it may be kept. Empty text is no value.
    func fault(of value: JSON?) -> Refusal.Fault? {
        guard let value, !value.isNull, !isBlank(value) else {
            return isRequired ? Refusal.Fault("fields.\(key)", "required") : nil
        }
        let fits =
            switch kind {
            case .text, .longText, .cause: value.string != nil
            case .whys:
                (1...5).contains(value.array?.count ?? 0)
                    && value.array?.allSatisfy { $0.string.map { !$0.isEmpty } ?? false } ?? false
            case .number: value.number != nil
            case .date: value.string.map(StepField.isDate) ?? false
            case .yesNo: value.bool != nil
            case .choice: options.contains { $0.key == value.string }
            }
        return fits ? nil : Refusal.Fault("fields.\(key)", "notOfKind", ["kind": kind.rawValue])
    }

    private func isBlank(_ value: JSON) -> Bool {
        value.string.map { $0.allSatisfy(\.isWhitespace) } ?? value.array?.isEmpty ?? false
    }

    /// `2026-03-01`; whether the day exists is left to the calendar that shows it.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return false }
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == 3 && (1...12).contains(numbers[1]) && (1...31).contains(numbers[2])
    }
}
