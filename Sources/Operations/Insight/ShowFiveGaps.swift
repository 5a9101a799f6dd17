public import Base
import Columns
public import Domain
import Statistics
import Store

/// Where service falls short between what customers expect and what they find.
public typealias ShowFiveGaps = StudyOfAnswers<FiveGapsReport>

extension FiveGapsReport: StudyReport {
    public static let study = (
        name: "insight.fiveGaps",
        summary:
            "Compute the five gaps of service from customers, managers, staff, checks and promises."
    )

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> FiveGapsReport {
        let customers = try await desk.perform(ShowGaps(instrument, question))
        let span = InsightQuestion(from: question.from, to: question.to)
        let known = try await ListInsightInstruments().perform(on: desk).items
        var lines: [FiveGapsReport.Line] = []
        for origin in FiveGapsReport.Origin.allCases {
            guard let key = origin.instrument,
                let found = known.first(where: { $0.key == key && $0.lastAnsweredAt != nil })
            else { continue }
            let answers = StaffAnswers(
                found.id, try await desk.inquiry(into: found.id, span), origin)
            switch origin {
            case .managers:
                lines += try answers.understanding(instrument, customers) + answers.standards()
            case .staff: lines += try answers.delivery(customers)
            case .checks: lines += try answers.checks()
            case .customers, .clocks: break
            }
        }
        let kept = try await desk.perform(ShowKeptRates(from: question.from, to: question.to))
        lines += kept.items.compactMap(FiveGapsReport.Line.init)
        lines += customers.dimensions.map {
            FiveGapsReport.Line($0, FiveGapsReport.Basis(instrument, customers), customers.scale)
        }
        let present = Set(lines.map(\.origin))
        return FiveGapsReport(
            lines: FiveGapsReport.Gap.allCases.flatMap { gap in lines.filter { $0.gap == gap } },
            missing: FiveGapsReport.Origin.allCases.filter { !present.contains($0) })
    }
}

extension FiveGapsReport.Basis {
    /// Customers who rated everything on both sides.
    fileprivate init(_ instrument: ID<Instrument>, _ customers: GapReport) {
        self.init(instrument: instrument, n: customers.n, filter: customers.filter)
    }
}

extension FiveGapsReport.Line {
    /// What customers find less what they expect.
    fileprivate init(
        _ dimension: GapReport.Dimension, _ basis: FiveGapsReport.Basis, _ scale: ClosedRange<Int>
    ) {
        self.init(
            gap: .customer, origin: .customers, title: dimension.title, clock: nil,
            wanted: dimension.gap.expectation, given: dimension.gap.perception,
            difference: dimension.gap.gap, basis: [basis], scale: scale)
    }

    /// What is kept less what is promised; nil where too little is decided yet.
    fileprivate init?(_ kept: KeptRateResource) {
        guard let rate = kept.estimate, rate.n >= Measure.floor else { return nil }
        let target = 100 * kept.promise.target
        self.init(
            gap: .communication, origin: .clocks, title: kept.promise.name, clock: kept.kind,
            wanted: target,
            given: 100 * rate.value, difference: rate.scaled(by: 100).shifted(by: -target),
            basis: [], scale: 0...100)
    }
}

/// What those inside the house answer, held against something.
private struct StaffAnswers {
    private let instrument: ID<Instrument>
    private let inquiry: Inquiry
    private let origin: FiveGapsReport.Origin

    init(_ instrument: ID<Instrument>, _ inquiry: Inquiry, _ origin: FiveGapsReport.Origin) {
        self.instrument = instrument
        self.inquiry = inquiry
        self.origin = origin
    }

    /// Of the answers to these questions.
    private func basis(_ columns: [String], n: Int) -> FiveGapsReport.Basis {
        FiveGapsReport.Basis(
            instrument: instrument, n: n, filter: inquiry.filter(answering: columns))
    }

