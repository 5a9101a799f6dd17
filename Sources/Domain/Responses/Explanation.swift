public import Base

/// Why each page, question, option and end is shown to somebody with certain answers, or is not.
public struct Explanation: Sendable {
    public let pages: [Page]
    public let ends: [End]

    /// What decides about a part.
    public enum Cause: Sendable {
        /// It has no condition.
        case always
        case condition(Expression.Trace)
        /// A jump from an earlier page leads past it.
        case jumped(from: Int)
        /// The page or question that it belongs to is not shown.
        case above
        /// None of its questions is shown.
        case empty
    }

    public struct Page: Sendable {
        /// From 0.
        public let number: Int
        public let isShown: Bool
        public let cause: Cause
        public let items: [Line]
        /// Those that were looked at, up to the one that is taken.
        public let ways: [Way]
    }

    /// A question.
    public struct Line: Sendable {
        public let item: Item
        public let isShown: Bool
        public let cause: Cause
        /// Options and lines that are offered only on a condition.
        public let choices: [Choice]
    }

    public struct Choice: Sendable {
        public let choice: Item.Choice
        public let isShown: Bool
        public let cause: Cause
    }

    public struct Way: Sendable {
        public let jump: Instrument.Jump
        public let isTaken: Bool
        public let condition: Expression.Trace?
    }

    public struct End: Sendable {
        public let text: Wording
        public let isChosen: Bool
        public let condition: Expression.Trace?
    }
}

extension Answering {
    /// One walk through the pages, as these answers lead.
    public var explanation: Explanation {
        var target = 0
        var jumper = 0
        var ending: Wording?
        var pages: [Explanation.Page] = []
        for (number, page) in instrument.pages.enumerated() {
            let visible = visibleItems(on: number)
            let isJumped = number < target
            var cause: Explanation.Cause =
                isJumped ? .jumped(from: jumper) : self.cause(page.showIf)
            let opens = !isJumped && (page.showIf.map(holds) ?? true)
            if opens, visible.isEmpty, page.showIf == nil { cause = .empty }
            let lines = page.items.map { line(instrument.items[$0], visible, opens: opens) }
            let ways = visible.isEmpty ? [] : ways(of: page)
            if let taken = ways.last, taken.isTaken {
                target = taken.jump.page ?? instrument.pages.count
                jumper = number
                ending = taken.jump.page == nil ? taken.jump.text : nil
            }
            pages.append(
                .init(
                    number: number, isShown: !visible.isEmpty, cause: cause, items: lines,
                    ways: ways))
        }
        return Explanation(pages: pages, ends: ends(ending))
    }

    private func trace(_ condition: Expression) -> Expression.Trace {
        condition.trace { value($0) }
    }

    private func cause(_ condition: Expression?) -> Explanation.Cause {
        condition.map { .condition(trace($0)) } ?? .always
    }

    private func line(_ item: Item, _ visible: [Item], opens: Bool) -> Explanation.Line {
        let isShown = visible.contains { $0.key == item.key }
        let choices = (item.options + item.rows).filter { $0.showIf != nil }.map { choice in
            let isOffered = choice.showIf.map(holds) ?? true
            return Explanation.Choice(
                choice: choice, isShown: isShown && isOffered,
                cause: isShown ? cause(choice.showIf) : .above)
        }
        return Explanation.Line(
            item: item, isShown: isShown, cause: opens ? cause(item.showIf) : .above,
            choices: choices)
    }

    private func ways(of page: Instrument.Page) -> [Explanation.Way] {
        var ways: [Explanation.Way] = []
        for jump in page.jumps {
            let isTaken = jump.condition.map(holds) ?? true
            ways.append(
                .init(jump: jump, isTaken: isTaken, condition: jump.condition.map(trace)))
            if isTaken { break }
        }
        return ways
    }

    /// - Parameter ending: the words of the jump that led to the end.
    private func ends(_ ending: Wording?) -> [Explanation.End] {
        let first = instrument.thanks.firstIndex { $0.condition.map(holds) ?? true }
        let own = ending.map { [Explanation.End(text: $0, isChosen: true, condition: nil)] } ?? []
        return own
            + instrument.thanks.enumerated().map { place, thanks in
                .init(
                    text: thanks.text ?? thanks.redirect.map(\.words) ?? Wording(zh: "", en: ""),
                    isChosen: ending == nil && place == first,
                    condition: thanks.condition.map(trace))
            }
    }
}
