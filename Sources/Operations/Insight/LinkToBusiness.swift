public import Base
public import Columns
public import Domain
public import Statistics

/// What customers did, by how they had scored: purchases, value, whether they left, as their
/// traits tell it now.
public typealias LinkToBusiness = StudyOfAnswers<BusinessReport>

extension BusinessReport: StudyReport {
    public static let study = (
        name: "insight.business",
        summary:
            "Set what is known of customers now beside the scores they gave, with tests and with "
            + "customers alike in other traits compared."
    )

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> BusinessReport {
        try BusinessScan(try await desk.inquiry(into: instrument, question)).report()
    }
}

/// What goes with the score among customers.
public struct BusinessReport: Resource {
    /// One fact about customers by bands of the score.
    public struct Fact: Sendable {
        public let column: String
        /// Whether it is true or false of a customer; else a number.
        public let isShare: Bool
        /// Whether it is a day that counts where it lies after the answer's own.
        public let isLater: Bool
        /// From the lowest band to the highest.
        public let bands: [Measure]
        /// Highest band less lowest; nil where there is nothing to test.
        public let change: Change?
        /// The same among customers alike in the trait that takes most of it away; nil where no
        /// trait can be held still.
        public let alike: Alike?
    }

    public struct Alike: Sendable {
        public let column: String
        public let estimate: Estimate
    }

    public let n: Int
    /// From the lowest to the highest; of the score.
    public let bands: [Dimension.Group]
    /// Those with a clear difference first.
    public let facts: [Fact]
}

extension BusinessReport.Fact {
    fileprivate func with(_ alike: BusinessReport.Alike?) -> Self {
        Self(
            column: column, isShare: isShare, isLater: isLater, bands: bands, change: change,
            alike: alike)
    }
}

/// The scan on its way.
struct BusinessScan {
    let inquiry: Inquiry
    /// Traits with more facts than this are a data warehouse, not a page.
    private static let mostFacts = 40
    /// Facts that are cut together by band and trait: more would need too many counters.
    private static let mostTogether = 4

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    /// Detractors, passives, promoters; of other scales what lies below the middle, the middle,
    /// and the two highest steps; of numbers without a scale thirds.
    var bands: Dimension {
        switch inquiry.set.scale(of: "score") {
        case 0...10: Dimension("score", edges: [7, 9])
        case let scale? where scale.count >= 5:
            Dimension(
                "score",
                edges: [
                    Double(scale.lowerBound + scale.count / 2), Double(scale.upperBound - 1),
                ].reduce(into: []) { if $0.last != $1 { $0.append($1) } })
        case let scale? where scale.count >= 2:
            Dimension("score", edges: [Double(scale.upperBound)])
        default: Dimension("score", edges: inquiry.set.table.quantiles(of: "score", parts: 3))
        }
    }

    private var facts: [(column: String, measuring: Measuring)] {
        inquiry.set.table.columns.filter { $0.name.hasPrefix("customer.") }.compactMap { column in
            let values = column.distinct.filter { !$0.isNull }
            let isTruth = !values.isEmpty && values.allSatisfy { $0.bool != nil }
            if isTruth { return (column.name, Measuring(.share, wanted: true)) }
            return column.isNumeric ? (column.name, Measuring(.mean)) : nil
        }.prefix(BusinessScan.mostFacts).map { $0 }
    }

