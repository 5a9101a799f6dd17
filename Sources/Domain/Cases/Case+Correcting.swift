import Base

extension Case {
    /// Says whose case it is. What is still owed is promised as to that customer, with the time
    /// that was counted.
    mutating func concern(
        _ customer: ID<Customer>?, _ terms: [ClockTerms]?, in context: CaseContext,
        _ change: inout CaseChange
    ) {
        guard customer != self.customer else { return }
        change.add(
            .customerChanged,
            [
                "customer": .optional(customer?.description),
                "was": .optional(self.customer?.description),
            ])
        self.customer = customer
        if status != .closed, let terms { promise(terms, in: context, &change) }
    }

    /// Says better what it is about.
    mutating func rename(_ title: Wording, _ change: inout CaseChange) throws(Refusal) {
        try Case.checkText(title.zh, "title", max: 500)
        try Case.checkText(title.en, "title", max: 500)
        guard title != self.title else { return }
        change.add(.titleChanged, ["title": title.json, "was": self.title.json])
        self.title = title
    }
}
