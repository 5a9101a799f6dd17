import Base

extension DocumentNode {
    /// A condition over the names of a scope; what is wrong with it is told by character.
    func condition(in scope: Scope) -> Expression? {
        guard let text = text() else { return nil }
        do {
            let expression = try Expression(parsing: text)
            try expression.checkCondition(scope)
            return expression
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            fault("expression.\(error.code)", values)
            return nil
        }
    }
}
