import Base
import Foundation
import Testing

@testable import Domain

@Suite struct LibraryInstrumentsTests {
    static let keys = [
        "airline-journey", "ces", "csat-after-service", "nps", "support-csat", "touchpoint-pulse",
    ]

    static func instrument(_ key: String) throws -> Instrument {
        try Instrument(document: library("instruments/\(key).yaml"))
    }

    @Test func everyDocumentOfTheFolderIsTested() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Resources/library/instruments")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.sorted() == Self.keys.map { "\($0).yaml" })
    }

    @Test(arguments: keys)
    func isSoundAndSpeaksBothLanguages(key: String) throws {
        let instrument = try Self.instrument(key)
        #expect(instrument.key == key)
        #expect(instrument.languages == ["zh", "en"])
        #expect(instrument.purpose != nil)
        #expect(instrument.scoring != nil)
        #expect(instrument.thanks.last?.condition == nil, "everyone is thanked")
        var words: [Wording] = [instrument.title]
        for item in instrument.items {
            words.append(item.title)
            if let help = item.help { words.append(help) }
            words += item.options.map(\.title)
            if let scale = item.scale { words += scale.labels.values }
        }
        words += instrument.thanks.map(\.text)
        for word in words {
            #expect(word.zh != word.en)
            #expect(
                word.zh.unicodeScalars.contains { $0.value > 0x2E80 }, Comment(rawValue: word.zh))
            #expect(
                word.en.unicodeScalars.allSatisfy { $0.value < 0x2E80 }, Comment(rawValue: word.en))
        }
    }

    @Test func theAirlineJourneyHoldsTheWholeSurvey() throws {
        let instrument = try Self.instrument("airline-journey")
        let rated = instrument.items.filter { $0.kind == .rating }
        #expect(rated.count == 14)
        #expect(rated.allSatisfy { $0.allowsNotApplicable && $0.scale?.steps == 1...5 })
        #expect(instrument.scoring?.metric == .share)
        #expect(
            instrument.hidden.map(\.key) == [
                "customer", "gender", "customer_type", "age", "travel_type", "class", "distance",
                "departure_delay", "arrival_delay",
            ])
    }
}
