import Base

extension DocumentNode {
    /// A condition over the names of a scope; what is wrong with it is told by character.
    func condition(in scope: Scope) -> Expression? {
        parsed { expression throws(ExpressionError) in try expression.checkCondition(scope) }
    }

    /// An expression of any type.
    func expression(in scope: Scope) -> Expression? {
        parsed { expression throws(ExpressionError) in _ = try expression.check(scope) }
    }

    private func parsed(
        _ check: (Expression) throws(ExpressionError) -> Void
    ) -> Expression? {
        guard let text = text() else { return nil }
        do throws(ExpressionError) {
            let expression = try Expression(parsing: text)
            try check(expression)
            return expression
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            fault("expression.\(error.code)", values)
            return nil
        }
    }
}