    func report() throws -> BusinessReport {
        let (facts, bands) = (facts, bands)
        let later = later()
        guard !facts.isEmpty || !later.isEmpty else {
            return BusinessReport(
                n: try inquiry.run(inquiry.checked.window).tally().rows, bands: [], facts: [])
        }
        let cells = try inquiry.run(
            inquiry.checked.window, [bands], of: facts.map(\.column))
        let side = cells.sides[0]
        let places = Array(side.groups.indices.dropFirst())
        var compared: [Int] = []
        let found: [BusinessReport.Fact?] = facts.enumerated().map { number, fact in
            let tallies = places.map { cells.tally([$0], of: number) }
            let measures = Concealment.line(
                zip(places, tallies).map { place, tally in
                    fact.measuring.measure(
                        tally,
                        filter: inquiry.filter(
                            answering: [fact.column], and: [side.condition(place)]))
                })
            guard measures.contains(where: { $0.value != nil }) else { return nil }
            let isOpen = measures.first?.isHidden == false && measures.last?.isHidden == false
            let difference =
                isOpen && tallies.count > 1
                ? fact.measuring.difference(tallies[tallies.count - 1], tallies[0]) : nil
            if difference != nil { compared.append(number) }
            return BusinessReport.Fact(
                column: fact.column, isShare: fact.measuring.isShare, isLater: false,
                bands: measures, change: difference.map { Change($0) }, alike: nil)
        }
        let alike = try BusinessScan.together(compared).flatMap { some in
            try self.alike(some.map { facts[$0] }, bands)
        }
        let kept =
            found.enumerated().compactMap { number, fact in
                fact?.with(compared.firstIndex(of: number).flatMap { alike[$0] })
            }
            + later.filter { fact in fact.bands.contains { $0.value != nil } }
        let adjusted = BusinessScan.adjusted(kept)
        return BusinessReport(
            n: cells.tally().rows, bands: places.map { side.groups[$0] },
            facts: adjusted.sorted { a, b in
                let (p, q) = (a.change?.adjustedP ?? 2, b.change?.adjustedP ?? 2)
                return (p, a.column) < (q, b.column)
            })
    }

    private static func together(_ facts: [Int]) -> [[Int]] {
        stride(from: 0, to: facts.count, by: mostTogether).map {
            Array(facts[$0..<min($0 + mostTogether, facts.count)])
        }
    }

    /// With the share of false discoveries held over all facts.
    private static func adjusted(_ facts: [BusinessReport.Fact]) -> [BusinessReport.Fact] {
        var p = FalseDiscovery.adjusted(facts.compactMap { $0.change?.p }).makeIterator()
        return facts.map { fact in
            BusinessReport.Fact(
                column: fact.column, isShare: fact.isShare, isLater: fact.isLater,
                bands: fact.bands,
                change: fact.change.map { $0.adjusted(to: p.next() ?? $0.p) }, alike: fact.alike)
        }
    }

    /// Highest band less lowest within each group of a trait, weighted so that strata with few on
    /// either side count little; of all traits the one that leaves least.
    /// - Parameter facts: those with a difference, which are cut together.
    private func alike(
        _ facts: [(column: String, measuring: Measuring)], _ bands: Dimension
    ) throws -> [BusinessReport.Alike?] {
        var least: [BusinessReport.Alike?] = facts.map { _ in nil }
        guard !facts.isEmpty else { return least }
        for trait in SegmentScan.traits(of: inquiry) {
            let cells = try inquiry.run(
                inquiry.checked.window, [bands, trait], of: facts.map(\.column))
            guard !cells.sides[1].isList, cells.sides[0].groups.count > 2 else { continue }
            for (place, fact) in facts.enumerated() where trait.column != fact.column {
                guard let estimate = BusinessScan.stratified(cells, fact.measuring, of: place)
                else { continue }
                if let found = least[place], abs(found.estimate.value) <= abs(estimate.value) {
                    continue
                }
                least[place] = BusinessReport.Alike(column: trait.column, estimate: estimate)
            }
        }
        return least
    }

    /// - Parameters:
    ///   - cells: by bands, then by strata.
    ///   - place: of the fact among the columns that were counted.
    private static func stratified(
        _ cells: Cells, _ measuring: Measuring, of place: Int
    ) -> Estimate? {
        let highest = cells.sides[0].groups.count - 1
        let strata = cells.sides[1].groups.indices.map { group in
            (
                measuring.values(cells.tally([highest, group], of: place)),
                measuring.values(cells.tally([1, group], of: place))
            )
        }
        let found = fit { () throws(Unfit) in try Average.difference(within: strata) }
        return found.flatMap { $0.estimate.n >= 10 * Measure.floor ? $0.estimate : nil }
    }
}
