import Base

/// "Other, please say": the words beside such an option are a question of their own, asked inside
/// that question only of those who chose the option. So they have a cell, a column and a name like
/// any answer: `answers.KEY.other`.
extension Item {
    /// Code of the option that asks for words; nil where none does.
    public var otherCode: String? { options.first(where: \.isOther)?.code }

    public var ownWordsKey: String { key + ".other" }

    /// Characters.
    public static let ownWordsMost = 200

    var ownWords: Item? {
        guard let option = options.first(where: \.isOther) else { return nil }
        let title = Wording(
            zh: "\(title.zh) · \(option.title.zh)", en: "\(title.en) · \(option.title.en)")
        return Item(
            key: ownWordsKey, kind: .text, title: title, help: nil, isRequired: isRequired,
            isWished: isWished, host: key, showIf: isChosen(option.code), options: [], rows: [],
            sides: [], scale: nil, display: .list, levels: [], allowsNotApplicable: false,
            allowsDontKnow: false, bounds: .length(Item.ownWordsMost), isShuffled: false,
            isFixed: false, page: page,
            cells: Item.cells(key: ownWordsKey, title: title, kind: .text, rows: [], sides: []))
    }

    private func isChosen(_ code: String) -> Expression {
        let isList = kind == .multiple
        do {
            return try Expression(
                parsing: "answers.\(key) \(isList ? "contains" : "==") \"\(code)\"")
        } catch {
            preconditionFailure("keys and codes are names of the expression language: \(error)")
        }
    }

    /// Words in place of a choice are the choice that asks for them.
    func choice(ofWords texts: [String]) -> JSON? {
        guard let code = otherCode, texts.contains(where: { !$0.cleaned.isEmpty }) else {
            return nil
        }
        return kind == .multiple ? [.string(code)] : .string(code)
    }
}
