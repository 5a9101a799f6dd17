import Base
import Foundation
import Testing

@testable import Domain

@Suite struct ReportTermsTests {
    /// Every step leads on, to the hour and the day that were asked for, and the period told has
    /// ended when the report is due; no period is left out.
    @Test(arguments: ReportTerms.Every.allCases)
    func eachPeriodIsToldOnce(_ every: ReportTerms.Every) throws {
        let zone = try #require(
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin")
                .flatMap { Zone(name: "Europe/Berlin", tzif: Array($0)) })
        for hour in [0, 2, 8, 23] {
            let terms = ReportTerms(every, hour: hour)
            var due = terms.next(after: Instant(seconds: 1_772_442_000), in: zone)
            var before = terms.period(dueAt: due, in: zone)
            // Over both changes of the clocks.
            for _ in 0..<(every == .day ? 400 : every == .week ? 60 : 14) {
                let next = terms.next(after: due, in: zone)
                #expect(next > due)
                let civil = next.civil(in: zone)
                switch every {
                case .day: break
                case .week: #expect(civil.date.weekday == .monday)
                case .month: #expect(civil.date.day == 1)
                }
                let period = terms.period(dueAt: next, in: zone)
                #expect(period.lowerBound == before.upperBound && period.upperBound <= next)
                (due, before) = (next, period)
            }
        }
    }
}
