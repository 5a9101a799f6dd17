public import Base

/// Answers that are kept as attachments: here only their form is checked. Whether a file is there,
/// and the respondent's own, is for those who know the store.
extension Item {
    /// Ids, each once.
    func files(_ value: JSON) -> Reading {
        guard let given = value.array else { return fault("notFiles") }
        var ids: [JSON] = []
        for element in given {
            guard let id = element.string.flatMap(ID<Attachment>.init) else {
                return fault("notFiles")
            }
            let text = JSON.string(id.description)
            if !ids.contains(text) { ids.append(text) }
        }
        if ids.isEmpty { return .missing }
        guard case .files(let terms) = bounds, ids.count > terms.count else {
            return .value(.array(ids))
        }
        return fault("tooManyFiles", ["max": "\(terms.count)"])
    }

    /// The id of one that is kept, or `{"drawn": PATH}` or `{"typed": NAME}` to be kept.
    func signature(_ value: JSON) -> Reading {
        if let id = value.string.flatMap(ID<Attachment>.init) {
            return .value(.string(id.description))
        }
        guard Signature(value) != nil else { return fault("notASignature") }
        return .value(value)
    }

    private func fault(_ code: String, _ values: [String: String] = [:]) -> Reading {
        .faulty([.init("answers.\(key)", code, values)])
    }
}

extension Signature {
    /// What an answer says of a signature that is still to be kept.
    public init?(_ answer: JSON) {
        guard let object = answer.object, object.count == 1 else { return nil }
        if let drawn = object[Item.drawnField]?.string {
            self.init(drawn: drawn)
        } else if let typed = object[Item.typedField]?.string {
            self.init(typed: typed)
        } else {
            return nil
        }
    }
}
