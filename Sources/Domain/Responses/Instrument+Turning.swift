public import Base

extension Instrument {
    /// One page as a respondent hands it in.
    public struct Turn: Sendable {
        public let page: Int
        /// The form's fields by the names of cells.
        public let form: [(name: String, value: String)]
        /// The questions that were on the page.
        public let shown: Set<String>
        /// Paths of the wishes that were told before: `answers.q1`.
        public let asked: Set<String>
        public let way: Way

        public init(
            page: Int, form: [(name: String, value: String)], shown: Set<String>,
            asked: Set<String> = [], way: Way
        ) {
            self.page = page
            self.form = form
            self.shown = shown
            self.asked = asked
            self.way = way
        }
    }

    /// Where a respondent wants to go from a page.
    public enum Way: String, Sendable {
        case next
        /// What is on the page is kept, as far as it fits.
        case back
        /// As back, but to this same page.
        case later
    }

    /// Where a page handed in leads.
    public struct Turned: Sendable {
        public var answers: Answers
        public let answering: Answering
        /// The page to go on with; nil where all is answered.
        public let next: Int?
    }

    /// Checks a page on top of what was saved before and finds the way on. Nothing that a page
    /// says of itself is trusted: at the end every page is looked at again.
    /// - Parameter seed: what the respondent's orders of chance belong to.
    public func turn(
        _ turn: Turn, saved: Answers, hidden: JSON.Object, seed: String?
    ) throws(Refusal) -> Turned {
        let (answers, isWhole) = try checked(turn, saved, hidden)
        let answering = Answering(self, answers: answers.values, hidden: hidden, seed: seed)
        func turned(_ next: Int?) -> Turned {
            Turned(answers: answers, answering: answering, next: next)
        }
        guard isWhole else { return turned(turn.page) }
        switch turn.way {
        case .back: return turned(answering.previousPage(before: turn.page) ?? turn.page)
        case .later: return turned(turn.page)
        case .next:
            return turned(answering.nextPage(after: turn.page) ?? answering.firstOpenPage)
        }
    }

    private func checked(
        _ turn: Turn, _ saved: Answers, _ hidden: JSON.Object
    ) throws(Refusal) -> (answers: Answers, isWhole: Bool) {
        let given = answers(ofForm: turn.form, page: turn.page)
        do {
            let checked = try check(
                page: turn.page, answers: given, saved: saved.values, hidden: hidden,
                shown: turn.way == .next ? turn.shown : [], asked: turn.asked)
            return (checked.answers, turn.way != .next || checked.revealed.isEmpty)
        } catch {
            // Who goes back is not held up by what does not fit yet.
            guard turn.way != .next else { throw error }
            return (saved, true)
        }
    }
}
