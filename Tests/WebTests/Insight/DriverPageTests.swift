import Base
import Domain
import HTTPTypes
import Operations
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct DriverPageTests {
    /// A poor seat costs three points, excellent bags win two, booking does nothing.
    private func filled(_ site: TestSite) async throws -> AnsweredInstrument {
        let trip = try await AnsweredInstrument(
            site.workspace, document: InsightDocuments.journey)
        try await trip.put(
            (0..<500).map { place in
                let (book, seat, bags) = (1 + place % 5, 1 + place / 5 % 5, 1 + place / 25 % 5)
                let score =
                    6 + (seat <= 2 ? -3 : 0) + (bags == 5 ? 2 : 0) + (place / 125 % 2)
                return trip.row(
                    JSON.Object([
                        .init(key: "book", value: .integer(book)),
                        .init(key: "seat", value: .integer(seat)),
                        .init(key: "bags", value: .integer(bags)),
                        .init(key: "recommend", value: .integer(score)),
                    ]), score: score)
            })
        return trip
    }

    @Test(arguments: Engine.available)
    func itemsAreToldApart(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let trip = try await filled(site)
            var visitor = try await site.visitor(.analyst)
            let place = "/insight/drivers?instrument=\(trip.id)&period=all"
            let english = try await visitor.get(place, on: client).text
            #expect(english.contains("Taken for granted: Seat."))
            #expect(english.contains("Delighting: Bags."))
            #expect(english.contains("Basic: taken for granted"))
            // From the row to those who rated it poor.
            #expect(english.contains("%20and%20answers.seat%20%3C%3D%202"))
            let file = try await visitor.get(
                "/insight/drivers/table?instrument=\(trip.id)&period=all&table=factors",
                on: client)
            #expect(file.text.contains("Seat,Basic: taken for granted,-3,"))
            visitor.language = "zh"
            let chinese = try await visitor.get(place, on: client).text
            #expect(chinese.contains("基本因素：“座位”。") && chinese.contains("兴奋因素：“行李”。"))
            // Who may read no answers is led to none.
            let viewer = try await site.visitor(.viewer)
            let page = try await viewer.get(place, on: client)
            #expect(page.status == .ok && !page.text.contains("/responses?"))
        }
    }

    /// Drivers, method and step stand in the address, and a tile takes them along.
    @Test(arguments: Engine.available)
    func theAddressChooses(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let trip = try await filled(site)
            let visitor = try await site.visitor(.analyst)
            let place = "/insight/drivers?instrument=\(trip.id)&period=all"
            let chosen = "&drivers=answers.seat&drivers=answers.bags&sharing=johnson&step=-0.5"
            let page = try await visitor.get(place + chosen, on: client).text
            #expect(page.contains("All 2 items together") && page.contains("Johnson"))
            #expect(page.contains("A change of −0.5 points"))
            #expect(page.contains("<option value=\"answers.seat\" selected>"))
            #expect(page.contains("<option value=\"answers.book\">"))
            #expect(page.contains("<option value=\"johnson\" selected>"))
            #expect(page.contains("name=\"drivers\" value=\"answers.seat,answers.bags\""))
            let whole = try await visitor.get(place, on: client).text
            #expect(whole.contains("One point more") && whole.contains("All 3 items together"))
            for (bad, told) in [
                ("step=x", "must be a number"), ("step=0", "and not be 0"),
                ("step=1e9", "and not be 0"), ("drivers=answers.moon", "answers.moon"),
            ] {
                let refused = try await visitor.get("\(place)&\(bad)", on: client)
                #expect(refused.status == .unprocessableContent, "\(bad)")
                #expect(refused.text.contains(told), "\(bad)")
            }
        }
    }
}
