extension Case {
    /// How people write the number of a case: `#1042`.
    public static func text(ofNumber number: Int) -> String { "#\(number)" }

    /// The number that somebody typed: `1042`, `#1042`, also in the wide signs that an input
    /// method writes.
    public static func number(typed: String) -> Int? {
        var signs = typed.unicodeScalars[...]
        while signs.first?.properties.isWhitespace == true { signs.removeFirst() }
        while signs.last?.properties.isWhitespace == true { signs.removeLast() }
        if signs.first == "#" || signs.first == "＃" { signs.removeFirst() }
        // As many as no workspace will ever have.
        guard (1...15).contains(signs.count) else { return nil }
        var number = 0
        for sign in signs {
            switch sign {
            case "0"..."9": number = number * 10 + Int(sign.value - ("0" as UnicodeScalar).value)
            case "０"..."９": number = number * 10 + Int(sign.value - ("０" as UnicodeScalar).value)
            default: return nil
            }
        }
        return number > 0 ? number : nil
    }
}
