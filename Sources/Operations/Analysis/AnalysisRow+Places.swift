import Base

extension AnalysisRow {
    /// A value of this row that cannot be, with its line and column.
    func refusal(_ code: String, _ column: String, _ value: String) -> Refusal {
        Refusal(.invalid, code, ["line": "\(line)", "column": column, "value": value])
    }

    /// A number that must not be below zero.
    func notNegative(_ place: Int, _ column: String) throws(Refusal) -> Double {
        let value = numbers[place]
        guard !(value < 0) else {
            throw refusal("tableNegative", column, JSON.number(value).text)
        }
        return value
    }

    /// 1, yes, true or 0, no, false; or whether the text is `positive` where that is given.
    func truth(_ place: Int, _ column: String, positive: String?) throws(Refusal) -> Bool {
        let text = texts[place]
        if let positive { return text == positive }
        switch text.lowercased() {
        case "1", "yes", "true": return true
        case "0", "no", "false": return false
        default: throw refusal("tableNotYesOrNo", column, text)
        }
    }
}
