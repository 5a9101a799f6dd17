import Base

/// Where a method's model comes from: learnt from a table, or read from a file that was saved.
struct LearntFile: Sendable {
    let train: String?
    let model: String?
    let save: String?

    static func options(_ columns: String) -> [AnalysisOption] {
        [
            AnalysisOption(
                "train", .file, need: .optional, "Learn from this table, with \(columns)."),
            AnalysisOption(
                "model", .file, need: .optional, "Use what was learnt and saved before."),
            AnalysisOption("save", .file, need: .optional, "Keep what was learnt in this file."),
        ]
    }

    /// - Parameters:
    ///   - needs: options without which nothing can be learnt.
    ///   - isNeeded: whether the method cannot do without either.
    init(
        _ chosen: AnalysisChoices, needs: [String], isNeeded: Bool = true
    ) throws(Refusal) {
        train = chosen.textIfGiven("train")
        model = chosen.textIfGiven("model")
        save = chosen.textIfGiven("save")
        guard !isNeeded || train != nil || model != nil else {
            throw Refusal(.invalid, "optionMissing", ["option": "--train FILE, --model FILE"])
        }
        guard train == nil || model == nil else {
            throw Refusal(.invalid, "optionInstead", ["option": "--model", "other": "--train"])
        }
        guard save == nil || train != nil else {
            throw Refusal(.invalid, "optionNeeds", ["option": "--save", "other": "--train"])
        }
        for name in needs where train != nil && chosen.textIfGiven(name) == nil {
            throw Refusal(.invalid, "optionNeeds", ["option": "--train", "other": "--\(name)"])
        }
    }

    /// - Parameters:
    ///   - read: nil where the bytes are none of this version.
    ///   - learn: from the table of that name.
    func classifier<Classifier>(
        _ desk: TextDesk, read: ([UInt8]) -> Classifier?, bytes: (Classifier) -> [UInt8],
        learn: (String) throws -> Classifier
    ) throws -> Classifier {
        if let model {
            guard let found = read(try desk.bytes(model)) else {
                throw Refusal(.unreadable, "modelUnreadable", ["file": model])
            }
            return found
        }
        let learnt = try learn(train ?? "")
        if let save { try desk.save(save, bytes(learnt)) }
        return learnt
    }
}