    /// What managers believe less what customers expect, by dimension.
    func understanding(
        _ asked: ID<Instrument>, _ customers: GapReport
    ) throws -> [FiveGapsReport.Line] {
        try customers.dimensions.compactMap { dimension in
            let column = "answers.belief.\(dimension.key)"
            guard let belief = try moments(column),
                let difference = fit({ () throws(Unfit) in
                    try Average.difference(belief, dimension.expected)
                })
            else { return nil }
            return line(
                .understanding, dimension.title, wanted: dimension.expected.mean,
                given: belief.mean, difference.estimate,
                [basis([column], n: belief.count), .init(asked, customers)])
        }
    }

    /// How far standards follow from what managers believe, all dimensions together.
    func standards() throws -> [FiveGapsReport.Line] {
        let beliefs = columns("belief")
        let scores = ["computed.cause_goals", "computed.cause_standards"]
        guard !beliefs.isEmpty else { return [] }
        let gram = inquiry.set.table.gram(
            of: beliefs + scores, filter: inquiry.checked.filter(), window: inquiry.checked.window)
        let believed = beliefs.map { _ in 1 / Double(beliefs.count) } + scores.map { _ in 0 }
        let specified = beliefs.map { _ in 0 } + scores.map { _ in 1 / Double(scores.count) }
        let gaps = gram.score(zip(specified, believed).map { $0 - $1 })
        guard gram.count >= Measure.floor,
            let difference = fit({ () throws(Unfit) in try Average.estimate(gaps) })
        else { return [] }
        return [
            line(
                .standards, nil, wanted: gram.score(believed).mean,
                given: gram.score(specified).mean, difference,
                [basis(beliefs + scores, n: gram.count)])
        ]
    }

    /// How far staff serve to standard less always, by dimension.
    func delivery(_ customers: GapReport) throws -> [FiveGapsReport.Line] {
        let always = Double(FiveGapsReport.steps.upperBound)
        return try columns("delivery").compactMap { column in
            guard let own = try estimate(column) else { return nil }
            let title = customers.dimensions.first { "answers.delivery.\($0.key)" == column }?.title
            return line(
                .delivery, title ?? inquiry.set.title(of: column), wanted: always,
                given: own.value, own.shifted(by: -always), [basis([column], n: own.n)])
        }
    }

    /// The mark of quality checks less full marks.
    func checks() throws -> [FiveGapsReport.Line] {
        guard let mark = try estimate("score") else { return [] }
        return [
            FiveGapsReport.Line(
                gap: .delivery, origin: origin, title: nil, clock: nil, wanted: 100,
                given: mark.value,
                difference: mark.shifted(by: -100), basis: [basis(["score"], n: mark.n)],
                scale: 0...100)
        ]
    }

    private func line(
        _ gap: FiveGapsReport.Gap, _ title: Wording?, wanted: Double, given: Double,
        _ difference: Estimate, _ basis: [FiveGapsReport.Basis]
    ) -> FiveGapsReport.Line {
        FiveGapsReport.Line(
            gap: gap, origin: origin, title: title, clock: nil, wanted: wanted, given: given,
            difference: difference, basis: basis, scale: FiveGapsReport.steps)
    }

    /// The lines of a matrix.
    private func columns(_ item: String) -> [String] {
        inquiry.set.instrument.items.first { $0.key == item }?.columns.filter(\.isRating)
            .map(\.name) ?? []
    }

    /// Nil below the anonymity floor.
    private func moments(_ column: String) throws -> Moments? {
        guard inquiry.set.scope.type(of: column) != nil else { return nil }
        let tally = try inquiry.run(inquiry.checked.window, of: [column]).tally()
        return tally.answered < Measure.floor ? nil : tally.moments
    }

    private func estimate(_ column: String) throws -> Estimate? {
        try moments(column).flatMap { moments in
            fit { () throws(Unfit) in try Average.estimate(moments) }
        }
    }
}

extension FiveGapsReport {
    /// Of the questionnaires for managers and staff.
    fileprivate static let steps = 1...7
}
